"""The index of a large site: built while the last one answers, watched, and well again after a failure."""

import datetime as dt
import logging
import threading
import time

import pytest
from django.db import DatabaseError
from django.utils import timezone

from teams.models import Team, edition
from tests.factories import make_employer, make_posting

from .caches import fail, titles, wait_for

SECOND = 1.0


@pytest.fixture
def large(monkeypatch):
    """Any number of postings is taken for a large site's."""
    monkeypatch.setattr("jobs.finding.index_cache.SMALL", 0)


def test_nobody_waits_for_a_slow_build_on_a_large_site(transactional_db, large, index_cache, builds):
    make_posting("Pilot")
    first = index_cache.get(edition.token())
    begun, finish = threading.Event(), threading.Event()

    def be_slow(number):
        begun.set()
        if not finish.wait(2):
            finish.set()

    builds.during = be_slow
    make_posting("Keeper")
    token = edition.token()

    began = time.monotonic()
    answers = [index_cache.get(token)]
    assert begun.wait(5)
    answers += [index_cache.get(token) for _number in range(50)]
    took = time.monotonic() - began

    assert {id(answer) for answer in answers} == {id(first)}
    assert took < SECOND
    finish.set()
    wait_for(lambda: index_cache.index is not first)
    assert index_cache.index.token == token
    assert titles(index_cache.index) == ["Keeper", "Pilot"]
    assert index_cache.get(token) is index_cache.index
    assert index_cache._watcher.name == "index"


def test_large_site_builds_without_being_asked_once_it_watches(transactional_db, large, index_cache):
    make_posting("Pilot")
    index_cache.get(edition.token())
    make_posting("Keeper")
    index_cache.get(edition.token())
    wait_for(lambda: index_cache.index.token == edition.token())
    Team.objects.update(is_published=False)
    token = edition.token()

    waited = wait_for(lambda: index_cache.index.token == token)

    assert waited < SECOND
    assert titles(index_cache.index) == []


def test_large_site_says_that_a_build_failed_and_recovers(client, transactional_db, large, index_cache, builds, caplog):
    make_employer()
    make_posting("Pilot")
    client.get("/jobs/")
    good = index_cache.index
    builds.during = fail
    make_posting("Keeper")

    with caplog.at_level(logging.ERROR, "jobs.finding.index_cache"):
        assert "Pilot" in client.get("/jobs/").content.decode()
        wait_for(lambda: index_cache.describe_problem() != "")
    ready = client.get("/readyz")

    assert "the last good one stays in use" in caplog.text
    assert (ready.status_code, ready.content.decode().splitlines()[0]) == (200, "ready")
    assert ready.content.decode().splitlines()[1].startswith("open positions are as of ")
    assert index_cache.index is good
    builds.during = lambda number: None
    wait_for(lambda: index_cache.describe_problem() == "")
    assert client.get("/readyz").content == b"ready\n"
    assert "Keeper" in client.get("/jobs/").content.decode()


def test_large_site_survives_a_database_that_goes_away_for_a_while(
    transactional_db, large, index_cache, monkeypatch, capfd
):
    make_posting("Pilot")
    first = index_cache.get(edition.token())
    make_posting("Keeper")
    index_cache.get(edition.token())
    wait_for(lambda: index_cache.index is not first)
    asked, read = [], edition.token

    def away(using="default"):
        if threading.current_thread().name == "index":
            asked.append(1)
            raise DatabaseError("away")
        return read(using)

    monkeypatch.setattr(edition, "token", away)
    make_posting("Beekeeper")
    wait_for(lambda: len(asked) >= 2)
    monkeypatch.setattr(edition, "token", read)

    waited = wait_for(lambda: index_cache.index.token == edition.token())

    assert waited < SECOND
    assert titles(index_cache.index) == ["Beekeeper", "Keeper", "Pilot"]


def test_watcher_that_has_died_is_started_again_by_a_request(transactional_db, large, index_cache):
    make_posting("Pilot")
    index_cache.get(edition.token())
    dead = threading.Thread(target=lambda: None)
    dead.start()
    dead.join()
    index_cache._watcher = dead
    make_posting("Keeper")

    index_cache.get(edition.token())

    wait_for(lambda: index_cache.index.token == edition.token())
    assert titles(index_cache.index) == ["Keeper", "Pilot"]


def test_index_of_a_large_site_is_built_again_when_the_clock_is_put_back(
    transactional_db, large, index_cache, time_machine
):
    now = timezone.now()
    make_posting("Closed by then", published_from=now - dt.timedelta(days=3), closes_at=now - dt.timedelta(hours=1))
    make_posting("Open")
    index_cache.get(edition.token())
    time_machine.move_to(now - dt.timedelta(hours=2), tick=True)
    index_cache.get(edition.token())

    wait_for(lambda: len(index_cache.index.ids) == 2, 5)
