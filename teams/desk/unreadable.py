"""Rows with values that no code can read, written by another program. Pages of the desk leave them out."""

from collections.abc import Callable
from typing import Any

Rows = Any
# Functions from a queryset to one without such rows. `jobs` knows which rows its index could not read.
filters: list[Callable[[Rows], Rows]] = []


def leave_out(rows: Rows) -> Rows:
    for without_unreadable in filters:
        rows = without_unreadable(rows)
    return rows
