"""Writes tables as lines: pages and the editor have no tables."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

from .lines import Line, Row, Run, Text

# If cells contain commas ("Berlin, Germany"), commas could not separate the cells.
COMMA = re.compile(r"[,،、]\s")
ENDS = (".", ",", ";", ":", "!", "?", "…")
TABLE = "Tables are written as lines, one for each row."


def write_rows(text: Text) -> None:
    """Replace the lines of each row of a table by one line, if every cell is a line."""
    for depth in range(max((len(line.cells) for line in text.lines), default=0), 0, -1):
        lines: list[Line] = []
        for table, group in groupby(text.lines, partial(_table, depth=depth)):
            if table is None:
                lines.extend(group)
            else:
                text.note(TABLE)
                lines.extend(_write_table(list(group), depth))
        text.lines = lines


def _table(line: Line, depth: int) -> Any:
    return line.cells[depth - 1].table if len(line.cells) >= depth else None


def _write_table(lines: Sequence[Line], depth: int) -> list[Line]:
    separator = "; " if any(COMMA.search(line.text) for line in lines) else ", "
    written: list[Line] = []
    for _row, group in groupby(lines, lambda line: line.cells[depth - 1].row):
        row = list(group)
        columns = {line.cells[depth - 1].column for line in row}
        if len(row) > 1 and len(columns) == len(row) and all(_is_line(line, depth) for line in row):
            written.append(_join(row, separator, depth))
        else:
            written.extend(row)
    for line in written:
        line.cells = line.cells[: depth - 1]
    return written


def _is_line(line: Line, depth: int) -> bool:
    return not (line.level or line.point) and line.boxes == line.cells[depth - 1].boxes


def _join(row: Sequence[Line], separator: str, depth: int) -> Line:
    runs: list[Run] = []
    for line in row:
        if runs:
            # All screen readers pause at a comma, but not all at a middle dot or a dash. After punctuation, a space
            # is enough.
            runs.append((" " if runs[-1][0].endswith(ENDS) else separator, ()))
        for number, part in enumerate(line.rows):
            runs += ([(" ", ())] if number else []) + part.runs
    return Line([Row(runs)], row[0].cells[depth - 1].boxes, cells=row[0].cells)
