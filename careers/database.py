"""Reads the settings of the database for `careers/settings.py`, and prepares its connections. Imports no model."""

from operator import methodcaller
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


def address(name: str, value: str) -> SplitResult:
    """Split an address; a part that cannot be read raises ImproperlyConfigured."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  # raises ValueError when it is no number
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address that can be read: {error}.") from error
    return parts


def read_database(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings for PostgreSQL at `url`, or for SQLite in `folder` without one."""
    return _read_postgresql(url) if url else _read_sqlite(folder)


def _read_postgresql(url: str) -> dict[str, Any]:
    parts = address("DATABASE_URL", url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database, like postgres://user:password@host:5432/name. "
            "Leave it out to use SQLite."
        )
    database: dict[str, Any] = environ.Env.db_url_config(url)
    # What the address itself asks for, such as sslmode, is kept.
    options = database.get("OPTIONS", {}) | {
        "pool": {"min_size": 1, "max_size": 12, "timeout": 3},
        "connect_timeout": 3,
        "options": "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000",
    }
    return database | {"OPTIONS": options}


def _read_sqlite(folder: Path) -> dict[str, Any]:
    return {
        "ENGINE": "careers.sqlite",
        "NAME": folder / "db.sqlite3",
        # Tests meet a file too: in memory, concurrent writers would never meet.
        "TEST": {"NAME": folder / "test_db.sqlite3"},
        # A connection kept open goes on reading when the disk is full.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Writers queue instead of failing, and what was acknowledged survives a power cut.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def read_any_text(connection: Any, **signal: Any) -> None:
    """Let a new connection to SQLite read texts that are not UTF-8, with a sign in place of what is wrong.

    Another program can store them, and Python raises an error for one. No constraint can find them.
    """
    if connection.vendor == "sqlite":
        connection.connection.text_factory = methodcaller("decode", "utf-8", "replace")
