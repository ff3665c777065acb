"""Workbooks: what spreadsheet programs make of cells, and files that mean harm."""

import contextlib
import datetime as dt
import io
import resource
import time
import zipfile

import pytest
from hypothesis import example, given, strategies as st
from openpyxl import Workbook, load_workbook

from teams.spreadsheets.faults import Unreadable
from teams.spreadsheets.spreadsheet import CSV, XLSX, read, unescape, write
from teams.spreadsheets.workbook import Unwritable

COLUMNS = ("name", "value")
# What databases hold: no half pairs of code units.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def book(*rows, change=None):
    """The bytes of a workbook as a spreadsheet program would save it."""
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    if change:
        change(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def cells(content):
    sheet = read(content, COLUMNS)
    assert sheet.faults == []
    return [tuple(row) for row in sheet.records]


def written(records, kind=XLSX):
    content = io.BytesIO()
    write(content, kind, COLUMNS, records, "Rows")
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
def test_cell_is_read_as_what_was_meant(value, text):
    assert cells(book(COLUMNS, ("x", value))) == [("x", text)]


def test_formulas_and_errors_are_faults_and_never_computed():
    content = book(COLUMNS, ("a", "=1+1"), ("b", "c"), ("d", "#REF!"))
    assert [str(fault) for fault in read(content, COLUMNS).faults] == [
        "line 2, column value: This cell has a formula or an error. Replace it with the value.",
        "line 4, column value: This cell has a formula or an error. Replace it with the value.",
    ]


def test_only_the_first_sheet_is_read_and_lines_are_those_of_the_sheet():
    def second(made):
        made.create_sheet("Other").append(("nonsense",))

    sheet = read(book(COLUMNS, (), ("a", "1"), (None, None), ("b",), change=second), COLUMNS)
    assert (list(sheet.records), sheet.lines, sheet.faults) == ([("a", "1"), ("b", "")], [3, 5], [])


def test_cell_beside_the_columns_is_a_fault():
    assert [str(fault) for fault in read(book(COLUMNS, ("a", "1", "x")), COLUMNS).faults] == [
        "line 2: There are 3 cells here and 2 columns. Clear the cells outside the columns."
    ]


def test_every_cell_is_written_as_text_under_a_header_that_stays():
    content = written([("=1+1", "0012"), ("2026-06-30", "'=x")])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet.freeze_panes == "A2"
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        list(COLUMNS),
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
def test_any_text_comes_back(kind, name, value):
    assert [tuple(map(unescape, row)) for row in cells(written([(name, value)], kind))] == [(name, value)]


def test_cell_that_a_workbook_cannot_hold_is_named():
    assert cells(written([("a", "x" * 32_767)])) == [("a", "x" * 32_767)]
    for value in ("x" * 32_768, "🎉" * 16_384):
        with pytest.raises(Unwritable, match="The value of a has more than 32,767 characters"):
            written([("a", value)])


def packed(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def replaced(content, parts):
    """The same workbook with other parts of those names."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in ({one: old.read(one) for one in old.namelist()} | parts).items():
            new.writestr(name, part)
    return made.getvalue()


def with_strings(cells, *strings):
    """A workbook as Office saves it: its texts stand in a table of their own, which cells name by number."""
    content = book(COLUMNS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    table = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in strings)
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}" t="s"><v>{one}</v></c>' for column, one in numbers)
        + "</row>"
        for row, numbers in enumerate((zip("AB", row, strict=False) for row in cells), 1)
    )
    return replaced(
        content,
        {
            "[Content_Types].xml": types.replace("</Types>", override),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{table}</sst>',
            SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        },
    )


SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_b6_bomb_is_refused_before_it_is_unpacked():
    bomb = packed(**{"xl/workbook.xml": b"0" * 200_000_000})
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Unreadable, match="too large once it is unpacked"):
        read(bomb, COLUMNS)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
    assert time.monotonic() - began < 10
    with pytest.raises(Unreadable, match="too large once it is unpacked"):
        read(packed(**{f"part{number}": b"" for number in range(1001)}), COLUMNS)


def test_b6_bomb_that_lies_about_its_size_is_cut():
    content = bytearray(replaced(book(COLUMNS, ("a", "1")), {SHEET: b" " * 150_000_000}))
    for place in range(len(content) - 4):
        if content[place : place + 4] == (150_000_000).to_bytes(4, "little"):
            content[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(Unreadable, match="cannot be read"):
        read(bytes(content), COLUMNS)


def test_texts_are_read_as_office_saves_them():
    assert cells(with_strings([(0, 1), (2, 3)], *COLUMNS, " a ", "one_x000D_\ntwo")) == [(" a ", "one\r\ntwo")]


def test_text_that_is_named_again_and_again_is_refused():
    content = with_strings([(0, 1), *[(2, 2)] * 100], *COLUMNS, "x" * 1_000_000)
    with pytest.raises(Unreadable, match="too much text"):
        read(content, COLUMNS)


def test_entities_are_not_expanded():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY e0 "0123456789">{levels}]>'
    cell = '<c r="A1" t="inlineStr"><is><t>&e9;</t></is></c>'
    sheet = f'{doctype}<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    with pytest.raises(Unreadable, match="cannot be read"):
        read(replaced(book(COLUMNS, ("a", "1")), {SHEET: sheet}), COLUMNS)


def test_far_rows_and_columns_cost_nothing():
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'.format
    at = {1: cell("A1", "name") + cell("B1", "value"), 1_048_000: cell("A1048000", "a"), 10**11: cell("ZZZ1", "b")}
    rows = "".join(f'<row r="{number}">{cells}</row>' for number, cells in at.items())
    sheet = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    began = time.monotonic()
    found = read(replaced(book(COLUMNS, ("a", "1")), {SHEET: sheet}), COLUMNS)
    assert (list(found.records), found.lines) == ([("a", "")], [1_048_000])
    assert time.monotonic() - began < 10


@given(st.data())
def test_damaged_workbook_is_refused_in_one_sentence(data):
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        read(bytes(content), COLUMNS)


WHOLE = book(COLUMNS, ("a", 1), ("b", dt.date(2026, 6, 30)))


def test_workbook_without_a_sheet_of_rows_is_refused():
    with pytest.raises(Unreadable, match="cannot be read"):
        read(packed(**{"word/document.xml": b"<w/>"}), COLUMNS)
