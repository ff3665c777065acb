"""Errors in a spreadsheet: in the file as a whole, and in a cell."""

from dataclasses import dataclass


class Unreadable(Exception):
    """The file cannot be read. The message says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """An error in a cell, or in a whole record if `column` is empty."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        position = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{position}: {self.reason}"
