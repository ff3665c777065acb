"""The edition changes with every committed change of content, and with nothing else."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from jobs.models import Location, Posting, Section, Tag, Words
from teams.models import Employer, ExchangeRate, Pillar, Story, Team, Testimonial, edition
from tests.factories import (
    days,
    make_employer,
    make_location,
    make_pillar,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
)

from .schema_changes import sql


@pytest.fixture
def rows(db):
    """At least one row of each model. Returns the posting."""
    employer = make_employer()
    team = make_team("Backend")
    posting = make_posting(team=team, locations=(make_location(),), tags=(make_tag(),), published_from=None)
    make_pillar(team)
    make_story(team)
    make_testimonial(team)
    ExchangeRate.objects.create(employer=employer, currency="USD", rate="0.92", date="2026-11-01")
    team.recruiters.add(get_user_model().objects.create_user("rita"))
    return posting


def load(path):
    fields = {"name": "Loaded", "slug": "loaded"}
    path.write_text(json.dumps([{"model": "jobs.tag", "fields": fields}]))
    call_command("loaddata", path, verbosity=0)


CHANGES = {
    "save": lambda posting: posting.save(),
    "save_of_one_field": lambda posting: posting.save(update_fields=["level"]),
    "creation": lambda posting: make_tag("Another"),
    "update": lambda posting: Posting.objects.filter(pk=posting.pk).update(level="lead"),
    "bulk_create": lambda posting: Tag.objects.bulk_create([Tag(name="A", slug="a"), Tag(name="B", slug="b")]),
    "bulk_update": lambda posting: Posting.objects.bulk_update([posting], ["level"]),
    "update_or_create": lambda posting: Tag.objects.update_or_create(slug="people-manager", defaults={"name": "New"}),
    "many_to_many_add": lambda posting: posting.tags.add(Tag.objects.create(name="B", slug="b")),
    "many_to_many_remove": lambda posting: posting.tags.remove(*posting.tags.all()),
    "many_to_many_clear": lambda posting: posting.locations.clear(),
    "many_to_many_set": lambda posting: posting.locations.set([]),
    "reverse_many_to_many": lambda posting: Location.objects.get().postings.clear(),
    "recruiters_clear": lambda posting: posting.team.recruiters.clear(),
    "deletion": lambda posting: Story.objects.get().delete(),
    "deletion_of_many": lambda posting: Testimonial.objects.all().delete(),
    "cascade": lambda posting: posting.delete(),
    "plain_sql_insert": lambda posting: sql("INSERT INTO jobs_tag (name, slug) VALUES ('A', 'a')"),
    "plain_sql_update": lambda posting: sql("UPDATE jobs_location SET city = 'Porto'"),
    "plain_sql_delete": lambda posting: sql("DELETE FROM teams_pillar"),
    "plain_sql_of_a_relation": lambda posting: sql("DELETE FROM jobs_posting_tags"),
    "exchange_rate": lambda posting: ExchangeRate.objects.update(rate="0.93"),
    "employer": lambda posting: Employer.objects.update(currency="USD"),
    "hidden_team": lambda posting: Team.objects.update(is_published=False),
    "words_made_anew": lambda posting: call_command("reindex", "--all", verbosity=0),
}


@pytest.mark.parametrize("name", CHANGES)
def test_edition_changes_with(rows, name, capsys):
    before = edition.token()

    CHANGES[name](rows)

    after = edition.token()
    assert after != before
    assert len(after) >= 32
    assert sql("SELECT id FROM edition") == [(1,)]


@pytest.mark.parametrize("model", [Location, Posting, Section, Tag, Words, Employer, Pillar, Story, Team, Testimonial])
def test_edition_changes_with_every_row_of_content(rows, model):
    table = model._meta.db_table
    column = next(field.column for field in model._meta.fields if not field.primary_key)
    before = edition.token()

    sql(f'UPDATE "{table}" SET "{column}" = "{column}"')  # noqa: S608  # names of our own

    assert edition.token() != before


def test_edition_changes_with_loaddata(rows, tmp_path):
    before = edition.token()

    load(tmp_path / "tags.json")

    assert Tag.objects.filter(slug="loaded").exists()
    assert edition.token() != before


def test_edition_is_never_repeated(db):
    tokens = {edition.token()}
    for number in range(20):
        make_tag(f"Tag {number}")
        tokens.add(edition.token())

    assert len(tokens) == 21


def test_edition_of_two_equal_contents_differs(db):
    tag = make_tag("A")
    before = edition.token()
    Tag.objects.filter(pk=tag.pk).update(name="B")
    Tag.objects.filter(pk=tag.pk).update(name="A")

    assert edition.token() != before


class Refused(Exception):
    pass


def rename_and_roll_back(tokens):
    with transaction.atomic():
        Tag.objects.update(name="B")
        tokens.append(edition.token())
        raise Refused


def test_edition_is_unchanged_by_a_transaction_that_is_rolled_back(transactional_db):
    make_tag("A")
    before, inside = edition.token(), []

    with pytest.raises(Refused):
        rename_and_roll_back(inside)

    assert inside != [before]
    assert edition.token() == before
    assert Tag.objects.get().name == "A"


def test_edition_is_unchanged_by_a_savepoint_that_is_rolled_back(db):
    make_tag("A")
    before, inside = edition.token(), []

    with pytest.raises(Refused):
        rename_and_roll_back(inside)

    assert inside != [before]
    assert edition.token() == before


def test_edition_changes_with_flush_and_after_it(transactional_db):
    make_tag()
    before = edition.token()

    call_command("flush", interactive=False, verbosity=0)
    flushed = edition.token()
    make_tag()

    assert flushed not in ("", before)
    assert edition.token() not in ("", before, flushed)


def test_edition_changes_with_truncate(transactional_db):
    make_tag()
    before = edition.token()

    sql("DELETE FROM jobs_tag" if connection.vendor == "sqlite" else "TRUNCATE jobs_tag CASCADE")

    assert not Tag.objects.exists()
    assert edition.token() != before


def test_edition_is_restored_after_its_row_was_deleted(db):
    sql("DELETE FROM edition")
    assert edition.token() == ""

    make_tag()

    assert edition.token() != ""


def test_edition_is_unchanged_by_history_accounts_and_sessions(rows):
    history = Posting.history.first()
    before = edition.token()

    history.title = "Rewritten"
    history.save()
    Posting.history.all().delete()
    Team.history.all().update(name="Rewritten")
    user = get_user_model().objects.create_user("sam", password="secret")
    user.last_login = timezone.now()
    user.save()
    Session.objects.create(session_key="k", session_data="", expire_date=days(1))
    Session.objects.all().delete()

    assert edition.token() == before


def test_edition_is_unchanged_by_reading(rows):
    before = edition.token()

    list(Posting.objects.open())
    Employer.objects.current()

    assert edition.token() == before


def test_edition_is_read_with_the_employer_in_one_query(employer, django_assert_num_queries):
    token = edition.token()

    with django_assert_num_queries(1):
        current = Employer.objects.current()
        assert current.edition == token

    make_tag()
    assert Employer.objects.current().edition == edition.token() != token


def test_edition_is_read_without_an_employer(db, django_assert_max_num_queries):
    token = edition.token()

    with django_assert_max_num_queries(2):
        current = Employer.objects.current()
        assert current.edition == token

    assert (current.name, current._state.adding) == ("Our company", True)
    make_tag()
    assert Employer.objects.current().edition == edition.token() != token


def test_batch_changes_the_edition(transactional_db):
    before = edition.token()
    with edition.batch():
        make_team("Backend")
        make_team("Design")

    assert before != edition.token()


def test_failed_batch_keeps_the_edition(transactional_db):
    before = edition.token()

    def fail():
        with edition.batch():
            make_team("Backend")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert before == edition.token()


def test_changes_after_a_batch_change_the_edition(transactional_db):
    with edition.batch():
        make_team("Backend")
    before = edition.token()
    make_team("Design")

    assert before != edition.token()
