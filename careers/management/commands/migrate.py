"""Applies migrations. On SQLite nobody can save meanwhile."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections, transaction


class Command(migrate.Command):
    """On SQLite, all migrations and the triggers that they put back are one transaction, or none of them.

    Triggers keep the words for searching and the edition in step with what is saved. They do not exist while
    migrations run. So everybody who saves waits until the end.

    On PostgreSQL, each migration is a transaction of its own: a long one would stop readers. There the database
    itself computes the columns for searching.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        reads_only = options["plan"] or options["check_unapplied"]
        if connection.vendor != "sqlite" or reads_only or connection.in_atomic_block:
            super().handle(*args, **options)
            return
        # SQLite ignores this inside a transaction, and Django refuses to change tables without it. Django checks the
        # references after each migration itself.
        connection.disable_constraint_checking()
        try:
            with transaction.atomic(using=connection.alias):
                super().handle(*args, **options)
        finally:
            connection.enable_constraint_checking()
