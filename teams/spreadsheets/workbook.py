"""Workbooks (XLSX, Office Open XML) as rows of text: the first sheet of one that is read, one sheet when written."""

import datetime as dt
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain, islice
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .faults import Unreadable

SIGNATURE = b"PK\x03\x04"
# A file may pack a thousand times what it weighs; this is what it may weigh once unpacked, and as text.
MOST_UNPACKED, MOST_PARTS, MOST_TEXT = 100_000_000, 1000, 50_000_000
# A sheet has no more rows; a cell far to the right must not make every row as wide.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 100
# What a cell holds at most, in UTF-16 code units.
LONGEST_CELL = 32_767
NAMED = 20
AS_TEXT = "@"
NARROWEST, WIDEST, MEASURED = 10, 60, 50
# XML holds no control characters, so Office writes them as _x000D_, and a text that looks like that as _x005F_x000D_.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
WRITTEN = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Computed(str):
    """What a cell holds that is no value of its own: a formula, or the error it came to."""

    __slots__ = ()


class Unwritable(Exception):
    """A workbook cannot hold this; the message says what."""


def rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row of the first sheet that holds something, with its number.

    Numbers and days come as the text they were before a spreadsheet program understood them: 60000, 2026-06-30. No
    formula is computed: its cell is a `Computed`. Raises Unreadable when the content is no workbook, or too large.
    """
    _refuse_bombs(content)
    length, blank = 0, None
    try:
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own extent need not be true.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS), 1):
            if cells is blank:
                continue  # the library has one and the same for all the rows that a file leaves out
            texts = [_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            length += sum(map(len, texts))
            if length > MOST_TEXT:
                raise Unreadable("This workbook holds too much text. Split it into several.")
            if any(text.strip() for text in texts):
                yield number, texts
            else:
                blank = cells
    except Unreadable:
        raise
    except Exception as error:  # the library raises whatever the broken part of a file makes it stumble over
        raise Unreadable("This workbook cannot be read. Save it once more as .xlsx, or as “CSV UTF-8”.") from error


def _refuse_bombs(content: bytes) -> None:
    """Raise Unreadable for what would fill the memory, by what the archive says of itself, without unpacking it.

    Python unpacks no more of a part than is said there.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("This file is damaged. Save the workbook once more and choose the new file.") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("This workbook is too large once it is unpacked. Split it into several.")


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        return Computed(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return WRITTEN.sub(_unwritten, value) if isinstance(value, str) else str(value)


def _unwritten(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    # Half a pair of code units is no letter.
    return found[0] if "\ud800" <= letter <= "\udfff" else letter


def write(file: IO[bytes], names: Sequence[str], records: Iterable[Sequence[str]], title: str) -> None:
    """Write a sheet of that title with the names on top, which stay in sight, and every cell as text.

    Raises Unwritable, with all of them, when cells would be too long.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    rest = iter(records)
    first = list(islice(rest, MEASURED))
    for number, name in enumerate(names):
        # Widths stand before the rows in the file, so those of the first must do.
        widest = max([len(name), *(len(record[number]) for record in first)])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(max(widest + 2, NARROWEST), WIDEST)
    bold = Font(bold=True)
    sheet.append([_cell(sheet, name, font=bold) for name in names])
    too_long: dict[str, list[str]] = defaultdict(list)
    try:
        for record in chain(first, rest):
            texts = [_written(text) for text in record]
            for name, text in zip(names, texts, strict=True):
                if len(text.encode("utf-16-le")) > 2 * LONGEST_CELL:
                    too_long[name].append(record[0])
            if not too_long:
                sheet.append([_cell(sheet, text) for text in texts])
        if too_long:
            raise Unwritable(" ".join(_refusal(name, rows) for name, rows in too_long.items()))
    except Exception:
        book.save(BytesIO())  # or its temporary file would stay
        raise
    book.save(file)


def _cell(sheet: Any, text: str, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"
        cell.number_format = AS_TEXT
    if font:
        cell.font = font
    return cell


def _written(text: str) -> str:
    return UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _refusal(name: str, rows: Sequence[str]) -> str:
    more = len(rows) - NAMED
    which = ", ".join(rows[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
    return f"The {name} of {which} has more than {LONGEST_CELL:,} characters, which a workbook cannot hold."
