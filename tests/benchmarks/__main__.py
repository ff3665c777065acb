"""Measure the lines of *Speed* and print them beside their controls and goals. Nothing fails on a time.

Every database is the benchmark's own and is gone afterwards: a file in a temporary directory, or one whose
name begins with `test_` on the PostgreSQL at TEST_DATABASE_URL.
"""

import argparse
import datetime as dt
import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import databases, desk_table, part, table

# What is done at the desk, in this order, by the number of open postings.
DESK = {100: ("show",), 10_000: ("show", "bring_out", "preview", "bring_in", "again")}
ELSEWHERE = (
    "Elsewhere: first view, Lighthouse and largest contentful paint in `make audit`; the duration of `make test`."
)


def main() -> int:
    databases.leave_by_the_door()
    given = _options()
    left_out = [why for why in map(databases.problem, given.databases) if why]
    usable = [vendor for vendor in given.databases if not databases.problem(vendor)]
    report: dict[str, Any] = {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "command": f"python -m tests.benchmarks {' '.join(sys.argv[1:])}".strip(),
        "left_out": left_out,
        "machine": {},
        "measured": {vendor: {} for vendor in usable},
        "desk": {vendor: {} for vendor in usable},
        "failed": [],
    }
    for size in given.sizes:
        for vendor in usable:
            report["measured"][vendor][size] = _measure(vendor, size, given, report)
    for vendor in usable:
        for size, functions in DESK.items():
            report["desk"][vendor][size] = _measure_desk(vendor, size, functions, given, report)
    rows = table.rows(report["measured"]) + desk_table.rows(report["desk"])
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(json.dumps(report | {"rows": [asdict(row) for row in rows]}, indent=2, ensure_ascii=False))
    _print(report, rows, given.output)
    return 1 if report["failed"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.partition("\n")[0])
    numbers, names = (lambda text: [int(one) for one in text.split(",")]), (lambda text: text.split(","))
    parser.add_argument("--sizes", type=numbers, default=[1_000, 100_000], help="numbers of open postings: 1000,100000")
    parser.add_argument("--databases", type=names, default=["sqlite", "postgresql"], help="sqlite,postgresql")
    parser.add_argument("--rounds", type=int, default=50, help="how often each page is asked for in process")
    parser.add_argument("--seconds", type=float, default=120, help="about how long that may take at each size")
    parser.add_argument("--wrk-seconds", type=int, default=3, help="how long wrk runs each time")
    parser.add_argument("--changes", type=int, default=3, help="how often a change is made, in each way")
    parser.add_argument("--soak", type=int, default=0, help="requests over which memory must stay flat: 100000")
    parser.add_argument("--output", type=Path, default=databases.ROOT / "data" / "benchmarks.json", help="for the JSON")
    return parser.parse_args()


def _measure(vendor: str, size: int, given: argparse.Namespace, report: dict[str, Any]) -> dict[str, Any]:
    """All parts on one database at one size, each in a process of its own. One that fails is noted and left out."""
    results: dict[str, Any] = {}
    in_process = {"rounds": given.rounds, "seconds": given.seconds}
    served = {"wrk_seconds": given.wrk_seconds, "soak": given.soak, "changed": given.changes}
    with databases.empty_site(vendor) as environment:
        report["machine"][vendor] = part.run(f"{__package__}.machine", "describe", environment)
        for name, function, options in (
            ("generator", "fill", {"size": size}),
            ("in_process", "run", in_process),
            ("served", "run", served),
        ):
            began = time.monotonic()
            try:
                results[name] = part.run(f"{__package__}.{name}", function, environment, **options)
            except subprocess.CalledProcessError:
                report["failed"].append(f"{name} on {vendor} at {size:,}")
                if name == "generator":
                    break
            _say(f"{vendor}, {size:,} postings: {name} took {time.monotonic() - began:.0f} s")
    return results


def _measure_desk(
    vendor: str, size: int, functions: tuple[str, ...], given: argparse.Namespace, report: dict[str, Any]
) -> dict[str, Any]:
    """What recruiters do with so many postings, each in a process of its own, up to what fails."""
    results: dict[str, Any] = {}
    with databases.empty_site(vendor) as environment:
        try:
            part.run(f"{__package__}.generator", "fill", environment, size=size)
            for name in functions:
                options = {"rounds": given.rounds, "seconds": given.seconds} if name == "show" else {}
                results[name] = part.run(f"{__package__}.desk", name, environment, **options)
                _say(f"{vendor}, {size:,} postings: {name} at the desk is measured")
        except subprocess.CalledProcessError:
            report["failed"].append(f"the desk on {vendor} at {size:,}")
    return results


def _print(report: dict[str, Any], rows: list[table.Row], output: Path) -> None:
    lines = [
        f"{report['date']}, `{report['command']}`",
        *(", ".join(f"{name} {value}" for name, value in machine.items()) for machine in report["machine"].values()),
        "",
        table.markdown(rows),
        "",
        "W: the smallest WSGI program, D: an empty view behind the product's middleware; both send the same bytes.",
        "CPU: what the process itself used of the processor, without PostgreSQL. Fairer on a machine that others use.",
        ELSEWHERE,
    ]
    if report["left_out"]:
        lines.append(f"Left out: {'; '.join(report['left_out'])}.")
    if report["failed"]:
        lines.append(f"Failed: {'; '.join(report['failed'])}.")
    _say(*lines, f"The same as JSON: {output}", to=sys.stdout)


def _say(*lines: str, to: Any = None) -> None:
    print(*lines, sep="\n", file=to or sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
