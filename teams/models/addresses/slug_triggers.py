"""Triggers that keep former slugs, and refuse a slug that another row had before.

They run after the row is written. By then the unique index has made a second writer of the slug wait for the first one,
so of two writers at the same moment the second one sees the former slug.
"""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.signals import post_migrate, pre_migrate

from ..edition import create_if_missing, get_trigger_names
from .former_slug import FormerSlug, LastingSlugField

TABLE = "teams_formerslug"
NAME = "former_slug"
# ruff: noqa: S608  # every name here is our own


def install_after_migrate(app: AppConfig) -> None:
    """Keep the former slugs of the models of an app. Call this in its `ready()`."""
    pre_migrate.connect(drop, sender=app, dispatch_uid=f"{NAME}.drop.{app.label}")
    post_migrate.connect(install, sender=app, dispatch_uid=f"{NAME}.{app.label}")


def slugged_models(app: AppConfig) -> list[type[models.Model]]:
    """Return the models of an app whose slugs last."""
    return [
        model
        for model in app.get_models()
        if not model.__name__.startswith("Historical")
        and any(isinstance(field, LastingSlugField) for field in model._meta.concrete_fields)
    ]


def install(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Create the triggers of one app, once the tables exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if FormerSlug._meta.db_table not in tables:
            return
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for model in slugged_models(sender):
            if model._meta.db_table in tables:
                for name, create in TRIGGERS[connection.vendor](model).items():
                    if connection.vendor == "postgresql":
                        cursor.execute(create_if_missing(name, model._meta.db_table, create))
                    else:
                        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                        cursor.execute(create)


def drop(sender: AppConfig, plan: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Drop SQLite's triggers before migrations: it refuses to rename a table while a trigger of another names it."""
    connection = connections[using]
    if connection.vendor == "sqlite" and plan:
        with connection.cursor() as cursor:
            for model in slugged_models(sender):
                for name in _sqlite_triggers(model):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def find_missing_triggers(app: AppConfig, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the tables of an app that lack a trigger."""
    return [
        model._meta.db_table
        for model in slugged_models(app)
        if set(TRIGGERS[connections[using].vendor](model)) - get_trigger_names(using, model._meta.db_table)
    ]


def _sqlite_triggers(model: Any) -> dict[str, str]:
    table, kind = model._meta.db_table, model._meta.model_name
    refuse = (
        f"SELECT RAISE(ABORT, 'UNIQUE constraint failed: {TABLE}.slug') WHERE EXISTS (SELECT 1 FROM {TABLE} "
        f"WHERE kind = '{kind}' AND slug = new.slug AND row_id <> new.id);"
    )
    keep = (
        f"INSERT INTO {TABLE} (kind, slug, row_id) SELECT '{kind}', old.slug, old.id "
        f"WHERE NOT EXISTS (SELECT 1 FROM {TABLE} WHERE kind = '{kind}' AND slug = old.slug);"
    )
    added, changed = f"{NAME}_{table}_insert", f"{NAME}_{table}_update"
    return {
        added: f'CREATE TRIGGER {added} AFTER INSERT ON "{table}" BEGIN {refuse} END',
        changed: f'CREATE TRIGGER {changed} AFTER UPDATE OF slug ON "{table}" '
        f"WHEN old.slug <> new.slug BEGIN {refuse} {keep} END",
    }


def _postgresql_triggers(model: Any) -> dict[str, str]:
    table, kind = model._meta.db_table, model._meta.model_name
    return {
        NAME: f'CREATE TRIGGER {NAME} AFTER INSERT OR UPDATE OF slug ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {NAME}('{kind}')"
    }


FUNCTION = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.slug = NEW.slug THEN RETURN NULL; END IF;
        INSERT INTO {TABLE} (kind, slug, row_id) VALUES (TG_ARGV[0], OLD.slug, OLD.id) ON CONFLICT DO NOTHING;
    END IF;
    IF EXISTS (SELECT FROM {TABLE} WHERE kind = TG_ARGV[0] AND slug = NEW.slug AND row_id <> NEW.id) THEN
        RAISE unique_violation USING MESSAGE = 'the slug ' || NEW.slug || ' was used before', TABLE = '{TABLE}';
    END IF;
    RETURN NULL;
END $$
"""
TRIGGERS = {"sqlite": _sqlite_triggers, "postgresql": _postgresql_triggers}
