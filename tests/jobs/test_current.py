"""Which index a process answers with: when it is built anew, who builds it, and what a failure leaves."""

import datetime as dt
import logging
import threading
import time

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from jobs import current
from jobs.current import Keeper
from jobs.index import Index
from jobs.models import Posting
from teams import edition
from teams.models import Employer, Team

from ..factories import days, make_employer, make_posting, make_tag, make_team

SECOND = 1.0


class Stoppable(Keeper):
    """One whose watcher ends with the test, instead of with the process."""

    def _watch(self):
        try:
            super()._watch()
        except SystemExit:
            connection.close()


@pytest.fixture
def keeper(monkeypatch):
    """A keeper of this test alone, that every page and probe asks."""
    stopped = threading.Event()
    close = current.close_old_connections

    def close_or_stop():
        if stopped.is_set():
            raise SystemExit
        close()

    made = Stoppable()
    monkeypatch.setattr(current, "close_old_connections", close_or_stop)
    for module in ("jobs.current", "jobs.selection", "careers.middleware"):
        monkeypatch.setattr(f"{module}.keeper", made)
    yield made
    stopped.set()
    if made._watcher is not None:
        made._watcher.join(10)
        assert not made._watcher.is_alive()


@pytest.fixture
def builds(monkeypatch):
    """Every index that is built, or begun to be built; `during` happens between its reading and its end."""

    class Builds(list):
        during = staticmethod(lambda number: None)

    made = Builds()

    def build(token, at):
        made.append(token)
        index = Index(token, at)
        made.during(len(made))
        return index

    monkeypatch.setattr(current, "Index", build)
    return made


def fail(number):
    raise DatabaseError("no space left")


def titles(index):
    return sorted(Posting.objects.filter(pk__in=index.ids).values_list("title", flat=True))


def wait_for(condition, seconds=10.0):
    """How long it took until the condition held, or until patience ended."""
    began = time.monotonic()
    while not condition() and time.monotonic() - began < seconds:
        time.sleep(0.01)
    return time.monotonic() - began


def test_index_is_built_once_for_one_edition(db, keeper, builds):
    make_posting("Pilot")
    token = edition.token()

    first = keeper.at(token)
    second = keeper.at(token)

    assert first is second
    assert first.token == token
    assert builds == [token]
    assert titles(first) == ["Pilot"]


def test_index_of_another_edition_is_built_by_the_request_that_brings_it(db, keeper, builds):
    make_posting("Pilot")
    first = keeper.at(edition.token())
    make_posting("Keeper")

    second = keeper.at(edition.token())

    assert titles(first) == ["Pilot"]
    assert titles(second) == ["Keeper", "Pilot"]
    assert second.token == edition.token() != first.token
    assert len(builds) == 2
    assert keeper._watcher is None


def test_index_holds_what_is_open_and_what_will_open_and_nothing_else(db, keeper):
    make_posting("Open")
    make_posting("Scheduled", published_from=days(1))
    make_posting("Closing", closes_at=days(1))
    make_posting("Draft", published_from=None)
    make_posting("Closed", published_from=days(-2), closes_at=days(-1))
    make_posting("Hidden", team=make_team("Secret", is_published=False))

    index = keeper.at(edition.token())

    assert titles(index) == ["Closing", "Open", "Scheduled"]
    assert [index.ids[one] for one in index.open_at(timezone.now())] == list(
        Posting.objects.filter(title__in=["Open", "Closing"]).order_by("-first_published").values_list("pk", flat=True)
    )


@pytest.mark.parametrize("error", [DatabaseError("away"), ValueError("a fault"), RecursionError()])
def test_first_build_that_fails_raises_and_the_next_request_tries_again(db, keeper, builds, error):
    def fail_with(number):
        raise error

    builds.during = fail_with
    make_posting("Pilot")

    for _again in range(2):
        with pytest.raises(type(error)):
            keeper.at(edition.token())
    assert keeper.index is None
    assert "could not be built" in keeper.problem()

    builds.during = lambda number: None
    assert titles(keeper.at(edition.token())) == ["Pilot"]


def test_failed_build_leaves_the_last_good_index_and_says_so(client, employer, keeper, builds, caplog):
    make_posting("Pilot")
    assert client.get("/jobs/").status_code == 200
    good = keeper.index
    assert client.get("/readyz").content == b"ready\n"
    make_posting("Keeper")

    builds.during = fail
    with caplog.at_level(logging.ERROR, "jobs.current"):
        page = client.get("/jobs/")
        ready = client.get("/readyz")

    assert page.status_code == 200
    assert "Pilot" in page.content.decode()
    assert "Keeper" not in page.content.decode()
    assert keeper.index is good
    assert [record.levelname for record in caplog.records if record.name == "jobs.current"] == ["ERROR"]
    assert "the last good one stays in use" in caplog.text
    assert "no space left" in caplog.text
    assert ready.status_code == 200
    assert ready.content.decode().splitlines() == [
        "ready",
        f"open positions are as of {good.built_at:%Y-%m-%dT%H:%M:%SZ}: a newer index could not be built",
    ]


def test_failed_build_is_tried_again_after_a_rest_and_then_all_is_well(client, employer, keeper, builds, monkeypatch):
    make_posting("Pilot")
    client.get("/jobs/")
    make_posting("Keeper")
    builds.during = fail
    client.get("/jobs/")
    client.get("/jobs/")
    assert len(builds) == 2  # the first one, and one attempt: the second page comes within the rest
    builds.during = lambda number: None

    waited = wait_for(lambda: "Keeper" in client.get("/jobs/").content.decode(), 5)

    assert 0.3 < waited < 3
    assert client.get("/readyz").content == b"ready\n"
    assert keeper.problem() == ""
    assert keeper.index.token == edition.token()


def test_content_that_changes_during_the_build_leads_to_another_build(db, keeper, builds):
    make_posting("Pilot")

    def change(number):
        if number == 1:
            make_posting("Keeper")

    builds.during = change
    index = keeper.at(edition.token())

    assert len(builds) == 2
    assert titles(index) == ["Keeper", "Pilot"]
    assert index.token == edition.token()


def test_content_that_changes_during_every_build_leads_to_an_end_and_to_another_attempt(db, keeper, builds):
    make_posting("Pilot")
    builds.during = lambda number: make_tag(f"Tag {number}")

    index = keeper.at(edition.token())

    assert 2 <= len(builds) <= 10
    assert titles(index) == ["Pilot"]
    assert index.token != edition.token()
    so_far = len(builds)
    builds.during = lambda number: None
    assert keeper.at(edition.token()).token == edition.token()
    assert len(builds) == so_far + 1


def test_index_is_built_anew_when_the_clock_was_put_back(db, keeper, builds, time_machine):
    now = timezone.now()
    make_posting("Closed by then", published_from=now - dt.timedelta(days=3), closes_at=now - dt.timedelta(hours=1))
    token = edition.token()
    assert titles(keeper.at(token)) == []

    time_machine.move_to(now - dt.timedelta(hours=2), tick=True)

    assert titles(keeper.at(token)) == ["Closed by then"]


def test_many_threads_with_a_new_edition_build_once(transactional_db, keeper, builds):
    make_posting("Pilot")
    keeper.at(edition.token())
    make_posting("Keeper")
    token, barrier, found, failures = edition.token(), threading.Barrier(8), [], []
    builds.during = lambda number: time.sleep(0.2)

    def ask():
        try:
            barrier.wait(10)
            found.append(keeper.at(token))
        except Exception as error:
            failures.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert failures == []
    assert len(builds) == 2
    assert len(found) == 8
    # Nobody waits long: those who would are answered from the last good index.
    assert {tuple(titles(index)) for index in found} <= {("Keeper", "Pilot"), ("Pilot",)}
    assert titles(keeper.index) == ["Keeper", "Pilot"]


def test_many_threads_that_change_and_ask_end_with_the_content_as_it_is(transactional_db, keeper):
    make_posting("Pilot")
    failures = []

    def change_and_ask(thread):
        try:
            for number in range(5):
                posting = make_posting(f"Posting {thread}-{number}", team=team, sections=0)
                index = keeper.at(edition.token())
                # What a request has read before it asked is never missing from its answer.
                if posting.pk not in index.ordinals:
                    failures.append(f"{posting} was not in the index")
        except Exception as error:
            failures.append(repr(error))
        finally:
            connection.close()

    team = make_team("Backend")
    threads = [threading.Thread(target=change_and_ask, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failures == []
    assert len(keeper.at(edition.token()).ids) == 21


@pytest.fixture
def large(monkeypatch):
    """Any number of postings is taken for a large site's."""
    monkeypatch.setattr(current, "SMALL", 0)


def test_nobody_waits_for_a_slow_build_on_a_large_site(transactional_db, large, keeper, builds):
    make_posting("Pilot")
    first = keeper.at(edition.token())
    begun, finish = threading.Event(), threading.Event()

    def be_slow(number):
        begun.set()
        if not finish.wait(2):
            finish.set()

    builds.during = be_slow
    make_posting("Keeper")
    token = edition.token()

    began = time.monotonic()
    answers = [keeper.at(token)]
    assert begun.wait(5)
    answers += [keeper.at(token) for _number in range(50)]
    took = time.monotonic() - began

    assert {id(answer) for answer in answers} == {id(first)}
    assert took < SECOND
    finish.set()
    wait_for(lambda: keeper.index is not first)
    assert keeper.index.token == token
    assert titles(keeper.index) == ["Keeper", "Pilot"]
    assert keeper.at(token) is keeper.index
    assert keeper._watcher.name == "index"


def test_large_site_builds_without_being_asked_once_it_watches(transactional_db, large, keeper):
    make_posting("Pilot")
    keeper.at(edition.token())
    make_posting("Keeper")
    keeper.at(edition.token())
    wait_for(lambda: keeper.index.token == edition.token())
    Team.objects.update(is_published=False)
    token = edition.token()

    waited = wait_for(lambda: keeper.index.token == token)

    assert waited < SECOND
    assert titles(keeper.index) == []


def test_large_site_says_that_a_build_failed_and_recovers(client, transactional_db, large, keeper, builds, caplog):
    make_employer()
    make_posting("Pilot")
    client.get("/jobs/")
    good = keeper.index
    builds.during = fail
    make_posting("Keeper")

    with caplog.at_level(logging.ERROR, "jobs.current"):
        assert "Pilot" in client.get("/jobs/").content.decode()
        wait_for(lambda: keeper.problem() != "")
    ready = client.get("/readyz")

    assert "the last good one stays in use" in caplog.text
    assert (ready.status_code, ready.content.decode().splitlines()[0]) == (200, "ready")
    assert ready.content.decode().splitlines()[1].startswith("open positions are as of ")
    assert keeper.index is good
    builds.during = lambda number: None
    wait_for(lambda: keeper.problem() == "")
    assert client.get("/readyz").content == b"ready\n"
    assert "Keeper" in client.get("/jobs/").content.decode()


def test_large_site_survives_a_database_that_goes_away_for_a_while(transactional_db, large, keeper, monkeypatch, capfd):
    make_posting("Pilot")
    first = keeper.at(edition.token())
    make_posting("Keeper")
    keeper.at(edition.token())
    wait_for(lambda: keeper.index is not first)
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

    waited = wait_for(lambda: keeper.index.token == edition.token())

    assert waited < SECOND
    assert titles(keeper.index) == ["Beekeeper", "Keeper", "Pilot"]


def test_watcher_that_has_died_is_started_again_by_a_request(transactional_db, large, keeper):
    make_posting("Pilot")
    keeper.at(edition.token())
    dead = threading.Thread(target=lambda: None)
    dead.start()
    dead.join()
    keeper._watcher = dead
    make_posting("Keeper")

    keeper.at(edition.token())

    wait_for(lambda: keeper.index.token == edition.token())
    assert titles(keeper.index) == ["Keeper", "Pilot"]


def test_index_of_a_large_site_is_built_again_when_the_clock_is_put_back(transactional_db, large, keeper, time_machine):
    now = timezone.now()
    make_posting("Closed by then", published_from=now - dt.timedelta(days=3), closes_at=now - dt.timedelta(hours=1))
    make_posting("Open")
    keeper.at(edition.token())
    time_machine.move_to(now - dt.timedelta(hours=2), tick=True)
    keeper.at(edition.token())

    wait_for(lambda: len(keeper.index.ids) == 2, 5)


def test_emptied_mark_does_not_build_again_and_again(db, keeper, builds):
    make_posting("Pilot")
    make_employer()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM edition")
    for _request in range(3):
        keeper.at(Employer.objects.current().edition)

    assert len(builds) == 1


def test_requests_do_not_queue_for_a_build_that_fails(transactional_db, keeper, builds):
    make_posting("Pilot")
    keeper.at(edition.token())
    make_posting("Keeper")
    token = edition.token()

    def slow_failure(number):
        time.sleep(0.3)
        fail(number)

    def ask():
        try:
            keeper.at(token)
        finally:
            connection.close()

    builds.during = slow_failure
    threads = [threading.Thread(target=ask) for _request in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(builds) == 2


def test_requests_do_not_wait_for_a_small_site_that_has_grown_large_at_once(transactional_db, keeper, builds):
    make_posting("Pilot")
    small = keeper.at(edition.token())
    make_posting("Keeper")
    token, begun, goes_on = edition.token(), threading.Event(), threading.Event()

    def slowly(number):
        begun.set()
        goes_on.wait(10)

    def build():
        try:
            keeper.at(token)
        finally:
            connection.close()

    builds.during = slowly
    builder = threading.Thread(target=build)
    builder.start()
    assert begun.wait(10)
    answered = keeper.at(token)
    was_building = not goes_on.is_set()
    goes_on.set()
    builder.join(10)

    assert (answered is small, was_building) == (True, True)
    assert titles(keeper.at(token)) == ["Keeper", "Pilot"]
