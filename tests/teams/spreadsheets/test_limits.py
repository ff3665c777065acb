"""Limits hold while a file is read: what a file costs is in proportion to what it holds."""

import sys

import pytest

from teams.spreadsheets.faults import Unreadable
from teams.spreadsheets.spreadsheet import read

from .costly_files import COLUMNS, FILES, HEADER, ROW, book_with, measure, sheet


@pytest.mark.skipif(sys.platform != "linux", reason="Memory is read from /proc.")
@pytest.mark.parametrize("name", FILES)
def test_file_built_to_cost_is_refused_early(name, tmp_path):
    content = FILES[name]()
    seconds, megabytes, _refusal = measure(content, tmp_path)
    text = len(content) / 1e6 if name.endswith(("CSV", "lines")) else 0
    assert megabytes <= text + 64
    assert seconds <= 20  # `make bench` allows 2


def test_a_file_of_exactly_the_rows_allowed_is_read_and_one_more_is_refused():
    for content in (book_with(sheet=sheet(HEADER + ROW * 3)), b"name,value\n1,\n1,\n1,\n"):
        assert len(read(content, COLUMNS, 3).lines) == 3
        with pytest.raises(Unreadable, match="There are more than 2 rows"):
            read(content, COLUMNS, 2)


def test_rows_with_errors_count_as_rows():
    with pytest.raises(Unreadable, match="There are more than 2 rows"):
        read(b"name,value\n1\n1\n1\n", COLUMNS, 2)


def test_too_long_cell_of_a_workbook_is_a_fault_of_its_column():
    def text(length):
        return f'<c t="inlineStr"><is><t>{"x" * length}</t></is></c>'

    content = book_with(sheet=sheet(f"{HEADER}<row>{text(131_072)}</row><row>{text(1)}{text(131_073)}</row>"))
    assert [str(fault) for fault in read(content, COLUMNS).faults] == [
        "line 3, column value: This cell has more than 131,072 characters, the most that can be read. Shorten it."
    ]
