"""Amounts of pay in a spreadsheet: read as people write them, and said to be read so."""

import io

import pytest
from openpyxl import Workbook

from jobs.models import Posting
from jobs.spreadsheets.resources import COLUMNS, PostingResource
from teams.spreadsheets.spreadsheet import read
from tests.factories import make_employer

from ..files import RECORD, import_file, import_records, make_csv
from ..test_faults import PAY


def import_notes(*records, columns=COLUMNS):
    sheet = read(make_csv(*records, columns=columns), PostingResource.known_columns())
    resource = PostingResource(PostingResource.creatable, sheet.lines, reason="We know.")
    assert resource.faults(resource.import_data(sheet.records)) == []
    return list(dict.fromkeys(str(note) for note in resource.notes if note.column.startswith("pay")))


def test_thousands_are_read_and_said(db):
    assert import_notes(
        {"pay_min": "60.000", "pay_max": "70k", **PAY}, {"pay_min": "18.50", "pay_max": "20", **PAY}
    ) == [
        "line 2, column pay_min: “60.000” is read as 60,000.",
        "line 2, column pay_max: “70k” is read as 70,000.",
    ]
    assert [(str(posting.pay_minimum), str(posting.pay_maximum)) for posting in Posting.objects.order_by("id")] == [
        ("60000.00", "70000.00"),
        ("18.50", "20.00"),
    ]
    assert import_records({"pay_min": "60000", "pay_max": "70.000,00 €", **PAY}) == ((0, 0, 1), [])


@pytest.mark.parametrize("columns", [COLUMNS, [column for column in COLUMNS if column != "pay_currency"]])
def test_currency_of_the_amounts_is_that_of_the_posting(db, columns):
    import_notes({"pay_min": "$60,000", "pay_max": "70000", "pay_period": "year"}, columns=columns)
    assert Posting.objects.get().pay_currency == "USD"


def test_amount_without_a_column_for_the_currency_is_in_that_of_the_employer(db):
    make_employer(currency="GBP")
    columns = [column for column in COLUMNS if column != "pay_currency"]
    import_notes({"pay_min": "60000", "pay_period": "year"}, {"pay_min": ""}, columns=columns)
    assert list(Posting.objects.order_by("id").values_list("pay_currency", flat=True)) == ["GBP", ""]


def test_number_of_a_workbook_is_never_read_as_thousands(db):
    book, content = Workbook(), io.BytesIO()
    book.active.append(COLUMNS)
    cells = RECORD | PAY | {"pay_min": 60.125, "pay_max": 60000.0}
    book.active.append([cells.get(column) for column in COLUMNS])
    book.save(content)

    [fault] = import_file(content.getvalue())[1]
    assert fault.startswith("line 2, column pay_min: “60.1250” is not an amount.")
