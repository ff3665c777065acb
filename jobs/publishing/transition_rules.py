"""What each transition makes of one posting: a sentence, and the changed columns.

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
    """Why a posting is left as it is."""


@dataclass(frozen=True)
class TransitionRequest:
    """What was asked for besides the move: `time` and `second` of a schedule, `closing_reason` of a closing.

    `second`: of an hour that a clock shows twice, the second is meant. `why`: the reason to publish in spite
    of warnings. `alone`: it is asked of one posting, not of several as they come.
    """

    day: dt.date | None = None
    time: dt.time | None = None
    is_second_hour: bool = False
    closing_reason: str = ""
    reason: str = ""
    is_single: bool = False


TransitionRule = Callable[[Posting, TransitionRequest, zoneinfo.ZoneInfo, dt.datetime], tuple[str, dict[str, Any]]]


def publish(
    posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime
) -> tuple[str, dict[str, Any]]:
    closes = posting.closes_at
    if closes and closes <= at:
        past = local_time.format_closing(closes, zone)
        return f"Opens now, {_until(None, zone)}: it was to close {past}, which is past", _opening(at, None)
    return f"Opens now, {_until(closes, zone)}", _opening(at, closes)


def schedule(
    posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime
) -> tuple[str, dict[str, Any]]:
    if request.day is None or request.time is None:
        raise TransitionRefused("no day and hour are given")
    found = local_time.possible_moments(request.day, request.time, zone)
    if not found:
        raise TransitionRefused(f"there is no {request.time:%H:%M} that day in {zone}: clocks are put forward then")
    opens = found[-1] if request.is_second_hour else found[0]
    said = local_time.format_opening(opens, zone)
    if opens <= at:
        raise TransitionRefused(f"{said} is past")
    if posting.first_published and posting.first_published <= at:
        raise TransitionRefused("it has been open before: publish it now")
    if posting.closes_at and posting.closes_at <= opens:
        raise TransitionRefused(f"it closes {local_time.format_closing(posting.closes_at, zone)}, before it would open")
    return f"Opens on {said}, {_until(posting.closes_at, zone)}", _opening(opens, posting.closes_at)


def extend(
    posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime
) -> tuple[str, dict[str, Any]]:
    closes = _end_of_day(request, zone, at)
    if closes is None:
        raise TransitionRefused("no day is given")
    if posting.published_from and closes <= posting.published_from:
        raise TransitionRefused(f"it opens later: on {local_time.format_opening(posting.published_from, zone)}")
    says = f"Closes {local_time.format_closing(closes, zone)}"
    if posting.closes_at is None:
        if not request.is_single:
            raise TransitionRefused("it has no closing date, so there is nothing to extend; set one on its own page")
        return f"{says}; until now it has no closing date and stays open until you close it", {"closes_at": closes}
    before = local_time.format_closing(posting.closes_at, zone)
    if closes <= posting.closes_at:
        raise TransitionRefused(f"it stays open that long already: it closes {before}")
    return f"{says}; until now {before}", {"closes_at": closes}


def close(
    posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime
) -> tuple[str, dict[str, Any]]:
    return "Closes now", {"closes_at": at, "closing_reason": request.closing_reason}


def reopen(
    posting: Posting, request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime
) -> tuple[str, dict[str, Any]]:
    closes = _end_of_day(request, zone, at)
    return f"Opens again now, {_until(closes, zone)}", _opening(at, closes) | {"closing_reason": ""}


def _opening(at: dt.datetime, closes: dt.datetime | None) -> dict[str, Any]:
    return {"published_from": at, "closes_at": closes}


def _until(closes: dt.datetime | None, zone: zoneinfo.ZoneInfo) -> str:
    return f"closes {local_time.format_closing(closes, zone)}" if closes else "stays open until you close it"


def _end_of_day(request: TransitionRequest, zone: zoneinfo.ZoneInfo, at: dt.datetime) -> dt.datetime | None:
    closes = local_time.end_of_day(request.day, zone) if request.day else None
    if closes and request.day and closes <= at:
        raise TransitionRefused(f"where it is, {date_format(request.day, 'j F Y')} is over already ({zone})")
    return closes
