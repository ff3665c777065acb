"""Makes lists of lines that begin with a bullet or a number, and headings of lines that begin with #."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .characters import BULLETS
from .lines import Box, Line, Row, Run, Text, tidy

# These begin a point wherever they stand.
BULLET = re.compile(rf"(?:[{BULLETS}]\s*)+")
# These begin a point only if the next line has one too.
DASH = re.compile(r"([-–—*])\s+(?=\S)")
NUMBER = re.compile(r"([0-9]{1,3})[.)]\s+(?=\S)")
# Letters that a font of symbols shows as a bullet. Word puts a wide blank after them.
LETTER = re.compile(r"([o§Øüvq])\s+(?=\S)")
HEADING = re.compile(r"(#{1,6})\s+(?=\w)")
HEADINGS = re.compile(r"(?:#{1,6}\s+)+(?=\w)")
MAX_LEVEL, MAX_AROUND = 9, 6
LISTS = "Lines that begin with a bullet or a number are points of a list."
HEADING_LINES = "Lines that begin with # are headings."


@dataclass
class Piece:
    """A row of a line, and its marker: `kind` is the bullet or 1 for a number. Without one, `kind` is empty."""

    line: Line
    rows: list[Row]
    kind: str = ""
    number: int = 0
    is_sure: bool = False
    length: int = 0  # of the marker

    @property
    def indent(self) -> int:
        return self.rows[0].indent


@dataclass
class Level:
    """An open list while points are added to it."""

    kind: str
    indent: int
    box: Box
    number: int = 0
    item: Box | None = None


def make_lists(text: Text) -> None:
    """Replace lines that begin with bullets or numbers by points of lists, and those that begin with # by headings."""
    pieces = [piece for line in text.lines for piece in _pieces(line)]
    if any(piece.kind == "#" for piece in pieces):
        text.note(HEADING_LINES)
    if any(piece.kind for piece in pieces):
        _check_numbers(pieces)
    elif sum(len(piece.rows) for piece in pieces) == sum(len(line.rows) for line in text.lines):
        return
    lines: list[Line] = []
    owners = {line.boxes[-1] for line in text.lines if line.boxes and line.boxes[-1].tag == "li"}
    for group in _groups(pieces):
        first = group[0]
        base = first.line.boxes
        is_list = first.kind not in ("", "#") and (len(group) > 1 or first.is_sure) and len(base) <= MAX_AROUND
        if base and base[-1] in owners:
            owners.discard(base[-1])
            if is_list:
                text.note(LISTS)
                lines.extend(_split_item(group))
                continue
        if is_list:
            if not all(piece.line.point for piece in group):
                text.note(LISTS)
            lines.extend(_build(group))
        else:
            lines.extend(_unmarked(group))
    text.lines = lines


def _pieces(line: Line) -> Iterator[Piece]:
    if line.level:
        yield Piece(line, line.rows)
        return
    if line.point:
        kind = f"{'1' if line.point.is_ordered else '•'}{line.point.level}"
        yield Piece(line, line.rows, kind, line.point.number, is_sure=True)
        return
    for row in line.rows:
        text = row.text
        if found := BULLET.match(text):
            if found.end() < len(text):
                yield Piece(line, [row], found[0][0], 0, is_sure=True, length=found.end())
        elif found := DASH.match(text) or (LETTER.match(text) if row.has_gap else None):
            yield Piece(line, [row], found[1], length=found.end())
        elif found := NUMBER.match(text):
            yield Piece(line, [row], "1", int(found[1]), length=found.end())
        elif not line.boxes and (found := HEADING.match(text)):
            length = HEADINGS.match(text).end()  # type: ignore[union-attr]
            heading = Row(_cut(row.runs, length))
            yield Piece(replace(line, rows=[heading], level=len(found[1]), is_bare=False), [heading], "#")
        else:
            yield Piece(line, [row])


def _check_numbers(pieces: list[Piece]) -> None:
    """Remove markers that do not count from 1 in neighbouring lines: “2026. A year” is not a point."""
    counted: set[int] = set()
    for piece in pieces:
        if not piece.kind or piece.kind == "#":
            counted.clear()
        elif piece.kind == "1":
            if piece.number == 1 or piece.number - 1 in counted:
                counted.add(piece.number)
            else:
                piece.kind = ""
                counted.clear()


def _groups(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yield neighbouring pieces that can be one list, and every other piece alone or with the rest of its line."""
    group: list[Piece] = []
    for piece in pieces:
        if group and not _belongs(group[-1], piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _belongs(last: Piece, piece: Piece) -> bool:
    if last.kind and piece.kind and "#" not in (last.kind, piece.kind):
        return last.line.boxes == piece.line.boxes and last.line.cells == piece.line.cells
    return not last.kind and not piece.kind and last.line is piece.line


def _unmarked(group: list[Piece]) -> Iterator[Line]:
    """Yield the lines of pieces that are no points."""
    rows: list[Row] = []
    for number, piece in enumerate(group):
        rows += piece.rows
        if number + 1 == len(group) or group[number + 1].line is not piece.line:
            yield replace(piece.line, rows=rows)
            rows = []


def _split_item(group: list[Piece]) -> Iterator[Line]:
    """Yield points of lines in an existing item: the first stays in it, each other becomes an item after it."""
    for number, piece in enumerate(group):
        boxes = piece.line.boxes
        if number:
            boxes = (*boxes[:-1], Box("li", is_used=True))
        yield replace(piece.line, rows=_without_marker(piece), boxes=boxes, point=None)


def _build(group: list[Piece]) -> Iterator[Line]:
    levels: list[Level] = []
    for piece in group:
        point = piece.line.point
        tag = "ol" if piece.kind[0] == "1" else "ul"
        depth = min(point.level, len(levels) + 1) if point else _find_depth(levels, piece)
        del levels[depth:]
        if len(levels) == depth:
            last = levels[-1]
            if last.box.tag != tag or (piece.number == 1 and last.number > 1):
                levels.pop()
        if len(levels) < depth:
            start = piece.number if tag == "ol" and piece.number > 1 else 1
            levels.append(Level(piece.kind, piece.indent, Box(tag, start)))
        level = levels[-1]
        level.number = piece.number or level.number
        level.item = Box("li", is_used=True)
        boxes = [box for one in levels for box in (one.box, one.item) if box]
        yield replace(
            piece.line,
            rows=_without_marker(piece),
            boxes=(*piece.line.boxes, *boxes),
            point=None,
            is_bare=False,
        )


def _find_depth(levels: list[Level], piece: Piece) -> int:
    """Return the level of a point: by its indentation, and by bullets that were used before."""
    depth = len(levels)
    while depth > 1 and levels[depth - 1].indent > piece.indent:
        depth -= 1
    for number in range(depth, 0, -1):
        if levels[number - 1].kind == piece.kind and levels[number - 1].indent == piece.indent:
            return number
    if not levels or piece.indent < levels[depth - 1].indent:
        return 1
    return min(depth + 1, MAX_LEVEL)


def _without_marker(piece: Piece) -> list[Row]:
    first, *rest = piece.rows
    runs = _cut(first.runs, piece.length) if piece.length else first.runs
    text = "".join(text for text, _marks in runs)
    bullet = BULLET.match(text)
    if bullet and bullet.end() < len(text):
        runs = _cut(runs, bullet.end())
    return [replace(first, runs=runs), *rest]


def _cut(runs: list[Run], length: int) -> list[Run]:
    """Return runs without their first `length` characters."""
    rest: list[Run] = []
    for text, marks in runs:
        rest.append((text[length:], marks))
        length = max(length - len(text), 0)
    return tidy(rest)
