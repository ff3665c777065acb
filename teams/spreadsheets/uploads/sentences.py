"""What the pages of an import say about its progress, its end and rows that do not exist."""

from typing import Any

from django.utils.text import get_text_list

from ..storing import STORE
from .runs import State

NOUNS = {"team": ("team", "teams"), "locations": ("place", "places"), "tags": ("label", "labels")}
INTERRUPTED = "The import was interrupted: {} Below is what remains. Confirm to complete it."


def describe_progress(state: State) -> str:
    return f"{state.done:,} of {state.total:,} rows {'stored' if state.phase == STORE else 'checked'}"


def describe_end(state: State | None) -> str:
    """Return what to say above the preview of a file after this end of its last run."""
    if state and state.was_interrupted:
        return INTERRUPTED.format(f"{state.done:,} of {state.total:,} rows are stored, or a few more.")
    return state.message if state else ""


def count(column: str, names: list[str]) -> tuple[str, str]:
    """Return a number and the noun that goes with it."""
    return f"{len(names):,}", NOUNS[column][len(names) != 1]


def describe_missing(missing: dict[str, list[str]]) -> str:
    counts = get_text_list([" ".join(count(column, names)) for column, names in missing.items()], "and")
    return f"{counts} {'does' if sum(map(len, missing.values())) == 1 else 'do'} not exist"


def format_totals(resource: Any) -> str:
    return ", ".join(f"{resource.preview.totals[status]:,} {status}" for status in ("new", "changed", "unchanged"))
