"""What changed in a posting while it was open: noted as facts, told to candidates in words.

Whatever changes postings notes it, by one of two ways: `with recording_changes(pk):` around the change, or, where the
row is at hand before and after, `before = get_watched_facts(posting)` … `record_changes(posting, before)`.
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
# Entries a posting keeps, so that what is changed by a machine every night cannot grow without end.
MAX_ENTRIES = 100
# Lines its page shows.
MAX_LINES = 10
Facts = dict[str, Any]


def get_watched_facts(posting: Posting, at: dt.datetime | None = None) -> Facts | None:
    """What the log watches, in a form that JSON can hold; None unless the posting is open at that moment, now by
    default."""
    if not posting.is_open(at):
        return None
    return {
        "title": posting.title,
        "pay": _pay(posting),
        # Asked anew: `location_list` is what it was when first asked for.
        "places": [place.name for place in posting.locations.all()],
        "closes_at": posting.closes_at and posting.closes_at.astimezone(dt.UTC).isoformat(),
    }


def build_entries(before: Facts | None, after: Facts | None, at: dt.datetime) -> list[Facts]:
    """The entries for what differs; none if the posting was not open before or is not open any more."""
    if before is None or after is None:
        return []
    return [
        {"at": at.isoformat(), "what": kind, "before": before[kind], "after": after[kind]}
        for kind in WATCHED
        if before[kind] != after[kind]
    ]


def record_changes(posting: Posting, before: Facts | None) -> None:
    """Store what has changed since `before`, which `get_watched_facts` returned. The posting itself must be stored already."""
    if before is None:
        return
    now = timezone.now()
    if found := build_entries(before, get_watched_facts(posting, now), now):
        Posting.objects.filter(pk=posting.pk).update(change_log=append_entries(posting, found))


def append_entries(posting: Posting, added: list[Facts]) -> list[Facts]:
    """The log of a posting, in memory too, with those entries at its end."""
    posting.change_log = [*posting.change_log, *added][-MAX_ENTRIES:]
    return posting.change_log


@contextmanager
def recording_changes(pk: int) -> Iterator[None]:
    """Note what is changed in the posting of that id meanwhile, by whatever means. Keeps other writers waiting."""
    rows = Posting.objects.filter(pk=pk).select_related("team")
    with transaction.atomic():
        stored = rows.select_for_update(of=("self",), no_key=True).first()
        before = stored and get_watched_facts(stored)
        yield
        if before and (now := rows.first()):
            record_changes(now, before)


@dataclass(frozen=True)
class LogLine:
    """A day in the posting's time zone, in words too, and what changed on it."""

    day: dt.date
    day_text: str
    text: str


def describe_changes(posting: Posting, employer: Employer) -> list[LogLine]:
    """The newest lines of the log, the newest first: one for each day and kind, from its first state to its last."""
    zone = posting.zone(employer)
    this_year = timezone.now().astimezone(zone).year
    changed: dict[tuple[dt.date, int], Facts] = {}
    for entry in posting.change_log:
        day = dt.datetime.fromisoformat(entry["at"]).astimezone(zone).date()
        earlier = changed.setdefault((day, WATCHED.index(entry["what"])), entry)
        changed[day, WATCHED.index(entry["what"])] = {**entry, "before": earlier["before"]}
    told = []
    for (day, _kind), entry in sorted(changed.items(), key=lambda one: (-one[0][0].toordinal(), one[0][1])):
        if entry["before"] != entry["after"]:
            text = DESCRIPTIONS[entry["what"]](entry["before"], entry["after"], zone, day.year)
            told.append(LogLine(day, _day(day, this_year), text))
    return told[:MAX_LINES]


def _pay(posting: Posting) -> Facts | None:
    amounts = (posting.pay_minimum, posting.pay_maximum)
    if amounts == (None, None):
        return None
    low, high = (None if amount is None else f"{amount:.2f}" for amount in amounts)
    return {"minimum": low, "maximum": high, "currency": posting.pay_currency, "period": posting.pay_period}


def _title(before: str, after: str, zone: zoneinfo.ZoneInfo, year: int) -> str:
    return f"new title, before: “{before}”"


def _pay_in_words(before: Facts | None, after: Facts | None, zone: zoneinfo.ZoneInfo, year: int) -> str:
    if before is None or after is None:
        return f"pay stated: {_amounts(after)}" if after else f"pay no longer stated, before: {_amounts(before)}"
    return f"pay {_direction(before, after)} from {_amounts(before)} to {_amounts(after)}"


def _amounts(facts: Facts | None) -> str:
    if facts is None:
        return ""
    low, high = _both_ends(facts)
    stated = Posting(pay_minimum=low, pay_maximum=high, pay_currency=facts["currency"], pay_period=facts["period"])
    return pay.format_pay(stated)


def _both_ends(facts: Facts) -> list[Decimal | None]:
    return [facts[end] and Decimal(facts[end]) for end in ("minimum", "maximum")]


def _direction(before: Facts, after: Facts) -> str:
    """`raised` or `lowered` where that is plain: the same ends in the same currency and for the same time."""
    pairs = list(zip(_both_ends(before), _both_ends(after), strict=True))
    same_kind = all(before[name] == after[name] for name in ("currency", "period"))
    if same_kind and all((old is None) == (new is None) for old, new in pairs):
        steps = {(new > old) - (new < old) for old, new in pairs if old is not None and new is not None}
        if steps <= {0, 1}:
            return "raised"
        if steps <= {0, -1}:
            return "lowered"
    return "changed"


def _places(before: list[str], after: list[str], zone: zoneinfo.ZoneInfo, year: int) -> str:
    said = []
    for names, what in (
        ([name for name in after if name not in before], "added"),
        ([name for name in before if name not in after], "removed"),
    ):
        if names:
            said.append(f"place{'s' if len(names) > 1 else ''} {what}: {get_text_list(names, 'and')}")
    return ", ".join(said)


def _closing(before: str | None, after: str | None, zone: zoneinfo.ZoneInfo, year: int) -> str:
    old, new = (_moment(one, zone, year) if one else "" for one in (before, after))
    if not old:
        return f"closing date set: {new}"
    return f"closing date moved from {old} to {new}" if new else f"closing date removed, before: {old}"


def _moment(said: str, zone: zoneinfo.ZoneInfo, year: int) -> str:
    day, time = local_time.to_closing_day(dt.datetime.fromisoformat(said), zone)
    return _day(day, year) + (f", {time:%H:%M}" if time else "")


def _day(day: dt.date, year: int) -> str:
    """A day in words, with its year only where that is another."""
    return date_format(day, "j F" if day.year == year else "j F Y")


# Each takes what stood before and after, the time zone of the posting, and the year that goes without saying.
DESCRIPTIONS: dict[str, Callable[[Any, Any, zoneinfo.ZoneInfo, int], str]] = {
    "title": _title,
    "pay": _pay_in_words,
    "places": _places,
    "closes_at": _closing,
}
