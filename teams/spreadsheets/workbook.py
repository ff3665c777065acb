"""Workbooks (XLSX, Office Open XML) as rows of text. One sheet is read: the first with the columns. One is written."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import chain, islice
from typing import IO, Any
from xml.etree.ElementTree import iterparse

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from .faults import Unreadable
from .reading.archive import LimitedArchive
from .reading.links import find_links, read_formula
from .reading.number_formats import render
from .reading.tables import Row, Table

SIGNATURE = b"PK\x03\x04"
# In characters: a small archive can unpack to a thousand times its size.
MAX_TEXT = 50_000_000
# A sheet has no more rows than this. The limit of columns protects from a single cell far to the right.
MAX_ROWS, MAX_COLUMNS = 1_048_576, 100
# In UTF-16 code units.
MAX_CELL_LENGTH = 32_767
MAX_LISTED = 20
# Spreadsheet programs show no more: they store 18.1 as 18.100000000000001.
DIGITS = 15
THREE_DECIMALS = re.compile(r"-?[0-9]+\.[0-9]{3}")
TRUE = ("1", "true")
TEXT_FORMAT = "@"
BROKEN = "This workbook cannot be read. Save it again as .xlsx, or as “CSV UTF-8”."
STRING, TEXT, PRONUNCIATION = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "rPh"))
MIN_WIDTH, MAX_WIDTH, MEASURED_ROWS = 10, 60, 50
# XML cannot hold control characters. Office writes them as _x000D_, and a text that looks like that as _x005F_x000D_.
NEEDS_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Computed(str):
    """The content of a cell that is not a value: a formula or an error."""

    __slots__ = ()


class Unwritable(Exception):
    """A workbook cannot hold some cells. The message names them."""


def tables(content: bytes) -> Iterator[Table]:
    """Yield the visible sheets, and after them the hidden ones if there are no others.

    Numbers and dates are returned as text: 60000, 2026-06-30. Formulas are not computed: their cells are
    `Computed`. Raise Unreadable if the content is no workbook, or too large.
    """
    archive = LimitedArchive(content)
    with _reading(archive):
        book = _Reader.load(archive)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        table = Table(f"the sheet “{sheet.title}”", iter(()))
        table.rows = _rows(archive, sheet, table)
        yield table


@contextmanager
def _reading(archive: LimitedArchive) -> Iterator[None]:
    try:
        yield
    except Unreadable:
        raise
    except Exception as error:  # The library raises many kinds of errors for broken files.
        raise archive.refusal or Unreadable(BROKEN) from error


def _rows(archive: LimitedArchive, sheet: Any, table: Table) -> Iterator[Row]:
    """Yield each non-empty row that is not hidden. Filters hide rows too."""
    length = last = 0
    with _reading(archive), sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            epoch=sheet.parent.epoch,
            date_formats=sheet.parent._date_formats,
            timedelta_formats=sheet.parent._timedelta_formats,
        )
        for number, cells in parser.parse():
            is_hidden = parser.row_dimensions.pop(str(number), {}).get("hidden") in TRUE
            if not last < number <= MAX_ROWS:
                continue  # A row comes once, in order.
            last = number
            texts = [""] * min(max((cell["column"] for cell in cells), default=0), MAX_COLUMNS)
            for cell in cells:
                if (column := cell["column"] - 1) < MAX_COLUMNS:
                    texts[column] = _text(ReadOnlyCell(sheet, **cell))
                    if isinstance(texts[column], Computed) and (linked := read_formula(texts[column])):
                        texts[column], table.links[number, column] = linked
            while texts and not texts[-1]:
                texts.pop()
            length += sum(map(len, texts))
            if length > MAX_TEXT:
                raise Unreadable("This workbook holds too much text. Split it into several.")
            if any(text.strip() for text in texts):
                if is_hidden:
                    table.hidden += 1
                else:
                    yield number, texts
        table.links |= find_links(sheet, parser)


class _Reader(ExcelReader):
    """The library's reader, on an archive with limits, and with a table of strings that costs less."""

    @classmethod
    def load(cls, archive: LimitedArchive) -> Any:
        reader = cls(archive.fp, read_only=True, keep_links=False)
        reader.archive = archive
        reader.read()
        return reader.wb

    def read_strings(self) -> None:
        """Read the texts without their formats, and without what shows how to pronounce them."""
        if part := self.package.find(SHARED_STRINGS):
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_strings(source))


def _strings(source: IO[bytes]) -> Iterator[str]:
    events = iterparse(source, ("start", "end"))  # noqa: S314  # the archive refuses declarations of entities
    _event, table = next(events)
    words: list[str] = []
    is_pronunciation = False
    for event, element in events:
        if element.tag == PRONUNCIATION:
            is_pronunciation = event == "start"
        elif event == "end" and element.tag == TEXT and not is_pronunciation:
            words.append(element.text or "")
        elif event == "end" and element.tag == STRING:
            yield "".join(words)
            words.clear()
            table.clear()


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        return Computed(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < 1e15 else float(f"{value:.{DIGITS}g}")
    if isinstance(value, int):
        return render(value, cell.number_format)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float):
        text = str(value)
        # With three decimals, 60.125 looks like sixty thousand.
        return f"{text}0" if THREE_DECIMALS.fullmatch(text) else text
    return ESCAPED.sub(_unescape, value) if isinstance(value, str) else str(value)


def _unescape(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    # Half a surrogate pair is not a letter.
    return match[0] if "\ud800" <= letter <= "\udfff" else letter


def write(file: IO[bytes], names: Sequence[str], records: Iterable[Sequence[str]], title: str) -> None:
    """Write a sheet with a title and a fixed row of column names. Write every cell as text.

    Raise Unwritable if cells are too long. Its message names them all.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    remaining = iter(records)
    first = list(islice(remaining, MEASURED_ROWS))
    for number, name in enumerate(names):
        # The file stores widths before rows, so only the first rows decide them.
        widest = max([len(name), *(len(record[number]) for record in first)])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(max(widest + 2, MIN_WIDTH), MAX_WIDTH)
    bold = Font(bold=True)
    sheet.append([_cell(sheet, name, font=bold) for name in names])
    too_long: dict[str, list[str]] = defaultdict(list)
    try:
        for record in chain(first, remaining):
            texts = [_escape(text) for text in record]
            for name, text in zip(names, texts, strict=True):
                if len(text.encode("utf-16-le")) > 2 * MAX_CELL_LENGTH:
                    too_long[name].append(record[0])
            if not too_long:
                sheet.append([_cell(sheet, text) for text in texts])
        if too_long:
            raise Unwritable(" ".join(_too_long_message(name, rows) for name, rows in too_long.items()))
    except Exception:
        book.save(BytesIO())  # This removes the temporary file.
        raise
    book.save(file)


def _cell(sheet: Any, text: str, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"
        cell.number_format = TEXT_FORMAT
    if font:
        cell.font = font
    return cell


def _escape(text: str) -> str:
    return NEEDS_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def _too_long_message(name: str, rows: Sequence[str]) -> str:
    more = len(rows) - MAX_LISTED
    names = ", ".join(rows[:MAX_LISTED]) + (f" and {more:,} more" if more > 0 else "")
    return f"The {name} of {names} has more than {MAX_CELL_LENGTH:,} characters, which a workbook cannot hold."
