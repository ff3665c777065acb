"""What each transition does to one posting: a sentence that says it, and the changed columns.

`jobs.publishing.transitions` applies them.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format

from jobs.models import Posting, local_time


class TransitionRefused(Exception):
    """The transition does not apply to a posting. The message says why."""


@dataclass(frozen=True)
class TransitionRequest:
    """What the user entered for a transition.

    `day`: of opening for a schedule, else the day of closing. `time`: of a schedule. `is_second_hour`: when clocks
    show that time twice, take the second. `reason`: why to publish in spite of warnings. `is_single`: the request
    is for one posting, not for several.
    """

    day: dt.date | None = None
    time: dt.time | None = None
    is_second_hour: bool = False
    closing_reason: str = ""
    reason: str = ""
    is_single: bool = False


# A sentence, and the changed columns.
Outcome = tuple[str, dict[str, Any]]
TransitionRule = Callable[[Posting, TransitionRequest, zoneinfo.ZoneInfo, dt.datetime], Outcome]


def status_by_dates(posting: Posting, at: dt.datetime) -> Posting.Status:
    """Return the status that the posting has at that moment if its team is published."""
    if posting.published_from is None:
        return Posting.Status.DRAFT
    if posting.published_from > at:
        return Posting.Status.SCHEDULED
    return Posting.Status.CLOSED if posting.closes_at and posting.closes_at <= at else Posting.Status.OPEN


def publish(posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime) -> Outcome:
    closes = posting.closes_at
    if closes and closes <= at:
        past = local_time.format_closing(closes, zone)
        return f"Opens now, {_until(None, zone)}: it was to close {past}, which is past", _opening(at, None)
    return f"Opens now, {_until(closes, zone)}", _opening(at, closes)


def schedule(posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime) -> Outcome:
    if request.day is None or request.time is None:
        raise TransitionRefused("no day and hour are given")
    moments = local_time.possible_moments(request.day, request.time, zone)
    if not moments:
        raise TransitionRefused(f"there is no {request.time:%H:%M} that day in {zone}: clocks are put forward then")
    opens = moments[-1] if request.is_second_hour else moments[0]
    if opens <= at:
        raise TransitionRefused(f"{local_time.format_opening(opens, zone)} is past")
    if posting.first_published and posting.first_published <= at:
        raise TransitionRefused("it has been open before: publish it now")
    if posting.closes_at and posting.closes_at <= opens:
        closing = local_time.format_closing(posting.closes_at, zone)
        raise TransitionRefused(f"it closes {closing}, before it would open")
    summary = f"Opens on {local_time.format_opening(opens, zone)}, {_until(posting.closes_at, zone)}"
    return summary, _opening(opens, posting.closes_at)


def extend(posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime) -> Outcome:
    closes = _end_of_day(request, zone, at)
    if closes is None:
        raise TransitionRefused("no day is given")
    if posting.published_from and closes <= posting.published_from:
        raise TransitionRefused(f"it opens later: on {local_time.format_opening(posting.published_from, zone)}")
    new = f"Closes {local_time.format_closing(closes, zone)}"
    if posting.closes_at is None:
        if not request.is_single:
            raise TransitionRefused("it has no closing date, so there is nothing to extend; set one on its own page")
        return f"{new}; until now it has no closing date and stays open until you close it", {"closes_at": closes}
    old = local_time.format_closing(posting.closes_at, zone)
    if closes <= posting.closes_at:
        raise TransitionRefused(f"it stays open that long already: it closes {old}")
    return f"{new}; until now {old}", {"closes_at": closes}


def close(posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime) -> Outcome:
    return "Closes now", {"closes_at": at, "closing_reason": request.closing_reason}


def reopen(posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime) -> Outcome:
    closes = _end_of_day(request, zone, at)
    return f"Opens again now, {_until(closes, zone)}", _opening(at, closes) | {"closing_reason": ""}


def _opening(at: dt.datetime, closes: dt.datetime | None) -> dict[str, Any]:
    return {"published_from": at, "closes_at": closes}


def _until(closes: dt.datetime | None, zone: zoneinfo.ZoneInfo) -> str:
    return f"closes {local_time.format_closing(closes, zone)}" if closes else "stays open until you close it"


def _end_of_day(request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime) -> dt.datetime | None:
    if request.day is None:
        return None
    closes = local_time.end_of_day(request.day, zone)
    if closes <= at:
        raise TransitionRefused(f"where it is, {date_format(request.day, 'j F Y')} is over already ({zone})")
    return closes
