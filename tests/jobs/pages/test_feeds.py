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


def read_feed(client, address):
    feed = ElementTree.fromstring(client.get(address).content)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    return {name: feed.findtext(ATOM + name) for name in ("id", "title", "updated")} | links


SITE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("query", "title", "canonical"),
    [
        ("", "", ""),
        ("?page=2&utm=x", "", ""),
        ("?workplace=remote&q=nurse", "“nurse”, Remote, ", "?q=nurse&workplace=remote"),
        ("?workplace=remote&workplace=hybrid", "Remote or Hybrid, ", "?workplace=remote&workplace=hybrid"),
        ("?tag=go&location=lisbon&country=pt", "Portugal, Lisbon, Go & C, ", "?country=PT&location=lisbon&tag=go"),
        ("?pay=60000&pay=unstated", "from €60,000 a year or not stated, ", "?pay=60000&pay=unstated"),
        ("?level=nonsense", "nonsense, ", "?level=nonsense"),
    ],
)
def test_each_filter_has_its_own_feed_and_calendar(client, team, query, title, canonical):
    lisbon = make_location("Lisbon", slug="lisbon", country="PT")
    make_posting(team=team, locations=(lisbon,), tags=(make_tag("Go & C", slug="go"),), closes_at=days(3))

    feed = read_feed(client, f"/jobs/feed/{query}")
    assert feed["title"] == f"Open positions: {title}Kitewell"
    assert feed["id"] == feed["self"] == f"{SITE}/jobs/feed/{canonical}"
    assert feed["alternate"] == f"{SITE}/jobs/{canonical}"

    calendar = icalendar.Calendar.from_ical(client.get(f"/jobs/calendar.ics{query}").content)
    assert str(calendar["name"]) == str(calendar["x-wr-calname"]) == f"Closing dates: {title}Kitewell"


def test_feed_of_a_team_names_team_and_filter(client, team):
    make_posting(team=team, level="mid")
    feed = read_feed(client, "/teams/backend/feed/?level=mid&team=other")
    assert feed["title"] == "Open positions: Backend team, Mid, Kitewell"
    assert feed["id"] == f"{SITE}/teams/backend/feed/?level=mid"
    assert feed["alternate"] == f"{SITE}/teams/backend/?level=mid"


def test_empty_feed_keeps_its_date(client, team, time_machine):
    time_machine.move_to("2026-03-12T08:00:00Z", tick=False)
    never = read_feed(client, "/jobs/feed/")["updated"]
    time_machine.move_to("2026-03-12T09:00:00Z", tick=False)
    assert read_feed(client, "/jobs/feed/")["updated"] == never

    closes = dt.datetime(2026, 3, 13, 12, tzinfo=dt.UTC)
    make_posting(team=team, published_from=dt.datetime(2026, 3, 10, tzinfo=dt.UTC), closes_at=closes)
    make_posting(team=team, published_from=None)
    updated = []
    for moment in ("2026-03-12T09:00:00Z", "2026-03-13T11:59:59Z", "2026-03-13T12:00:00Z", "2026-03-20T12:00:00Z"):
        time_machine.move_to(moment, tick=False)
        updated.append(read_feed(client, "/jobs/feed/?level=lead")["updated"])
    assert updated == ["2026-03-12T09:00:00+00:00"] * 2 + ["2026-03-13T12:00:00+00:00"] * 2


def test_calendar_tells_programs_about_changes_and_when_to_ask_again(client, team):
    posting = make_posting(team=team, closes_at=days(3))

    def read():
        return icalendar.Calendar.from_ical(client.get("/jobs/calendar.ics").content)

    first = read()
    [before] = first.walk("VEVENT")
    assert (str(first["refresh-interval"].to_ical(), "ascii"), first["refresh-interval"].params) == (
        "PT6H",
        {"VALUE": "DURATION"},
    )
    assert str(first["x-published-ttl"]) == "PT6H"
    assert before["last-modified"].dt == posting.updated_at.replace(microsecond=0)

    later = posting.updated_at + dt.timedelta(seconds=61)
    Posting.objects.update(updated_at=later)
    [after] = read().walk("VEVENT")
    assert after["sequence"] - before["sequence"] == 61
    assert after["sequence"] < 2**31
    assert after["last-modified"].dt == later.replace(microsecond=0)


def test_all_pages_and_files_say_the_same_last_day(client, team):
    """In Los Angeles the day ends when it is the next day in Lisbon, the employer's zone."""
    office = make_location("Los Angeles", time_zone="America/Los_Angeles", country="US")
    closes = dt.datetime(2036, 7, 1, 7, tzinfo=dt.UTC)
    posting = make_posting(team=team, locations=(office,), workplace="on-site", closes_at=closes)

    page = client.get(posting.get_absolute_url()).text
    [event] = icalendar.Calendar.from_ical(client.get("/jobs/calendar.ics").content).walk("VEVENT")

    row = client.get("/jobs/").text
    assert 'closes <time datetime="2036-06-30">30 June 2036</time> <span ' in row
    assert ">Los Angeles time</span>" in row
    assert '<time datetime="2036-06-30">30 June 2036</time>' in page
    assert "end of the day, Pacific Time" in page
    assert '"validThrough": "2036-06-30T23:59:59-07:00"' in page
    assert event["dtstart"].dt == dt.date(2036, 6, 30)
    assert str(event["description"]) == "Closes at the end of this day, Los Angeles time."
