"""The rows of a list: their facts, and what they leave out."""

import datetime as dt
import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine

from jobs.models import local_time
from tests.factories import days, make_employer, make_location, make_posting, make_tag, make_team

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
LISBON = ZoneInfo("Europe/Lisbon")


def read_rows(response):
    """Return the texts of each row: title, facts, and pay with last day. Spaces that do not break read like others."""
    texts = []
    for row in re.findall(r'(?s)<article class="position".*?</article>', response.text):
        parts = re.findall(r'(?s)<(?:h3|p) class="position__(?:title|facts|end)"[^>]*>(.*?)</(?:h3|p)>', row)
        texts.append(tuple(" ".join(unescape(re.sub("<[^>]+>", "", part)).split()) for part in parts))
    return texts


def end_of(day):
    return local_time.end_of_day(day, LISBON)


@pytest.fixture
def lisbon(db):
    make_employer(time_zone="Europe/Lisbon")
    return make_location(time_zone="Europe/Lisbon")


def test_row_says_title_place_workplace_team_pay_and_last_day(client, lisbon):
    fields = {"employment_types": ["full-time"], "level": "senior", "tags": (make_tag(),)}
    with time_machine.travel(NOW, tick=False):
        team, berlin = make_team("Kites"), make_location("Berlin", country="DE")
        make_posting(
            "Kite maker", team=team, locations=(lisbon, berlin), workplace="hybrid", pay_minimum=52000,
            pay_maximum=64000, pay_currency="EUR", pay_period="year", closes_at=end_of(dt.date(2026, 12, 20)), **fields,
        )  # fmt: skip
        make_posting("Kite tester", team=team, locations=(lisbon,), published_from=days(-3), **fields)
        rows = read_rows(client.get("/jobs/"))

    assert rows == [
        ("Kite maker", "Berlin, Lisbon Hybrid Kites", "€52,000–64,000 a year closes 20 December"),
        ("Kite tester", "Lisbon On-site Kites", "Pay not stated posted 3 days ago"),
    ]


@pytest.mark.parametrize(
    ("day", "words", "is_soon"),
    [
        (dt.date(2026, 11, 30), "Closes today", True),
        (dt.date(2026, 12, 1), "1 day left", True),
        (dt.date(2026, 12, 7), "7 days left", True),
        (dt.date(2026, 12, 8), "closes 8 December", False),
        (dt.date(2027, 1, 1), "closes 1 January 2027", False),
    ],
)
def test_last_day_within_a_week_is_said_in_days(client, lisbon, day, words, is_soon):
    with time_machine.travel(NOW, tick=False):
        make_posting(locations=(lisbon,), closes_at=end_of(day))
        response = client.get("/")

    assert read_rows(response)[0][2] == f"Pay not stated {words}"
    assert f'<time datetime="{day}">' in response.text
    assert ("position__closes--soon" in response.text) is is_soon


def test_days_are_those_of_the_posting(client, lisbon):
    """At noon in Lisbon it is tomorrow in Kiritimati, 14 hours before UTC."""
    with time_machine.travel(NOW, tick=False):
        there = make_location("London, Kiritimati", country="KI", time_zone="Pacific/Kiritimati")
        last_day = local_time.end_of_day(dt.date(2026, 12, 2), ZoneInfo("Pacific/Kiritimati"))
        make_posting(locations=(there,), closes_at=last_day)
        assert read_rows(client.get("/"))[0][2] == "Pay not stated 1 day left Kiritimati time"


def test_page_of_a_team_leaves_the_team_out_and_says_one_thing_more(client, lisbon):
    team, tag, full = make_team("Kites"), make_tag("Outdoors"), ["full-time"]
    for number in range(18):
        make_posting(f"Maker {number}", team=team, employment_types=full, published_from=days(-9 - number), sections=0)
    for title, fields in {
        "Tester": {"employment_types": ["part-time", "full-time"]},
        "Intern": {"employment_types": ["internship"]},
        "Senior maker": {"employment_types": full, "level": "senior"},
        "Junior maker": {"employment_types": full, "level": "entry"},
        "Sewer": {"employment_types": full, "level": "mid", "tags": (tag,)},
        "Outdoors sewer": {"employment_types": full, "tags": (tag,)},
        "Pilot": {"employment_types": full, "tags": (tag,)},
    }.items():
        make_posting(title, team=team, published_from=days(-1), **fields)

    facts = [facts for _title, facts, _end in read_rows(client.get(team.get_absolute_url()))]

    assert facts[:8] == [
        "On-site Outdoors",
        "On-site",
        "On-site Mid level",
        "On-site",
        "On-site",
        "On-site",
        "On-site Full time or part time",
        "On-site",
    ]
    # All lists with teams leave these out: a row has four facts.
    assert read_rows(client.get("/jobs/"))[0][1] == "On-site Kites"


def test_what_nearly_all_positions_of_a_team_share_is_left_out(client, lisbon):
    team = make_team("Kites")
    others = [make_posting("Maker", team=team, employment_types=["full-time"], level="mid") for _ in range(9)]
    make_posting("Odd one", team=team, employment_types=["contract"])
    facts = {title: facts for title, facts, _end in read_rows(client.get(team.get_absolute_url()))}
    assert facts == {"Maker": "On-site", "Odd one": "On-site Contract"}
    # One less, and they are fewer than nine of ten.
    others[0].employment_types, others[0].level = ["temporary"], "lead"
    others[0].save()
    facts = {facts for _title, facts, _end in read_rows(client.get(team.get_absolute_url()))}
    assert facts == {"On-site Full time", "On-site Temporary", "On-site Contract"}


def test_page_of_a_place_leaves_it_out_and_keeps_it_for_the_script(client, lisbon):
    team = make_team("Kites")
    make_posting("Maker", team=team, locations=(lisbon, make_location("Berlin", country="DE")))
    make_posting("Tester", team=team, locations=(lisbon,), published_from=days(-2), workplace="hybrid")
    response = client.get("/locations/lisbon/")

    assert [facts for _title, facts, _end in read_rows(response)] == ["also Berlin On-site Kites", "Hybrid Kites"]
    assert re.findall(r'<article class="position" data-places="([^"]+)"', response.text) == ["Berlin, Lisbon", "Lisbon"]
    assert "data-places" not in client.get("/jobs/").text


def test_many_places_are_counted(client, lisbon):
    places = [make_location(name) for name in ("Aachen", "Berlin", "Cork", "Dublin")]
    make_posting("Maker", locations=(*places[:3],))
    make_posting("Tester", locations=(*places,), published_from=days(-2))
    assert [facts.partition(" On-site")[0] for _title, facts, _end in read_rows(client.get("/jobs/"))] == [
        "Aachen, Berlin, Cork",
        "Aachen, Berlin, 2 more places",
    ]


def test_visitor_from_a_country_reads_how_the_job_is_done_from_there(client, lisbon):
    make_posting("Maker", locations=(lisbon,), workplace="hybrid", team=make_team("Kites"))
    make_posting("Pilot", workplace="remote", remote_anywhere=True, team=make_team("Sky"), published_from=days(-2))
    assert [facts for _title, facts, _end in read_rows(client.get("/jobs/?country=PT"))] == [
        "Lisbon Hybrid in Portugal Kites",
        "Remote from Portugal Sky",
    ]


@pytest.mark.parametrize(
    ("total", "query", "has_filters"),
    [(5, "", False), (6, "", True), (5, "?level=mid", True), (5, "?sort=title", False), (0, "", False)],
)
def test_small_team_has_no_filters_unless_the_address_asks(client, lisbon, total, query, has_filters):
    team = make_team("Kites")
    for number in range(total):
        make_posting(f"Maker {number}", team=team)
    make_posting("Elsewhere", level="mid")
    text = client.get(team.get_absolute_url() + query).text

    for part in ("<search", "data-filters", "popovertarget"):
        assert (part in text) is has_filters, part
    assert ("results__sorts" in text) is (has_filters and not query)
    # Lists of all teams have theirs.
    assert "data-filters" in client.get("/jobs/").text


@pytest.mark.parametrize(
    ("total", "page", "button", "on_paper"),
    [
        (5, 1, None, None),
        (16, 1, "Show 11 more", "11 more: "),
        (25, 1, "Show 20 more", "20 more: "),
        (26, 1, "Show 20 more · 21 left", "21 more: "),
        (46, 2, "Show 20 more · 21 left", "21 more: "),
        (46, 3, "Show 1 more", "1 more: "),
        (46, 4, None, None),
    ],
)
def test_button_below_the_rows_says_how_many_follow(client, lisbon, settings, total, page, button, on_paper):
    team = make_team("Kites", rows_at_first=5)
    for number in range(total):
        make_posting(f"Maker {number}", team=team, sections=0)
    address = team.get_absolute_url()
    text = client.get(f"{address}?page={page}" if page > 1 else address).text

    found = re.search(r'(?s)</ul>\s*</div>\s*<nav class="pager" [^>]*data-print="([^"]+)">\s*(.*?)</nav>', text)
    assert bool(found) is bool(button)
    if found:
        assert found[1] == f"{on_paper}{settings.SITE_URL}{address}"
        assert re.search(r"data-more>([^<]+)<", found[2])[1] == button
        assert re.search(r"data-shown>([^<]+)<", found[2])[1] == re.search(r"data-count>([^<]+)<", text)[1]
        assert "Previous" not in found[2]
    before = re.search(r'(?s)<p class="pager"><a [^>]*rel="prev"[^>]*>Previous</a></p>\s*<div class="rows">', text)
    assert bool(before) is (page > 1)
