"""The columns of a spreadsheet: which a file needs, and by which names they are found."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from teams.models.folding import fold

from .faults import Unreadable

BETWEEN_WORDS = re.compile(r"[\W_]+")
MAX_LISTED, MAX_NAME = 20, 60
NAMELESS = "(without a name)"


def to_key(name: str) -> str:
    """Return the same text for “Pay min.”, “pay_min” and “PAY MIN”."""
    return BETWEEN_WORDS.sub("", fold(name))


@dataclass(frozen=True)
class Columns:
    """The columns that a file may have, and those it must have.

    `other_names`: how else each may be called. `addresses`: columns where the link behind a text is the value.
    """

    names: tuple[str, ...]
    required: tuple[str, ...]
    other_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()

    @cached_property
    def by_own_name(self) -> dict[str, str]:
        return {to_key(name): name for name in self.names}

    @cached_property
    def by_other_name(self) -> dict[str, str]:
        return {to_key(other): name for name, others in self.other_names.items() for other in others}

    def match(self, header: Sequence[str]) -> list[str | None]:
        """Return the column of each cell of a header, None for a cell that names none.

        Of two cells for one column, that with its own name is meant. A second one with another name is none.
        """
        found = [self.by_own_name.get(to_key(cell)) for cell in header]
        taken = set(found)
        for position, cell in enumerate(header):
            name = None if found[position] else self.by_other_name.get(to_key(cell))
            if name and name not in taken:
                found[position] = name
                taken.add(name)
        return found

    def is_header(self, cells: Sequence[str]) -> bool:
        return set(self.required) <= set(self.match(cells))

    def is_empty(self, cells: Sequence[str]) -> bool:
        return not any(map(to_key, cells))

    def check(self, header: Sequence[str]) -> None:
        """Raise Unreadable unless a header has each required column, and no column twice."""
        found = self.match(header)
        problems = {
            "Missing": [name for name in self.required if name not in found],
            "Unknown": self.ignored(header),
            "Repeated": sorted({name for name in found if name and found.count(name) > 1}),
        }
        if not (problems["Missing"] or problems["Repeated"]):
            return
        messages = " ".join(f"{label}: {', '.join(wrong[:MAX_LISTED])}." for label, wrong in problems.items() if wrong)
        raise Unreadable(f"One of the first lines must name the columns. {messages}")

    def ignored(self, header: Sequence[str]) -> list[str]:
        """Return the names in a header that are no columns."""
        return [
            cell.strip()[:MAX_NAME] or NAMELESS
            for cell, column in zip(header, self.match(header), strict=True)
            if not column
        ]
