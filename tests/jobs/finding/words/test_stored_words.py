"""Words kept in the database, at their hardest: migrations, rows that take another's place, very long texts."""

import random

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, models, transaction

from jobs.finding import stored_words
from jobs.finding.suggestions import suggest_correction
from jobs.models import Posting, Words
from tests.factories import make_posting
from tests.jobs.finding.oracle import filter_postings, selection
from tests.teams.models.schema_changes import alter

from .stored import find, sql

# PostgreSQL does not know REPLACE.
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
    sql("UPDATE jobs_posting SET title = 'Keeper'")

    assert not Words.objects.filter(posting=posting).exists()


def test_migrating_back_leaves_a_site_that_can_be_written(transactional_db):
    make_posting("Pilot")
    call_command("migrate", "jobs", "0001", verbosity=0)
    try:
        sql("UPDATE jobs_section SET heading = 'New'")
        sql("UPDATE jobs_posting SET title = 'Keeper', title_folded = 'keeper'")
    finally:
        call_command("migrate", "jobs", verbosity=0)

    # Migrating forward again makes the words of what is there.
    assert (find("pilot"), len(find("keeper")["title"])) == ({}, 1)


def test_section_moved_to_another_posting_leaves_both_found(db):
    posting, other = make_posting("Pilot", reference="A"), make_posting("Keeper", reference="B", sections=0)
    section = posting.sections.get()
    section.posting = other
    section.save()

    assert (find("pilot")["title"], find("keeper")["title"], find("what")) == (["A"], ["B"], {"text": ["B"]})


def test_text_of_many_wide_letters_is_stored_and_found(db):
    chance = random.Random(1)
    many = " ".join("".join(chance.choices(LETTERS, k=40)) for _word in range(8000))
    posting = make_posting("Pilot", reference="LONG", sections=0)
    posting.sections.create(heading="Lighthouse", body=f"<p>Harbour {many}</p>")

    assert find('"harbour"') == {"text": ["LONG"]}


def test_phrase_before_the_cut_is_found_on_both_databases(db, monkeypatch):
    monkeypatch.setattr(stored_words, "MAX_TEXT", 30)
    posting = make_posting("Pilot", reference="LONG", sections=0)
    posting.sections.create(heading="aaa", body="<p>bbb ccc ddd eee fff ggg hhh</p>")

    [first, second] = Words.objects.get().text.split()[-2:]

    assert find(f'"{first} {second}"') == {"text": ["LONG"]}


@pytest.mark.parametrize("how", REPLACING)
def test_row_that_takes_the_place_of_another_is_not_found_by_its_words(transactional_db, how):
    make_posting("Pilot", sections=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM jobs_posting")
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True)) | {"title": "Keeper"}
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        if how != "replace":
            cursor.execute("DELETE FROM jobs_posting")
        verb = "REPLACE" if how == "replace" else "INSERT"
        values = ", ".join(["%s"] * len(row))
        cursor.execute(f"{verb} INTO jobs_posting ({', '.join(names)}) VALUES ({values})", list(row.values()))

    assert "title" not in find("pilot")


def test_emptied_table_of_sections_is_noticed(transactional_db):
    make_posting("Pilot", reference="A")
    sql("DELETE FROM jobs_section" if connection.vendor == "sqlite" else "TRUNCATE jobs_section")

    assert find("what") == {}


def test_reindex_mends_the_title_to_sort_by_and_what_is_suggested(db):
    posting = make_posting("Zeppelin project")
    Posting.objects.update(title="Pilot")
    call_command("reindex")
    posting.refresh_from_db()

    assert posting.title_folded == "pilot"
    assert suggest_correction(filter_postings({"q": ["zepelin"]})) is None


def test_building_inside_a_transaction_leaves_its_limit_of_time(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no limit")
    make_posting("Pilot")
    with transaction.atomic(), connection.cursor() as cursor:
        selection()
        cursor.execute("SHOW statement_timeout")

        assert cursor.fetchone()[0] == "5s"
