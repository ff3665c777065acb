"""A spreadsheet as a file: one line of column names, one record for each row below it, as CSV in UTF-8 or as XLSX."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

import tablib  # type: ignore[import-untyped]

from . import workbook
from .faults import Fault, Unreadable

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# What a spreadsheet program takes for the beginning of a formula, wide forms included.
FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
COMPUTED = "There is a formula or an error in this cell. Put the value itself in its place."
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass
class Sheet:
    """The records of a file, the line each begins in (the header's is 1), and those that have no proper shape."""

    records: tablib.Dataset
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes, columns: Sequence[str]) -> Sheet:
    """Return the records of a file, with `columns` in any order. Whether it is CSV or XLSX shows in its content.

    Raises Unreadable when it is neither. Lines and records that hold nothing are passed over.
    """
    is_workbook = content.startswith(workbook.SIGNATURE)
    rows = workbook.rows(content) if is_workbook else _rows(_text(content))
    _line, header = next(rows, (1, []))
    names = _column_names(header, columns)
    sheet = Sheet(tablib.Dataset(headers=names))
    for line, cells in rows:
        if is_workbook:
            cells += [""] * (len(names) - len(cells))
        if len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
            shape = f"There are {len(cells)} cells here and {len(names)} columns."
            hint = (
                "Clear those without a name." if is_workbook else "Put every text that has a comma in quotation marks."
            )
            sheet.faults.append(Fault(line, "", f"{shape} {hint}"))
            continue
        computed = [name for name, cell in zip(names, cells, strict=False) if isinstance(cell, workbook.Computed)]
        sheet.faults += [Fault(line, name, COMPUTED) for name in computed]
        sheet.records.append(cells[: len(names)])
        sheet.lines.append(line)
    if not (sheet.lines or sheet.faults):
        raise Unreadable("The file has a header and nothing below it.")
    return sheet


def _text(content: bytes) -> str:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("This is a workbook of an older kind. Save it as .xlsx and choose that file.")
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


def _column_names(header: list[str], columns: Sequence[str]) -> list[str]:
    names = [name.strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable("The file is empty.")
    check_columns(names, columns)
    return names


def check_columns(names: list[str], columns: Sequence[str]) -> None:
    """Raise Unreadable unless `names` are `columns`, each once, in any order."""
    if len(names) == 1 and (found := [word for mark, word in SEPARATORS.items() if mark in names[0]]):
        raise Unreadable(f"The columns are separated by {found[0]}. Save the sheet with commas between the columns.")
    problems = {
        "Missing": [name for name in columns if name not in names],
        "Unknown": [name or "(without a name)" for name in names if name not in columns],
        "There more than once": sorted({name for name in names if name in columns and names.count(name) > 1}),
    }
    if found := [f"{what}: {', '.join(which)}." for what, which in problems.items() if which]:
        raise Unreadable(f"The first line must name the columns. {' '.join(found)}")


def write(file: IO[bytes], kind: str, columns: Sequence[str], records: Iterable[Sequence[str]], title: str) -> None:
    """Write records as a file of that kind, `CSV` or `XLSX`, no cell of which a spreadsheet program computes.

    Raises workbook.Unwritable when a workbook cannot hold a cell.
    """
    escaped = ([escape(text) for text in record] for record in records)
    if kind == XLSX:
        workbook.write(file, columns, escaped, title)
        return
    # With the mark in front, spreadsheet programs know that it is UTF-8.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(escaped)
    text.detach()


def escape(text: str) -> str:
    """Return `text` so that a spreadsheet program shows it instead of computing it. `unescape` undoes it."""
    return f"'{text}" if FORMULA.match(text) else text


def unescape(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
