"""Ask the site for thousands of random addresses, on both databases with postings in them: `make fuzz`.

Fails if any is answered with an error of the server. Databases and files are its own, and gone afterwards.
"""

import argparse
import json
import logging
import random
import subprocess
import sys
import time
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from .addresses import ADMIN, PUBLIC, random_addresses
from .benchmarks import databases, part

SHOWN = 200  # letters of an address on the terminal


def main() -> int:
    databases.leave_by_the_door()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--number", type=int, default=10_000, help="of addresses, on each database")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="another one each time")
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite,postgresql")
    output = databases.ROOT / "data" / "fuzz.json"
    parser.add_argument("--output", type=Path, default=output, help="for the addresses in full, as JSON")
    parser.add_argument("--postings", type=int, default=1000, help="that are open on the site")
    given = parser.parse_args()

    failed, report = False, {}
    for vendor in given.databases.split(","):
        if problem := databases.problem(vendor):
            _say(f"Left out: {problem}.")
            continue
        try:
            with databases.empty_site(vendor) as environment:
                part.run("tests.benchmarks.generator", "fill", environment, size=given.postings)
                found = part.run("tests.fuzz", "ask", environment, number=given.number, seed=given.seed)
        except subprocess.CalledProcessError:
            _say(f"{vendor}: stopped before the end.")
            failed = True
            continue
        failed = failed or bool(found["errors"])
        report[vendor] = found
        _report(vendor, given, found)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(json.dumps(report | {"seed": given.seed, "number": given.number}, indent=2))
    _say(f"The addresses in full: {given.output}")
    return 1 if failed else 0


def _report(vendor: str, given: argparse.Namespace, found: dict[str, Any]) -> None:
    answers = ", ".join(f"{number} × {status}" for status, number in sorted(found["statuses"].items()))
    _say(
        f"{vendor}: {given.number} addresses of seed {given.seed} in {found['seconds']:.0f} s: {answers}",
        f"  slowest: {found['slowest_ms']:.0f} ms for {found['slowest'][:SHOWN]}",
        *(f"  {status}: {address[:SHOWN]}" for status, address in found["errors"]),
    )


def ask(number: int, seed: int) -> dict[str, Any]:
    """Ask for `number` addresses, a quarter of them in the admin. Runs where Django is set up; see `part.py`."""
    # What was refused is counted here, and need not be told address by address.
    logging.getLogger("django.security").setLevel(logging.CRITICAL)
    visitor = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    recruiter = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    recruiter.force_login(get_user_model().objects.create_superuser("root"))
    inside = number // 4
    asked = chain(
        ((visitor, address) for address in random_addresses([*PUBLIC, *_existing()], number - inside, seed)),
        ((recruiter, address) for address in random_addresses(ADMIN, inside, seed)),
    )

    statuses: Counter[int] = Counter()
    errors, slowest, began = [], (0.0, ""), time.monotonic()
    for client, address in asked:
        start = time.perf_counter()
        response = client.get(address)
        response.close()
        slowest = max(slowest, ((time.perf_counter() - start) * 1000, address))
        statuses[response.status_code] += 1
        if response.status_code >= 500:
            errors.append((response.status_code, address))
    return {
        "statuses": statuses,
        "errors": errors,
        "slowest_ms": slowest[0],
        "slowest": slowest[1],
        "seconds": time.monotonic() - began,
    }


def _existing() -> list[str]:
    """Addresses of what is there: a team, its feed, a place, a story, open and closed postings."""
    postings, now = apps.get_model("jobs.Posting").objects, timezone.now()
    found = [
        *(
            row
            for model in ("teams.Team", "jobs.Location", "teams.Story")
            for row in apps.get_model(model).objects.all()[:1]
        ),
        *postings.open(now)[:3],
        *postings.closed(now)[:1],
        *postings.drafts()[:1],
    ]
    paths = [row.get_absolute_url() for row in found]
    return [*paths, f"{paths[0]}feed/"]


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
