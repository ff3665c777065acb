"""The index cache of a small site: when it rebuilds, and what happens after a failure."""

import datetime as dt
import logging

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from jobs.models import Posting
from teams.models import Employer, edition
from tests.factories import days, make_employer, make_posting, make_tag, make_team

from .caches import fail_build, get_titles, wait_for


def test_index_is_built_once_for_one_edition(db, index_cache, builds):
    make_posting("Pilot")
    token = edition.token()

    first = index_cache.get(token)
    second = index_cache.get(token)

    assert first is second
    assert first.token == token
    assert builds == [token]
    assert get_titles(first) == ["Pilot"]


def test_index_is_rebuilt_by_the_request_with_a_new_edition(db, index_cache, builds):
    make_posting("Pilot")
    first = index_cache.get(edition.token())
    make_posting("Keeper")

    second = index_cache.get(edition.token())

    assert get_titles(first) == ["Pilot"]
    assert get_titles(second) == ["Keeper", "Pilot"]
    assert second.token == edition.token() != first.token
    assert len(builds) == 2
    assert index_cache._watcher is None


def test_index_holds_open_and_scheduled_postings_only(db, index_cache):
    make_posting("Open")
    make_posting("Scheduled", published_from=days(1))
    make_posting("Closing", closes_at=days(1))
    make_posting("Draft", published_from=None)
    make_posting("Closed", published_from=days(-2), closes_at=days(-1))
    make_posting("Hidden", team=make_team("Secret", is_published=False))

    index = index_cache.get(edition.token())

    assert get_titles(index) == ["Closing", "Open", "Scheduled"]
    assert [index.ids[ordinal] for ordinal in index.open_at(timezone.now())] == list(
        Posting.objects.filter(title__in=["Open", "Closing"]).order_by("-first_published").values_list("pk", flat=True)
    )


@pytest.mark.parametrize("error", [DatabaseError("away"), ValueError("a fault"), RecursionError()])
def test_first_build_raises_its_error_and_the_next_request_retries(db, index_cache, builds, error):
    def fail_with(number):
        raise error

    builds.during = fail_with
    make_posting("Pilot")

    for _again in range(2):
        with pytest.raises(type(error)):
            index_cache.get(edition.token())
    assert index_cache.index is None
    assert "could not be built" in index_cache.describe_problem()

    builds.during = lambda number: None
    assert get_titles(index_cache.get(edition.token())) == ["Pilot"]


def test_failed_build_keeps_the_last_good_index_and_reports_it(client, employer, index_cache, builds, caplog):
    make_posting("Pilot")
    assert client.get("/jobs/").status_code == 200
    good = index_cache.index
    assert client.get("/readyz").content == b"ready\n"
    make_posting("Keeper")

    builds.during = fail_build
    with caplog.at_level(logging.ERROR, "jobs.finding.index_cache"):
        page = client.get("/jobs/")
        ready = client.get("/readyz")

    assert page.status_code == 200
    assert "Pilot" in page.content.decode()
    assert "Keeper" not in page.content.decode()
    assert index_cache.index is good
    assert [record.levelname for record in caplog.records if record.name == "jobs.finding.index_cache"] == ["ERROR"]
    assert "the last good one stays in use" in caplog.text
    assert "no space left" in caplog.text
    assert ready.status_code == 200
    assert ready.content.decode().splitlines() == [
        "ready",
        f"open positions are as of {good.built_at:%Y-%m-%dT%H:%M:%SZ}: a newer index could not be built",
    ]


def test_failed_build_is_retried_after_a_delay(client, employer, index_cache, builds, monkeypatch):
    make_posting("Pilot")
    client.get("/jobs/")
    make_posting("Keeper")
    builds.during = fail_build
    client.get("/jobs/")
    client.get("/jobs/")
    assert len(builds) == 2  # the first one, and one attempt: the second page comes within the delay
    builds.during = lambda number: None

    waited = wait_for(lambda: "Keeper" in client.get("/jobs/").content.decode(), 5)

    assert 0.3 < waited < 3
    assert client.get("/readyz").content == b"ready\n"
    assert index_cache.describe_problem() == ""
    assert index_cache.index.token == edition.token()


def test_build_is_repeated_if_the_content_changes_during_it(db, index_cache, builds):
    make_posting("Pilot")

    def change(number):
        if number == 1:
            make_posting("Keeper")

    builds.during = change
    index = index_cache.get(edition.token())

    assert len(builds) == 2
    assert get_titles(index) == ["Keeper", "Pilot"]
    assert index.token == edition.token()


def test_build_ends_if_the_content_changes_every_time_and_is_retried_by_the_next_request(db, index_cache, builds):
    make_posting("Pilot")
    builds.during = lambda number: make_tag(f"Tag {number}")

    index = index_cache.get(edition.token())

    assert 2 <= len(builds) <= 10
    assert get_titles(index) == ["Pilot"]
    assert index.token != edition.token()
    build_count = len(builds)
    builds.during = lambda number: None
    assert index_cache.get(edition.token()).token == edition.token()
    assert len(builds) == build_count + 1


def test_index_is_rebuilt_after_the_clock_was_put_back(db, index_cache, builds, time_machine):
    now = timezone.now()
    make_posting("Closed by then", published_from=now - dt.timedelta(days=3), closes_at=now - dt.timedelta(hours=1))
    token = edition.token()
    assert get_titles(index_cache.get(token)) == []

    time_machine.move_to(now - dt.timedelta(hours=2), tick=True)

    assert get_titles(index_cache.get(token)) == ["Closed by then"]


def test_emptied_edition_table_does_not_rebuild_with_every_request(db, index_cache, builds):
    make_posting("Pilot")
    make_employer()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM edition")
    for _request in range(3):
        index_cache.get(Employer.objects.current().edition)

    assert len(builds) == 1
