"""Many threads that ask for the index at once: who builds it, who waits, and what each is answered."""

import threading
import time

from django.db import connection

from teams.models import edition
from tests.factories import make_posting, make_team

from .caches import ask_in_thread, fail, titles


def test_many_threads_with_a_new_edition_build_once(transactional_db, index_cache, builds):
    make_posting("Pilot")
    index_cache.get(edition.token())
    make_posting("Keeper")
    token, barrier, found, failures = edition.token(), threading.Barrier(8), [], []
    builds.during = lambda number: time.sleep(0.2)

    def ask():
        try:
            barrier.wait(10)
            found.append(index_cache.get(token))
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
    assert titles(index_cache.index) == ["Keeper", "Pilot"]


def test_many_threads_that_change_and_ask_end_with_the_content_as_it_is(transactional_db, index_cache):
    make_posting("Pilot")
    failures = []

    def change_and_ask(thread):
        try:
            for number in range(5):
                posting = make_posting(f"Posting {thread}-{number}", team=team, sections=0)
                index = index_cache.get(edition.token())
                # What a request has read before it asked is never missing from its answer.
                if posting.pk not in index.ordinal_by_id:
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
    assert len(index_cache.get(edition.token()).ids) == 21


def test_requests_do_not_queue_for_a_build_that_fails(transactional_db, index_cache, builds):
    make_posting("Pilot")
    index_cache.get(edition.token())
    make_posting("Keeper")
    token = edition.token()

    def slow_failure(number):
        time.sleep(0.3)
        fail(number)

    builds.during = slow_failure
    threads = [threading.Thread(target=ask_in_thread, args=[index_cache, token]) for _request in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(builds) == 2


def test_requests_do_not_wait_for_a_small_site_that_has_grown_large_at_once(transactional_db, index_cache, builds):
    make_posting("Pilot")
    small = index_cache.get(edition.token())
    make_posting("Keeper")
    token, begun, goes_on = edition.token(), threading.Event(), threading.Event()

    def slowly(number):
        begun.set()
        goes_on.wait(10)

    builds.during = slowly
    builder = threading.Thread(target=ask_in_thread, args=[index_cache, token])
    builder.start()
    assert begun.wait(10)
    answered = index_cache.get(token)
    was_building = not goes_on.is_set()
    goes_on.set()
    builder.join(10)

    assert (answered is small, was_building) == (True, True)
    assert titles(index_cache.get(token)) == ["Keeper", "Pilot"]
