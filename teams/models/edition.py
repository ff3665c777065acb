"""The edition: a random token that changes with everything the site publishes.

Database triggers change the token with every change of a watched table, whether Django or plain SQL
made the change. A transaction that is rolled back also rolls back its token. The token is random, so two
states of the content never share one, not even after a backup was restored.

To cache something computed from the content, read the token first and the content second. The cached
value is then at least as new as its token. The value is out of date as soon as the token has changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.signals import post_migrate

RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()::text"}
# An upsert, because an UPDATE would have no effect on an emptied table.
UPSERT_SQL = "INSERT INTO edition (id, token) VALUES (1, {0}) ON CONFLICT (id) DO UPDATE SET token = {0}"
# This query returns one value, so other queries can contain it and read the token with their own results.
TOKEN_SQL = "SELECT coalesce((SELECT token FROM edition WHERE id = 1), '')"  # noqa: S105  # no secret


def install_after_migrate(app: AppConfig) -> None:
    """Watch the tables of an app. Call this in its `ready()`."""
    # Install the triggers after every migration, because SQLite rebuilds an altered table without its triggers.
    post_migrate.connect(install, sender=app, dispatch_uid=f"edition.{app.label}")


def watched_models(app: AppConfig) -> list[type[models.Model]]:
    """Return the models of an app that hold content. History and models with `is_content = False` do not."""
    return [
        model
        for model in app.get_models(include_auto_created=True)
        if model._meta.managed and not model.__name__.startswith("Historical") and getattr(model, "is_content", True)
    ]


def install(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Create the table and the triggers of one app, and make a new token."""
    connection = connections[using]
    upsert = UPSERT_SQL.format(RANDOM[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS edition (id integer PRIMARY KEY, token text NOT NULL)")
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION edition() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN IF current_setting('edition.waits', true) = 'on' THEN RETURN NULL; END IF; "
                f"{upsert}; RETURN NULL; END $$"
            )
        tables = connection.introspection.table_names(cursor)
        for model in watched_models(sender):
            if model._meta.db_table in tables:
                for statement in TRIGGERS[connection.vendor](model._meta.db_table, upsert):
                    cursor.execute(statement)
        # Make the token last, because this locks the row that every other writer of content needs.
        cursor.execute(upsert)


def _postgresql_triggers(table: str, upsert: str) -> list[str]:
    # The trigger runs once per statement, so a change of many rows makes one token. It is created only if it is
    # missing, because creating it locks the table.
    events = "INSERT OR UPDATE OR DELETE OR TRUNCATE"
    create = f'CREATE TRIGGER edition AFTER {events} ON "{table}" EXECUTE FUNCTION edition()'
    return [create_if_missing("edition", table, create)]


def create_if_missing(trigger: str, table: str, create: str) -> str:
    """Return a PostgreSQL statement that runs `create` unless the table has a trigger of that name."""
    existing = f"SELECT FROM pg_trigger WHERE tgname = '{trigger}' AND tgrelid = '\"{table}\"'::regclass"
    return f"DO $$ BEGIN IF NOT EXISTS ({existing}) THEN {create}; END IF; END $$"


def _sqlite_triggers(table: str, upsert: str) -> list[str]:
    statements = []
    for event in ("INSERT", "UPDATE", "DELETE"):
        name = f'"edition_{table}_{event.lower()}"'
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f'CREATE TRIGGER {name} AFTER {event} ON "{table}" BEGIN {upsert}; END',
        ]
    return statements


def get_trigger_names(using: str = DEFAULT_DB_ALIAS, table: str = "") -> set[str]:
    """Return the names of the triggers of the database, or of one table."""
    connection = connections[using]
    sql = TRIGGER_NAMES_SQL[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql, [table, table])
        return {name for (name,) in cursor.fetchall()}


def find_missing_triggers(app: AppConfig, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the tables of an app that lack a trigger."""
    events = ("insert", "update", "delete")
    missing = []
    for model in watched_models(app):
        table = model._meta.db_table
        is_sqlite = connections[using].vendor == "sqlite"
        wanted = {f"edition_{table}_{event}" for event in events} if is_sqlite else {"edition"}
        if wanted - get_trigger_names(using, table):
            missing.append(table)
    return missing


TRIGGER_NAMES_SQL = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND (%s = '' OR tbl_name = %s)",
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND (%s = '' OR relname = %s) AND pg_table_is_visible(pg_class.oid)"
    ),
}
TRIGGERS = {"postgresql": _postgresql_triggers, "sqlite": _sqlite_triggers}


@contextmanager
def batch(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run a transaction of many changes that makes one new token, at its end.

    PostgreSQL keeps every version of a row until the transaction ends. With one token per change, the
    ten thousandth update of the token would take longer than all the changes themselves.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One at a time, because each locks many rows.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('edition.batch', 0))")
            cursor.execute("SET LOCAL edition.waits = 'on'")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL edition.waits = 'off'")
            cursor.execute(UPSERT_SQL.format(RANDOM[connection.vendor]))


def token(using: str = DEFAULT_DB_ALIAS) -> str:
    """Return the token. In a transaction that has changed content, it is the new one, not yet committed."""
    with connections[using].cursor() as cursor:
        cursor.execute(TOKEN_SQL)
        return str(cursor.fetchone()[0])
