"""Request thousands of random addresses and upload odd pictures, on both databases: `make fuzz`.

Fails if any answer is a server error, or a picture loses words or leaves files. Uses temporary databases and files.
"""

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks import databases, part
from tests.processes import exit_on_sigterm

SHOWN = 200  # characters of an address on the terminal


def main() -> int:
    exit_on_sigterm()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--number", type=int, default=10_000, help="of addresses; a fifth of it of pictures")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="another one each time")
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite,postgresql")
    output = databases.ROOT / "data" / "fuzz.json"
    parser.add_argument("--output", type=Path, default=output, help="for the addresses in full, as JSON")
    parser.add_argument("--postings", type=int, default=1000, help="that are open on the site")
    options = parser.parse_args()

    failed, report = False, {}
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
                pictures = part.run(
                    "tests.fuzz.pictures",
                    "upload_in_a_process",
                    environment,
                    number=options.number // 5,
                    seed=options.seed,
                )
        except subprocess.CalledProcessError:
            _write(f"{vendor}: stopped before the end.")
            failed = True
            continue
        failed = failed or bool(result["errors"] or pictures["failures"])
        report[vendor] = result | {"pictures": pictures}
        _report(vendor, options, result)
        _report_pictures(vendor, options, pictures)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(report | {"seed": options.seed, "number": options.number}, indent=2))
    _write(f"The addresses in full: {options.output}")
    return 1 if failed else 0


def _report(vendor: str, options: argparse.Namespace, result: dict[str, Any]) -> None:
    answers = ", ".join(f"{number} × {status}" for status, number in sorted(result["statuses"].items()))
    _write(
        f"{vendor}: {options.number} addresses of seed {options.seed} in {result['seconds']:.0f} s: {answers}",
        f"  slowest: {result['slowest_ms']:.0f} ms for {result['slowest'][:SHOWN]}",
        *(f"  {status}: {address[:SHOWN]}" for status, address in result["errors"]),
    )


def _report_pictures(vendor: str, options: argparse.Namespace, result: dict[str, Any]) -> None:
    _write(
        f"{vendor}: {options.number // 5} pictures of seed {options.seed} in {result['seconds']:.0f} s",
        f"  slowest: {result['slowest_s']:.1f} s for {result['slowest']}",
        *(f"  {number} × {outcome[:SHOWN]}" for outcome, number in result["outcomes"].items()),
        *(f"  {failure}: {description}" for failure, description in result["failures"]),
    )


def _write(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
