"""SQLite under load: writers queue instead of failing, and acknowledged writes survive a kill.

F1, F2 and R1 of the threat model.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSES, THREADS, EACH = 4, 8, 47  # 32 clients, 1,504 transactions

SETUP = """
import sys, threading
import django
django.setup()
from django.db import connection, transaction
from jobs.models import Tag
"""
# Each transaction reads before it writes. With the default settings this fails with "database is locked".
WRITERS = (
    SETUP
    + """
process, threads, each = (int(word) for word in sys.argv[1:])
failures = []

def work(thread):
    for number in range(each):
        name = f"write-{process}-{thread}-{number}"
        try:
            with transaction.atomic():
                Tag.objects.filter(slug="nothing").count()
                Tag.objects.bulk_create([Tag(name=name, slug=name)])
        except Exception as error:
            failures.append(repr(error))
    connection.close()

working = [threading.Thread(target=work, args=[thread]) for thread in range(threads)]
for thread in working: thread.start()
for thread in working: thread.join()
print("\\n".join(failures), end="")
"""
)
ENDLESS = (
    SETUP
    + """
number = 0
while True:
    with transaction.atomic():
        Tag.objects.bulk_create([Tag(name=f"{sys.argv[1]}-{number}", slug=f"{sys.argv[1]}-{number}")])
    print(number, flush=True)
    number += 1
"""
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of a migrated SQLite database."""
    return tmp_path_factory.mktemp("database")


@pytest.fixture(scope="module")
def run(folder):
    """Start Python code with a migrated SQLite database."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "careers.settings", "PYTHONPATH": str(ROOT)}

    def start(code: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True, timeout=120)
    return start


@pytest.fixture
def count(folder):
    """Return the verdict of the integrity check, and the number of tags whose slug begins with a prefix."""

    def count(prefix: str) -> tuple[str, int]:
        with closing(sqlite3.connect(folder / "db.sqlite3")) as connection:
            [verdict] = connection.execute("PRAGMA integrity_check").fetchone()
            [number] = connection.execute("SELECT count(*) FROM jobs_tag WHERE slug GLOB ?", [f"{prefix}*"]).fetchone()
        return verdict, number

    return count


def test_f1_concurrent_writers_all_succeed_and_nothing_is_lost(run, count):
    writers = [run(WRITERS, str(process), str(THREADS), str(EACH)) for process in range(PROCESSES)]
    failures = [writer.communicate(timeout=120)[0] for writer in writers]

    assert failures == [""] * PROCESSES
    assert count("write") == ("ok", PROCESSES * THREADS * EACH)


def test_r1_writes_acknowledged_before_a_kill_are_all_there(run, count):
    for attempt in range(5):
        with run(ENDLESS, f"kill{attempt}") as writer:
            writer.stdout.readline()
            time.sleep(0.02 * attempt)
            writer.send_signal(signal.SIGKILL)
            acknowledged = 1 + len(writer.stdout.read().splitlines())
        verdict, found = count(f"kill{attempt}-")

        assert verdict == "ok"
        # One more may have been written but not acknowledged.
        assert acknowledged <= found <= acknowledged + 1


def test_f2_a_commit_waits_for_the_disk(run):
    code = (
        SETUP
        + """
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys"):
        cursor.execute(f"PRAGMA {name}")
        print(cursor.fetchone()[0])
"""
    )

    assert run(code).communicate(timeout=30)[0].split() == ["wal", "2", "1"]
