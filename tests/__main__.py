"""Run every test that can run on this machine, and say what was left out.

SQLite always; PostgreSQL when one answers at TEST_DATABASE_URL, where only databases named test_… are
made; the browser when Chromium is there. `--complete` fails when something had to be left out.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass, field

import psycopg
from psycopg.conninfo import make_conninfo

from .chromium import NAMES, executable

DEFAULT_DATABASE = "postgres://postgres@127.0.0.1:5432/careers"


@dataclass
class Round:
    name: str
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    def passes(self) -> bool:
        print(f"\n=== {self.name}", flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "2", *self.arguments]
        return subprocess.run(command, env=os.environ | self.environment).returncode == 0


def postgresql_problem(url: str) -> str:
    """Why nothing can be tested at `url`, or an empty text."""
    try:
        # The database of that name is never opened; tests make their own beside it.
        with psycopg.connect(make_conninfo(url, dbname="postgres", connect_timeout="3")) as connection:
            where = f"{connection.info.host}:{connection.info.port}"
            allowed = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.Error as error:
        return f"PostgreSQL ({' '.join(str(error).split())})"
    return "" if allowed and allowed[0] else f"PostgreSQL (the role at {where} may not create databases)"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__.partition("\n")[0])
    parser.add_argument("--complete", action="store_true", help="fail when something had to be left out")
    complete = parser.parse_args().complete

    everywhere = ["--ignore=tests/browser"]
    rounds = [Round("SQLite", everywhere, {"DATABASE_URL": ""})]
    left_out = []

    url = os.environ.get("TEST_DATABASE_URL", DEFAULT_DATABASE)
    if problem := postgresql_problem(url):
        left_out.append(problem)
    else:
        rounds.append(Round("PostgreSQL", everywhere, {"DATABASE_URL": url}))

    if executable():
        # Playwright runs an event loop in the thread of the test, which Django takes for asynchronous code.
        browser = {"DATABASE_URL": "", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        rounds.append(Round("Chromium", ["tests/browser"], browser))
    else:
        left_out.append(f"the browser (there is no {' or '.join(NAMES)} on this machine)")

    failed = [one.name for one in rounds if not one.passes()]
    print()
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    print(f"Left out: {'; '.join(left_out)}." if left_out else "Nothing was left out.")
    return 1 if failed or (complete and left_out) else 0


if __name__ == "__main__":
    sys.exit(main())
