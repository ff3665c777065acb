"""The texts in a row of a list. Python makes them, because a list has many rows and templates are slow."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from jobs.finding.eligibility import describe_workplace_from, name_remote_area
from jobs.finding.words.highlighting import highlight, make_snippet
from jobs.finding.words.queries import Term
from jobs.models import Posting, local_time, pay
from teams.models import Employer

from .way_back import name_row

# A row names at most this many places; it counts the others.
PLACES = 4
SEPARATOR = "\N{NO-BREAK SPACE}· "


@dataclass(frozen=True, slots=True)
class Card:
    """One row of a list.

    `anchor`: the id of the row. `language`: the posting's, where it differs from the site's. `facts`: HTML.
    `converted_pay`: pay in the employer's currency. Each day comes in ISO format and in words. `closes_zone`: the time
    zone of the last day, where a visitor could take it for another.
    """

    url: str
    anchor: str
    title: str
    language: str
    facts: SafeString
    snippet: str
    pay: str
    converted_pay: str
    posted: str
    posted_words: str
    closes: str
    closes_words: str
    closes_zone: str


def cards(
    postings: Iterable[Posting],
    employer: Employer,
    *,
    rates: pay.Rates,
    is_team_shown: bool = True,
    terms: Sequence[Term] = (),
    country: str = "",
    query: str = "",
) -> list[Card]:
    """Return the cards of postings.

    `terms` are highlighted. `country`: the name of the visitor's country. `query`: what the links carry, from
    `way_back`.
    """
    today = employer.today()
    return [_card(posting, employer, today, rates, is_team_shown, terms, country, query) for posting in postings]


def _card(
    posting: Posting,
    employer: Employer,
    today: dt.date,
    rates: pay.Rates,
    is_team_shown: bool,
    terms: Sequence[Term],
    country: str,
    query: str,
) -> Card:
    zone = posting.zone(employer)
    posted = posting.first_opened.astimezone(zone).date() if posting.first_opened else None
    closes = local_time.to_closing_day(posting.closes_at, zone)[0] if posting.closes_at else None
    same_year = posted is not None and closes is not None and closes.year == posted.year
    return Card(
        url=f"{posting.get_absolute_url()}{query}",
        anchor=name_row(posting.pk),
        title=highlight(posting.title, terms) if terms else posting.title,
        language=posting.language if posting.language != employer.language else "",
        facts=_facts(posting, employer, is_team_shown, country),
        snippet=make_snippet(posting.words.plain, terms) if terms and hasattr(posting, "words") else "",
        pay=pay.format_pay(posting),
        converted_pay=pay.format_converted_pay(posting, rates),
        posted=posted.isoformat() if posted else "",
        posted_words=_relative_date(posted, today) if posted else "",
        closes=closes.isoformat() if closes else "",
        closes_words=_in_words(closes, with_year=not same_year) if closes else "",
        closes_zone=name_closing_zone(posting, employer),
    )


def name_closing_zone(posting: Posting, employer: Employer) -> str:
    """Return the time zone of the closing date: of remote positions, and where clocks differ from the employer's."""
    if posting.closes_at is None:
        return ""
    zone = posting.zone(employer)
    has_other_clocks = posting.closes_at.astimezone(zone).utcoffset() != (
        posting.closes_at.astimezone(employer.zone).utcoffset()
    )
    return local_time.name_zone(posting.closes_at, zone) if posting.is_remote or has_other_clocks else ""


def _facts(posting: Posting, employer: Employer, is_team_shown: bool, country: str) -> SafeString:
    """Return place · workplace · types · level · labels · team. Scripts read the data attributes."""
    facts = []
    names = [place.name for place in posting.location_list]
    if names:
        shown = names if len(names) <= PLACES else [*names[: PLACES - 1], f"{len(names) - PLACES + 1} more places"]
        facts.append(f"<bdi data-places>{escape(', '.join(shown))}</bdi>")
    facts.append(escape(workplace_in_words(posting, employer)))
    facts += [f"<span>{escape(label)}</span>" for label in posting.employment_type_labels]
    if posting.level:
        facts.append(f"<span>{escape(posting.get_level_display())} level</span>")
    facts += [escape(tag.name) for tag in posting.tag_list]
    if is_team_shown:
        facts.append(f"<bdi data-team>{escape(posting.team.name)}</bdi>")
    if country:
        facts.append(format_html('<span class="position__here">{}</span>', describe_workplace_from(posting, country)))
    return mark_safe(SEPARATOR.join(facts))  # noqa: S308  # escaped piece by piece


def workplace_in_words(posting: Posting, employer: Employer) -> str:
    """Return "Hybrid", "Remote, anywhere", "Remote in the EU, Norway" or "Remote in 9 countries"."""
    words, names = posting.get_workplace_display(), name_remote_area(posting, employer)
    if not names:
        return words
    if names == ("anywhere",):
        return f"{words}, anywhere"
    count = len(posting.eligible_codes(employer))
    return f"{words} in {', '.join(names) if len(names) < 4 else f'{count} countries'}"


def _relative_date(day: dt.date, today: dt.date) -> str:
    """Return a day in words: relative for eight weeks, then as a date."""
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 14:
        return f"{days} days ago"
    if days < 56:
        return f"{days // 7} weeks ago"
    return _in_words(day, with_year=True)


@lru_cache(maxsize=1000)
def _in_words(day: dt.date, *, with_year: bool) -> str:
    return date_format(day, "j F Y" if with_year else "j F")
