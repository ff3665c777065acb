"""Databases of their own to measure on, with a directory for files, gone when the block ends."""

import os
import secrets
import signal
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

ROOT = Path(__file__).resolve().parents[2]
SQLITE, POSTGRESQL = "sqlite", "postgresql"
Environment = dict[str, str]


def problem(vendor: str) -> str:
    """Why nothing can be measured on that database, or an empty text."""
    if vendor == SQLITE:
        return ""
    return postgresql_problem(_postgresql()) if vendor == POSTGRESQL else f"{vendor} (there is no such database)"


@contextmanager
def empty_site(vendor: str) -> Iterator[Environment]:
    """The environment of a site without content: migrated, static files collected, settings of the demo."""
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="careers-benchmark-"))
        own = {
            "DEMO": "1",
            "SECRET_KEY": secrets.token_hex(32),
            "SITE_URL": "http://127.0.0.1:8000",
            "DATA_DIR": data,
            "DATABASE_URL": stack.enter_context(postgresql_database("benchmark")) if vendor == POSTGRESQL else "",
            "BEHIND_PROXY": "0",
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        }
        environment = os.environ | own
        python(["manage.py", "migrate", "--verbosity", "0"], environment)
        python(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"], environment)
        yield environment


def python(arguments: list[str], environment: Environment) -> str:
    """What this Python prints when run with `arguments`. Raises CalledProcessError if it fails.

    However this process leaves, the other has ended before: it is asked to, so that it can end its own.
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


def stop(process: subprocess.Popen[str], seconds: float = 30) -> None:
    """End a process: politely, and by force when it has not ended after so many seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def leave_by_the_door() -> None:
    """Told to stop, leave as after an error: servers are ended, databases dropped and directories removed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def _postgresql() -> str:
    return os.environ.get("TEST_DATABASE_URL", DEFAULT_DATABASE)


@contextmanager
def postgresql_database(purpose: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database whose name begins with `test_` and its purpose."""
    url, name = _postgresql(), f"test_{purpose}_{secrets.token_hex(6)}"
    # The database that the address names is never opened.
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
