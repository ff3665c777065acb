"""The row of the table about uploads of photos."""

from typing import Any

from .table import Row

# How much a worker may grow between the last two measurements.
MAX_GROWTH = 1.05


def make_rows(measured: dict[str, Any]) -> list[Row]:
    """Make the row of the table; none if nothing was measured."""
    if not measured:
        return []
    megabytes = list(measured["rss"].values())
    growth = megabytes[-1] / megabytes[-2]
    return [
        Row(
            f"Memory of a worker after {', '.join(map(str, measured['rss']))} photos of 12 megapixels",
            measured["database"],
            "",
            f"{', '.join(f'{each:.0f}' for each in megabytes)} MB",
            ratio=f"{growth:.2f}",
            goal=f"≤ {MAX_GROWTH}",
            holds=growth <= MAX_GROWTH,
        )
    ]
