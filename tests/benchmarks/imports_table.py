"""The rows of the table about imports: how long others wait meanwhile, and what files built to cost cost."""

from typing import Any

from .table import Row

PARTS = {
    "preview": "Others who save while a preview of {} rows is made",
    "pages": "Others who save while pages of a preview of {} rows are shown",
    "import": "Others who save while {} rows are imported",
}
MAX_WAIT, MAX_SECONDS, MAX_MEGABYTES = 1000, 2, 64


def make_rows(measured: dict[str, dict[str, Any]], refused: dict[str, dict[str, float]]) -> list[Row]:
    """Make the rows for every database, and for the files. What could not be measured is left out."""
    return [
        *(_make_row(database, results, name) for database, results in measured.items() if results for name in PARTS),
        *(
            Row(
                f"Refusal of a file built to cost: {name}",
                "",
                f"{file['kB']:.0f} kB",
                f"{file['seconds']:.2f} s, {file['megabytes']:.0f} MB",
                goal=f"≤ {MAX_SECONDS} s, ≤ {MAX_MEGABYTES} MB",
                holds=file["seconds"] <= MAX_SECONDS and file["megabytes"] <= MAX_MEGABYTES,
            )
            for name, file in refused.items()
        ),
    ]


def _make_row(database: str, results: dict[str, Any], name: str) -> Row:
    part, quiet = results[name], results["quiet"]
    waits = f"median {part['median_ms']:.0f}, slowest {part['slowest_ms']:.0f} ms"
    return Row(
        PARTS[name].format(f"{results['rows']:,}"),
        database,
        f"{part['seconds']:.1f} s",
        f"{part['saves']} saves, {part['failed']} failed, {waits}",
        f"median {quiet['median_ms']:.0f}, slowest {quiet['slowest_ms']:.0f} ms",
        f"{part['median_ms'] / quiet['median_ms']:.1f}" if quiet["median_ms"] else "",
        f"0 failed, slowest ≤ {MAX_WAIT} ms",
        not part["failed"] and part["slowest_ms"] <= MAX_WAIT,
    )
