"""SQLite under load: writers queue instead of failing, and acknowledged writes survive a kill.

F1, F2 and R1 of the threat model.
"""

import os
import signal
import subprocess
import sys
import time
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
        name = f"{process}-{thread}-{number}"
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
COUNT = (
    SETUP
    + """
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    print(cursor.fetchone()[0], Tag.objects.filter(slug__startswith=sys.argv[1]).count())
"""
)


@pytest.fixture
def run(tmp_path):
    """Start Python code with a new, migrated SQLite database."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "careers.settings", "PYTHONPATH": str(ROOT)}

    def start(code: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True, timeout=120)
    return start


def test_f1_concurrent_writers_all_succeed_and_nothing_is_lost(run):
    writers = [run(WRITERS, str(process), str(THREADS), str(EACH)) for process in range(PROCESSES)]
    failures = [writer.communicate(timeout=120)[0] for writer in writers]
    count = run(COUNT, "").communicate(timeout=30)[0]

    assert failures == [""] * PROCESSES
    assert count == f"ok {PROCESSES * THREADS * EACH}\n"


def test_r1_writes_acknowledged_before_a_kill_are_all_there(run):
    for attempt in range(5):
        with run(ENDLESS, f"kill{attempt}") as writer:
            writer.stdout.readline()
            time.sleep(0.02 * attempt)
            writer.send_signal(signal.SIGKILL)
            acknowledged = 1 + len(writer.stdout.read().splitlines())
        integrity, count = run(COUNT, f"kill{attempt}-").communicate(timeout=30)[0].split()

        assert integrity == "ok"
        # One more may have been written but not acknowledged.
        assert acknowledged <= int(count) <= acknowledged + 1


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
