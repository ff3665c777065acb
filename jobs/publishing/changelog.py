"""The public log of changes to open postings: recorded as facts, shown to candidates as sentences.

All code that changes postings records it in one of two ways: `with recording_changes(pk):` around the change, or,
with the row at hand before and after, `before = get_watched_facts(posting)` … `record_changes(posting, before)`.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list

from jobs.models import Posting, local_time, pay
from teams.models import Employer

WATCHED = ("title", "pay", "places", "closes_at")
# Entries stored for a posting, so that nightly changes by a machine cannot grow the log without end.
MAX_ENTRIES = 100
# Lines shown on the posting's page.
MAX_LINES = 10
Facts = dict[str, Any]


def get_watched_facts(posting: Posting, at: dt.datetime | None = None) -> Facts | None:
    """Return the facts that the log watches, as JSON can store them; None unless the posting is open at that moment.

    `at`: now by default.
    """
    if not posting.is_open(at):
        return None
    return {
        "title": posting.title,
        "pay": _get_pay(posting),
        # A new query: `location_list` is cached from before the change.
        "places": [location.name for location in posting.locations.all()],
        "closes_at": posting.closes_at and posting.closes_at.astimezone(dt.UTC).isoformat(),
    }


def build_entries(before: Facts | None, after: Facts | None, at: dt.datetime) -> list[Facts]:
    """Return a log entry for each fact that differs; none if the posting was not open both before and after."""
    if before is None or after is None:
        return []
    return [
        {"at": at.isoformat(), "what": fact, "before": before[fact], "after": after[fact]}
        for fact in WATCHED
        if before[fact] != after[fact]
    ]


def record_changes(posting: Posting, before: Facts | None) -> None:
    """Store the changes since `before`, from `get_watched_facts`. The posting itself must already be stored."""
    if before is None:
        return
    now = timezone.now()
    if entries := build_entries(before, get_watched_facts(posting, now), now):
        Posting.objects.filter(pk=posting.pk).update(change_log=append_entries(posting, entries))


def append_entries(posting: Posting, entries: list[Facts]) -> list[Facts]:
    """Append entries to the log of a posting in memory, and return the log."""
    posting.change_log = [*posting.change_log, *entries][-MAX_ENTRIES:]
    return posting.change_log


@contextmanager
def recording_changes(pk: int) -> Iterator[None]:
    """Record the changes that the block makes to a posting by any means. The row is locked for other writers."""
    rows = Posting.objects.filter(pk=pk).select_related("team")
    with transaction.atomic():
        stored = rows.select_for_update(of=("self",), no_key=True).first()
        before = stored and get_watched_facts(stored)
        yield
        if before and (changed := rows.first()):
            record_changes(changed, before)


@dataclass(frozen=True)
class LogLine:
    """A day in the posting's time zone, the day as text, and what changed on it."""

    day: dt.date
    day_text: str
    text: str


def describe_changes(posting: Posting, employer: Employer) -> list[LogLine]:
    """Return the newest lines of the log, newest first.

    There is one line for each day and fact, from the first value of that day to the last.
    """
    zone = posting.zone(employer)
    this_year = timezone.now().astimezone(zone).year
    changes: dict[tuple[dt.date, int], Facts] = {}
    for entry in posting.change_log:
        key = (dt.datetime.fromisoformat(entry["at"]).astimezone(zone).date(), WATCHED.index(entry["what"]))
        changes[key] = {**entry, "before": changes.get(key, entry)["before"]}
    lines = []
    for (day, _fact), entry in sorted(changes.items(), key=lambda item: (-item[0][0].toordinal(), item[0][1])):
        if entry["before"] != entry["after"]:
            text = DESCRIPTIONS[entry["what"]](entry["before"], entry["after"], zone, day.year)
            lines.append(LogLine(day, _format_day(day, this_year), text))
    return lines[:MAX_LINES]


def _get_pay(posting: Posting) -> Facts | None:
    amounts = (posting.pay_minimum, posting.pay_maximum)
    if amounts == (None, None):
        return None
    low, high = (None if amount is None else f"{amount:.2f}" for amount in amounts)
    return {"minimum": low, "maximum": high, "currency": posting.pay_currency, "period": posting.pay_period}


def _describe_title(before: str, after: str, zone: zoneinfo.ZoneInfo, year: int) -> str:
    return f"new title, before: “{before}”"


def _describe_pay(before: Facts | None, after: Facts | None, zone: zoneinfo.ZoneInfo, year: int) -> str:
    if before is None or after is None:
        return f"pay stated: {_format_pay(after)}" if after else f"pay no longer stated, before: {_format_pay(before)}"
    return f"pay {_direction(before, after)} from {_format_pay(before)} to {_format_pay(after)}"


def _format_pay(facts: Facts | None) -> str:
    if facts is None:
        return ""
    low, high = _get_amounts(facts)
    posting = Posting(pay_minimum=low, pay_maximum=high, pay_currency=facts["currency"], pay_period=facts["period"])
    return pay.format_pay(posting)


def _get_amounts(facts: Facts) -> list[Decimal | None]:
    return [facts[end] and Decimal(facts[end]) for end in ("minimum", "maximum")]


def _direction(before: Facts, after: Facts) -> str:
    """Return "raised" or "lowered" if currency, period and stated ends are the same; else "changed"."""
    pairs = list(zip(_get_amounts(before), _get_amounts(after), strict=True))
    is_comparable = all(before[name] == after[name] for name in ("currency", "period"))
    if is_comparable and all((old is None) == (new is None) for old, new in pairs):
        signs = {(new > old) - (new < old) for old, new in pairs if old is not None and new is not None}
        if signs <= {0, 1}:
            return "raised"
        if signs <= {0, -1}:
            return "lowered"
    return "changed"


def _describe_places(before: list[str], after: list[str], zone: zoneinfo.ZoneInfo, year: int) -> str:
    parts = []
    for names, verb in (
        ([name for name in after if name not in before], "added"),
        ([name for name in before if name not in after], "removed"),
    ):
        if names:
            parts.append(f"place{'s' if len(names) > 1 else ''} {verb}: {get_text_list(names, 'and')}")
    return ", ".join(parts)


def _describe_closing(before: str | None, after: str | None, zone: zoneinfo.ZoneInfo, year: int) -> str:
    old, new = (_format_moment(value, zone, year) if value else "" for value in (before, after))
    if not old:
        return f"closing date set: {new}"
    return f"closing date moved from {old} to {new}" if new else f"closing date removed, before: {old}"


def _format_moment(value: str, zone: zoneinfo.ZoneInfo, year: int) -> str:
    day, time = local_time.to_closing_day(dt.datetime.fromisoformat(value), zone)
    return _format_day(day, year) + (f", {time:%H:%M}" if time else "")


def _format_day(day: dt.date, year: int) -> str:
    """Return a day as text, with its year only if it is not `year`."""
    return date_format(day, "j F" if day.year == year else "j F Y")


# Each takes the values before and after, the posting's time zone, and the year that dates leave out.
DESCRIPTIONS: dict[str, Callable[[Any, Any, zoneinfo.ZoneInfo, int], str]] = {
    "title": _describe_title,
    "pay": _describe_pay,
    "places": _describe_places,
    "closes_at": _describe_closing,
}
