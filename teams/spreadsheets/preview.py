"""What an import does or would do, kept short enough for thousands of rows."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

LONGEST, BEFORE = 300, 40


class OutdatedPreview(Exception):
    """What would be stored is no longer what was shown."""


class ReasonRequired(Exception):
    """There are warnings, and no reason was given to go on in spite of them."""


@dataclass(frozen=True)
class Change:
    """A row that is new or changed, what `becomes` of it in words, and its `cells`.

    Of a changed row, those that differ: column, text as stored, text as it will be; of a new one, those that say
    something.
    """

    line: int
    key: str
    name: str
    is_new: bool
    outcome: str
    cells: tuple[tuple[str, str, str], ...]


class Preview:
    """The rows of an import as they were understood, in the order of the file."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.changes: list[Change] = []
        self._hash = hashlib.sha256()

    def note(
        self, line: int, key: str, name: str, old: dict[str, str] | None, new: dict[str, str], outcome: str = ""
    ) -> None:
        """Take down a row: the texts of its columns before, None for a new one, and those of the changed ones after."""
        kind = "new" if old is None else "changed" if new else "unchanged"
        cells = tuple((column, (old or {}).get(column, ""), text) for column, text in new.items())
        self.totals[kind] += 1
        self._hash.update(repr((line, key, kind, cells, outcome)).encode())
        if kind != "unchanged":
            told = tuple((column, *excerpt(before, after)) for column, before, after in cells if before or after)
            self.changes.append(Change(line, key, name, old is None, outcome, told))

    def digest(self, *others: Any) -> str:
        """A name for all that was noted, and for what else belongs to the outcome. Another outcome has another."""
        whole = self._hash.copy()
        whole.update(repr(others).encode())
        return whole.hexdigest()


def excerpt(old: str, new: str) -> tuple[str, str]:
    """Both texts, cut to the neighbourhood of the first letter in which they differ where they are long."""
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    pairs = zip(old, new, strict=False)
    first = next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))
    begin = max(first - BEFORE, 0)
    return _cut(old, begin), _cut(new, begin)


def _cut(text: str, begin: int) -> str:
    end = begin + LONGEST
    return f"{'…' if begin and text else ''}{text[begin:end]}{'…' if len(text) > end else ''}"
