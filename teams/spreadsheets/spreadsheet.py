"""Spreadsheet files, CSV or XLSX: a line of column names, then one record per row."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO

import tablib  # type: ignore[import-untyped]

from . import workbook
from .cells import quote
from .columns import Columns
from .faults import Fault, Unreadable
from .reading import delimited, tables
from .reading.links import to_address

# Spreadsheet programs take a cell that begins like this for a formula. Full-width characters count too.
# So does one after a separator: programs that take another sign to separate columns see it begin there.
FORMULA = re.compile(r"'*[\s,;|]*[=+\-@\t\r＝＋－＠]")
TOO_LONG = f"This cell has more than {delimited.MAX_CELL_LENGTH:,} characters, the most that can be read. Shorten it."
COMPUTED = "This cell has a formula or an error. Replace it with the value."
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass
class Sheet:
    """The records of a file, the line in which each begins, and errors in their shape. `notes`: how it was read."""

    records: tablib.Dataset
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(content: bytes, columns: Columns, max_rows: int | None = None) -> Sheet:
    """Return the records of a CSV or XLSX file that has the required columns. Skip empty rows and other columns.

    Raise Unreadable if it is neither, lacks a column, or has more than `max_rows` rows. The content decides between
    CSV and XLSX.
    """
    if content.startswith(OLD_WORKBOOK):
        raise Unreadable("This is a workbook in an old format. Save it as .xlsx and choose that file.")
    is_workbook = content.startswith(workbook.SIGNATURE)
    table, (first, header) = tables.find((workbook if is_workbook else delimited).tables(content), columns)
    while header and not header[-1].strip():
        header.pop()
    columns.check(header)
    positions = {name: position for position, name in enumerate(columns.match(header)) if name}
    sheet = Sheet(tablib.Dataset(headers=list(positions)))
    records = []
    for number, (line, cells) in enumerate(table.rows, 1):
        if max_rows and number > max_rows:
            raise Unreadable(
                f"There are more than {max_rows:,} rows; that many can be imported at once. Split the file."
            )
        if is_workbook:
            cells += [""] * (len(header) - len(cells))
        if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
            problem = f"There are {len(cells)} cells here and {len(header)} columns."
            csv_hint = "Put every text that has a comma in quotation marks."
            hint = "Clear the cells outside the columns." if is_workbook else csv_hint
            sheet.faults.append(Fault(line, "", f"{problem} {hint}"))
            continue
        record = [cells[position] for position in positions.values()]
        computed = [name for name, cell in zip(positions, record, strict=True) if isinstance(cell, workbook.Computed)]
        sheet.faults += [Fault(line, name, COMPUTED) for name in computed]
        sheet.faults += [
            Fault(line, name, TOO_LONG)
            for name, cell in zip(positions, record, strict=True)
            if len(cell) > delimited.MAX_CELL_LENGTH
        ]
        records.append(record)
        sheet.lines.append(line)
    if not (sheet.lines or sheet.faults):
        raise Unreadable("The file has a header and nothing below it.")
    for name in columns.addresses:
        if (position := positions.get(name)) is not None:
            for line, record in zip(sheet.lines, records, strict=True):
                if address := table.links.get((line, position)):
                    number = list(positions).index(name)
                    record[number] = to_address(record[number], address)
    sheet.records.extend(records)
    sheet.notes = _describe(table, first, columns.ignored(header))
    return sheet


def _describe(table: tables.Table, first: int, ignored: list[str]) -> list[str]:
    """Return sentences that say how a file was read."""
    notes = [f"Read as {table.how}."]
    if first > 1:
        notes.append(f"Line {first} names the columns.")
    if table.hidden:
        rows = "1 hidden row is" if table.hidden == 1 else f"{table.hidden:,} hidden rows are"
        notes.append(f"{rows} left out. Show them in the file to import them.")
    if ignored:
        notes.append(f"Not imported, because no column here is called so: {', '.join(map(quote, ignored))}.")
    return notes


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
