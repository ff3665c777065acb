"""Run the benchmark and print each figure beside its control and its goal. A slow result is no failure.

The benchmark makes its own databases and deletes them at the end: files in a temporary directory, or databases named
`test_…` on the PostgreSQL server at TEST_DATABASE_URL.
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

from tests.processes import exit_on_sigterm

from . import databases, desk_table, imports_table, part, table, uploads_table

# The functions of desk.py to measure, in this order, by number of open postings.
DESK = {
    100: ("show_list",),
    10_000: ("show_list", "export", "preview", "import_file", "reimport"),
}
ELSEWHERE = (
    "Measured elsewhere: first view, Lighthouse and largest contentful paint (`make audit`); duration of `make test`."
)


def main() -> int:
    exit_on_sigterm()
    options = _parse_options()
    problems = {vendor: databases.find_problem(vendor) for vendor in options.databases}
    usable = [vendor for vendor, problem in problems.items() if not problem]
    report: dict[str, Any] = {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "command": f"python -m tests.benchmarks {' '.join(sys.argv[1:])}".strip(),
        "left_out": [problem for problem in problems.values() if problem],
        "machine": {},
        "measured": {vendor: {} for vendor in usable},
        "desk": {vendor: {} for vendor in usable},
        "imports": {vendor: {} for vendor in usable},
        "uploads": {},
        "refused": {},
        "failed": [],
    }
    for size in options.sizes:
        for vendor in usable:
            report["measured"][vendor][size] = _measure(vendor, size, options, report)
    for vendor in usable:
        for size, functions in DESK.items():
            report["desk"][vendor][size] = _measure_desk(vendor, size, functions, options, report)
        report["imports"][vendor] = _measure_imports(vendor, options, report)
    if usable:
        report["uploads"] = _measure_uploads(usable[0], report)
    rows = table.make_rows(report["measured"]) + desk_table.make_rows(report["desk"])
    rows += imports_table.make_rows(report["imports"], report["refused"])
    rows += uploads_table.make_rows(report["uploads"])
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(
        json.dumps(report | {"rows": [asdict(row) for row in rows]}, indent=2, ensure_ascii=False)
    )
    _print_report(report, rows, options.output)
    return 1 if report["failed"] else 0


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.partition("\n")[0])
    numbers, names = (lambda text: [int(number) for number in text.split(",")]), (lambda text: text.split(","))
    parser.add_argument("--sizes", type=numbers, default=[1_000, 100_000], help="numbers of open postings: 1000,100000")
    parser.add_argument("--databases", type=names, default=["sqlite", "postgresql"], help="sqlite,postgresql")
    parser.add_argument("--rounds", type=int, default=50, help="how often each page is requested in process")
    parser.add_argument(
        "--seconds", type=float, default=120, help="about how long these requests may take at each size"
    )
    parser.add_argument("--wrk-seconds", type=int, default=3, help="how long each run of wrk takes")
    parser.add_argument("--changes", type=int, default=3, help="how often each kind of change is made")
    parser.add_argument(
        "--soak", type=int, default=0, help="number of requests over which memory must not grow: 100000"
    )
    parser.add_argument(
        "--imported", type=int, default=10_000, help="rows of the file that is imported while others save"
    )
    parser.add_argument(
        "--output", type=Path, default=databases.ROOT / "data" / "benchmarks.json", help="the JSON file to write"
    )
    return parser.parse_args()


def _measure(vendor: str, size: int, options: argparse.Namespace, report: dict[str, Any]) -> dict[str, Any]:
    """Measure every part on one database at one size, each in its own process. Parts that fail are left out."""
    results: dict[str, Any] = {}
    in_process = {"rounds": options.rounds, "seconds": options.seconds}
    served = {"wrk_seconds": options.wrk_seconds, "soak": options.soak, "change_count": options.changes}
    with databases.empty_site(vendor) as environment:
        report["machine"][vendor] = part.run(f"{__package__}.machine", "describe", environment)
        for name, function, arguments in (
            ("generator", "fill", {"size": size}),
            ("in_process", "run", in_process),
            ("served", "run", served),
        ):
            began = time.monotonic()
            try:
                results[name] = part.run(f"{__package__}.{name}", function, environment, **arguments)
            except subprocess.CalledProcessError:
                report["failed"].append(f"{name} on {vendor} at {size:,}")
                if name == "generator":
                    break
            _log(f"{vendor}, {size:,} postings: {name} took {time.monotonic() - began:.0f} s")
    return results


def _measure_desk(
    vendor: str, size: int, functions: tuple[str, ...], options: argparse.Namespace, report: dict[str, Any]
) -> dict[str, Any]:
    """Measure the desk on one database at one size, each function in its own process. Stops at the first that fails."""
    results: dict[str, Any] = {}
    with databases.empty_site(vendor) as environment:
        try:
            part.run(f"{__package__}.generator", "fill", environment, size=size)
            for name in functions:
                arguments = {"rounds": options.rounds, "seconds": options.seconds} if name == "show_list" else {}
                results[name] = part.run(f"{__package__}.desk", name, environment, **arguments)
                _log(f"{vendor}, {size:,} postings: {name} at the desk is measured")
        except subprocess.CalledProcessError:
            report["failed"].append(f"the desk on {vendor} at {size:,}")
    return results


def _measure_imports(vendor: str, options: argparse.Namespace, report: dict[str, Any]) -> dict[str, Any]:
    """Measure how long others wait during an import, and once what files built to cost cost. Empty if it fails."""
    with databases.empty_site(vendor) as environment:
        try:
            if not report["refused"]:
                report["refused"] = part.run(f"{__package__}.imports", "refuse", environment)
            part.run(f"{__package__}.generator", "fill", environment, size=options.imported)
            return dict(part.run(f"{__package__}.imports", "run", environment, rows=options.imported))
        except subprocess.CalledProcessError:
            report["failed"].append(f"imports on {vendor}")
            return {}


def _measure_uploads(vendor: str, report: dict[str, Any]) -> dict[str, Any]:
    """Measure a worker's memory over uploads of photos, on one database: they are not stored in it."""
    with databases.empty_site(vendor) as environment:
        try:
            return {"database": vendor, **part.run(f"{__package__}.uploads", "run", environment)}
        except subprocess.CalledProcessError:
            report["failed"].append("uploads of photos")
            return {}


def _print_report(report: dict[str, Any], rows: list[table.Row], output: Path) -> None:
    lines = [
        f"{report['date']}, `{report['command']}`",
        *(", ".join(f"{name} {value}" for name, value in machine.items()) for machine in report["machine"].values()),
        "",
        table.to_markdown(rows),
        "",
        "W: the smallest WSGI program, D: an empty view behind the product's middleware; both send the same bytes.",
        "CPU: processor time of the process itself, without PostgreSQL. It is the fairer figure on a shared machine.",
        ELSEWHERE,
    ]
    if report["left_out"]:
        lines.append(f"Left out: {'; '.join(report['left_out'])}.")
    if report["failed"]:
        lines.append(f"Failed: {'; '.join(report['failed'])}.")
    sys.stdout.write("\n".join([*lines, f"The same as JSON: {output}", ""]))


def _log(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
