"""History of postings that are changed many at once, by statements that tell no signal."""

from collections.abc import Sequence
from typing import Any, cast

from jobs.models import Posting

BATCH = 500


def bulk_write_history(postings: Sequence[Posting], *, new: bool = False) -> None:
    """Write an entry for each posting as it is in memory, with its places and tags as stored.

    As `save()` would, but by a few statements for all. Whoever is signed in is named in each.
    """
    manager = cast(Any, Posting).history
    made = manager.bulk_history_create(postings, batch_size=BATCH, update=not new)
    entries = {entry.id: entry for entry in made}
    for field in manager.model._history_m2m_fields:
        kept = getattr(manager.model, field.name).model
        rows = field.remote_field.through.objects.filter(posting__in=list(entries)).values()
        kept.objects.bulk_create((kept(history=entries[row["posting_id"]], **row) for row in rows), batch_size=BATCH)
