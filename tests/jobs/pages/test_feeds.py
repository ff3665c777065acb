"""The feed and the calendar of each filter."""

import datetime as dt
from xml.etree import ElementTree

import icalendar
import pytest

from jobs.models import Posting
from tests.factories import days, make_location, make_posting, make_tag, make_team

ATOM = "{http://www.w3.org/2005/Atom}"


def entry_titles(response):
    assert response.status_code == 200
    return [entry.findtext(f"{ATOM}title") for entry in ElementTree.fromstring(response.content).iter(f"{ATOM}entry")]


def first_entry_id(client):
    return ElementTree.fromstring(client.get("/jobs/feed/").content).findtext(f"{ATOM}entry/{ATOM}id")


@pytest.fixture
def team(employer):
    return make_team("Backend")


def test_feed_contains_exactly_what_the_filter_matches_newest_first(client, team):
    make_posting("Old", team=team, level="mid", published_from=days(-9))
    make_posting("New", team=team, level="mid")
    make_posting("Senior", team=team, level="senior")
    make_posting("Draft", team=team, level="mid", published_from=None)
    make_posting("Closed", team=team, level="mid", published_from=days(-9), closes_at=days(-1))
    make_posting("Elsewhere", level="mid")

    assert entry_titles(client.get("/teams/backend/feed/?level=mid&team=other&page=7&sort=title")) == ["New", "Old"]
    assert entry_titles(client.get("/jobs/feed/?level=mid&page=7&sort=title")) == ["Elsewhere", "New", "Old"]
    assert entry_titles(client.get("/jobs/feed/?level=nonsense")) == []


def test_feed_contains_the_newest_hundred(client, team):
    for number in range(101):
        make_posting(f"Job {number}", team=team, sections=0, published_from=days(-1 - number))

    assert entry_titles(client.get("/jobs/feed/")) == [f"Job {number}" for number in range(100)]


@pytest.mark.parametrize("rows", [1, 3, 16])
def test_feed_costs_the_same_for_any_number_of_entries(client, team, rows, django_assert_num_queries):
    for _number in range(rows):
        make_posting(team=team, locations=(make_location(f"P{_number}"),), tags=(make_tag(f"T{_number}"),))

    client.get("/jobs/")  # builds the index, which is not part of a feed's cost

    # employer with edition; rows; sections
    with django_assert_num_queries(3):
        client.get("/jobs/feed/")


def test_feed_entry_keeps_its_id_when_the_title_changes(client, team):
    posting = make_posting("Before", team=team)
    before = first_entry_id(client)
    Posting.objects.update(title="After")

    assert before == first_entry_id(client) == f"http://127.0.0.1:8000/jobs/{posting.pk}/"


def test_feed_of_a_hidden_or_unknown_team_is_not_found(client, employer):
    make_posting(team=make_team("Hidden", is_published=False))

    assert client.get("/teams/hidden/feed/").status_code == 404
    assert client.get("/teams/never/feed/").status_code == 404


def test_control_characters_and_markup_do_not_break_feed_and_calendar(client, team):
    title = "A\x0bB </title><script>&"
    make_posting(title, team=team, closes_at=days(3))
    calendar = icalendar.Calendar.from_ical(client.get("/jobs/calendar.ics").content)

    assert entry_titles(client.get("/jobs/feed/")) == ["AB </title><script>&"]
    assert [str(event["summary"]) for event in calendar.walk("VEVENT")] == ["Last day to apply: AB </title><script>&"]


def test_calendar_contains_the_last_days_of_what_the_filter_matches(client, team):
    tokyo = make_location("Tokyo", time_zone="Etc/GMT-9", country="JP")  # Tokyo's hours, whatever a law may change
    midnight_in_tokyo = dt.datetime(2036, 6, 30, 15, tzinfo=dt.UTC)
    posting = make_posting(
        "Engineer, lead; remote", team=team, locations=(tokyo,), level="mid", closes_at=midnight_in_tokyo
    )
    make_posting("No end", team=team, level="mid")
    make_posting("Other level", team=team, level="lead", closes_at=days(3))
    make_posting("Draft", team=team, level="mid", published_from=None, closes_at=days(3))

    response = client.get("/jobs/calendar.ics?level=mid&page=9")
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(event["summary"]) == "Last day to apply: Engineer, lead; remote"
    assert event["dtstart"].dt == dt.date(2036, 6, 30)
    assert event["dtend"].dt == dt.date(2036, 7, 1)
    assert str(event["uid"]) == f"http://127.0.0.1:8000/jobs/{posting.pk}/"
