"""What each database needs to match words: an index, columns and functions, and triggers that delete stale words."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from jobs.models import Posting, Words
from teams.models import edition
from teams.models.edition import create_if_missing

from .stored_words import FIELDS, make_words, postings_without_words

INDEX = "jobs_words_index"  # of SQLite


def create_schema(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Create the schema for matching words and the triggers, and make the missing words. Runs after migrations."""
    connection = connections[using]
    with connection.cursor() as cursor:
        exists = Words._meta.db_table in connection.introspection.table_names(cursor)
        for statement in (STATEMENTS if exists else WITHOUT_WORDS)[connection.vendor]:
            cursor.execute(statement)
    if exists and using == DEFAULT_DB_ALIAS:
        # After an upgrade from a version without words, searches must find the postings at once.
        make_words(list(postings_without_words().values_list("pk", flat=True)))


def drop_triggers(sender: AppConfig, plan: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Drop the triggers before migrations change the tables that they read. `create_schema` puts them back.

    Saves through Django still make words while there are no triggers. A migration that changes the columns of
    `Words` must drop PostgreSQL's generated columns first.
    """
    if any(migration.app_label == sender.label for migration, _backwards in plan):
        connection = connections[using]
        with transaction.atomic(using=using), connection.cursor() as cursor:
            if Posting._meta.db_table in connection.introspection.table_names(cursor):
                for statement in DROP[connection.vendor]:
                    cursor.execute(statement)


def _delete_words(posting: str) -> str:
    return f"DELETE FROM jobs_words WHERE posting_id = {posting};"


def _sqlite_triggers() -> dict[str, str]:
    columns = ", ".join(FIELDS)
    old, new = (f"{row}.posting_id, {', '.join(f'{row}.{field}' for field in FIELDS)}" for row in ("old", "new"))
    # The index has external content. Triggers update it: https://sqlite.org/fts5.html#external_content_tables.
    # ruff: noqa: S608  # every name here is our own
    remove = f"INSERT INTO jobs_words_index(jobs_words_index, rowid, {columns}) VALUES ('delete', {old});"
    add = f"INSERT INTO jobs_words_index(rowid, {columns}) VALUES ({new});"
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in ("title", "reference"))
    sections = {
        "INSERT": _delete_words("new.posting_id"),
        "DELETE": _delete_words("old.posting_id"),
        "UPDATE": _delete_words("old.posting_id") + _delete_words("new.posting_id"),
    }
    return {
        "words_added": f"INSERT ON jobs_words BEGIN {add} END",
        "words_removed": f"DELETE ON jobs_words BEGIN {remove} END",
        "words_changed": f"UPDATE ON jobs_words BEGIN {remove} {add} END",
        "words_of_posting": f"UPDATE ON jobs_posting WHEN {changed} BEGIN {_delete_words('old.id')} END",
        # A new row can have the id of a deleted one.
        "words_of_posting_insert": f"INSERT ON jobs_posting BEGIN {_delete_words('new.id')} END",
        "words_of_posting_delete": f"DELETE ON jobs_posting BEGIN {_delete_words('old.id')} END",
        **{
            f"words_of_section_{event.lower()}": f"{event} ON jobs_section BEGIN {deletes} END"
            for event, deletes in sections.items()
        },
    }


_HAVING = """
DECLARE found text;
BEGIN
    EXECUTE format(
        'SELECT string_agg(posting_id::text, '','') FROM jobs_words '
        'WHERE %I @@ $1 AND ($2 IS NULL OR %I LIKE ANY (string_to_array($2, ''|'')))',
        field || '_words', field
    ) INTO found USING asked, phrase;
    RETURN found;
END
"""


def _postgresql_statements() -> list[str]:
    both = (
        f"IF TG_OP <> 'INSERT' THEN {_delete_words('OLD.{0}')} END IF; "
        f"IF TG_OP <> 'DELETE' THEN {_delete_words('NEW.{1}')} END IF;"
    )
    # Compared in the function: a trigger with a column in its condition prevents changes of that column.
    same = "TG_OP = 'UPDATE' AND (OLD.title, OLD.reference) IS NOT DISTINCT FROM (NEW.title, NEW.reference)"
    bodies = {
        "words_of_posting": f"BEGIN IF {same} THEN RETURN NULL; END IF; {both.format('id', 'id')} RETURN NULL; END",
        "words_of_section": f"BEGIN {both.format('posting_id', 'posting_id')} RETURN NULL; END",
        "words_of_all": "BEGIN DELETE FROM jobs_words; RETURN NULL; END",
    }
    has_columns = "SELECT FROM pg_attribute WHERE attrelid = 'jobs_words'::regclass AND attname = 'text_words'"
    changes = [
        *(f"ADD COLUMN {field}_words tsvector GENERATED ALWAYS AS ({field}::tsvector) STORED" for field in FIELDS),
        # Store long columns elsewhere, so that collecting many ids reads few pages.
        "SET (toast_tuple_target = 128)",
    ]
    return [
        # Only if they are missing: altering a table blocks its readers.
        f"DO $$ BEGIN IF NOT EXISTS ({has_columns}) THEN ALTER TABLE jobs_words {', '.join(changes)}; END IF; END $$",
        *(f"CREATE INDEX IF NOT EXISTS jobs_words_{field} ON jobs_words USING gin ({field}_words)" for field in FIELDS),
        # The planner does not count the cost of fetching the long columns when it reads all rows.
        (
            "CREATE OR REPLACE FUNCTION jobs_words_having(field text, asked tsquery, phrase text) RETURNS text "
            f"LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$ {_HAVING} $$"
        ),
        *(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            for name, body in bodies.items()
        ),
        *(
            create_if_missing(name, table, f"CREATE TRIGGER {name} AFTER {events} EXECUTE FUNCTION {name}()")
            for name, (table, events) in POSTGRESQL_TRIGGERS.items()
        ),
    ]


SQLITE_TRIGGERS = _sqlite_triggers()
POSTGRESQL_TRIGGERS = {
    "words_of_posting": ("jobs_posting", "INSERT OR UPDATE OR DELETE ON jobs_posting FOR EACH ROW"),
    "words_of_section": ("jobs_section", "INSERT OR UPDATE OR DELETE ON jobs_section FOR EACH ROW"),
    "words_of_all": ("jobs_section", "TRUNCATE ON jobs_section"),
}
DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE_TRIGGERS],
    "postgresql": [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in POSTGRESQL_TRIGGERS],
}
# After a migration back to before the table of words.
WITHOUT_WORDS = {"sqlite": ["DROP TABLE IF EXISTS jobs_words_index"], "postgresql": []}
STATEMENTS = {
    "sqlite": [
        (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS jobs_words_index USING fts5({', '.join(FIELDS)}, "
            "content='jobs_words', content_rowid='posting_id', tokenize='ascii', prefix='2 3')"
        ),
        *DROP["sqlite"],
        *(f"CREATE TRIGGER {name} AFTER {body}" for name, body in SQLITE_TRIGGERS.items()),
    ],
    "postgresql": _postgresql_statements(),
}


def find_missing_triggers() -> list[str]:
    """Return the names of the triggers that the default database lacks."""
    wanted = {"sqlite": set(SQLITE_TRIGGERS), "postgresql": set(POSTGRESQL_TRIGGERS)}[
        connections[DEFAULT_DB_ALIAS].vendor
    ]
    return sorted(wanted - edition.get_trigger_names())


def find_broken_index() -> list[str]:
    """Return the name of SQLite's index if it does not match the stored words. PostgreSQL's columns always do."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite":
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('integrity-check', 1)")
        except DatabaseError:
            return [INDEX]
    return []


def rebuild_index(_names: Any = ()) -> None:
    """Make SQLite's index again from the stored words."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")
