"""Storing the rows of a file: all are checked first, then stored in blocks, so that nobody waits for a whole file."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import tablib  # type: ignore[import-untyped]
from django.db import DatabaseError, connection
from import_export.results import Result

from teams.models import edition

from .base_resource import BaseResource
from .faults import Fault
from .preview import ImportNeedsReason, OutdatedPreview, Preview

# In seconds. Others wait at most as long as a block takes, so it stays well below a second on a busy machine too.
BLOCK_TIMES = {"sqlite": 0.2, "postgresql": 0.4}
FIRST_BLOCK, MAX_BLOCK = 10, 1000
# Between two blocks, in seconds. On SQLite, a block keeps everybody from writing. If others have written since the last
# block, they get more than half of the time.
PAUSES = {"sqlite": 0.05, "postgresql": 0.02}
PAUSE_WITH_OTHERS = 0.25
# What an import does, for `progress`.
CHECK, STORE = "check", "store"


class ImportInterrupted(Exception):
    """The import ended early: `stored` of `total` new and changed rows are stored. Importing again completes it."""

    def __init__(self, stored: int, total: int, reason: str) -> None:
        super().__init__(f"{stored:,} of {total:,} rows are stored. {reason}")
        self.stored, self.total = stored, total


class BlockResource(BaseResource):
    """Checks all records, then stores those that are new or changed in transactions of less than a second."""

    preview: Preview
    warnings: list[Fault]
    notes: list[Fault]
    reason: str
    progress: Callable[[str, int, int], None]
    dry_run = False
    # The positions of the records that are being stored, from 0; all records while they are checked.
    block: Sequence[int] = ()
    # How many new and changed records are stored, and since when the last block has kept others from writing: its own
    # wait for them does not count. In seconds of `time.monotonic()`.
    number_stored = 0
    locked_at = 0.0

    def digest(self) -> str:
        """Return a hash of everything the import did or would do."""
        created = [(column, sorted(map(str, lookup.created))) for column, lookup in self.lookups.items()]
        return self.preview.digest(created, self.warnings)

    def import_data(self, dataset: Any, *args: Any, expected_digest: str | None = None, **kwargs: Any) -> Result:
        """Check all records and then store them. A dry run only checks: it writes nothing and locks nothing.

        If a record has an error, nothing is stored. Raise OutdatedPreview if the digest is not `expected_digest`,
        ImportNeedsReason if there are warnings and no reason. Both leave the database unchanged. Raise
        ImportInterrupted if some blocks are stored and the next cannot be.
        """
        self.dry_run, self.block, self.number_stored = True, (), 0
        # A dry run of the library is a transaction, which keeps others from saving. This writes nothing to begin with.
        result = super().import_data(dataset, *args, **kwargs | {"dry_run": False, "use_transactions": False})
        if kwargs.get("dry_run", False):
            return result
        if expected_digest is not None and result.base_errors:
            raise result.base_errors[0].error
        is_valid = not (result.has_errors() or result.has_validation_errors())
        if expected_digest is not None and not (is_valid and self.digest() == expected_digest):
            raise OutdatedPreview
        if not is_valid:
            return result
        if self.warnings and not self.reason:
            raise ImportNeedsReason
        checked = self.preview, self.warnings, self.notes
        failed = self._store(dataset)
        self.preview, self.warnings, self.notes = checked
        return failed or result

    def _store(self, dataset: Any) -> Result | None:
        """Store the new and changed records in blocks. Return the result of the first block if it has errors."""
        preview, size = self.preview, FIRST_BLOCK
        total = len(preview.to_store)
        self.progress(STORE, 0, total)
        while self.number_stored < total:
            start = self.number_stored
            self.block = preview.to_store[start : start + size]
            hashes = [preview.hashes[position] for position in self.block]
            try:
                result = self._store_block(dataset, hashes)
            except (DatabaseError, OutdatedPreview) as error:
                if not start:
                    raise
                raise ImportInterrupted(start, total, _describe(error)) from error
            if problem := next(_problems(result), ""):
                if not start:
                    return result
                raise ImportInterrupted(start, total, problem)
            took = time.monotonic() - self.locked_at
            self.number_stored += len(self.block)
            self.progress(STORE, self.number_stored, total)
            # At most twice as many: the next rows can be longer.
            block_time = BLOCK_TIMES[connection.vendor]
            size = max(1, min(int(size * block_time / max(took, 0.001)), 2 * size, MAX_BLOCK))
            if self.number_stored < total:
                _let_others_write()
        return None

    def _store_block(self, dataset: Any, hashes: list[bytes]) -> Result:
        """Store the records of `block` in one transaction. Raise OutdatedPreview if they have other `hashes` now."""
        self.dry_run, self.preview, self.notes = False, Preview(), []
        records = tablib.Dataset(*(dataset[position] for position in self.block), headers=dataset.headers)
        with edition.batch():
            self.locked_at = time.monotonic()
            result = super().import_data(records, use_transactions=True, rollback_on_validation_errors=True)
            if not any(_problems(result)) and self.preview.hashes != hashes:
                raise OutdatedPreview
        return result


def _let_others_write() -> None:
    version = _sqlite_version()
    time.sleep(PAUSES[connection.vendor])
    if _sqlite_version() != version:
        time.sleep(PAUSE_WITH_OTHERS - PAUSES["sqlite"])


def _sqlite_version() -> int:
    """Return a number that changes when another connection writes to SQLite; 0 on other databases."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA data_version").fetchone()[0])


def _problems(result: Result) -> Iterator[str]:
    """Yield what stands in the way of storing the rows of a result."""
    yield from (str(error.error) for error in result.base_errors)
    for _number, errors in result.row_errors():
        yield from (f"Unexpected {error.error!r}." for error in errors)
    yield from (str(row.error) for row in result.invalid_rows)


def _describe(error: Exception) -> str:
    if isinstance(error, OutdatedPreview):
        return "Then came a row that somebody has changed in the meantime."
    return "Then the database was busy, or did not take a row."
