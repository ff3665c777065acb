"""Temporary sites to measure: a database and a folder for files, both deleted when the block ends."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from tests.__main__ import DEFAULT_DATABASE, postgresql_problem
from tests.processes import stop

ROOT = Path(__file__).resolve().parents[2]
SQLITE, POSTGRESQL = "sqlite", "postgresql"
Environment = dict[str, str]


def find_problem(vendor: str) -> str:
    """Return why this database cannot be measured, or an empty string."""
    if vendor == SQLITE:
        return ""
    return postgresql_problem(_postgresql_url()) if vendor == POSTGRESQL else f"{vendor} (unknown database)"


@contextmanager
def empty_site(vendor: str) -> Iterator[Environment]:
    """Yield the environment variables of an empty site with the demo's settings, migrated, static files collected."""
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="careers-benchmark-"))
        variables = {
            "DEMO": "1",
            "SECRET_KEY": secrets.token_hex(32),
            "SITE_URL": "http://127.0.0.1:8000",
            "DATA_DIR": data,
            "DATABASE_URL": stack.enter_context(postgresql_database("benchmark")) if vendor == POSTGRESQL else "",
            "BEHIND_PROXY": "0",
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        }
        environment = os.environ | variables
        run_python(["manage.py", "migrate", "--verbosity", "0"], environment)
        run_python(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"], environment)
        yield environment


def run_python(arguments: list[str], environment: Environment) -> str:
    """Run this Python with `arguments` and return what it prints. Raises CalledProcessError if it fails.

    The child process always ends first. It gets SIGTERM, so that it can end its own children.
    """
    command = [sys.executable, *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        printed, _ = process.communicate()
    finally:
        stop(process)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return printed


def _postgresql_url() -> str:
    return os.environ.get("TEST_DATABASE_URL", DEFAULT_DATABASE)


@contextmanager
def postgresql_database(purpose: str) -> Iterator[str]:
    """Create an empty PostgreSQL database named `test_<purpose>_…`, yield its URL, and drop it at the end."""
    url, name = _postgresql_url(), f"test_{purpose}_{secrets.token_hex(6)}"
    # The database named in the URL is never opened.
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
