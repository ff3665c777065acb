"""How long a position stays open, in words."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from jobs.models import local_time
from jobs.pages.deadlines import describe_days_left

TOKYO, LISBON = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Lisbon")
NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def end_of(day: int, zone: ZoneInfo = LISBON) -> dt.datetime:
    return local_time.end_of_day(dt.date(2026, 6, day), zone)


@pytest.mark.parametrize(
    ("closes_at", "words"),
    [
        (None, ""),
        (NOON, ""),
        (NOON + dt.timedelta(seconds=1), "Closes today"),
        (end_of(1), "Closes today"),
        (end_of(1) + dt.timedelta(seconds=1), "1 day left"),
        (end_of(2), "1 day left"),
        (end_of(3), "2 days left"),
        (end_of(8), "7 days left"),
        (end_of(9), ""),
    ],
)
def test_days_left_are_counted_to_the_last_day_for_a_week(closes_at, words):
    assert describe_days_left(closes_at, LISBON, NOON).replace("\N{NO-BREAK SPACE}", " ") == words


def test_days_left_are_counted_in_the_time_zone_of_the_posting():
    evening = dt.datetime(2026, 6, 1, 15, 30, tzinfo=dt.UTC)  # half past midnight on 2 June in Tokyo
    assert describe_days_left(end_of(3, TOKYO), TOKYO, evening) == "1\N{NO-BREAK SPACE}day\N{NO-BREAK SPACE}left"
    assert describe_days_left(end_of(3, TOKYO), LISBON, evening) == "2\N{NO-BREAK SPACE}days\N{NO-BREAK SPACE}left"


def test_days_left_survive_a_change_of_clocks():
    at = dt.datetime(2026, 10, 24, 23, 30, tzinfo=dt.UTC)  # 25 October has 25 hours in Lisbon
    closes_at = local_time.end_of_day(dt.date(2026, 10, 26), LISBON)
    assert describe_days_left(closes_at, LISBON, at) == "1\N{NO-BREAK SPACE}day\N{NO-BREAK SPACE}left"
