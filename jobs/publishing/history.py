"""History of postings that are changed by bulk statements, which send no signals."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, cast

from jobs.models import Posting, Section

BATCH_SIZE = 500


def bulk_write_history(postings: Sequence[Posting], *, new: bool = False) -> None:
    """Write a history entry for each posting as it is in memory, with its places and tags as stored.

    The same entries as `save()` writes, with the signed-in user, by a few statements for all.
    """
    manager = cast(Any, Posting).history
    created = manager.bulk_history_create(postings, batch_size=BATCH_SIZE, update=not new)
    entries = {entry.id: entry for entry in created}
    for field in manager.model._history_m2m_fields:
        historical = getattr(manager.model, field.name).model
        rows = field.remote_field.through.objects.filter(posting__in=list(entries)).values()
        historical.objects.bulk_create(
            (historical(history=entries[row["posting_id"]], **row) for row in rows), batch_size=BATCH_SIZE
        )


def sign(rows: Iterable[Posting | Section], at: dt.datetime, by: Any) -> None:
    """Give the next history entries of these rows a moment and an author: a user, or None for a command.

    The history of a page assigns a section to the latest entry of its posting that is not later. So a posting and
    its sections need the same moment, in whichever order their entries are written.
    """
    for row in rows:
        row._history_date, row._history_user = at, by  # type: ignore[union-attr]
