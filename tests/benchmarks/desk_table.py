"""The lines about the recruiter's desk: its list of postings, and spreadsheets out and in."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from .table import Row

FILES = {
    "bring_out": ("Export of {} postings as XLSX", None),
    "preview": ("Preview of an import of {} new postings", None),
    "bring_in": ("Import of {} new postings", (60, 300)),
    "again": ("The same file once more", None),
}


def rows(measured: dict[str, dict[int, dict[str, Any]]]) -> list[Row]:
    """All lines, for every database; what failed to be measured is left out."""
    return [row for database, sizes in measured.items() for line in (_list, _files) for row in line(database, sizes)]


def _list(database: str, sizes: dict[int, dict[str, Any]]) -> Iterator[Row]:
    """Growth of the first page of the list, and of its number of queries."""
    shown = [(size, parts["show"]) for size, parts in sorted(sizes.items()) if "show" in parts]
    for (small, before), (large, after) in pairwise(shown):
        yield Row(
            "List of postings at the desk, first page",
            database,
            f"{small:,} → {large:,}",
            f"{before['ms']:.0f} → {after['ms']:.0f} ms",
            f"{before['queries']} → {after['queries']} queries",
            f"{after['ms'] / before['ms']:.1f} (CPU {after['cpu_ms'] / before['cpu_ms']:.1f})",
        )


def _files(database: str, sizes: dict[int, dict[str, Any]]) -> Iterator[Row]:
    """`peak` is the most memory of a process that does nothing else, Django's own included."""
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
