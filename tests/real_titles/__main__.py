"""Search for the titles of real postings, and print how many find their posting among the first five rows.

Each title is searched whole, mistyped, with its type or level, with its place, as a question, and in another form. A
posting with the same title counts as well. Uses temporary databases and files.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import databases, part
from tests.processes import exit_on_sigterm

from .queries import KINDS

HEADINGS = (
    "Kind",
    "Tries",
    "In the first five",
    "Of 100",
    "First",
    "With all that is named",
    "Only through “Did you mean”",
    "Of 100 with it",
)


def main() -> int:
    exit_on_sigterm()
    parser = argparse.ArgumentParser(prog="python -m tests.real_titles", description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="a spreadsheet of postings, with the columns of an import")
    parser.add_argument("--databases", default="sqlite", help="sqlite,postgresql")
    parser.add_argument("--seed", type=int, default=17, help="another one changes the mistakes and questions")
    parser.add_argument("--misses", action="store_true", help="list the queries that do not find their posting")
    options = parser.parse_args()
    for vendor in options.databases.split(","):
        if problem := databases.find_problem(vendor):
            _write(f"Left out: {problem}.")
            continue
        began = time.monotonic()
        with databases.empty_site(vendor) as environment:
            results = part.run(
                "tests.real_titles.asking",
                "ask_all",
                environment,
                file=str(options.file.resolve()),
                seed=options.seed,
            )
        seconds = time.monotonic() - began
        _write(
            f"{vendor}: {len(results)} queries of seed {options.seed} in {seconds:.0f} s", "", *make_table(results), ""
        )
        if options.misses:
            _write(*list_misses(results))
    return 0


def make_table(results: Sequence[dict[str, Any]]) -> list[str]:
    """Return the lines of a table in Markdown: a row for each kind."""
    lines = [f"| {' | '.join(HEADINGS)} |", f"|---|{'---:|' * (len(HEADINGS) - 1)}"]
    for kind in KINDS:
        of_kind = [result for result in results if result["kind"] == kind]
        tries = len(of_kind)
        found, first, named, meant = (
            sum(result[key] for result in of_kind) for key in ("found", "first", "named", "meant")
        )
        cells = (kind, tries, found, _of_hundred(found, tries), first, named, meant, _of_hundred(found + meant, tries))
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return lines


def list_misses(results: Sequence[dict[str, Any]]) -> list[str]:
    """Return a line for each query that does not find its posting, with the rows that it finds instead."""
    return [
        f"{result['kind']}: {result['query']!r} for {result['title']!r}: {'; '.join(result['rows']) or 'nothing'}"
        for result in results
        if not (result["found"] or result["meant"])
    ]


def _of_hundred(number: int, tries: int) -> str:
    return f"{100 * number / tries:.1f}" if tries else "–"


def _write(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
