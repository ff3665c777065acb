"""Widgets for cells that only postings have: see teams.spreadsheets.cells."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape
from import_export.widgets import Widget

from jobs.models import Section, local_time
from jobs.models.pay import describe_amount, parse_amount
from teams.models.geography.country_groups import find_group
from teams.models.geography.country_names import find_country
from teams.models.validators import countries
from teams.moments.ranges import OUT_OF_RANGE, validate_moment
from teams.spreadsheets.cells import Text, quote, read_day, to_single_line
from teams.texts.cleaning import to_html, to_lines
from teams.texts.lines import Line

from .choices import country_names, suggest

ANYWHERE = "anywhere"
# The heading of text above the first heading.
FIRST_HEADING = "About the job"
SECTION_LEVEL = 2
HEADING_LENGTH: int = Section._meta.get_field("heading").max_length or 0


class Countries(Text):
    """Countries or groups of countries by code or name, or only the word `anywhere`. In the field's order.

    Spaces separate codes. Commas and semicolons also separate names of several words: EU, North America, New Zealand.
    """

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> tuple[str, ...]:
        text = super().clean(value)
        if text.casefold() == ANYWHERE:
            return (ANYWHERE,)
        chosen: set[str] = set()
        unknown: list[str] = []
        for word in _split_countries(text):
            codes = _find_countries(word)
            chosen |= codes
            unknown += [] if codes else [word]
        if unknown:
            hints = "".join(dict.fromkeys(suggest(word, country_names()) for word in unknown))
            raise ValidationError(
                f"{quote(', '.join(unknown))} is not a country code. Write codes with spaces between them, like "
                f"DE PT, a group of countries, like EU or DACH, or only the word {ANYWHERE}.{hints}"
            )
        return tuple(code for code in countries() if code in chosen)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return " ".join(value)


def _find_countries(word: str) -> frozenset[str]:
    """Return the codes that a code, a name or the name of a group means; none for an unknown word."""
    if group := find_group(word):
        return group.codes
    code = word.upper() if word.upper() in countries() else find_country(word)
    return frozenset([code] if code else [])


def _split_countries(text: str) -> list[str]:
    """Return each name of several words as one piece, and all other words one by one."""
    if _find_countries(text):
        return [text]
    parts = [part.strip() for part in re.split("[,;]", text)]
    return [word for part in parts for word in ([part] if _find_countries(part) else part.split())]


class Amount(Text):
    """An amount of money as people write it. `notes` say how it was read, `currency` which one its text names."""

    notes: Sequence[str] = ()
    currency = ""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Decimal | None:
        text = super().clean(value)
        self.notes, self.currency = (), ""
        if not text:
            return None
        amount, self.currency = parse_amount(text)
        self.notes = list(filter(None, [describe_amount(text, amount)]))
        return amount

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{value:f}".removesuffix(".00")


class Moment(Text):
    """A day, or a day and a time, in the posting's time zone, or with an offset from UTC.

    Set `zone` to the time zone of each posting before its cells are read or written.
    """

    zone = zoneinfo.ZoneInfo("UTC")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> dt.datetime | None:
        text = super().clean(value)
        if not text:
            return None
        text = read_day(text)
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError as error:
            raise ValidationError(
                f"{quote(text)} is not a date. Write a day, 2026-06-30, or a day and a time, 2026-06-30 14:00."
            ) from error
        try:
            moment = self._to_utc(moment, is_day=_is_day(text))
        except OverflowError as error:
            raise ValidationError(OUT_OF_RANGE) from error
        validate_moment(moment)
        return moment

    def _to_utc(self, moment: dt.datetime, *, is_day: bool) -> dt.datetime:
        if moment.tzinfo is not None:
            return moment.astimezone(dt.UTC)
        if is_day:
            return self.from_day(moment.date())
        return local_time.to_moment(moment.date(), moment.time(), self.zone)

    def from_day(self, day: dt.date) -> dt.datetime:
        return local_time.start_of_day(day, self.zone)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.astimezone(self.zone).isoformat() if value else ""

    def show(self, value: dt.datetime | None) -> str:
        return local_time.format_opening(value, self.zone) if value else ""


class ClosingMoment(Moment):
    """A closing moment. A day without a time means the end of that day."""

    def from_day(self, day: dt.date) -> dt.datetime:
        return local_time.end_of_day(day, self.zone)

    def show(self, value: dt.datetime | None) -> str:
        return local_time.format_end(value, self.zone) if value else ""


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_heading(line: Line) -> bool:
    return line.level == SECTION_LEVEL and not line.boxes


class Description(Widget):
    """HTML as (heading, text) pairs. Each `h2` begins a pair. Text above the first `h2` gets “About the job”.

    A heading without a text ends the text before it. Headings alone are no text.

    `notes` say what was changed in the last cell.
    """

    notes: Sequence[str] = ()

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[tuple[str, str]]:
        parts: list[tuple[str, list[Line]]] = [(FIRST_HEADING, [])]
        text = to_lines(value)
        self.notes = text.notes
        if all(map(_is_heading, text.lines)):
            return []
        for line, following in zip_longest(text.lines, text.lines[1:]):
            if _is_heading(line) and following and not _is_heading(following):
                parts.append((to_single_line(line.text), []))
            else:
                parts[-1][1].append(line)
        sections: list[tuple[str, str]] = [(heading, to_html(lines)) for heading, lines in parts if lines]
        if too_long := [heading for heading, _body in sections if len(heading) > HEADING_LENGTH]:
            raise ValidationError(
                f"The heading {quote(too_long[0])} is longer than {HEADING_LENGTH} characters. "
                "End it with </h2> where the text begins."
            )
        return sections

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "".join(f"<h2>{escape(heading)}</h2>{body}" for heading, body in value)
