"""The texts in a row of a list. Python makes them, because a list has many rows and templates are slow."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format

from jobs.finding.eligibility import describe_workplace_from, name_remote_area
from jobs.finding.words.highlighting import highlight, make_snippet
from jobs.finding.words.queries import Term
from jobs.models import Posting, local_time, pay
from teams.models import Employer

from .deadlines import describe_days_left
from .unsaid import Unsaid
from .way_back import name_row

# A row names at most this many places; it counts the others.
PLACES = 3


@dataclass(frozen=True, slots=True)
class Card:
    """One row of a list: a title and at most four facts.

    `anchor`: the id of the row. `language`: the posting's, where it differs from the site's. `places`: those that the
    page does not say; `all_places`: all, if that is something else. `workplace`: for a visitor's own country, where
    `is_from_here`. `team`: "" on its own page, where `label` may stand. `converted_pay`: pay in the employer's
    currency. `days_left`: "6 days left", within a week. Each day comes in ISO format and in words. `closes_zone`: the
    time zone of the last day, where a visitor could take it for another. `posted` is "" if there is a last day.
    """

    url: str
    anchor: str
    title: str
    language: str
    places: str
    all_places: str
    workplace: str
    is_from_here: bool
    team: str
    label: str
    snippet: str
    pay: str
    converted_pay: str
    days_left: str
    closes: str
    closes_words: str
    closes_zone: str
    posted: str
    posted_words: str


def cards(
    postings: Iterable[Posting],
    employer: Employer,
    *,
    rates: pay.Rates,
    unsaid: Unsaid | None = None,
    terms: Sequence[Term] = (),
    country: str = "",
    query: str = "",
    at: dt.datetime | None = None,
) -> list[Card]:
    """Return the cards of postings.

    `unsaid`: what rows leave out. `terms` are highlighted. `country`: the name of the visitor's country. `query`: what
    the links carry, from `way_back`. `at`: the moment of the page, by default now.
    """
    at, unsaid = at or timezone.now(), unsaid or Unsaid()
    return [_card(posting, employer, at, rates, unsaid, terms, country, query) for posting in postings]


def _card(
    posting: Posting,
    employer: Employer,
    at: dt.datetime,
    rates: pay.Rates,
    unsaid: Unsaid,
    terms: Sequence[Term],
    country: str,
    query: str,
) -> Card:
    zone = posting.zone(employer)
    today = at.astimezone(zone).date()
    closes = local_time.to_closing_day(posting.closes_at, zone)[0] if posting.closes_at else None
    posted = posting.first_opened.astimezone(zone).date() if posting.first_opened and not closes else None
    places = [place for place in posting.location_list if place.slug != unsaid.location]
    return Card(
        url=f"{posting.get_absolute_url()}{query}",
        anchor=name_row(posting.pk),
        title=highlight(posting.title, terms) if terms else posting.title,
        language=posting.language if posting.language != employer.language else "",
        places=_name_places([place.name for place in places], "also " if unsaid.location else ""),
        all_places=_name_places([place.name for place in posting.location_list]) if unsaid.location else "",
        workplace=describe_workplace_from(posting, country) if country else workplace_in_words(posting, employer),
        is_from_here=bool(country),
        team="" if unsaid.team else posting.team.name,
        label=unsaid.find_label(posting) if unsaid.team else "",
        snippet=make_snippet(posting.words.plain, terms) if terms and hasattr(posting, "words") else "",
        pay=pay.format_pay(posting),
        converted_pay=pay.format_converted_pay(posting, rates),
        days_left=describe_days_left(posting.closes_at, zone, at),
        closes=closes.isoformat() if closes else "",
        closes_words=_in_words(closes, with_year=closes.year != today.year) if closes else "",
        closes_zone=name_closing_zone(posting, employer),
        posted=posted.isoformat() if posted else "",
        posted_words=_relative_date(posted, today) if posted else "",
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


def _name_places(names: list[str], before: str = "") -> str:
    """Return "Lisbon, Berlin", "Lisbon, Berlin, 3 more places", or "" without names."""
    shown = names if len(names) <= PLACES else [*names[: PLACES - 1], f"{len(names) - PLACES + 1} more places"]
    return f"{before}{', '.join(shown)}" if names else ""


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
