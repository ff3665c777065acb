"""What a recruiter is told goes with a posting that is deleted: what people have written, and no rows of our own."""

from typing import Any

from ..models import Posting, Section

WRITTEN = (Posting, Section)
# How Django begins the line of a row.
BEGINNINGS = tuple(f"{str(model._meta.verbose_name).capitalize()}: " for model in WRITTEN)


def told(rows: list[Any]) -> list[Any]:
    """Those lines of Django's list that are about what people have written. Below a line stands a list of its own."""
    kept: list[Any] = []
    is_kept = True
    for row in rows:
        if not isinstance(row, list):
            is_kept = row.startswith(BEGINNINGS)
        below = told(row) if isinstance(row, list) else row
        if is_kept and below:
            kept.append(below)
    return kept


def told_counts(counts: dict[str, int]) -> dict[str, int]:
    """The same of its summary: how many rows of each kind."""
    names = {model._meta.verbose_name_plural for model in WRITTEN}
    return {name: count for name, count in counts.items() if name in names}
