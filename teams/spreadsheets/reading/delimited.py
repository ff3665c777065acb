"""Text with a separator between the cells: CSV, and what programs call so."""

import csv
import re
from collections.abc import Iterator

from ..faults import Unreadable
from .encodings import decode
from .tables import Row, Table

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# The first line with which Excel tells itself the separator.
NAMED_SEPARATOR = re.compile(r"\s*\"?sep=([^\r\n])\"?(\r\n|\r|\n|\Z)", re.IGNORECASE)
# In characters, of one cell and of a whole row.
MAX_CELL_LENGTH, MAX_ROW_LENGTH = 131_072, 4_000_000
MAX_EMPTY_ROWS = 50_000
# Cut from the text one by one: a file in memory would hold the whole text again.
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def tables(content: bytes) -> Iterator[Table]:
    """Yield the file as a table of cells with each separator it may have: one if the first line names it.

    Raise Unreadable if it is no text.
    """
    text, encoding = decode(content)
    named = NAMED_SEPARATOR.match(text)
    for separator in [named[1]] if named else SEPARATORS:
        between = SEPARATORS.get(separator, f"“{separator}”")
        yield Table(
            f"CSV in {encoding}, with {between} between the columns",
            _rows(text, separator, start=named.end() if named else 0),
        )


def _rows(text: str, separator: str, start: int) -> Iterator[Row]:
    """Yield each non-empty row with the line in which it begins. Raise Unreadable as soon as it passes a limit.

    `start`: where the rows begin.
    """
    length = empty = 0

    def limited_lines() -> Iterator[str]:
        nonlocal length
        for match in LINE.finditer(text, start):
            length += len(match[0])
            if length > MAX_ROW_LENGTH:
                raise Unreadable(f"The row that begins in line {line} has more than {MAX_ROW_LENGTH:,} characters.")
            yield match[0]

    reader = csv.reader(limited_lines(), delimiter=separator, strict=True)
    first = 2 if start else 1
    while True:
        line, length = reader.line_num + first, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(_describe_error(line, error)) from error
        if any(cell.strip() for cell in cells):
            yield line, cells
        else:
            empty += 1
            if empty > MAX_EMPTY_ROWS:
                raise Unreadable(f"There are more than {MAX_EMPTY_ROWS:,} empty rows. Delete them.")


def _describe_error(line: int, error: csv.Error) -> str:
    if "field limit" in str(error):
        return (
            f"A cell of the row that begins in line {line} has more than {MAX_CELL_LENGTH:,} characters, the most that "
            "can be read. Shorten it."
        )
    return (
        f"The row that begins in line {line} cannot be read ({error}). A cell that begins with a quotation mark must "
        "end with one. Write two for each quotation mark inside the cell."
    )
