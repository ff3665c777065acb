"""Request thousands of random addresses, upload odd pictures and paste odd clipboards, on both databases: `make fuzz`.

Also runs the tests with random examples, with all of them. Fails if any answer is a server error, if words are lost or
files are left, or if a test fails. Uses temporary databases and files.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.__main__ import DEFAULT_DATABASE
from tests.benchmarks import databases, part
from tests.processes import exit_on_sigterm

SHOWN = 200  # characters of an address on the terminal
UPLOADS = (
    ("pictures", "pictures", "upload_in_a_process"),
    ("clipboards", "pasting", "paste_in_a_process"),
)


def main() -> int:
    exit_on_sigterm()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--number", type=int, default=10_000, help="of addresses; a fifth of it of pictures and of clipboards"
    )
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="another one each time")
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite,postgresql")
    output = databases.ROOT / "data" / "fuzz.json"
    parser.add_argument("--output", type=Path, default=output, help="for the addresses in full, as JSON")
    parser.add_argument("--postings", type=int, default=1000, help="that are open on the site")
    options = parser.parse_args()

    failed, report, each = False, {}, options.number // 5
    for vendor in options.databases.split(","):
        if problem := databases.find_problem(vendor):
            _write(f"Left out: {problem}.")
            continue
        try:
            with databases.empty_site(vendor) as environment:
                part.run("tests.benchmarks.generator", "fill", environment, size=options.postings)
                result = part.run(
                    "tests.fuzz.requesting", "request_addresses", environment, number=options.number, seed=options.seed
                )
                uploads = {
                    name: part.run(f"tests.fuzz.{module}", function, environment, number=each, seed=options.seed)
                    for name, module, function in UPLOADS
                }
        except subprocess.CalledProcessError:
            _write(f"{vendor}: stopped before the end.")
            failed = True
            continue
        failed = not _run_tests(vendor) or failed
        failed = failed or bool(result["errors"]) or any(upload["failures"] for upload in uploads.values())
        report[vendor] = result | uploads
        _report(vendor, options, result)
        for name, upload in uploads.items():
            _report_uploads(f"{vendor}: {each} {name} of seed {options.seed}", upload)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(report | {"seed": options.seed, "number": options.number}, indent=2))
    _write(f"The addresses in full: {options.output}")
    return 1 if failed else 0


def _run_tests(vendor: str) -> bool:
    """Run the tests with random examples, with all of them. Return whether all passed."""
    _write(f"{vendor}: tests with random examples")
    url = "" if vendor == databases.SQLITE else os.environ.get("TEST_DATABASE_URL", DEFAULT_DATABASE)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "hypothesis or many_examples", "tests"]
    environment = os.environ | {"ALL_EXAMPLES": "1", "DATABASE_URL": url}
    return subprocess.run([*command, "--ignore=tests/browser"], env=environment).returncode == 0


def _report(vendor: str, options: argparse.Namespace, result: dict[str, Any]) -> None:
    answers = ", ".join(f"{number} × {status}" for status, number in sorted(result["statuses"].items()))
    _write(
        f"{vendor}: {options.number} addresses of seed {options.seed} in {result['seconds']:.0f} s: {answers}",
        f"  slowest: {result['slowest_ms']:.0f} ms for {result['slowest'][:SHOWN]}",
        *(f"  {status}: {address[:SHOWN]}" for status, address in result["errors"]),
    )


def _report_uploads(title: str, result: dict[str, Any]) -> None:
    _write(
        f"{title} in {result['seconds']:.0f} s",
        f"  slowest: {result['slowest_s']:.1f} s for {result['slowest']}",
        *(f"  {number} × {outcome[:SHOWN]}" for outcome, number in result["outcomes"].items()),
        *(f"  {failure}: {description}" for failure, description in result["failures"]),
    )


def _write(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
