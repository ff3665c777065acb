"""Local days and times in the time zone of a posting, and the moments they mean."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from teams.moments.zones import UTC, find_zone

MIDNIGHT = dt.time()


def choose_zone(own: str, locations: Iterable[str], employer: str) -> zoneinfo.ZoneInfo:
    """Return a posting's time zone: its own, else that of the first location that has one, else the employer's."""
    return next(filter(None, map(find_zone, [own, *locations, employer])), UTC)


def possible_moments(day: dt.date, time: dt.time, zone: zoneinfo.ZoneInfo) -> list[dt.datetime]:
    """Return the moments at which clocks in `zone` show `time` on `day`, in order.

    Usually one. When clocks change, none for a skipped hour and two for a repeated one.
    """
    local = dt.datetime.combine(day, time)
    candidates = {local.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1)}
    return sorted(moment for moment in candidates if moment.astimezone(zone).replace(tzinfo=None) == local)


def to_moment(day: dt.date, time: dt.time, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """Return the moment at which clocks in `zone` show `time` on `day`.

    Raises ValidationError with the code "gap" if there is none, or "overlap" if there are two.
    """
    moments = possible_moments(day, time, zone)
    if len(moments) == 1:
        return moments[0]
    when = f"{time:%H:%M} on {date_format(day, 'j F Y')}"
    if not moments:
        raise ValidationError(
            f"There is no {when} in {zone}: clocks are put forward then. Choose another hour.", code="gap"
        )
    raise ValidationError(
        f"{when} comes twice in {zone}: clocks are put back then. Choose another hour.", code="overlap"
    )


def start_of_day(day: dt.date, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """Return the first moment of `day`, even if clocks change at midnight."""
    return dt.datetime.combine(day, MIDNIGHT, zone).astimezone(dt.UTC)


def end_of_day(day: dt.date, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """Return the end of `day`: the first moment of the next."""
    return start_of_day(day + dt.timedelta(days=1), zone)


def to_day_and_time(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> tuple[dt.date, dt.time]:
    """Return the day and the time that clocks in `zone` show."""
    local = at.astimezone(zone)
    return local.date(), local.time()


def to_closing_day(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> tuple[dt.date, dt.time | None]:
    """Return the day and the time of closing. If that is the end of a day, return that day and None."""
    day, time = to_day_and_time(at, zone)
    return (day - dt.timedelta(days=1), None) if at == start_of_day(day, zone) else (day, time)


def last_moment(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """Return the moment of closing on its closing day: a second before midnight at the end of a day."""
    _day, time = to_closing_day(at, zone)
    return (at if time else at - dt.timedelta(seconds=1)).astimezone(zone)


def format_offset(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return the offset of `zone` from UTC at that moment: "UTC+2", "UTC−3:30"."""
    offset = at.astimezone(zone).strftime("%z")
    minutes = f":{offset[3:5]}" if offset[3:5] != "00" else ""
    return f"UTC{offset[0].replace('-', '−')}{int(offset[1:3])}{minutes}"


def name_zone(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return "Los Angeles time", or "UTC+9" for a zone that is no region of the world."""
    area, slash, city = zone.key.rpartition("/")
    return f"{city.replace('_', ' ')} time" if slash and area != "Etc" else format_offset(at, zone)


def describe_zone(at: dt.datetime, key: str) -> str:
    """Return "Lisbon time, UTC+1 today" for the key of a time zone; "" for one that is not known."""
    zone = find_zone(key)
    if zone is None:
        return ""
    name, offset = name_zone(at, zone), format_offset(at, zone)
    return f"{name}, {offset} today" if name != offset else name


def format_opening(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return "3 December 2026, 09:00 (Europe/Lisbon)", with the offset from UTC in a repeated hour."""
    day, time = to_day_and_time(at, zone)
    offset = f", {format_offset(at, zone)}" if len(possible_moments(day, time, zone)) > 1 else ""
    return f"{date_format(day, 'j F Y')}, {time:%H:%M} ({zone}{offset})"


def format_end(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return "the end of 30 June 2027 (Europe/Lisbon)", or "30 June 2027, 14:00 (Europe/Lisbon)"."""
    day, time = to_closing_day(at, zone)
    return format_opening(at, zone) if time else f"the end of {date_format(day, 'j F Y')} ({zone})"


def format_closing(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return the words after "closes" at the desk: "at the end of 30 June 2027 (…)", "on 30 June 2027, 14:00 (…)"."""
    end = format_end(at, zone)
    return f"at {end}" if end.startswith("the end") else f"on {end}"
