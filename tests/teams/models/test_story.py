"""The order of “The latest”: events to come, then the rest, then past events."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from teams.models import Story
from tests.factories import make_employer, make_story, make_team

DAY = dt.date(2026, 6, 15)
# Two zones whose days always differ: it is tomorrow in the first when it is today in the second.
EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"


def make_event(team, title, days, **fields):
    return make_story(team, title=title, kind="event", date=DAY + dt.timedelta(days=days), **fields)


def test_events_to_come_are_first_and_past_ones_last(db):
    team = make_team()
    make_event(team, "Past", -1, position=1)
    make_event(team, "Far", 30, position=2)
    make_story(team, title="Old talk", kind="talk", date=DAY - dt.timedelta(days=90), position=3)
    make_event(team, "Long past", -60, position=4)
    make_story(team, title="New article", date=DAY - dt.timedelta(days=2), position=5)
    make_event(team, "Near", 3, position=6)
    make_story(team, title="Announced video", kind="video", date=DAY + dt.timedelta(days=40), position=7)

    rows = Story.objects.in_order(DAY)

    assert [(row.title, row.is_to_come) for row in rows] == [
        ("Near", True),
        ("Far", True),
        ("Announced video", False),
        ("New article", False),
        ("Old talk", False),
        ("Past", False),
        ("Long past", False),
    ]


def test_event_is_to_come_until_its_day_has_passed(db):
    team = make_team()
    for title, days in (("Yesterday", -1), ("Today", 0), ("Tomorrow", 1)):
        make_event(team, title, days)

    assert [row.title for row in Story.objects.in_order(DAY) if row.is_to_come] == ["Today", "Tomorrow"]


def test_stories_of_one_day_are_in_the_order_of_their_positions(db):
    team = make_team()
    for title, position in (("Second", 2), ("First", 1), ("Third", 3)):
        make_story(team, title=title, date=DAY, position=position)

    assert [row.title for row in Story.objects.in_order(DAY)] == ["First", "Second", "Third"]


@pytest.mark.parametrize(("zone", "is_to_come"), [(WEST, True), (EAST, False)])
def test_day_of_an_event_is_that_of_the_employer(client, db, zone, is_to_come):
    make_employer(time_zone=zone)
    team = make_team("Backend")
    today_in_the_west = timezone.now().astimezone(ZoneInfo(WEST)).date()
    make_story(team, title="Evening", kind="event", date=today_in_the_west)
    make_story(team, title="Article", date=today_in_the_west - dt.timedelta(days=300))

    response = client.get("/teams/backend/")

    expected = ["Evening", "Article"] if is_to_come else ["Article", "Evening"]
    assert [story.title for story in response.context["stories"]] == expected
    day = f"{today_in_the_west:%A} {today_in_the_west.day} {today_in_the_west:%B %Y}"
    assert (f">{day}</time>" in response.text) == is_to_come
