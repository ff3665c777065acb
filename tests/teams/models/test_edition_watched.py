"""The edition watches exactly the tables of content, even after a migration rebuilds one of them."""

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, models

from jobs.models import Posting, Section, Tag
from teams.models import Employer, Team, edition
from tests.factories import make_employer, make_posting, make_tag, make_team

from .schema_changes import alter, sql

WATCHED = {
    "jobs_location",
    "jobs_posting",
    "jobs_posting_locations",
    "jobs_posting_tags",
    "jobs_section",
    "jobs_synonym",
    "jobs_tag",
    "jobs_words",
    "teams_employer",
    "teams_exchangerate",
    "teams_formerslug",
    "teams_pillar",
    "teams_sharedtext",
    "teams_story",
    "teams_team",
    "teams_team_recruiters",
    "teams_testimonial",
}
SQLITE_TRIGGERS = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'edition%'"
POSTGRESQL_TRIGGERS = (
    "SELECT relname, tgtype, tgenabled::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND tgname = 'edition'"
)
# AFTER each statement (neither bit 1 nor bit 2) that inserts (4), deletes (8), updates (16) or truncates (32).
ALL_EVENTS = 60


def read_watched_events():
    """Return the events that triggers watch, by table, as the database reports them."""
    events = {}
    if connection.vendor == "sqlite":
        for table, name, text in sql(SQLITE_TRIGGERS):
            event = name.removeprefix(f"edition_{table}_").upper()
            assert f"AFTER {event} ON" in text
            events.setdefault(table, set()).add(event)
    else:
        for table, kind, enabled in sql(POSTGRESQL_TRIGGERS):
            events[table] = {"INSERT", "UPDATE", "DELETE"} if (kind, enabled) == (ALL_EVENTS, "O") else {kind, enabled}
    return events


DESK_TABLES = {
    "jobs_check",
    "jobs_decision",
    "jobs_placerule",
    "jobs_previewlink",
    "jobs_unmatchedwords",
    "teams_factorremoval",
    "teams_onetimelink",
    "teams_securityevent",
    "teams_submittedform",
    "teams_unusedoriginal",
}


def content_tables():
    """Return the tables of both apps, except history and tables that only the desk shows."""
    return {
        model._meta.db_table
        for app in ("jobs", "teams")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if "_historical" not in model._meta.db_table and model._meta.db_table not in DESK_TABLES
    }


def test_edition_watches_exactly_the_tables_of_content(db):
    assert content_tables() == WATCHED
    assert read_watched_events() == {key: {"INSERT", "UPDATE", "DELETE"} for key in WATCHED}


REBUILT = {
    Tag: ("name", models.CharField(max_length=61, unique=True)),
    Posting: ("level", models.CharField(max_length=11, blank=True)),
    Section: ("heading", models.CharField(max_length=121)),
    Team: ("name", models.CharField(max_length=121, unique=True)),
    Employer: ("tagline", models.CharField(max_length=161, blank=True)),
}


def read_trigger_names():
    """Return the names of all triggers in the database."""
    if connection.vendor == "sqlite":
        return {name for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    return set(
        sql(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace"
        )
    )


@pytest.mark.parametrize("model", REBUILT)
def test_edition_watches_a_table_rebuilt_by_a_migration(transactional_db, model):
    make_employer()
    make_posting("Kept engineer", team=make_team("Backend"), tags=(make_tag(),))
    table, before, trigger_names = model._meta.db_table, edition.token(), read_trigger_names()

    alter(model, *REBUILT[model])
    if connection.vendor == "sqlite":
        # SQLite has dropped the triggers.
        assert table not in read_watched_events()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert read_watched_events() == {key: {"INSERT", "UPDATE", "DELETE"} for key in WATCHED}
    assert read_trigger_names() == trigger_names
    migrated = edition.token()
    assert migrated != before
    sql(f'UPDATE "{table}" SET "{REBUILT[model][0]}" = \'anew\'')  # noqa: S608  # names of our own
    assert edition.token() != migrated
