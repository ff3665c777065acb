"""Errors in a spreadsheet: in the file as a whole, and in a cell."""

from dataclasses import dataclass


class Unreadable(Exception):
    """The file cannot be read. The message says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """An error in a cell, or in a whole record if `column` is empty.

    `is_missing`: the cell names a related row that does not exist and that an import can create.
    """

    line: int
    column: str
    reason: str
    is_missing: bool = False

    def __str__(self) -> str:
        position = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{position}: {self.reason}"
