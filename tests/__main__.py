"""Run every test that this machine can run, and say what was left out.

Tests run on SQLite, on PostgreSQL if a server answers at TEST_DATABASE_URL, and in Chromium and Firefox if they are
installed. On PostgreSQL, only databases named `test_…` are created. `--complete` fails if anything was left out.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass, field

import psycopg
from psycopg.conninfo import make_conninfo

from . import chromium, firefox

ONCE = (
    "Tests of jobs/ and teams/ that ask for no database ran once, not on PostgreSQL too. "
    "`make fuzz` tries more random examples."
)
DEFAULT_DATABASE = "postgres://postgres@127.0.0.1:5432/careers"


@dataclass
class Round:
    name: str
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    def run(self) -> bool:
        """Run the tests. Returns whether all passed."""
        print(f"\n=== {self.name}", flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", *self.arguments]
        return subprocess.run(command, env=os.environ | self.environment).returncode == 0


def postgresql_problem(url: str) -> str:
    """Return why tests cannot run at `url`, or an empty string."""
    try:
        # The database named in the URL is never opened: tests create their own.
        with psycopg.connect(make_conninfo(url, dbname="postgres", connect_timeout="3")) as connection:
            server = f"{connection.info.host}:{connection.info.port}"
            may_create = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.Error as error:
        return f"PostgreSQL ({' '.join(str(error).split())})"
    return "" if may_create and may_create[0] else f"PostgreSQL (the role at {server} may not create databases)"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__.partition("\n")[0])
    parser.add_argument("--complete", action="store_true", help="fail if anything was left out")
    complete = parser.parse_args().complete

    without_browser = ["--ignore=tests/browser"]
    rounds = [Round("SQLite", without_browser, {"DATABASE_URL": ""})]
    left_out = []

    url = os.environ.get("TEST_DATABASE_URL", DEFAULT_DATABASE)
    if problem := postgresql_problem(url):
        left_out.append(problem)
    else:
        rounds.append(Round("PostgreSQL", [*without_browser, "-m", "not no_database"], {"DATABASE_URL": url}))

    if chromium.executable():
        # Playwright runs an event loop in the thread of the test. Django would mistake it for asynchronous code.
        browser = {"DATABASE_URL": "", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        # Firefox runs tests/browser/engines only, in the same round.
        name = "Chromium and Firefox" if firefox.executable() else "Chromium"
        rounds.append(Round(name, ["tests/browser"], browser))
    else:
        left_out.append(f"the browser (there is no {' or '.join(chromium.NAMES)} on this machine)")
    if not firefox.executable():
        left_out.append(f"Firefox (there is no {' or '.join(firefox.NAMES)} on this machine)")

    failed = [test_round.name for test_round in rounds if not test_round.run()]
    print()
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    print(ONCE)
    print(f"Left out: {'; '.join(left_out)}." if left_out else "Nothing was left out.")
    return 1 if failed or (complete and left_out) else 0


if __name__ == "__main__":
    sys.exit(main())
