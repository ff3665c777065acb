"""What a text consists of: lines, each in its lists and quotes, and what was changed while reading it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

BREAK = "\n"
BLANKS = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(eq=False)
class Mark:
    """An element inside a line: strong, em, b, i or a."""

    tag: str
    address: str | None = None


@dataclass(eq=False)
class Box:
    """An element around lines: ul, ol, li or blockquote. Each object is one element of the page."""

    tag: str
    start: int = 1
    # Of a list: its last item that has a line, and how many have one. Of an item: whether it has a line.
    last_item: Box | None = None
    items: int = 0
    is_used: bool = False


Run = tuple[str, tuple[Mark, ...]]


@dataclass
class Row:
    """What stands between two line breaks, how far it is indented, and whether a wide blank follows its first word."""

    runs: list[Run]
    indent: int = 0
    has_gap: bool = False

    @property
    def text(self) -> str:
        return join(self.runs)


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `boxes` are around the table."""

    table: object
    row: int
    column: int
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Point:
    """What a list point says of itself where no element contains all points of the list."""

    level: int
    is_ordered: bool
    number: int = 0  # 0 if unknown


@dataclass
class Line:
    """A paragraph, a heading (`level` 1 to 6) or a text without an element of its own (`is_bare`)."""

    rows: list[Row]
    boxes: tuple[Box, ...] = ()
    level: int = 0
    is_bare: bool = False
    cells: tuple[Cell, ...] = ()
    point: Point | None = None

    @property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows)


@dataclass
class Text:
    """The lines of a text, and a sentence for each kind of change that its author may not expect."""

    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)


def use(boxes: Iterable[Box]) -> None:
    """Remember that these elements contain a line."""
    around: Box | None = None
    for box in boxes:
        if box.tag == "li" and not box.is_used:
            box.is_used = True
            if around:
                around.last_item = box
                around.items += 1
        around = box


def tidy(runs: Iterable[Run]) -> list[Run]:
    """Return runs with single spaces, none at the ends, and without empty runs."""
    tidied: list[Run] = []
    after_blank = True
    for text, marks in runs:
        text = BLANKS.sub(" ", text)
        if after_blank:
            text = text.removeprefix(" ")
        if text:
            after_blank = text.endswith(" ")
            tidied.append((text, marks))
    if tidied and after_blank:
        text, marks = tidied.pop()
        if text := text.removesuffix(" "):
            tidied.append((text, marks))
    return tidied


def join(runs: Iterable[Run]) -> str:
    """Return the text of runs."""
    return "".join(text for text, _marks in runs)


def split(runs: list[Run]) -> list[list[Run]]:
    """Return the runs between line breaks."""
    parts: list[list[Run]] = [[]]
    for run in runs:
        if run[0] == BREAK:
            parts.append([])
        else:
            parts[-1].append(run)
    return parts


def measure_indent(text: str) -> int:
    """Return how many blanks a text begins with."""
    text = text.expandtabs(4)
    return len(text) - len(text.lstrip())
