"""The rows of the results: each figure beside its control and its goal, as a Markdown table and as plain data."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

HEADINGS = ("What", "Database", "Open postings", "Value", "Control", "Ratio", "Goal", "Holds")
SMALL, LARGE, HUGE = 1_000, 100_000, 1_000_000
NOT_BUILT = "not built yet"
LISTS = {
    "list": "all facets, 20 rows",
    "one-team": "one team",
    "several": "two teams, two places, two types, two workplaces",
    "closing": "closing soonest",
    "title": "by title",
    "deep": "page in the middle",
    "pay": "paying 60,000",
    "country": "in Germany",
}
WAYS = {"sql": "one posting, by plain SQL", "orm": "25 postings, by the ORM"}
# The results by number of open postings.
Sizes = dict[int, dict[str, Any]]


@dataclass
class Row:
    """One row of the table. `holds` is None if there is no goal."""

    what: str
    database: str
    size: str
    value: str
    control: str = ""
    ratio: str = ""
    goal: str = ""
    holds: bool | None = None

    def cells(self) -> tuple[str, ...]:
        holds = {None: "", True: "yes", False: "**no**"}[self.holds]
        return (self.what, self.database, self.size, self.value, self.control, self.ratio, self.goal, holds)


def to_markdown(table_rows: list[Row]) -> str:
    cells = [HEADINGS, *(row.cells() for row in table_rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    cells.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    )


def make_rows(measured: dict[str, Sizes]) -> list[Row]:
    """Make all rows, each for every database and size. What could not be measured is left out."""
    makers = (
        _cached_rows,
        _throughput_rows,
        _list_rows,
        _page_rows,
        _growth_rows,
        _word_rows,
        _count_rows,
        _change_rows,
        _waiting_rows,
        _memory_rows,
        _soak_rows,
        _start_rows,
    )
    return [row for make in makers for database, sizes in measured.items() for row in make(database, sizes)]


def _cached_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    yield Row("Cached public page, requests/s", database, "", NOT_BUILT, "", "", "≥ 0.7 × W, ≥ 3 × D", False)


def _throughput_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    names = {"one-team": "list with a filter", "posting": "posting", "team": "team page"}
    for size, served in _parts(sizes, "served"):
        for name, rates in (served["throughput"] or {}).items():
            product, d, w = rates["product"], rates["D"], rates["W"]
            controls, ratios = f"W {w:,.0f}, D {d:,.0f}", f"{product / w:.3f} × W, {product / d:.2f} × D"
            yield Row(f"Uncached {names[name]}, requests/s", database, f"{size:,}", f"{product:,.0f}", controls, ratios)
        if served["throughput"] is None:
            yield Row("Uncached pages, requests/s", database, f"{size:,}", "not measured: wrk is not installed")


def _list_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for size, part in _parts(sizes, "in_process"):
        for name, label in LISTS.items():
            page, unfiltered = part["pages"][name], part["pages"]["list"]
            is_filtered = name not in ("pay", "country") or page["total"] != unfiltered["total"]
            limits = (15, 6) if name == "list" and size == SMALL else None
            yield _page_row(f"Uncached list, {label}", database, size, page, limits, is_filtered)


def _page_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for size, part in _parts(sizes, "in_process"):
        pages = part["pages"]
        yield _page_row("Uncached posting", database, size, pages["posting"], (10, 5))
        yield _page_row("Uncached team page", database, size, pages["team"])
        yield _page_row("Uncached home page", database, size, pages["home"])


def _page_row(
    what: str,
    database: str,
    size: int,
    page: dict[str, Any],
    limits: tuple[int, int] | None = None,
    is_filtered: bool = True,
) -> Row:
    """`limits`: the goal as a multiple of D and as a number of queries."""
    value = f"{page['ms']:.2f} ms (CPU {page['cpu_ms']:.2f}), {page['queries']} queries"
    control = f"D {page['control_ms']:.2f} ms (CPU {page['control_cpu_ms']:.2f})"
    ratio = page["ms"] / page["control_ms"]
    ratios = f"{ratio:.1f} (CPU {page['cpu_ms'] / page['control_cpu_ms']:.1f})"
    row = Row(what, database, f"{size:,}", value if is_filtered else f"{value}; filter {NOT_BUILT}", control, ratios)
    if limits:
        row.goal = f"≤ {limits[0]} × D, ≤ {limits[1]} queries"
        row.holds = ratio <= limits[0] and page["queries"] <= limits[1]
    return row


def _growth_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for small, large, before, after in _size_steps(sizes):
        name = max(LISTS, key=lambda list_name: _growth_ratio(before[list_name], after[list_name]))
        what = f"Growth of the uncached list, worst of {len(LISTS)}: {LISTS[name]}"
        goals = {(SMALL, LARGE): 1.3, (SMALL, HUGE): 2.0}
        yield _growth_row(what, database, (small, large), before[name], after[name], goals.get((small, large)))


def _word_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for size, part in _parts(sizes, "in_process"):
        page = part["pages"]["words"]
        is_filtered = page["total"] != part["pages"]["list"]["total"]
        yield _page_row("Uncached list, words of a tenth", database, size, page, None, is_filtered)
    for small, large, before, after in _size_steps(sizes):
        goal = 5.0 if (small, large) == (SMALL, LARGE) else None
        step = (small, large)
        yield _growth_row("Growth with words of a tenth", database, step, before["words"], after["words"], goal)


def _growth_row(
    what: str,
    database: str,
    step: tuple[int, int],
    before: dict[str, float],
    after: dict[str, float],
    goal: float | None,
) -> Row:
    """Growth of the ratio to D. In parentheses: growth by the clock alone and of the CPU time."""
    growth, plain, processor = (
        _growth_ratio(before, after),
        after["ms"] / before["ms"],
        after["cpu_ms"] / before["cpu_ms"],
    )
    return Row(
        what,
        database,
        f"{step[0]:,} → {step[1]:,}",
        f"{before['ms']:.2f} → {after['ms']:.2f} ms",
        f"D {before['control_ms']:.2f} → {after['control_ms']:.2f} ms",
        f"{growth:.2f} (plain {plain:.2f}, CPU {processor:.2f})",
        f"≤ {goal:g}" if goal else "",
        growth <= goal if goal else None,
    )


def _size_steps(sizes: Sizes) -> Iterator[tuple[int, int, dict[str, Any], dict[str, Any]]]:
    """Yield the smallest size and each larger one, with the pages at both."""
    measured = [(size, part["pages"]) for size, part in sorted(_parts(sizes, "in_process"))]
    for size, pages in measured[1:]:
        yield measured[0][0], size, measured[0][1], pages


def _growth_ratio(before: dict[str, float], after: dict[str, float]) -> float:
    return (after["ms"] / after["control_ms"]) / (before["ms"] / before["control_ms"])


def _count_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for size, part in _parts(sizes, "in_process"):
        choice, milliseconds = max(
            ((choice, times["ms"]) for choice, times in part["counts"].items()), key=itemgetter(1)
        )
        row = Row(f"Counts of all options, worst choice: {choice}", database, f"{size:,}", f"{milliseconds:.3f} ms")
        if size == LARGE:
            row.goal, row.holds = "≤ 1 ms", milliseconds <= 1
        yield row


def _change_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for size, served in _parts(sizes, "served"):
        for way, label in WAYS.items():
            worst = served["changes"][way]["worst"]["seconds"]
            row = Row(f"Right in every process after a change ({label})", database, f"{size:,}", f"{worst:.2f} s")
            if size <= LARGE:
                row.goal, row.holds = "≤ 1 s", worst <= 1
            yield row


def _waiting_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for size, served in _parts(sizes, "served"):
        for way, label in WAYS.items():
            worst = served["changes"][way]["worst"]
            slowest, quiet = worst["slowest_ms"], worst["quiet_ms"]
            row = Row(f"Slowest request after a change ({label})", database, f"{size:,}", f"{slowest:.0f} ms")
            row.control, row.ratio = f"quiet {quiet:.0f} ms", f"{slowest / quiet:.1f}"
            if size == LARGE:
                row.goal, row.holds = "≤ 100 ms", slowest <= 100
            yield row


def _memory_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for size, served in _parts(sizes, "served"):
        for when, label in {"first": "2,000 requests", "after changes": "the changes too"}.items():
            used = served["memory"][when]
            value = f"{used['rss']:.0f} MB (PSS {used['pss']:.0f}, peak {used['peak']:.0f})"
            row = Row(f"Memory of a worker after {label}", database, f"{size:,}", value)
            if goal := {SMALL: 160, LARGE: 260}.get(size):
                row.goal, row.holds = f"≤ {goal} MB", used["rss"] <= goal
            yield row


def _soak_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for size, served in _parts(sizes, "served"):
        what, samples = "Growth of that memory", served["memory"]["soak"]
        if samples:
            requests, first = served["memory"]["requests"], served["memory"]["first"]["rss"]
            growth = max(used["rss"] for used in samples) / first - 1
            value = f"{growth:+.1%} over {requests:,} requests"
            yield Row(what, database, f"{size:,}", value, f"{first:.0f} MB before", "", "≤ 5 %", growth <= 0.05)
        else:
            yield Row(what, database, f"{size:,}", "not measured: use --soak 100000", goal="≤ 5 %")


def _start_rows(database: str, sizes: Sizes) -> Iterator[Row]:
    for size, served in _parts(sizes, "served"):
        product, w = served["start"]["seconds"], served["start"]["control_seconds"]
        row = Row(
            "Start to first answer", database, f"{size:,}", f"{product:.2f} s", f"W {w:.2f} s", f"{product / w:.1f}"
        )
        row.goal, row.holds = "≤ 2 s", product <= 2
        yield row


def _parts(sizes: Sizes, name: str) -> Iterator[tuple[int, Any]]:
    return ((size, parts[name]) for size, parts in sizes.items() if name in parts)
