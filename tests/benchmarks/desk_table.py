"""The rows of the table about the desk: its list of postings, the export and the imports."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from .table import Row

FILES = {
    "export": ("Export of {} postings as XLSX", None),
    "preview": ("Preview of an import of {} new postings", None),
    "import_file": ("Import of {} new postings", (60, 300)),
    "reimport": ("The same file again", None),
}


def make_rows(measured: dict[str, dict[int, dict[str, Any]]]) -> list[Row]:
    """Make the rows for every database. What could not be measured is left out."""
    return [
        row
        for database, sizes in measured.items()
        for make in (_list_rows, _file_rows)
        for row in make(database, sizes)
    ]


def _list_rows(database: str, sizes: dict[int, dict[str, Any]]) -> Iterator[Row]:
    """Growth of the time and the number of queries of the list's first page."""
    results = [(size, parts["show_list"]) for size, parts in sorted(sizes.items()) if "show_list" in parts]
    for (small, before), (large, after) in pairwise(results):
        yield Row(
            "List of postings at the desk, first page",
            database,
            f"{small:,} → {large:,}",
            f"{before['ms']:.0f} → {after['ms']:.0f} ms",
            f"{before['queries']} → {after['queries']} queries",
            f"{after['ms'] / before['ms']:.1f} (CPU {after['cpu_ms'] / before['cpu_ms']:.1f})",
        )


def _file_rows(database: str, sizes: dict[int, dict[str, Any]]) -> Iterator[Row]:
    """`peak` is the most memory used by a process that does nothing else. It includes Django's own."""
    for size, parts in sizes.items():
        for name, (what, limits) in FILES.items():
            if name not in parts:
                continue
            number, seconds, cpu, peak = (parts[name][key] for key in ("rows", "seconds", "cpu", "peak"))
            value = f"{seconds:.1f} s (CPU {cpu:.1f}), {peak:.0f} MB"
            row = Row(what.format(f"{number:,}"), database, f"{size:,}", value)
            if limits:
                row.goal = f"≤ {limits[0]} s, ≤ {limits[1]} MB"
                row.holds = seconds <= limits[0] and peak <= limits[1]
            yield row
