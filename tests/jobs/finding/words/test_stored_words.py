"""Stored words in rare situations: migrations, rows that replace others, very long texts."""

import random

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, models, transaction

from jobs.finding.near_matches import NearMatches
from jobs.finding.words import stored_words
from jobs.models import Posting, Words
from tests.factories import make_posting
from tests.jobs.finding.oracle import filter_postings, selection
from tests.teams.models.schema_changes import alter

from .stored import execute_sql, find

# PostgreSQL has no REPLACE.
REPLACING = ["replace", "delete and insert"] if connection.vendor == "sqlite" else ["delete and insert"]
LETTERS = [chr(code) for code in range(0x10428, 0x1044F)]


@pytest.mark.parametrize(
    ("name", "field"),
    [("title", models.CharField(max_length=161)), ("reference", models.CharField(max_length=61, unique=True))],
)
def test_columns_that_triggers_read_can_be_changed(transactional_db, name, field):
    posting = make_posting("Pilot")
    alter(Posting, name, field)
    emit_post_migrate_signal(0, interactive=False, db="default")
    execute_sql("UPDATE jobs_posting SET title = 'Keeper'")

    assert not Words.objects.filter(posting=posting).exists()


def test_site_can_be_written_after_migrating_back(transactional_db):
    make_posting("Pilot")
    call_command("migrate", "jobs", "0001", verbosity=0)
    try:
        execute_sql("UPDATE jobs_section SET heading = 'New'")
        execute_sql("UPDATE jobs_posting SET title = 'Keeper', title_folded = 'keeper'")
    finally:
        call_command("migrate", "jobs", verbosity=0)

    # Migrating forward again makes the words of existing postings.
    assert (find("pilot"), len(find("keeper")["title"])) == ({}, 1)


def test_section_moved_to_another_posting_leaves_both_found(db):
    posting, other = make_posting("Pilot", reference="A"), make_posting("Keeper", reference="B", sections=0)
    section = posting.sections.get()
    section.posting = other
    section.save()

    assert (find("pilot")["title"], find("keeper")["title"], find("what")) == (["A"], ["B"], {"text": ["B"]})


def test_text_of_many_wide_letters_is_stored_and_found(db):
    numbers = random.Random(1)
    many = " ".join("".join(numbers.choices(LETTERS, k=40)) for _word in range(8000))
    posting = make_posting("Pilot", reference="LONG", sections=0)
    posting.sections.create(heading="Lighthouse", body=f"<p>Harbour {many}</p>")

    assert find('"harbour"') == {"text": ["LONG"]}


def test_phrase_before_the_cut_is_found_on_both_databases(db, monkeypatch):
    monkeypatch.setattr(stored_words, "MAX_TEXT", 30)
    posting = make_posting("Pilot", reference="LONG", sections=0)
    posting.sections.create(heading="aaa", body="<p>bbb ccc ddd eee fff ggg hhh</p>")

    [first, second] = Words.objects.get().text.split()[-2:]

    assert find(f'"{first} {second}"') == {"text": ["LONG"]}


@pytest.mark.parametrize("method", REPLACING)
def test_row_that_replaces_another_is_not_found_by_its_words(transactional_db, method):
    make_posting("Pilot", sections=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM jobs_posting")
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True)) | {"title": "Keeper"}
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        if method != "replace":
            cursor.execute("DELETE FROM jobs_posting")
        verb = "REPLACE" if method == "replace" else "INSERT"
        values = ", ".join(["%s"] * len(row))
        cursor.execute(f"{verb} INTO jobs_posting ({', '.join(names)}) VALUES ({values})", list(row.values()))

    assert "title" not in find("pilot")


def test_emptying_the_table_of_sections_deletes_the_words(transactional_db):
    make_posting("Pilot", reference="A")
    execute_sql("DELETE FROM jobs_section" if connection.vendor == "sqlite" else "TRUNCATE jobs_section")

    assert find("what") == {}


def test_reindex_corrects_the_folded_title_and_suggestions(db):
    posting = make_posting("Zeppelin project")
    Posting.objects.update(title="Pilot")
    call_command("reindex")
    posting.refresh_from_db()

    assert posting.title_folded == "pilot"
    assert NearMatches(filter_postings({"q": ["zepelin"]})).correction is None


def test_building_inside_a_transaction_keeps_its_statement_timeout(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no statement timeout")
    make_posting("Pilot")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 7000")
        selection()
        cursor.execute("SHOW statement_timeout")

        assert cursor.fetchone()[0] == "7s"
