"""A spreadsheet of postings as a file: CSV in UTF-8, one line of column names, one record for each posting."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import tablib  # type: ignore[import-untyped]

COLUMNS = (
    "reference",
    "title",
    "team",
    "locations",
    "workplace",
    "countries",
    "employment_types",
    "level",
    "tags",
    "description",
    "pay_min",
    "pay_max",
    "pay_currency",
    "pay_period",
    "apply_url",
    "apply_email",
    "published_from",
    "closes_at",
    "language",
)
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# What a spreadsheet program takes for the beginning of a formula, wide forms included.
FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


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


@dataclass
class Sheet:
    """The records of a file, the line each begins in (the header's is 1), and those that have no proper shape."""

    records: tablib.Dataset
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes) -> Sheet:
    """Return the records of a CSV file, with the columns in `COLUMNS` in any order.

    Raises Unreadable when it is no such file. Lines and records that hold nothing are passed over.
    """
    rows = _rows(_text(content))
    _line, header = next(rows, (1, []))
    names = _column_names(header)
    sheet = Sheet(tablib.Dataset(headers=names))
    for line, cells in rows:
        if len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
            shape = f"There are {len(cells)} cells here and {len(names)} columns."
            sheet.faults.append(Fault(line, "", f"{shape} Put every text that has a comma in quotation marks."))
        else:
            sheet.records.append(cells[: len(names)])
            sheet.lines.append(line)
    if not (sheet.lines or sheet.faults):
        raise Unreadable("The file has a header but no postings below it.")
    return sheet


def _text(content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("This is a workbook. Save the sheet as “CSV UTF-8 (comma delimited)” and import that file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"Line {line} is not UTF-8 text. Save the sheet as “CSV UTF-8 (comma delimited)”.") from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that holds something, with the line it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                f"The record that begins in line {line} cannot be read ({error}). See that every cell that begins with "
                "a quotation mark ends with one, and that those inside a cell are doubled."
            ) from error
        if any(cell.strip() for cell in cells):
            yield line, cells


def _column_names(header: list[str]) -> list[str]:
    names = [name.strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable("The file is empty.")
    check_columns(names)
    return names


def check_columns(names: list[str]) -> None:
    """Raise Unreadable unless `names` are the columns of a spreadsheet of postings, each once, in any order."""
    if len(names) == 1 and (found := [word for mark, word in SEPARATORS.items() if mark in names[0]]):
        raise Unreadable(f"The columns are separated by {found[0]}. Save the sheet with commas between the columns.")
    problems = {
        "Missing": [name for name in COLUMNS if name not in names],
        "Unknown": [name or "(without a name)" for name in names if name not in COLUMNS],
        "There more than once": sorted({name for name in names if name in COLUMNS and names.count(name) > 1}),
    }
    if found := [f"{what}: {', '.join(which)}." for what, which in problems.items() if which]:
        raise Unreadable(f"The first line must name the columns. {' '.join(found)}")


def escape(text: str) -> str:
    """Return `text` so that a spreadsheet program shows it instead of computing it. `unescape` undoes it."""
    return f"'{text}" if FORMULA.match(text) else text


def unescape(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
