"""The edition: one mark of everything the site publishes.

Triggers of the database change it with every committed change of a watched table, however the change
was made, and a transaction that is rolled back takes its mark with it. The mark is a random token, so
that no two contents ever share one, not even after a restored backup. Whoever keeps something computed
from the content reads the token first and the content afterwards: what is kept is then at least as new
as its token, and the next reading of the token tells if it is older than the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.signals import post_migrate

NEW_TOKEN = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()::text"}
# An upsert, because an UPDATE of an emptied table would go unnoticed for ever.
NEW_TOKEN_SQL = "INSERT INTO edition (id, token) VALUES (1, {0}) ON CONFLICT (id) DO UPDATE SET token = {0}"
# Usable in any query, so that reading the mark need not be a query of its own.
TOKEN_SQL = "SELECT coalesce((SELECT token FROM edition WHERE id = 1), '')"  # noqa: S105  # no secret


def watch(app: AppConfig) -> None:
    """Watch the tables of an app from now on. To be called from its `ready()`."""
    # After every migration, because SQLite rebuilds a changed table without its triggers.
    post_migrate.connect(install, sender=app, dispatch_uid=f"edition.{app.label}")


def watched_models(app: AppConfig) -> list[type[models.Model]]:
    """The models of an app whose rows are content.

    The history of content is not, nor what a model says of itself: `is_content = False`.
    """
    return [
        model
        for model in app.get_models(include_auto_created=True)
        if model._meta.managed and not model.__name__.startswith("Historical") and getattr(model, "is_content", True)
    ]


def install(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Create the mark and the triggers of one app, or put them back."""
    connection = connections[using]
    mark = NEW_TOKEN_SQL.format(NEW_TOKEN[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS edition (id integer PRIMARY KEY, token text NOT NULL)")
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION edition() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN IF current_setting('edition.waits', true) = 'on' THEN RETURN NULL; END IF; "
                f"{mark}; RETURN NULL; END $$"
            )
        existing = connection.introspection.table_names(cursor)
        for model in watched_models(sender):
            if model._meta.db_table in existing:
                for statement in TRIGGERS[connection.vendor](model._meta.db_table, mark):
                    cursor.execute(statement)
        # Last, because whoever writes content meanwhile waits for this row.
        cursor.execute(mark)


def _postgresql_triggers(table: str, mark: str) -> list[str]:
    # By statement: a change of many rows costs one mark. Only where there is none, because it locks the table.
    events = "INSERT OR UPDATE OR DELETE OR TRUNCATE"
    create = f'CREATE TRIGGER edition AFTER {events} ON "{table}" EXECUTE FUNCTION edition()'
    return [create_if_missing("edition", table, create)]


def create_if_missing(trigger: str, table: str, create: str) -> str:
    """The statement of PostgreSQL that creates a trigger where there is none of that name."""
    known = f"SELECT FROM pg_trigger WHERE tgname = '{trigger}' AND tgrelid = '\"{table}\"'::regclass"
    return f"DO $$ BEGIN IF NOT EXISTS ({known}) THEN {create}; END IF; END $$"


def _sqlite_triggers(table: str, mark: str) -> list[str]:
    statements = []
    for event in ("INSERT", "UPDATE", "DELETE"):
        name = f'"edition_{table}_{event.lower()}"'
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f'CREATE TRIGGER {name} AFTER {event} ON "{table}" BEGIN {mark}; END',
        ]
    return statements


TRIGGERS = {"postgresql": _postgresql_triggers, "sqlite": _sqlite_triggers}


@contextmanager
def batch(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run a transaction of very many changes that leaves one mark, at its end.

    PostgreSQL keeps each version of a row until its transaction ends, so that the ten thousandth mark
    would take longer than all that it marks.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL edition.waits = 'on'")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL edition.waits = 'off'")
            cursor.execute(NEW_TOKEN_SQL.format(NEW_TOKEN[connection.vendor]))


def token(using: str = DEFAULT_DB_ALIAS) -> str:
    """Return the mark as it is committed now, or as this transaction has changed it."""
    with connections[using].cursor() as cursor:
        cursor.execute(TOKEN_SQL)
        return str(cursor.fetchone()[0])
