"""Which rows of a file are read, and how the preview says so."""

import io

import pytest
from openpyxl import Workbook

from teams.spreadsheets.columns import Columns
from teams.spreadsheets.faults import Unreadable
from teams.spreadsheets.spreadsheet import read

COLUMNS = Columns(("name", "value", "site"), ("name", "value"), {"value": ("Worth in €",)}, addresses=("site",))
CSV = "CSV in UTF-8, with {} between the columns"


def make_book(*sheets, change=None):
    """Return a workbook. Each sheet is a title, a state, and its rows."""
    book = Workbook()
    book.remove(book.active)
    for title, state, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    if change:
        change(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_all(content):
    sheet = read(content, COLUMNS)
    assert sheet.faults == []
    return [dict(zip(sheet.records.headers, row, strict=True)) for row in sheet.records], sheet.lines, sheet.notes


@pytest.mark.parametrize(
    ("text", "separator", "line"),
    [
        ("name,value\na,1;2\n", "commas", 2),
        ("name;value\na;1;2".replace(";2", ""), "semicolons", 2),
        ('name;value\n"a";"1,5"\n', "semicolons", 2),
        ("name\tvalue\na\t1,5\n", "tabs", 2),
        ("name|value\na|1\n", "vertical bars", 2),
        ("sep=;\r\nname;value\r\na;1\r\n", "semicolons", 3),
        ("sep=\t\nname\tvalue\na\t1\n", "tabs", 3),
        ('"sep=^"\nname^value\na^1\n', "“^”", 3),
        ("name;value\ra;1\r", "semicolons", 2),
    ],
)
def test_separator_is_found_or_named_by_the_first_line(text, separator, line):
    [record], lines, notes = read_all(text.encode())
    assert (record["name"], lines) == ("a", [line])
    assert notes[0] == f"Read as {CSV.format(separator)}."


def test_lines_above_the_names_are_left_out_and_counted():
    content = b"Open jobs;;\n\nAs of 1 May, all teams;;\nWorth in \xe2\x82\xac;NAME;\n1;a;\n"
    assert read_all(content) == (
        [{"value": "1", "name": "a"}],
        [5],
        [f"Read as {CSV.format('semicolons')}.", "Line 4 names the columns."],
    )


def test_other_columns_are_listed_and_not_read():
    content = b"name,Wish,value,,wish 2\na,x,1,y,z\n"
    records, _lines, notes = read_all(content)
    assert records == [{"name": "a", "value": "1"}]
    assert notes[1:] == ["Not imported, because no column here is called so: “Wish”, “(without a name)”, “wish 2”."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"value;x\n1;2\n", "Missing: name. Unknown: x."),
        (b"Jobs\nname;NAME;value\n1;2;3\n", "Repeated: name."),
        (b"\n" * 30 + b"a,b\n" * 30 + b"name,value\n1,2\n", "Missing: name, value. Unknown: a, b."),
    ],
)
def test_row_that_names_most_columns_is_the_one_to_correct(content, message):
    with pytest.raises(Unreadable) as caught:
        read(content, COLUMNS)
    assert str(caught.value) == f"One of the first lines must name the columns. {message}"


def test_first_visible_sheet_with_the_columns_is_read():
    rows = [["name", "value"], ["a", 1]]
    content = make_book(
        ("Old", "hidden", [["name", "value"], ["old", 1]]),
        ("Gone", "veryHidden", [["name", "value"], ["gone", 1]]),
        ("Notes", "visible", [["Read me"], ["please"]]),
        ("Empty", "visible", []),
        ("Jobs", "visible", [["Jobs of May"], [], *rows]),
        ("More", "visible", [["name", "value"], ["more", 1]]),
    )
    assert read_all(content) == (
        [{"name": "a", "value": "1"}],
        [4],
        ["Read as the sheet “Jobs”.", "Line 3 names the columns."],
    )


def test_hidden_and_filtered_rows_are_left_out_and_counted():
    def hide(sheet):
        sheet.auto_filter.ref = "A1:B5"
        sheet.auto_filter.add_filter_column(0, ["a", "d"])
        for row in (3, 4, 6):
            sheet.row_dimensions[row].hidden = True

    content = make_book(
        ("Jobs", "visible", [["name", "value"], ["a", 1], ["b", 2], ["c", 3], ["d", 4], []]), change=hide
    )
    records, lines, notes = read_all(content)
    assert ([record["name"] for record in records], lines) == (["a", "d"], [2, 5])
    assert notes[1:] == ["2 hidden rows are left out. Show them in the file to import them."]


def test_link_behind_a_text_is_its_value():
    def link(sheet):
        sheet["C2"].hyperlink = "https://k.example/2"
        sheet["C3"].hyperlink = "mailto:jobs@k.example?subject=Hello"
        sheet["C4"].hyperlink = "https://old.example"
        sheet["A4"].hyperlink = "https://name.example"

    rows = [
        ["name", "value", "site"],
        ["a", 1, "Apply here"],
        ["b", 2, "Write to us"],
        ["c", 3, "https://typed.example"],
        ["d", 4, '=HYPERLINK("https://k.example/4", "Apply")'],
        ["e", 5, '=hyperlink("https://k.example/5")'],
        ["f", 6, "no link"],
    ]
    records, _lines, _notes = read_all(make_book(("Jobs", "visible", rows), change=link))
    assert [record["site"] for record in records] == [
        "https://k.example/2",
        "jobs@k.example",
        "https://typed.example",
        "https://k.example/4",
        "https://k.example/5",
        "no link",
    ]
    assert records[2]["name"] == "c"


def test_other_formulas_with_links_stay_faults():
    content = make_book(("Jobs", "visible", [["name", "value", "site"], ["a", 1, '=HYPERLINK(A1,"Apply")']]))
    assert [str(fault) for fault in read(content, COLUMNS).faults] == [
        "line 2, column site: This cell has a formula or an error. Replace it with the value."
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (7, "0000", "0007"),
        (12345, "0000", "12345"),
        (7, '"KW-"0000', "KW-0007"),
        (1234, "000\\-000", "001-234"),
        (7, "00;-00", "07"),
        (-7, "00", "-7"),
        (7, "0", "7"),
        (7, "General", "7"),
        (7, "@", "7"),
        (60000, "#,##0.00 €", "60000"),
        (7.5, "0000", "7.5"),
        (18.100000000000001, "0.00", "18.1"),
    ],
)
def test_zeros_that_the_format_shows_are_kept(value, number_format, text):
    def style(sheet):
        sheet["A2"].number_format = number_format

    [record], _lines, _notes = read_all(make_book(("Jobs", "visible", [["name", "value"], [value, "x"]]), change=style))
    assert record["name"] == text
