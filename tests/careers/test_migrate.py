"""`manage.py migrate` on SQLite: nobody saves while the triggers are dropped."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_migrate

from jobs.publishing import derived
from tests.factories import make_posting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has other locks, and generated columns."),
]


@contextmanager
def during_migrate(receiver: Any) -> Iterator[None]:
    """Call `receiver` when the migrations of the site are applied and the triggers are not yet back."""
    sender = apps.get_app_config("teams")
    post_migrate.connect(receiver, sender=sender)
    try:
        yield
    finally:
        post_migrate.disconnect(receiver, sender=sender)


def test_nobody_can_save_while_migrations_run() -> None:
    make_posting("Pilot")
    results = []

    def save_elsewhere(**kwargs: Any) -> None:
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("UPDATE jobs_posting SET title = 'Other'")
        results.append(other.execute("SELECT title FROM jobs_posting").fetchall())
        other.close()

    with during_migrate(save_elsewhere):
        call_command("migrate", verbosity=0)

    assert results == [[("Pilot",)]]
    assert derived.find_faults() == {}
    make_posting("Saved after it")


def test_migrate_that_fails_leaves_the_triggers() -> None:
    def fail(**kwargs: Any) -> None:
        raise ValueError("This migration fails.")

    with during_migrate(fail), pytest.raises(ValueError, match="fails"):
        call_command("migrate", verbosity=0)

    assert derived.find_missing_triggers() == []


def test_references_are_checked_after_migrate() -> None:
    call_command("migrate", verbosity=0)

    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
