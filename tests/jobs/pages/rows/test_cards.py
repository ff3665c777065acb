"""The rows of a list: where a closing date names its time zone."""

import datetime as dt

import pytest

from jobs.pages.cards import name_closing_zone
from tests.factories import make_employer, make_location, make_posting

WINTER, SUMMER = dt.datetime(2036, 1, 31, 12, tzinfo=dt.UTC), dt.datetime(2036, 7, 31, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("workplace", "zone", "closes_at", "name"),
    [
        ("on-site", "Europe/Berlin", SUMMER, ""),
        ("hybrid", "Europe/Paris", SUMMER, ""),
        ("on-site", "America/Los_Angeles", SUMMER, "Los Angeles time"),
        ("on-site", "America/Argentina/Buenos_Aires", SUMMER, "Buenos Aires time"),
        ("on-site", "Africa/Lagos", WINTER, ""),
        ("on-site", "Africa/Lagos", SUMMER, "Lagos time"),
        ("on-site", "UTC", SUMMER, "UTC+0"),
        ("on-site", "Etc/GMT-9", SUMMER, "UTC+9"),
        ("remote", "Europe/Berlin", SUMMER, "Berlin time"),
        ("remote", "", SUMMER, "Berlin time"),
        ("remote", "America/Los_Angeles", None, ""),
    ],
)
def test_closing_date_names_its_zone_where_it_can_be_misread(db, workplace, zone, closes_at, name):
    employer = make_employer(time_zone="Europe/Berlin")
    places = (make_location(time_zone=zone),) if zone else ()
    posting = make_posting(workplace=workplace, locations=places, closes_at=closes_at)
    assert name_closing_zone(posting, employer) == name
