"""What can be wrong with a spreadsheet, as a whole and in a single cell."""

from dataclasses import dataclass


class Unreadable(Exception):
    """The file as a whole cannot be understood; the message says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, or with a whole record when `column` is empty."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.reason}"
