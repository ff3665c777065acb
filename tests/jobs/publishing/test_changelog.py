"""The change log of a posting: what is logged, by which code, and what candidates read."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from jobs.models import Posting
from jobs.publishing import changelog
from tests.desk import change_url, get_form_data, make_user, send
from tests.factories import make_location, make_team
from tests.jobs.spreadsheets.files import import_records
from tests.jobs.transitions import DAY, JULY, NOW, apply_transition, make_fit

UTC = dt.UTC


pytestmark = pytest.mark.usefixtures("frozen_time")


@pytest.fixture
def lisbon(employer):
    return make_location("Lisbon", time_zone="Europe/Lisbon")


@pytest.fixture
def posting(lisbon):
    closes = dt.datetime(2026, 6, 30, 23, tzinfo=UTC)
    return make_fit("Engineer", locations=(lisbon,), published_from=NOW - DAY, closes_at=closes)


@pytest.fixture
def desk(employer):
    client = Client()
    client.force_login(make_user("robin", "Editor"))
    return client


def log_of(posting):
    posting.refresh_from_db()
    return [(entry["what"], entry["before"], entry["after"]) for entry in posting.change_log]


def lines(posting, employer):
    return [(line.day.isoformat(), line.day_text, line.text) for line in changelog.describe_changes(posting, employer)]


def paid(low, high="80000.00", currency="EUR", period="year"):
    return {"minimum": low, "maximum": high, "currency": currency, "period": period}


def entry(what, before, after, at=NOW):
    return {"at": at.isoformat(), "what": what, "before": before, "after": after}


EVERYTHING = [
    ("title", "Engineer", "Senior engineer"),
    ("pay", paid("60000.00"), paid("65000.00")),
    ("places", ["Lisbon"], ["Lisbon", "Porto"]),
    ("closes_at", "2026-06-30T23:00:00+00:00", "2026-07-15T23:00:00+00:00"),
]


# Logging


def test_form_logs_each_watched_fact(desk, posting, lisbon):
    porto = make_location("Porto", time_zone="Europe/Lisbon")
    changes = {"title": "Senior engineer", "pay_minimum": "65000", "closes_at_0": "2026-07-15", "closes_at_1": ""}

    assert send(desk, change_url(posting), locations=[lisbon.pk, porto.pk], **changes).status_code == 302

    assert log_of(posting) == EVERYTHING
    assert {one["at"] for one in posting.change_log} == {NOW.isoformat()}


def test_form_without_changes_of_watched_facts_logs_nothing(desk, posting):
    assert send(desk, change_url(posting), pay_note="and shares", level="mid").status_code == 302
    assert send(desk, change_url(posting), title="").status_code == 200

    assert log_of(posting) == []


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"published_from": None}, {"title": "Other"}),
        ({"published_from": None}, {"published_from_0": "2026-06-10", "published_from_1": "11:00", "title": "Other"}),
        ({"published_from": NOW + DAY}, {"title": "Other", "published_from_0": "2026-06-10"}),
        ({"closes_at": NOW}, {"title": "Other", "closes_at_0": "2026-07-15"}),
        ({}, {"title": "Other", "closes_at_0": "2026-06-10", "closes_at_1": "12:30"}),
        ({"team": "hidden"}, {"title": "Other"}),
    ],
)
def test_changes_are_logged_only_if_open_before_and_after(desk, lisbon, fields, changes):
    if "team" in fields:
        fields = {"team": make_team(is_published=False)}
    posting = make_fit("Engineer", **{"locations": (lisbon,), "published_from": NOW - DAY, **fields})
    porto = make_location("Porto", time_zone="Europe/Lisbon")

    assert send(desk, change_url(posting), locations=[porto.pk], **changes).status_code == 302

    posting.refresh_from_db()
    assert (posting.title, posting.locations.get().name, posting.change_log) == ("Other", "Porto", [])


def test_only_the_extend_transition_is_logged(employer, posting):
    apply_transition("extend", employer, posting, transition_request=JULY)
    assert log_of(posting) == EVERYTHING[3:]

    with time_machine.travel(NOW + DAY, tick=False):
        apply_transition("close", employer, posting)
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        apply_transition("reopen", employer, posting, transition_request=JULY)
    assert log_of(posting) == EVERYTHING[3:]


def test_import_logs_its_changes(employer):
    record = {
        "title": "Engineer", "workplace": "on-site", "employment_types": "full-time", "locations": "Lisbon, , PT",
        "pay_min": "60000", "pay_max": "80000", "pay_currency": "EUR", "pay_period": "year",
        "closes_at": "2026-06-30T23:00:00Z",
    }  # fmt: skip
    changed = {"title": "Senior engineer", "pay_min": "65000", "closes_at": "2026-07-15T23:00:00Z"}
    places = {"locations": "Lisbon, , PT; Porto, , PT"}

    assert import_records(record) == ((1, 0, 0), [])
    posting = Posting.objects.get()
    assert import_records(record | changed | places, dry_run=True) == ((0, 1, 0), [])
    assert log_of(posting) == []
    assert import_records(record | changed | places) == ((0, 1, 0), [])
    assert import_records(record | changed | places) == ((0, 0, 1), [])

    assert log_of(posting) == EVERYTHING


def test_restoring_a_version_logs_changes_and_keeps_the_log(desk, posting):
    first = posting.history.first()
    send(desk, change_url(posting), title="Senior engineer")
    address = change_url(posting).replace("change", f"history/{first.pk}")

    response = desk.post(address, {**get_form_data(desk, address), "_save": "Save"})

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert log_of(posting) == [("title", "Engineer", "Senior engineer"), ("title", "Senior engineer", "Engineer")]


def test_log_is_not_in_the_history_and_has_a_maximum_length(posting):
    assert "change_log" not in {field.name for field in posting.history.model._meta.fields}
    for number in range(changelog.MAX_ENTRIES + 5):
        with changelog.recording_changes(posting.pk):
            Posting.objects.update(title=f"Title {number}")

    assert log_of(posting)[-1][1:] == (f"Title {changelog.MAX_ENTRIES + 3}", f"Title {changelog.MAX_ENTRIES + 4}")
    assert len(posting.change_log) == changelog.MAX_ENTRIES


def test_nothing_is_logged_when_the_change_fails(posting):
    def fail():
        with changelog.recording_changes(posting.pk):
            Posting.objects.update(title="Other")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    posting.refresh_from_db()
    assert (posting.title, posting.change_log) == ("Engineer", [])
    with changelog.recording_changes(posting.pk + 1):
        pass


# Descriptions


@pytest.mark.parametrize(
    ("what", "before", "after", "text"),
    [
        ("title", "Old & <b>", "New", "new title, before: “Old & <b>”"),
        ("places", ["Lisbon"], ["Lisbon", "Porto"], "place added: Porto"),
        ("places", ["Lisbon"], ["Berlin", "Porto"], "places added: Berlin and Porto, place removed: Lisbon"),
        ("places", ["Lisbon", "Porto"], [], "places removed: Lisbon and Porto"),
        ("pay", paid("60000.00"), paid("65000.00"), "pay raised from €60,000–80,000 a year to €65,000–80,000 a year"),
        ("pay", paid("60000.00"), paid("50000.00"), "pay lowered from €60,000–80,000 a year to €50,000–80,000 a year"),
        (
            "pay",
            paid("60000.00"),
            paid("50000.00", "90000.00"),
            "pay changed from €60,000–80,000 a year to €50,000–90,000 a year",
        ),
        ("pay", paid(None), paid("60000.00"), "pay changed from up to €80,000 a year to €60,000–80,000 a year"),
        ("pay", paid(None), paid(None, "90000.00"), "pay raised from up to €80,000 a year to up to €90,000 a year"),
        (
            "pay",
            paid("60000.00"),
            paid("6000.00", "7000.00", period="month"),
            "pay changed from €60,000–80,000 a year to €6,000–7,000 a month",
        ),
        (
            "pay",
            paid("60000.00"),
            paid("70000.00", currency="USD"),
            "pay changed from €60,000–80,000 a year to $70,000–80,000 a year",
        ),
        ("pay", None, paid("60000.00"), "pay stated: €60,000–80,000 a year"),
        ("pay", paid("60000.00"), None, "pay no longer stated, before: €60,000–80,000 a year"),
        (*EVERYTHING[3], "closing date moved from 30 June to 15 July"),
        ("closes_at", None, "2026-07-15T23:00:00+00:00", "closing date set: 15 July"),
        ("closes_at", "2026-07-15T23:00:00+00:00", None, "closing date removed, before: 15 July"),
        (
            "closes_at",
            "2025-12-31T23:59:00+00:00",
            "2026-01-15T10:00:00+00:00",
            "closing date moved from 31 December 2025, 23:59 to 15 January, 10:00",
        ),
    ],
)
def test_entries_are_described_in_the_time_zone_of_the_posting(employer, posting, what, before, after, text):
    posting.change_log = [entry(what, before, after)]

    assert lines(posting, employer) == [("2026-06-10", "10 June", text)]


def test_day_is_in_the_time_zone_of_the_posting_with_year_if_not_this_year(employer, posting):
    posting.change_log = [
        entry("title", "A", "B", dt.datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)),
        entry("title", "B", "C", dt.datetime(2026, 6, 9, 22, 59, 59, tzinfo=UTC)),
        entry("title", "C", "D", dt.datetime(2026, 6, 9, 23, tzinfo=UTC)),
    ]

    assert [line[:2] for line in lines(posting, employer)] == [
        ("2026-06-10", "10 June"),
        ("2026-06-09", "9 June"),
        ("2025-12-31", "31 December 2025"),
    ]


def test_changes_of_a_fact_on_one_day_are_one_line_or_none_if_undone(employer, posting):
    hour = dt.timedelta(hours=1)
    posting.change_log = [
        entry("title", "A", "B"),
        entry("pay", None, paid("60000.00")),
        entry("places", ["Lisbon"], ["Porto"], NOW + hour),
        entry("title", "B", "C", NOW + hour),
        entry("places", ["Porto"], ["Lisbon"], NOW + 2 * hour),
        entry("title", "C", "D", NOW + DAY),
    ]

    assert lines(posting, employer) == [
        ("2026-06-11", "11 June", "new title, before: “C”"),
        ("2026-06-10", "10 June", "new title, before: “A”"),
        ("2026-06-10", "10 June", "pay stated: €60,000–80,000 a year"),
    ]


def test_page_shows_the_newest_ten_changes_collapsed_and_escaped(client, posting, django_assert_num_queries):
    def log(number):
        entries = [entry("title", f"<b>{day}", "x", NOW - (20 - day) * DAY) for day in range(number)]
        Posting.objects.update(change_log=entries)
        return client.get(posting.get_absolute_url())

    assert "What has changed" not in log(0).text
    assert "<details" not in log(3).text
    assert log(3).text.count("new title, before") == 3
    client.get("/jobs/")
    Posting.objects.update(change_log=[])
    twelve = log(12)
    assert '<summary class="changelog__summary">10 changes, the latest on 1 June</summary>' in twelve.text
    assert [line.text for line in twelve.context["changes"]] == [
        f"new title, before: “<b>{day}”" for day in range(11, 1, -1)
    ]
    assert "<b>" not in twelve.text
    assert escape("<b>11") in twelve.text
    # posting with team; employer with edition; sections with shared texts; testimonial; there is no similar one
    with django_assert_num_queries(4):
        client.get(posting.get_absolute_url())


def test_closed_page_shows_the_change_log(client, posting):
    Posting.objects.update(closes_at=NOW, change_log=[entry("title", "Before", "x", NOW - DAY)])

    response = client.get(posting.get_absolute_url())

    assert response.status_code == 410
    assert "new title, before: “Before”" in response.text
