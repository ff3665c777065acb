"""Stored words: deleted when their text changes, made again, and deleted with their posting."""

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection

from jobs.finding.words.tokens import join_words
from jobs.models import Posting, Section, Words
from tests.factories import days, make_employer, make_posting, make_team
from tests.jobs.finding.oracle import filter_postings

from .stored import execute_sql, find, has_words, is_index_consistent


def test_words_are_made_when_a_posting_and_its_text_are_saved(db):
    posting = make_posting("Java Entwickler", reference="AB-17", sections=0)
    posting.sections.create(heading="Aufgabe", body="<p>Straße &amp; Café</p><p>Ende</p>")

    stored = Words.objects.get(posting=posting)

    assert stored.title == " java entwickler ¶ javaentwickler "
    assert stored.reference == " ab 17 "
    assert stored.text == " aufgabe ¶ strasse cafe ende "
    assert stored.plain == "Aufgabe · Straße & Café Ende"
    assert find("java") == {"title": ["AB-17"], "whole title": ["AB-17"]}
    assert find("entw") == {"title": ["AB-17"]}
    assert find("17") == {"reference": ["AB-17"]}
    assert find('"STRASSE CAFÉ"') == {"text": ["AB-17"]}
    assert find('"aufgabe strasse"') == {}


def test_sections_keep_their_order_and_no_phrase_crosses_them(db):
    posting = make_posting("Pilot", sections=0)
    posting.sections.create(heading="Second", body="<p>two</p>", position=2)
    posting.sections.create(heading="First", body="<p>one</p>", position=1)

    assert Words.objects.get().text == " first ¶ one ¶ second ¶ two "
    assert find('"one second"') == {}


TEXT_CHANGES = {
    "title_by_bulk_update": lambda posting: Posting.objects.filter(pk=posting.pk).update(title="New"),
    "title_by_plain_sql": lambda posting: execute_sql(
        "UPDATE jobs_posting SET title = 'New' WHERE id = %s", posting.pk
    ),
    "reference_by_plain_sql": lambda posting: execute_sql(
        "UPDATE jobs_posting SET reference = 'N' WHERE id = %s", posting.pk
    ),
    "section_by_bulk_update": lambda posting: Section.objects.filter(posting=posting).update(body="<p>New</p>"),
    "heading_by_plain_sql": lambda posting: execute_sql(
        "UPDATE jobs_section SET heading = 'New' WHERE posting_id = %s", posting.pk
    ),
    "section_added_in_bulk": lambda posting: Section.objects.bulk_create(
        [Section(posting=posting, heading="New", body="<p>New</p>")]
    ),
    "section_deleted_by_plain_sql": lambda posting: execute_sql(
        "DELETE FROM jobs_section WHERE posting_id = %s", posting.pk
    ),
    "sections_put_in_another_order": lambda posting: Section.objects.filter(posting=posting).update(position=7),
}


@pytest.mark.parametrize("name", TEXT_CHANGES)
def test_words_are_deleted_when_text_changes_without_django(posting, name):
    other = make_posting("Keeper")
    assert has_words(posting)

    TEXT_CHANGES[name](posting)

    assert not has_words(posting)
    assert has_words(other)
    assert find("pilot") == {}
    assert is_index_consistent()
    call_command("reindex", verbosity=0)
    assert has_words(posting)
    assert Words.objects.get(posting=posting).title == join_words(Posting.objects.get(pk=posting.pk).title)


OTHER_CHANGES = {
    "level": lambda posting: Posting.objects.filter(pk=posting.pk).update(level="lead"),
    "closing": lambda posting: Posting.objects.filter(pk=posting.pk).update(closes_at=days(3)),
    "same_title": lambda posting: Posting.objects.filter(pk=posting.pk).update(title=posting.title),
    "plain_sql": lambda posting: execute_sql("UPDATE jobs_posting SET pay_note = 'x', level = 'mid'"),
    "team": lambda posting: type(posting.team).objects.update(name="Renamed"),
}


@pytest.mark.parametrize("name", OTHER_CHANGES)
def test_words_stay_when_other_fields_change(posting, name):
    before = Words.objects.values().get(posting=posting)

    OTHER_CHANGES[name](posting)

    assert Words.objects.values().get(posting=posting) == before
    assert is_index_consistent()


def test_saving_through_django_makes_words_at_once(posting):
    posting.title = "Keeper"
    posting.save()
    section = posting.sections.get()
    section.body = "<p>Lighthouse</p>"
    section.save()

    assert find("pilot") == {"reference": ["REF-PILOT"]}
    assert find("keeper") == {"title": ["REF-PILOT"], "whole title": ["REF-PILOT"]}
    assert find("lighthouse") == {"text": ["REF-PILOT"]}
    assert find('"what you will do"') == {}
    assert is_index_consistent()


def test_deleting_a_section_makes_words_at_once(posting):
    posting.sections.create(heading="Also", body="<p>Lighthouse</p>", position=2)
    assert find("lighthouse") == {"text": ["REF-PILOT"]}

    Section.objects.get(heading="Also").delete()

    assert find("lighthouse") == {}
    assert find("what") == {"text": ["REF-PILOT"]}
    Section.objects.filter(posting=posting).delete()
    assert Words.objects.get(posting=posting).text == "  "
    assert find("pilot") == {
        "title": ["REF-PILOT"],
        "whole title": ["REF-PILOT"],
        "reference": ["REF-PILOT"],
    }


def test_section_moved_to_another_posting_moves_its_words(posting):
    other = make_posting("Keeper", reference="REF-2", sections=0)
    section = posting.sections.get()
    section.posting = other
    section.save()

    assert find('"what you will do"') == {"text": ["REF-2"]}


def test_deleting_a_draft_deletes_its_words(db):
    draft = make_posting("Drafted", published_from=None)
    other = make_posting("Kept", published_from=None)
    assert has_words(draft)

    draft.delete()

    assert list(Words.objects.values_list("posting", flat=True)) == [other.pk]
    assert find("drafted") == {}
    assert is_index_consistent()
    Posting.objects.filter(pk=other.pk).delete()
    assert not Words.objects.exists()
    assert is_index_consistent()


def test_words_of_positions_that_are_not_open_are_never_found_by_visitors(db):
    make_posting("Secret zeppelin", published_from=None)
    make_posting("Scheduled zeppelin", published_from=days(1))
    make_posting("Hidden zeppelin", team=make_team("Secret", is_published=False))
    posting = make_posting("Zeppelin pilot")

    assert list(filter_postings({"q": ["zeppelin"]}).qs[:]) == [posting]


def test_flush_deletes_all_words_and_new_postings_are_found(transactional_db):
    make_posting("Pilot", reference="OLD")

    call_command("flush", interactive=False, verbosity=0)
    make_employer()
    make_posting("Keeper", reference="NEW")

    assert find("pilot") == {}
    assert find("keeper") == {"title": ["NEW"], "whole title": ["NEW"]}
    assert is_index_consistent()


def test_migration_creates_missing_triggers(transactional_db):
    posting = make_posting("Pilot")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER words_of_posting")
        else:
            cursor.execute("DROP TRIGGER words_of_posting ON jobs_posting")

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    Posting.objects.update(title="Keeper")

    assert not has_words(posting)


def test_create_schema_again_keeps_words_and_index(transactional_db):
    make_posting("Pilot", reference="REF")

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert find("pilot") == {"title": ["REF"], "whole title": ["REF"]}
    assert is_index_consistent()
