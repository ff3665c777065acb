"""The preview of an import: what it does or would do, in little memory for thousands of rows."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

MAX_LENGTH, CONTEXT = 300, 40


class OutdatedPreview(Exception):
    """The import would now do something else than the preview showed."""


class ImportNeedsReason(Exception):
    """There are warnings, and no reason to ignore them."""


@dataclass(frozen=True)
class Change:
    """A new or changed row; `outcome` describes what happens to it.

    Each of `cells` is a column, its old text and its new text: the changed cells of a changed row, the
    non-empty cells of a new one.
    """

    line: int
    key: str
    name: str
    is_new: bool
    outcome: str
    cells: tuple[tuple[str, str, str], ...]


class Preview:
    """The rows of an import, in the order of the file."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.changes: list[Change] = []
        # Of each row: what happens to it.
        self.hashes: list[bytes] = []
        # The positions of the new and changed rows, from 0.
        self.to_store: list[int] = []

    def add_row(
        self,
        line: int,
        key: str,
        name: str,
        old: dict[str, str] | None,
        new: dict[str, str],
        outcome: str = "",
        shown: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    ) -> None:
        """Add a row. `old`: its texts by column, None for a new row. `new`: the texts of changed columns.

        `shown`: by column, both texts as pages write them, if they are written in another way than in files.
        """
        status = "new" if old is None else "changed" if new else "unchanged"
        cells = tuple((column, (old or {}).get(column, ""), text) for column, text in new.items())
        self.totals[status] += 1
        self.hashes.append(hashlib.sha256(repr((line, key, status, cells, outcome)).encode()).digest())
        if status != "unchanged":
            self.to_store.append(len(self.hashes) - 1)
            texts = ((column, *_choose(before, after, shown.get(column))) for column, before, after in cells)
            excerpts = tuple((column, *excerpt(before, after)) for column, before, after in texts if before or after)
            self.changes.append(Change(line, key, name, old is None, outcome, excerpts))

    def digest(self, *other_effects: Any) -> str:
        """Return a hash of all rows and other effects. It differs when the import would do something else."""
        return hashlib.sha256(b"".join(self.hashes) + repr(other_effects).encode()).hexdigest()


def _choose(old: str, new: str, shown: tuple[str, str] | None) -> tuple[str, str]:
    """Return the texts as pages write them, unless these do not show the difference, such as one of seconds."""
    return shown if shown and shown[0] != shown[1] else (old, new)


def excerpt(old: str, new: str) -> tuple[str, str]:
    """Return both texts; if one is long, only the part around their first difference."""
    if max(len(old), len(new)) <= MAX_LENGTH:
        return old, new
    pairs = enumerate(zip(old, new, strict=False))
    first = next((position for position, (before, after) in pairs if before != after), min(len(old), len(new)))
    start = max(first - CONTEXT, 0)
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    end = start + MAX_LENGTH
    return f"{'…' if start and text else ''}{text[start:end]}{'…' if len(text) > end else ''}"
