"""Counting words that found nothing: by day, without data about visitors, and never at the cost of a page."""

import datetime as dt
import logging
from unittest import mock

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jobs.models import UnmatchedWords, unmatched_words
from teams.models import edition

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def stored() -> set[tuple[dt.date, str, int]]:
    return set(UnmatchedWords.objects.values_list("day", "words", "count"))


def test_words_are_counted_by_day_with_one_upsert() -> None:
    UnmatchedWords.objects.record(["Quantum", "falconer"], DAY)
    with CaptureQueriesContext(connection) as queries:
        UnmatchedWords.objects.record(["quantum", " QUANTUM ", "tea  taster"], DAY)
    UnmatchedWords.objects.record(["quantum"], DAY + dt.timedelta(days=1))
    assert stored() == {
        (DAY, "quantum", 2),
        (DAY, "falconer", 1),
        (DAY, "tea taster", 1),
        (DAY + dt.timedelta(days=1), "quantum", 1),
    }
    statements = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert [sql.split()[0] for sql in statements] == ["SELECT", "INSERT"]


@pytest.mark.parametrize(
    "words",
    [
        "ines@mail.example",
        "0171 23",
        "born 1.2.1990",
        "٠١٢٣٤",
        "x" * 61,
        "İ" * 60,
        "",
        "  ",
        "\x00",
        "\ud800",
        "\u202e",
    ],
)
def test_words_that_may_be_personal_or_are_too_long_are_left_out(words: str) -> None:
    """P1."""
    UnmatchedWords.objects.record([words], DAY)
    assert stored() == set()


def test_only_words_and_their_day_are_stored() -> None:
    """P1: nothing about the person who searched."""
    assert {field.name for field in UnmatchedWords._meta.get_fields()} == {"id", "day", "words", "count"}
    UnmatchedWords.objects.record(["x" * 60, "c++ 123", "null\x00byte"], DAY)
    assert stored() == {(DAY, "x" * 60, 1), (DAY, "c++ 123", 1), (DAY, "nullbyte", 1)}


def test_counting_does_not_change_the_edition() -> None:
    before = edition.token()
    UnmatchedWords.objects.record(["quantum"], DAY)
    assert edition.token() == before


def test_at_most_a_thousand_different_words_are_kept_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unmatched_words.MAX_PER_DAY == 1000
    monkeypatch.setattr(unmatched_words, "MAX_PER_DAY", 3)
    UnmatchedWords.objects.record(["a", "b"], DAY)
    UnmatchedWords.objects.record(["b", "c", "d"], DAY)
    UnmatchedWords.objects.record(["a", "e"], DAY)
    UnmatchedWords.objects.record(["f"], DAY)
    UnmatchedWords.objects.record(["f"], DAY + dt.timedelta(days=1))
    assert stored() == {(DAY, "a", 2), (DAY, "b", 2), (DAY, "c", 1), (DAY + dt.timedelta(days=1), "f", 1)}


def test_first_words_of_a_day_delete_what_is_older_than_ninety_days() -> None:
    """P1."""
    for age in (89, 90, 91, 400):
        UnmatchedWords.objects.create(day=DAY - dt.timedelta(days=age), words="old")
    UnmatchedWords.objects.record(["new"], DAY)
    assert stored() == {
        (DAY, "new", 1),
        (DAY - dt.timedelta(days=89), "old", 1),
        (DAY - dt.timedelta(days=90), "old", 1),
    }


def test_frequent_words_are_summed_most_frequent_first() -> None:
    for day, words, count in [
        (DAY, "quantum", 2),
        (DAY - dt.timedelta(days=1), "quantum", 5),
        (DAY - dt.timedelta(days=2), "quantum", 100),
        (DAY, "falconer", 3),
        (DAY, "beekeeper", 3),
        (DAY, "rare", 2),
    ]:
        UnmatchedWords.objects.create(day=day, words=words, count=count)
    since = DAY - dt.timedelta(days=1)
    assert UnmatchedWords.objects.frequent(since) == [("quantum", 7), ("beekeeper", 3), ("falconer", 3)]
    assert UnmatchedWords.objects.frequent(since, at_least=2, limit=1) == [("quantum", 7)]
    assert ("rare", 2) in UnmatchedWords.objects.frequent(since, at_least=2)
    UnmatchedWords.objects.bulk_create(UnmatchedWords(day=DAY, words=f"w{number}", count=9) for number in range(25))
    assert len(UnmatchedWords.objects.frequent(since)) == 20


def test_database_that_refuses_to_write_breaks_neither_page_nor_transaction(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(execute, sql, *arguments):  # type: ignore[no-untyped-def]
        if sql.startswith("INSERT"):
            sql = "INSERT INTO no_such_table SELECT %s, %s" if len(arguments[0]) == 2 else sql
        return execute(sql, *arguments)

    with transaction.atomic():
        with caplog.at_level(logging.WARNING), connection.execute_wrapper(refuse):
            UnmatchedWords.objects.record(["secret words"], DAY)
        # PostgreSQL would refuse this query in a broken transaction.
        assert stored() == set()
    [record] = caplog.records
    assert record.getMessage().startswith("Words that found nothing were not counted: ")
    assert "secret" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_readonly_database_answers(caplog: pytest.LogCaptureFixture) -> None:
    """Outside of a transaction, as in a request."""
    switch = {"sqlite": "PRAGMA query_only = {}", "postgresql": "SET default_transaction_read_only = {}"}
    with connection.cursor() as cursor:
        cursor.execute(switch[connection.vendor].format("on"))
        try:
            UnmatchedWords.objects.record(["quantum"], DAY)
        finally:
            cursor.execute(switch[connection.vendor].format("off"))
    assert [record.name for record in caplog.records] == ["jobs.models.unmatched_words"]
    assert stored() == set()
    UnmatchedWords.objects.record(["quantum"], DAY)
    assert stored() == {(DAY, "quantum", 1)}


def test_no_words_need_no_query() -> None:
    with mock.patch.object(connection, "cursor", side_effect=DatabaseError("no query is expected")):
        UnmatchedWords.objects.record(["", "a@b"], DAY)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer")
def test_sqlite_waits_briefly_for_another_writer_and_as_usual_afterwards() -> None:
    connection.ensure_connection()

    def timeout() -> int:
        return connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]

    usual = timeout()
    with unmatched_words.waiting_briefly():
        assert timeout() == unmatched_words.MAX_WAIT < usual
    assert timeout() == usual
