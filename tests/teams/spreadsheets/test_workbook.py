"""Workbooks: cells as spreadsheet programs save them, and malicious files."""

import contextlib
import datetime as dt
import io
import resource
import time
import zipfile

import pytest
from hypothesis import example, given, strategies as st
from openpyxl import Workbook, load_workbook

from teams.spreadsheets.columns import Columns
from teams.spreadsheets.faults import Unreadable
from teams.spreadsheets.spreadsheet import CSV, XLSX, read, unescape, write
from teams.spreadsheets.workbook import Unwritable

NAMES = ("name", "value")
COLUMNS = Columns(NAMES, NAMES)
# Databases cannot store half of a surrogate pair.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def make_book(*rows, change=None):
    """Return a workbook as a spreadsheet program saves it."""
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    if change:
        change(workbook)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def read_cells(content):
    sheet = read(content, COLUMNS)
    assert sheet.faults == []
    return [tuple(row) for row in sheet.records]


def write_book(records, file_format=XLSX):
    content = io.BytesIO()
    write(content, file_format, NAMES, records, "Rows")
    return content.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (60000.0, "60000"),
        (18.5, "18.5"),
        (18.1, "18.1"),
        (-5, "-5"),
        (True, "yes"),
        (False, "no"),
        (dt.date(2026, 6, 30), "2026-06-30"),
        (dt.datetime(2026, 6, 30), "2026-06-30"),  # noqa: DTZ001  # a cell has no time zone
        (dt.datetime(2026, 6, 30, 9, 30), "2026-06-30T09:30:00"),  # noqa: DTZ001  # the same
        (dt.time(9, 30), "09:30:00"),
        ("_x000D_", "\r"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D_", "_xD83D_"),
        (" a ", " a "),
        (None, ""),
    ],
)
def test_cell_is_read_as_text(value, text):
    assert read_cells(make_book(NAMES, ("x", value))) == [("x", text)]


def test_formulas_and_errors_are_faults_and_never_computed():
    content = make_book(NAMES, ("a", "=1+1"), ("b", "c"), ("d", "#REF!"))
    assert [str(fault) for fault in read(content, COLUMNS).faults] == [
        "line 2, column value: This cell has a formula or an error. Replace it with the value.",
        "line 4, column value: This cell has a formula or an error. Replace it with the value.",
    ]


def test_only_the_first_sheet_is_read_with_its_line_numbers():
    def add_sheet(workbook):
        workbook.create_sheet("Other").append(("nonsense",))

    sheet = read(make_book(NAMES, (), ("a", "1"), (None, None), ("b",), change=add_sheet), COLUMNS)
    assert (list(sheet.records), sheet.lines, sheet.faults) == ([("a", "1"), ("b", "")], [3, 5], [])


def test_cell_outside_the_columns_is_a_fault():
    assert [str(fault) for fault in read(make_book(NAMES, ("a", "1", "x")), COLUMNS).faults] == [
        "line 2: There are 3 cells here and 2 columns. Clear the cells outside the columns."
    ]


def test_cells_are_written_as_text_below_a_frozen_header():
    content = write_book([("=1+1", "0012"), ("2026-06-30", "'=x")])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet.freeze_panes == "A2"
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        list(NAMES),
        ["'=1+1", "0012"],
        ["2026-06-30", "''=x"],
    ]
    assert {(cell.data_type, cell.number_format) for row in sheet.rows for cell in row} == {("s", "@")}
    assert 10 <= sheet.column_dimensions["A"].width <= 60
    assert sheet.column_dimensions["B"].width >= 10


@pytest.mark.parametrize("kind", [CSV, XLSX])
@given(name=TEXTS.filter(str.strip), value=TEXTS)
@example(name="_x000D_", value="\x00\x1f\ufffe_x005F_")
@example(name="=1", value=" \r\r ")
@example(name="'=1", value="\r=1")
@example(name="'", value="'\r\n")
@example(name="#N/A", value="#REF!")
def test_any_text_is_read_as_written(kind, name, value):
    assert [tuple(map(unescape, row)) for row in read_cells(write_book([(name, value)], kind))] == [(name, value)]


def test_too_long_cell_is_reported():
    assert read_cells(write_book([("a", "x" * 32_767)])) == [("a", "x" * 32_767)]
    for value in ("x" * 32_768, "🎉" * 16_384):
        with pytest.raises(Unwritable, match="The value of a has more than 32,767 characters"):
            write_book([("a", value)])


def make_archive(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def replace_parts(content, parts):
    """Return a workbook with some of its parts replaced."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in ({name: old.read(name) for name in old.namelist()} | parts).items():
            new.writestr(name, part)
    return result.getvalue()


def make_book_with_strings(cells, *strings):
    """Return a workbook as Office saves it: its cells contain indexes of a table of strings."""
    content = make_book(NAMES)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    table = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in strings)
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}" t="s"><v>{index}</v></c>' for column, index in indexes)
        + "</row>"
        for row, indexes in enumerate((zip("AB", row, strict=False) for row in cells), 1)
    )
    return replace_parts(
        content,
        {
            "[Content_Types].xml": types.replace("</Types>", override),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{table}</sst>',
            SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        },
    )


SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_b6_bomb_is_refused_before_it_is_unmake_archive():
    bomb = make_archive(**{"xl/workbook.xml": b"0" * 200_000_000})
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Unreadable, match="too large once it is unpacked"):
        read(bomb, COLUMNS)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
    assert time.monotonic() - began < 10
    with pytest.raises(Unreadable, match="too large once it is unpacked"):
        read(make_archive(**{f"part{number}": b"" for number in range(1001)}), COLUMNS)


def test_b6_bomb_with_a_false_size_is_refused():
    content = bytearray(replace_parts(make_book(NAMES, ("a", "1")), {SHEET: b" " * 150_000_000}))
    for place in range(len(content) - 4):
        if content[place : place + 4] == (150_000_000).to_bytes(4, "little"):
            content[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(Unreadable, match="cannot be read"):
        read(bytes(content), COLUMNS)


def test_shared_strings_are_read():
    assert read_cells(make_book_with_strings([(0, 1), (2, 3)], *NAMES, " a ", "one_x000D_\ntwo")) == [
        (" a ", "one\r\ntwo")
    ]


def test_too_many_references_to_a_long_string_are_refused():
    content = make_book_with_strings([(0, 1), *[(2, 2)] * 100], *NAMES, "x" * 1_000_000)
    with pytest.raises(Unreadable, match="too much text"):
        read(content, COLUMNS)


def test_entities_are_not_expanded():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY e0 "0123456789">{levels}]>'
    cell = '<c r="A1" t="inlineStr"><is><t>&e9;</t></is></c>'
    sheet = f'{doctype}<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    with pytest.raises(Unreadable, match="declares its own kind of document"):
        read(replace_parts(make_book(NAMES, ("a", "1")), {SHEET: sheet}), COLUMNS)


def test_far_rows_and_columns_cost_nothing():
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'.format
    at = {1: cell("A1", "name") + cell("B1", "value"), 1_048_000: cell("A1048000", "a"), 10**11: cell("ZZZ1", "b")}
    rows = "".join(f'<row r="{number}">{cells}</row>' for number, cells in at.items())
    sheet = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    began = time.monotonic()
    sheet = read(replace_parts(make_book(NAMES, ("a", "1")), {SHEET: sheet}), COLUMNS)
    assert (list(sheet.records), sheet.lines) == ([("a", "")], [1_048_000])
    assert time.monotonic() - began < 10


@given(st.data())
def test_damaged_workbook_is_read_or_unreadable(data):
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        read(bytes(content), COLUMNS)


WHOLE = make_book(NAMES, ("a", 1), ("b", dt.date(2026, 6, 30)))


def test_workbook_without_a_sheet_of_rows_is_refused():
    with pytest.raises(Unreadable, match="cannot be read"):
        read(make_archive(**{"word/document.xml": b"<w/>"}), COLUMNS)
