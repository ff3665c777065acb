"""Every test runs with the demo's settings and a temporary folder for files."""

import atexit
import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
import hypothesis
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate

from .examples import examples

TESTS_OF_APPS = tuple(Path(__file__).parent / app for app in ("jobs", "teams"))

_data = tempfile.mkdtemp(prefix="careers-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
(Path(_data) / "static").mkdir()
os.environ.update(
    DEMO="1",
    DATA_DIR=_data,
    SECRET_KEY="of-the-tests-only-and-long-enough-to-be-taken-0123456789",
    DJANGO_SETTINGS_MODULE="careers.settings",
)
os.environ.pop("SITE_URL", None)
django.setup()
# Test passwords need no protection, and a real hash takes longer than most tests.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Test databases need not survive a power cut.
_options = django_settings.DATABASES["default"]["OPTIONS"]
if "init_command" in _options:
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
else:
    _options["options"] += " -c synchronous_commit=off"
    # A slow machine must not fail a test: making and removing a database can take longer than any query may.
    _options["options"] += " -c statement_timeout=120000 -c idle_in_transaction_session_timeout=120000"
hypothesis.settings.register_profile("tests", deadline=None, max_examples=examples(100))
hypothesis.settings.load_profile("tests")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let each worker read the settings after it has made a folder of its own.

    With this variable, pytest-django would read them before, with the folder of the process that starts the workers.
    """
    del os.environ["DJANGO_SETTINGS_MODULE"]


def _make_rows_of_migrations(using: str, **signal: Any) -> None:
    """Make the groups and the first synonyms again after a test with transactions, which empties all tables at its end.

    Such tests run last on one process, but a second process can take any test from the first.
    """
    if "plan" not in signal:  # A migration has a plan, emptying the tables has none.
        editor = SimpleNamespace(connection=connections[using])
        import_module("jobs.migrations.0005_roles").make(apps, editor)
        first_synonyms = import_module("jobs.migrations.0011_first_synonyms")
        first_synonyms.grant(apps, editor)
        first_synonyms.enter(apps, editor)
        import_module("jobs.migrations.0027_roles_open_the_desk").grant(apps, editor)


post_migrate.connect(_make_rows_of_migrations, sender=apps.get_app_config("jobs"), weak=False)


def _delete_rows(style: Any, tables: list[str], **options: Any) -> list[str]:
    """Return statements that empty tables. Their rows are few: TRUNCATE would make new files for a hundred tables."""
    return [f"DELETE FROM {connections[DEFAULT_DB_ALIAS].ops.quote_name(table)}" for table in tables]  # noqa: S608  # their names


if connections["default"].vendor == "postgresql":
    connections["default"].ops.sql_flush = _delete_rows  # type: ignore[method-assign]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests of the apps that ask for no database. `make test` runs them once, not on every database."""
    for item in items:
        fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        is_database_test = fixtures or item.get_closest_marker("django_db") or hasattr(item, "_testcase")
        if not is_database_test and any(map(item.path.is_relative_to, TESTS_OF_APPS)):
            item.add_marker("no_database")


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Use static files without collecting them. One test collects them for real."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def employer(db: None) -> Any:
    from .factories import make_employer

    return make_employer()


@pytest.fixture
def desk(employer: Any) -> Any:
    """A client with a recruiter signed in."""
    from django.test import Client

    from .desk import make_recruiter

    client = Client()
    client.force_login(make_recruiter())
    return client
