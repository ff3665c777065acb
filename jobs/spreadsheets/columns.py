"""The cells of a spreadsheet of postings that no other has: see teams.spreadsheets.columns."""

import datetime as dt
import html
import re
import zoneinfo
from decimal import Decimal
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import escape, strip_tags
from import_export.widgets import Widget

from jobs.models import Posting, Section, local_time
from teams.models.fields import TAGS, sanitize
from teams.models.text_cleaning import CONTROL_CHARACTERS
from teams.models.validators import countries
from teams.spreadsheets.columns import Text, one_line, quoted

ANYWHERE = "anywhere"
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DIGITS_BEFORE_THE_POINT = 10
# Pages reckon with these moments in every time zone, and Python's calendar ends a year after them.
FIRST_YEAR, LAST_YEAR = 1900, 9998
# Text above the first heading stands under this one.
FIRST_HEADING = "About the job"
HEADING_LENGTH: int = Section._meta.get_field("heading").max_length or 0
# For people: what to write in each.
COLUMN_HELP = {
    "reference": "The requisition number; each posting has its own.",
    "title": "The job’s title alone.",
    "team": "The team’s name or slug.",
    "locations": "City, Region, Country code: Austin, TX, US; Lisbon, , PT. Several are separated by semicolons.",
    "workplace": f"{', '.join(Posting.Workplace.values)}. Left empty: on-site.",
    "countries": "For remote work: codes separated by blanks, DE PT, or the one word anywhere.",
    "employment_types": f"{', '.join(Posting.EmploymentType.values)}; several are separated by blanks.",
    "level": f"{', '.join(Posting.Level.values)}, or nothing.",
    "tags": "Names separated by semicolons.",
    "description": "HTML; each h2 begins a section.",
    "pay_min": "Digits alone, with a point for cents: 52000 or 18.50.",
    "pay_max": "The same.",
    "pay_currency": "As a code: EUR.",
    "pay_period": f"{', '.join(Posting.PayPeriod.values)}.",
    "apply_url": "Begins with https://.",
    "apply_email": "Used when there is no address.",
    "published_from": "A day, 2026-06-30, or a day and an hour, 2026-06-30 14:00, in the posting’s time zone: its "
    "own, else that of its first place by name, else the employer’s. With an offset from UTC it is that very "
    "moment: 2026-06-30T14:00:00+02:00. Cells that the program takes for dates will do. Left empty, it is a draft.",
    "closes_at": "The same; a day alone means its end. Left empty, it stays open.",
    "language": "As a tag: en. Left empty: the employer’s.",
}


class OneOf(Text):
    """One of the values of a `Choices` class; an empty cell means `default`."""

    def __init__(self, choices: Any, default: str = "") -> None:
        super().__init__(str.lower)
        self.choices = choices
        self.default = default

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        chosen = super().clean(value) or self.default
        if chosen:
            _refuse_others([chosen], self.choices.values)
        return chosen


class SeveralOf(Text):
    """Some of the values of a `Choices` class, separated by blanks."""

    def __init__(self, choices: Any) -> None:
        super().__init__(str.lower)
        self.choices = choices

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> tuple[str, ...]:
        chosen = super().clean(value).split()
        _refuse_others(chosen, self.choices.values)
        return tuple(one for one in self.choices.values if one in chosen)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return " ".join(value)


def _refuse_others(chosen: list[str], known: list[str]) -> None:
    if unknown := [one for one in chosen if one not in known]:
        raise ValidationError(f"{quoted(', '.join(unknown))} is not one of: {', '.join(known)}.")


class Countries(Text):
    """Country codes separated by blanks, in the order of the field, or the one word `anywhere`."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> tuple[str, ...]:
        chosen = set(super().clean(value).upper().split())
        if chosen == {ANYWHERE.upper()}:
            return (ANYWHERE,)
        if unknown := sorted(chosen.difference(countries())):
            raise ValidationError(
                f"{quoted(', '.join(unknown))} is not a country code. Write codes with blanks between them, like "
                f"DE PT, or the one word {ANYWHERE}."
            )
        return tuple(code for code in countries() if code in chosen)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return " ".join(value)


class Amount(Text):
    """An amount of money."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            raise ValidationError(
                f"{quoted(text)} is not a number. Write digits alone, with a point for cents: 52000 or 18.50."
            )
        whole = text.lstrip("-0").partition(".")[0]
        if len(whole) > DIGITS_BEFORE_THE_POINT or (amount := round(Decimal(text), 2)) != Decimal(text):
            raise ValidationError(f"Write at most {DIGITS_BEFORE_THE_POINT} digits before the point and 2 after it.")
        return amount

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{value:f}".removesuffix(".00")


class Moment(Text):
    """A day, or a day and an hour, in the posting's time zone; with an offset from UTC, that very moment.

    `zone`: the time zone of the posting whose cell is read or written; to be set for each.
    """

    zone = zoneinfo.ZoneInfo("UTC")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> dt.datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            said = dt.datetime.fromisoformat(text)
        except ValueError as error:
            raise ValidationError(
                f"{quoted(text)} is not a moment. Write a day, 2026-06-30, or a day and an hour, 2026-06-30 14:00."
            ) from error
        if not FIRST_YEAR <= said.year <= LAST_YEAR:
            raise ValidationError(f"Choose a year between {FIRST_YEAR} and {LAST_YEAR}.")
        if said.tzinfo is not None:
            return said.astimezone(dt.UTC)
        if _is_day(text):
            return self.without_time(said.date())
        return local_time.to_moment(said.date(), said.time(), self.zone)

    def without_time(self, day: dt.date) -> dt.datetime:
        return local_time.start_of_day(day, self.zone)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.astimezone(self.zone).isoformat() if value else ""


class Closing(Moment):
    """A moment of closing: a day alone means its end."""

    def without_time(self, day: dt.date) -> dt.datetime:
        return local_time.end_of_day(day, self.zone)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


class Description(Widget):
    """HTML as (heading, text) pairs: each `h2` begins one, text above the first stands under “About the job”."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[tuple[str, str]]:
        # Once cleaned, every heading is closed and no comment or script can hold one.
        whole = nh3.clean(value, tags=TAGS | {"h1", "h2", "h4", "h5", "h6"}, attributes={"a": {"href"}}, link_rel=None)
        first, *parts = whole.split("<h2>")
        found = [(FIRST_HEADING, sanitize(first))]
        for part in parts:
            heading, _closed, body = part.partition("</h2>")
            found.append((_plain(heading) or FIRST_HEADING, sanitize(body)))
        sections = [(heading, body) for heading, body in found if _plain(body)]
        if too_long := [heading for heading, _body in sections if len(heading) > HEADING_LENGTH]:
            raise ValidationError(
                f"The heading {quoted(too_long[0])} is longer than {HEADING_LENGTH} characters. "
                "End it with </h2> where the text begins."
            )
        return sections

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "".join(f"<h2>{escape(heading)}</h2>{body}" for heading, body in value)


def _plain(markup: str) -> str:
    return one_line(CONTROL_CHARACTERS.sub("", html.unescape(strip_tags(markup))))
