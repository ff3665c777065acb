"""Many threads that get the index at once: which one builds it, which wait, and what each gets."""

import threading
import time

from django.db import connection

from teams.models import edition
from tests.factories import make_posting, make_team

from .caches import fail_build, get_in_thread, get_titles


def test_threads_with_a_new_edition_build_once(transactional_db, index_cache, builds):
    make_posting("Pilot")
    index_cache.get(edition.token())
    make_posting("Keeper")
    token, barrier, indexes, failures = edition.token(), threading.Barrier(8), [], []
    builds.during = lambda number: time.sleep(0.2)

    def get_index():
        try:
            barrier.wait(10)
            indexes.append(index_cache.get(token))
        except Exception as error:
            failures.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=get_index) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert failures == []
    assert len(builds) == 2
    assert len(indexes) == 8
    # A thread that would wait too long gets the last good index.
    assert {tuple(get_titles(index)) for index in indexes} <= {("Keeper", "Pilot"), ("Pilot",)}
    assert get_titles(index_cache.index) == ["Keeper", "Pilot"]


def test_threads_that_change_content_get_an_index_with_their_changes(transactional_db, index_cache, monkeypatch):
    # On a busy machine, a build takes longer than a request waits, and the request gets the last good index.
    monkeypatch.setattr("jobs.finding.index_cache.BUILD_WAIT", 60)
    make_posting("Pilot")
    failures = []

    def change_and_get(thread):
        try:
            for number in range(5):
                posting = make_posting(f"Posting {thread}-{number}", team=team, sections=0)
                index = index_cache.get(edition.token())
                # The index is never older than the content that a request has read before.
                if posting.pk not in index.ordinal_by_id:
                    failures.append(f"{posting} was not in the index")
        except Exception as error:
            failures.append(repr(error))
        finally:
            connection.close()

    team = make_team("Backend")
    threads = [threading.Thread(target=change_and_get, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failures == []
    assert len(index_cache.get(edition.token()).ids) == 21


def test_requests_do_not_queue_for_a_failing_build(transactional_db, index_cache, builds):
    make_posting("Pilot")
    index_cache.get(edition.token())
    make_posting("Keeper")
    token = edition.token()

    def fail_slowly(number):
        time.sleep(0.3)
        fail_build(number)

    builds.during = fail_slowly
    threads = [threading.Thread(target=get_in_thread, args=[index_cache, token]) for _request in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(builds) == 2


def test_requests_do_not_wait_after_a_small_site_grew_large(transactional_db, index_cache, builds):
    make_posting("Pilot")
    small = index_cache.get(edition.token())
    make_posting("Keeper")
    token, begun, finish = edition.token(), threading.Event(), threading.Event()

    def build_slowly(number):
        begun.set()
        finish.wait(60)

    builds.during = build_slowly
    builder = threading.Thread(target=get_in_thread, args=[index_cache, token])
    builder.start()
    assert begun.wait(60)
    index = index_cache.get(token)
    was_building = not finish.is_set()
    finish.set()
    builder.join(60)

    assert (index is small, was_building) == (True, True)
    assert get_titles(index_cache.get(token)) == ["Keeper", "Pilot"]
