"""Shortens Django's list of the rows that go with a posting: only what people have written is shown."""

from typing import Any

from jobs.models import Posting, Section

SHOWN_MODELS = (Posting, Section)
# Django's line of a row begins with the name of its model.
PREFIXES = tuple(f"{str(model._meta.verbose_name).capitalize()}: " for model in SHOWN_MODELS)


def filter_deleted_objects(rows: list[Any]) -> list[Any]:
    """Keep the lines of the shown models. A nested list belongs to the line before it."""
    shown: list[Any] = []
    is_shown = True
    for row in rows:
        if not isinstance(row, list):
            is_shown = row.startswith(PREFIXES)
        content = filter_deleted_objects(row) if isinstance(row, list) else row
        if is_shown and content:
            shown.append(content)
    return shown


def filter_model_count(counts: dict[str, int]) -> dict[str, int]:
    """Keep the shown models in Django's number of rows by model."""
    names = {model._meta.verbose_name_plural for model in SHOWN_MODELS}
    return {name: count for name, count in counts.items() if name in names}
