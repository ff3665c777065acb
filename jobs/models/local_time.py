"""Days and hours as a recruiter says them, in the time zone of a posting, and the moments they mean."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

MIDNIGHT = dt.time()
# Far from either end of what a calendar can hold, so that every time zone can show it.
YEARS = range(2000, 2100)


def choose_zone(own: str, places: Iterable[str], home: str) -> zoneinfo.ZoneInfo:
    """The time zone of a posting by name: its own, else that of the first place that has one, else the employer's."""
    return zoneinfo.ZoneInfo(next(filter(None, [own, *places]), home))


def possible_moments(day: dt.date, time: dt.time, zone: zoneinfo.ZoneInfo) -> list[dt.datetime]:
    """The moments at which a clock in `zone` shows `time` on `day`, in their order.

    One, but in a night in which clocks are changed: none for an hour they skip, two for one they repeat.
    """
    shown = dt.datetime.combine(day, time)
    both = {shown.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1)}
    return sorted(one for one in both if one.astimezone(zone).replace(tzinfo=None) == shown)


def to_moment(day: dt.date, time: dt.time, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The moment a clock in `zone` shows `time` on `day`.

    Raises ValidationError when it never does, or does so twice, because clocks are changed that night.
    """
    found = possible_moments(day, time, zone)
    if len(found) == 1:
        return found[0]
    when = f"{time:%H:%M} on {date_format(day, 'j F Y')}"
    if not found:
        raise ValidationError(
            f"There is no {when} in {zone}: clocks are put forward then. Choose another hour.", code="gap"
        )
    raise ValidationError(
        f"{when} comes twice in {zone}: clocks are put back then. Choose another hour.", code="overlap"
    )


def start_of_day(day: dt.date, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The first moment of `day`, also where clocks are changed at midnight."""
    return dt.datetime.combine(day, MIDNIGHT, zone).astimezone(dt.UTC)


def end_of_day(day: dt.date, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    return start_of_day(day + dt.timedelta(days=1), zone)


def to_day_and_time(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> tuple[dt.date, dt.time]:
    """The day and the hour that clocks in `zone` show."""
    shown = at.astimezone(zone)
    return shown.date(), shown.time()


def to_closing_day(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> tuple[dt.date, dt.time | None]:
    """The same for a moment of closing: the end of a day is that day, without an hour."""
    day, time = to_day_and_time(at, zone)
    return (day - dt.timedelta(days=1), None) if at == start_of_day(day, zone) else (day, time)


def format_offset(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return "UTC+2" or "UTC−3:30": what clocks in `zone` are ahead at that moment."""
    shown = at.astimezone(zone).strftime("%z")
    minutes = f":{shown[3:5]}" if shown[3:5] != "00" else ""
    return f"UTC{shown[0].replace('-', '−')}{int(shown[1:3])}{minutes}"


def format_opening(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return "3 December 2026, 09:00 (Europe/Lisbon)", of an hour that comes twice with which of them it is."""
    day, time = to_day_and_time(at, zone)
    which = f", {format_offset(at, zone)}" if len(possible_moments(day, time, zone)) > 1 else ""
    return f"{date_format(day, 'j F Y')}, {time:%H:%M} ({zone}{which})"


def format_end(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return "the end of 30 June 2027 (Europe/Lisbon)", or "30 June 2027, 14:00 (Europe/Lisbon)"."""
    day, time = to_closing_day(at, zone)
    return format_opening(at, zone) if time else f"the end of {date_format(day, 'j F Y')} ({zone})"


def format_closing(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """The same as it follows "closes": "at the end of 30 June 2027 (…)", or "on 30 June 2027, 14:00 (…)"."""
    said = format_end(at, zone)
    return f"at {said}" if said.startswith("the end") else f"on {said}"
