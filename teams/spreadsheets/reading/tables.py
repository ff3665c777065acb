"""The rows of a file, and the row among the first that names the columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from ..columns import Columns
from ..faults import Unreadable

# Titles, notes and a date stand above the names of the columns in few rows.
MAX_ROWS_ABOVE = 20
Row = tuple[int, list[str]]


@dataclass
class Table:
    """The non-empty rows of a sheet, each with its line, and how they were read. Rows are read once.

    `hidden`: the number of hidden rows, which are left out. `links`: addresses by line and number of the cell, from 0.
    Both are known once all rows are read.
    """

    how: str
    rows: Iterator[Row]
    hidden: int = 0
    links: dict[tuple[int, int], str] = field(default_factory=dict)

    def peek(self) -> tuple[list[Row], Unreadable | None]:
        """Return the first rows, without taking them away, and why no more can be read."""
        first: list[Row] = []
        error = None
        try:
            first.extend(islice(self.rows, MAX_ROWS_ABOVE + 1))
        except Unreadable as raised:
            error = raised
        self.rows = chain(first, _failing(error) if error else self.rows)
        return first, error


def _failing(error: Unreadable) -> Iterator[Row]:
    yield from ()
    raise error


def find(tables: Iterable[Table], columns: Columns) -> tuple[Table, Row]:
    """Return the first table with the columns, and the row that names them. The rows of the table then follow it.

    Raise Unreadable if there is none. The message is about the row that names most of the columns.
    """
    closest: list[str] = []
    most, error = 0, None
    for table in tables:
        first, error_here = table.peek()
        error = error or error_here
        for row in first:
            if columns.is_header(row[1]):
                while next(table.rows) is not row:
                    pass
                return table, row
            found = sum(name is not None for name in columns.match(row[1]))
            if found > most or not (closest or columns.is_empty(row[1])):
                closest, most = row[1], found
    if error and not most:
        raise error
    if not closest:
        raise Unreadable("The file is empty.")
    columns.check(closest)
    raise AssertionError("A row that passes the check is a header.")
