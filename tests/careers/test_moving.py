"""A site moves from PostgreSQL to SQLite and back: every row is the same, with its history."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from .test_loaddata import differ, dump, empty_the_database, make_site

# Another process, with SQLite: migrations make its database, as the site's documentation says.
MOVE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("loaddata", "from.json", verbosity=0)
call_command("dumpdata", output="back.json", verbosity=0)
"""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs both databases, and starts from PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_site_is_the_same_after_moving_to_sqlite_and_back(tmp_path: Path) -> None:
    """Takes some seconds, as long as all migrations on SQLite."""
    make_site()
    before = dump(tmp_path / "from.json", [])
    variables = {"DATABASE_URL": "", "DATA_DIR": str(tmp_path), "PYTHONPATH": str(settings.BASE_DIR)}

    subprocess.run(
        [sys.executable, "-c", MOVE], cwd=tmp_path, env=os.environ | variables, check=True
    )  # our own program
    empty_the_database()
    call_command("loaddata", str(tmp_path / "back.json"), verbosity=0)

    assert before
    assert differ(before, dump(tmp_path / "again.json", [])) == ([], [])
