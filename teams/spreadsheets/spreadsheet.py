"""Spreadsheet files, CSV in UTF-8 or XLSX: a line of column names, then one record per row."""

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
# Spreadsheet programs take a cell that begins like this for a formula. Full-width characters count too.
# So does one after a separator: programs that take another sign to separate columns see it begin there.
FORMULA = re.compile(r"'*[\s,;|]*[=+\-@\t\r＝＋－＠]")
# In characters, of one cell and of a whole row of CSV.
MAX_CELL_LENGTH, MAX_ROW_LENGTH = 131_072, 4_000_000
MAX_EMPTY_ROWS = 50_000
TOO_LONG = f"This cell has more than {MAX_CELL_LENGTH:,} characters, the most that can be read. Shorten it."
# Cut from the text one by one: a file in memory would hold the whole text again.
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
COMPUTED = "This cell has a formula or an error. Replace it with the value."
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass
class Sheet:
    """The records of a file, the line in which each begins (the header is line 1), and errors in their shape."""

    records: tablib.Dataset
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes, columns: Sequence[str], max_rows: int | None = None) -> Sheet:
    """Return the records of a CSV or XLSX file that has `columns` in any order. Skip empty rows.

    Raise Unreadable if it is neither, has other columns, or more than `max_rows` rows. The content decides between
    CSV and XLSX.
    """
    is_workbook = content.startswith(workbook.SIGNATURE)
    rows = workbook.rows(content) if is_workbook else _csv_rows(_decode(content))
    _line, header = next(rows, (1, []))
    names = _column_names(header, columns)
    sheet = Sheet(tablib.Dataset(headers=names))
    for number, (line, cells) in enumerate(rows, 1):
        if max_rows and number > max_rows:
            raise Unreadable(
                f"There are more than {max_rows:,} rows; that many can be imported at once. Split the file."
            )
        if is_workbook:
            cells += [""] * (len(names) - len(cells))
        if len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
            problem = f"There are {len(cells)} cells here and {len(names)} columns."
            csv_hint = "Put every text that has a comma in quotation marks."
            hint = "Clear the cells outside the columns." if is_workbook else csv_hint
            sheet.faults.append(Fault(line, "", f"{problem} {hint}"))
            continue
        computed = [name for name, cell in zip(names, cells, strict=False) if isinstance(cell, workbook.Computed)]
        sheet.faults += [Fault(line, name, COMPUTED) for name in computed]
        sheet.faults += [
            Fault(line, name, TOO_LONG) for name, cell in zip(names, cells, strict=False) if len(cell) > MAX_CELL_LENGTH
        ]
        sheet.records.append(cells[: len(names)])
        sheet.lines.append(line)
    if not (sheet.lines or sheet.faults):
        raise Unreadable("The file has a header and nothing below it.")
    return sheet


def _decode(content: bytes) -> str:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("This is a workbook in an old format. Save it as .xlsx and choose that file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"Line {line} is not UTF-8 text. Save the sheet as “CSV UTF-8 (comma delimited)”.") from error


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each non-empty record with the line in which it begins. Raise Unreadable as soon as it passes a limit."""
    length = empty = 0

    def limited_lines() -> Iterator[str]:
        nonlocal length
        for match in LINE.finditer(text):
            length += len(match[0])
            if length > MAX_ROW_LENGTH:
                raise Unreadable(f"The row that begins in line {line} has more than {MAX_ROW_LENGTH:,} characters.")
            yield match[0]

    reader = csv.reader(limited_lines(), strict=True)
    while True:
        line, length = reader.line_num + 1, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(_csv_problem(line, error)) from error
        if any(cell.strip() for cell in cells):
            yield line, cells
        else:
            empty += 1
            if empty > MAX_EMPTY_ROWS:
                raise Unreadable(f"There are more than {MAX_EMPTY_ROWS:,} empty rows. Delete them.")


def _csv_problem(line: int, error: csv.Error) -> str:
    if "field limit" in str(error):
        return (
            f"A cell of the row that begins in line {line} has more than {MAX_CELL_LENGTH:,} characters, the most that "
            "can be read. Shorten it."
        )
    return (
        f"The row that begins in line {line} cannot be read ({error}). A cell that begins with a quotation mark must "
        "end with one. Write two for each quotation mark inside the cell."
    )


def _column_names(header: list[str], columns: Sequence[str]) -> list[str]:
    names = [name.strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable("The file is empty.")
    check_columns(names, columns)
    return names


def check_columns(names: list[str], columns: Sequence[str]) -> None:
    """Raise Unreadable unless `names` has each of `columns` once and no others."""
    if len(names) == 1 and (separators := [word for sign, word in SEPARATORS.items() if sign in names[0]]):
        raise Unreadable(
            f"The columns are separated by {separators[0]}. Save the sheet with commas between the columns."
        )
    problems = {
        "Missing": [name for name in columns if name not in names],
        "Unknown": [name or "(without a name)" for name in names if name not in columns],
        "Repeated": sorted({name for name in names if name in columns and names.count(name) > 1}),
    }
    if messages := [f"{label}: {', '.join(wrong)}." for label, wrong in problems.items() if wrong]:
        raise Unreadable(f"The first line must name the columns. {' '.join(messages)}")


def write(
    file: IO[bytes], file_format: str, columns: Sequence[str], records: Iterable[Sequence[str]], title: str
) -> None:
    """Write records in a format, `CSV` or `XLSX`. Escape cells that look like formulas.

    Raise workbook.Unwritable if a cell is too long for a workbook.
    """
    escaped = ([escape(text) for text in record] for record in records)
    if file_format == XLSX:
        workbook.write(file, columns, escaped, title)
        return
    # The byte order mark tells spreadsheet programs that it is UTF-8.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(escaped)
    text.detach()


def escape(text: str) -> str:
    """Return `text` so that spreadsheet programs show it and do not compute it. `unescape` reverses this."""
    return f"'{text}" if FORMULA.match(text) else text


def unescape(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
