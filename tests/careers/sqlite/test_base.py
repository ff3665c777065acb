"""The backend for SQLite: a writer uses the short gaps between the transactions of others."""

import datetime as dt
import sqlite3
import threading
import time
from contextlib import closing

import pytest
from django.db import OperationalError, connection, connections, transaction

from jobs.models import UnmatchedWords

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no single writer"),
]
HOLDS, GAP = 0.4, 0.015


@pytest.fixture
def other():
    """A connection of another program."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=60)) as other:
        yield other


@pytest.fixture
def busy_writer(other):
    """Another program writes nearly always. Its pauses are shorter than the longest wait of SQLite, 0.1 s."""
    is_over = threading.Event()

    def write():
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=60)) as writer:
            while not is_over.is_set():
                writer.execute("BEGIN IMMEDIATE")
                time.sleep(HOLDS)
                writer.execute("COMMIT")
                time.sleep(GAP)

    thread = threading.Thread(target=write)
    thread.start()
    yield
    is_over.set()
    thread.join()


def test_transaction_begins_in_a_short_gap(busy_writer):
    waits = []
    for number in range(8):
        began = time.monotonic()
        with transaction.atomic():
            waits.append(time.monotonic() - began)
        time.sleep(0.03 * number)  # at another moment of what the other program does

    # SQLite alone misses most gaps.
    assert sorted(waits)[-3] < 3 * (HOLDS + GAP)


def test_threads_wait_for_each_other_and_all_write(busy_writer):
    done = []

    def write(number):
        with transaction.atomic():
            done.append(number)
        connections.close_all()

    threads = [threading.Thread(target=write, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(done) == [0, 1, 2, 3, 4, 5]


def test_lock_that_is_never_free_is_reported_after_the_timeout_of_the_connection(other):
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout = 300")
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()

    with pytest.raises(OperationalError, match="database is locked"), transaction.atomic():
        pass

    assert 0.3 <= time.monotonic() - began < 2
    other.execute("ROLLBACK")
    with transaction.atomic():
        assert connection.connection.in_transaction
    assert connection.connection.execute("PRAGMA busy_timeout").fetchone() == (300,)
    connection.close()


def test_word_that_found_nothing_keeps_no_visitor_waiting_for_a_writer(other):
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()

    UnmatchedWords.objects.record(["quantum"], dt.date(2026, 11, 27))

    assert time.monotonic() - began < 2
    other.execute("ROLLBACK")
    assert not UnmatchedWords.objects.exists()


def test_unfinished_read_of_what_others_have_changed_is_reported_at_once(other):
    other.execute("CREATE TABLE IF NOT EXISTS numbers (number integer)")
    other.executemany("INSERT INTO numbers VALUES (?)", [(number,) for number in range(500)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM numbers")
        cursor.fetchmany(5)
        other.execute("INSERT INTO numbers VALUES (0)")
        began = time.monotonic()

        with pytest.raises(OperationalError, match="database is locked"), transaction.atomic():
            pass

    assert time.monotonic() - began < 2
    other.execute("DROP TABLE numbers")


def test_other_statements_wait_as_long_as_the_settings_say():
    with transaction.atomic():
        pass
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (30_000,)
