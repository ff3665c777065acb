"""Reading spreadsheet files, and errors of files that cannot be read."""

import pytest
from tablib import Dataset

from jobs.models import Posting
from jobs.spreadsheets.resources import COLUMNS, PostingResource
from teams.spreadsheets.faults import Unreadable
from teams.spreadsheets.spreadsheet import read
from tests.jobs.spreadsheets.files import import_file, make_csv

NAMES = ",".join(COLUMNS).encode()

QUOTES = (
    "A cell that begins with a quotation mark must end with one. Write two for each quotation mark inside the cell."
)

LONG = "more than 131,072 characters, the most that can be read. Shorten it."

SAVE = "Save the sheet as “CSV UTF-8”, or as .xlsx"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"\r\n \r\n,,\r\n", "The file is empty."),
        (NAMES + b"\r\n", "The file has a header and nothing below it."),
        (NAMES + b"\r\n" + b"," * 18, "The file has a header and nothing below it."),
        (b"PK\x03\x04...", "This file is damaged. Save the workbook again and choose the new file."),
        (b"\xd0\xcf\x11\xe0...", "This is a workbook in an old format. Save it as .xlsx and choose that file."),
        (NAMES + "\nR-1,Bäcker für Küche und Öfen in Köln".encode() + b"\xe4", f"Line 2 is not UTF-8 text. {SAVE}."),
        (NAMES.decode().encode("utf-16") + b"x", f"Line 1 is not UTF-16 text. {SAVE}."),
        (
            NAMES.replace(b",title", b"").replace(b"level", b"shoe size"),
            "One of the first lines must name the columns. Missing: title. Unknown: shoe size.",
        ),
        (
            NAMES + b",title,,x",
            "One of the first lines must name the columns. Unknown: (without a name), x. Repeated: title.",
        ),
        (
            NAMES + b'\nR-1,"Baker',
            f"The row that begins in line 2 cannot be read (unexpected end of data). {QUOTES}",
        ),
        (
            NAMES + b'\nR-0,"\n"\nR-1,"Ba"ker"',
            f"The row that begins in line 4 cannot be read (',' expected after '\"'). {QUOTES}",
        ),
        (
            NAMES + b'\n"' + b"x" * 131073,
            f"A cell of the row that begins in line 2 has {LONG}",
        ),
    ],
)
def test_unreadable_file_reports_why(content, message):
    with pytest.raises(Unreadable) as caught:
        read(content, PostingResource.known_columns())

    assert str(caught.value) == message


def test_other_columns_are_reported_once(db):
    result = PostingResource().import_data(Dataset(["R-1"], ["R-2"], headers=["reference"]))

    [error] = result.base_errors
    assert str(error.error) == "One of the first lines must name the columns. Missing: title, team."
    assert (result.invalid_rows, result.row_errors()) == ([], [])


def test_columns_may_have_any_order_a_byte_order_mark_and_empty_columns(db):
    content = make_csv({}, columns=COLUMNS[::-1]).decode()
    header, record, *_rest = content.split("\r\n")

    assert import_file(f"\ufeff{header.title()},,\r{record},,\r".encode()) == ((1, 0, 0), [])
    assert Posting.objects.get().title == "Baker"
