"""What each database needs to match words: an index, columns and functions, and triggers that delete stale words."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from jobs.models import Posting, Words
from teams.models.edition import create_if_missing

from .stored_words import FIELDS, make_words, postings_without_words


def create_schema(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Create what each engine matches words with, the triggers that drop words of changed texts, and missing words."""
    connection = connections[using]
    with connection.cursor() as cursor:
        exists = Words._meta.db_table in connection.introspection.table_names(cursor)
        for statement in (STATEMENTS if exists else LEFT_OVER)[connection.vendor]:
            cursor.execute(statement)
    if exists and using == DEFAULT_DB_ALIAS:
        # An upgrade from before there were words must not hide postings from those who search.
        make_words(list(postings_without_words().values_list("pk", flat=True)))


def drop_triggers(sender: AppConfig, plan: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Drop the triggers before tables are changed that they read; `create_schema` puts them back.

    What is saved meanwhile through Django has its words made all the same. A migration of the columns
    of `Words` itself has to drop PostgreSQL's generated columns first.
    """
    if any(migration.app_label == sender.label for migration, _backwards in plan):
        connection = connections[using]
        with transaction.atomic(using=using), connection.cursor() as cursor:
            if Posting._meta.db_table in connection.introspection.table_names(cursor):
                for statement in DROPPED[connection.vendor]:
                    cursor.execute(statement)


def _sqlite() -> list[str]:
    columns = ", ".join(FIELDS)
    old, new = (f"{row}.posting_id, {', '.join(f'{row}.{field}' for field in FIELDS)}" for row in ("old", "new"))
    index = "jobs_words_index"
    # An index with external content, kept in step as https://sqlite.org/fts5.html#external_content_tables says.
    # ruff: noqa: S608  # every name here is our own
    remove = f"INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', {old});"
    add = f"INSERT INTO {index}(rowid, {columns}) VALUES ({new});"
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in ("title", "reference"))
    sections = {
        "INSERT": _drop("new.posting_id"),
        "DELETE": _drop("old.posting_id"),
        "UPDATE": _drop("old.posting_id") + _drop("new.posting_id"),
    }
    triggers = {
        "words_added": f"INSERT ON jobs_words BEGIN {add} END",
        "words_removed": f"DELETE ON jobs_words BEGIN {remove} END",
        "words_changed": f"UPDATE ON jobs_words BEGIN {remove} {add} END",
        "words_of_posting": f"UPDATE ON jobs_posting WHEN {changed} BEGIN {_drop('old.id')} END",
        # A row may take the place of another with the same id.
        "words_of_posting_insert": f"INSERT ON jobs_posting BEGIN {_drop('new.id')} END",
        "words_of_posting_delete": f"DELETE ON jobs_posting BEGIN {_drop('old.id')} END",
        **{
            f"words_of_section_{event.lower()}": f"{event} ON jobs_section BEGIN {drops} END"
            for event, drops in sections.items()
        },
    }
    return [
        (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5({columns}, content='jobs_words', "
            "content_rowid='posting_id', tokenize='ascii', prefix='2 3')"
        ),
        *DROPPED["sqlite"],
        *(f"CREATE TRIGGER {name} AFTER {body}" for name, body in triggers.items()),
    ]


_HAVING = """
DECLARE found text;
BEGIN
    EXECUTE format(
        'SELECT string_agg(posting_id::text, '','') FROM jobs_words WHERE %I @@ $1 AND ($2 IS NULL OR %I LIKE $2)',
        field || '_words', field
    ) INTO found USING asked, phrase;
    RETURN found;
END
"""


def _postgresql() -> list[str]:
    both = f"IF TG_OP <> 'INSERT' THEN {_drop('OLD.{0}')} END IF; IF TG_OP <> 'DELETE' THEN {_drop('NEW.{1}')} END IF;"
    # Compared inside, because a trigger whose condition names a column keeps that from being changed.
    same = "TG_OP = 'UPDATE' AND (OLD.title, OLD.reference) IS NOT DISTINCT FROM (NEW.title, NEW.reference)"
    bodies = {
        "words_of_posting": f"BEGIN IF {same} THEN RETURN NULL; END IF; {both.format('id', 'id')} RETURN NULL; END",
        "words_of_section": f"BEGIN {both.format('posting_id', 'posting_id')} RETURN NULL; END",
        "words_of_all": "BEGIN DELETE FROM jobs_words; RETURN NULL; END",
    }
    known = "SELECT FROM pg_attribute WHERE attrelid = 'jobs_words'::regclass AND attname = 'text_words'"
    added = [
        *(f"ADD COLUMN {field}_words tsvector GENERATED ALWAYS AS ({field}::tsvector) STORED" for field in FIELDS),
        # Long columns out of the way, so that collecting many ids reads few pages.
        "SET (toast_tuple_target = 128)",
    ]
    return [
        # Only where they are missing, because altering a table stops its readers.
        f"DO $$ BEGIN IF NOT EXISTS ({known}) THEN ALTER TABLE jobs_words {', '.join(added)}; END IF; END $$",
        *(f"CREATE INDEX IF NOT EXISTS jobs_words_{field} ON jobs_words USING gin ({field}_words)" for field in FIELDS),
        # The planner does not know that reading all rows means fetching each long column from elsewhere.
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


def _drop(posting: str) -> str:
    return f"DELETE FROM jobs_words WHERE posting_id = {posting};"


POSTGRESQL_TRIGGERS = {
    "words_of_posting": ("jobs_posting", "INSERT OR UPDATE OR DELETE ON jobs_posting FOR EACH ROW"),
    "words_of_section": ("jobs_section", "INSERT OR UPDATE OR DELETE ON jobs_section FOR EACH ROW"),
    "words_of_all": ("jobs_section", "TRUNCATE ON jobs_section"),
}
SQLITE_TRIGGERS = (
    *("words_added", "words_removed", "words_changed", "words_of_posting"),
    *("words_of_posting_insert", "words_of_posting_delete"),
    *(f"words_of_section_{event}" for event in ("insert", "delete", "update")),
)
DROPPED = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE_TRIGGERS],
    "postgresql": [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in POSTGRESQL_TRIGGERS],
}
# When the table of words has been migrated away.
LEFT_OVER = {"sqlite": ["DROP TABLE IF EXISTS jobs_words_index"], "postgresql": []}
STATEMENTS = {"sqlite": _sqlite(), "postgresql": _postgresql()}
