"""Days and times in a spreadsheet of postings: without an offset, they are in the posting's time zone."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from openpyxl import Workbook

from jobs.models import Posting
from jobs.spreadsheets.resources import COLUMNS
from tests.factories import make_employer, make_location, make_posting, make_team

from .files import RECORD, REMOTE, export_file, import_file, import_records, read_tables


@pytest.fixture(autouse=True)
def _autumn_of_2025():
    """Offsets of the days that are still to come are known now, and no law can change them."""
    with time_machine.travel(dt.datetime(2025, 10, 1, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def places(db):
    """The employer is in Berlin. By name, Austin comes before Lisbon."""
    make_employer(time_zone="Europe/Berlin")
    make_location("Lisbon", time_zone="Europe/Lisbon")
    make_location("Austin", country="US", region="TX", time_zone="America/Chicago")
    make_location("Porto", time_zone="")


def read_exported(column):
    rows = csv.DictReader(io.StringIO(export_file().decode("utf-8-sig"), newline=""))
    return [row[column] for row in rows]


@pytest.mark.parametrize(
    ("cells", "opens", "closes"),
    [
        ({}, "2025-12-18T14:00:00+00:00", "2026-07-01T00:00:00+01:00"),
        ({"locations": "Lisbon, , PT; Austin, TX, US"}, "2025-12-18T14:00:00-06:00", "2026-07-01T00:00:00-05:00"),
        ({"locations": "Porto, , PT"}, "2025-12-18T14:00:00+01:00", "2026-07-01T00:00:00+02:00"),
        ({"locations": "Aveiro, , PT; Lisbon, , PT"}, "2025-12-18T14:00:00+00:00", "2026-07-01T00:00:00+01:00"),
        (REMOTE | {"countries": "anywhere"}, "2025-12-18T14:00:00+01:00", "2026-07-01T00:00:00+02:00"),
    ],
)
def test_day_and_time_are_in_the_time_zone_of_the_posting(places, cells, opens, closes):
    import_records({"published_from": "2025-12-18 14:00", "closes_at": "2026-06-30"} | cells)

    posting = Posting.objects.get()
    assert (posting.published_from.isoformat(), posting.closes_at.isoformat()) == tuple(
        dt.datetime.fromisoformat(moment).astimezone(dt.UTC).isoformat() for moment in (opens, closes)
    )
    assert (read_exported("published_from"), read_exported("closes_at")) == ([opens], [closes])
    before = read_tables()
    assert import_records({"published_from": "2025-12-18T14:00", "closes_at": "2026-06-30"} | cells) == ((0, 0, 1), [])
    assert import_file(export_file()) == ((0, 0, 1), [])
    assert import_file(export_file("xlsx")) == ((0, 0, 1), [])
    assert read_tables() == before


def test_time_zone_of_a_stored_posting_wins_over_its_locations(places):
    make_posting(reference="R-1", team=make_team("Bakery"), time_zone="Asia/Tokyo", published_from=None)
    import_records({"published_from": "2025-12-18", "closes_at": "2025-12-18"})

    assert read_exported("published_from") == ["2025-12-18T00:00:00+09:00"]
    assert read_exported("closes_at") == ["2025-12-19T00:00:00+09:00"]


def test_moment_is_unchanged_by_another_time_zone(places):
    import_records({"closes_at": "2026-06-30"})
    [unmoved] = read_exported("closes_at")
    closes = Posting.objects.get().closes_at

    assert import_records({"closes_at": unmoved, "locations": "Austin, TX, US"}) == ((0, 1, 0), [])
    assert Posting.objects.get().closes_at == closes
    assert read_exported("closes_at") == ["2026-06-30T18:00:00-05:00"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"published_from": "2026-03-29 01:30"}, "published_from: There is no 01:30 on 29 March 2026 in Europe/Lisbon"),
        ({"closes_at": "2026-10-25 01:30"}, "closes_at: 01:30 on 25 October 2026 comes twice in Europe/Lisbon"),
    ],
)
def test_ambiguous_or_missing_local_time_is_refused(places, cells, message):
    [fault] = import_records(cells)[1]

    assert fault.startswith(f"line 2, column {message}")
    assert not Posting.objects.exists()


def test_date_cells_of_a_workbook_are_accepted(places):
    book, content = Workbook(), io.BytesIO()
    cells = RECORD | {"published_from": dt.datetime(2025, 12, 18, 14, 30), "closes_at": dt.date(2026, 6, 30)}  # noqa: DTZ001
    book.active.append(COLUMNS)
    book.active.append([cells.get(column) for column in COLUMNS])
    book.save(content)

    assert import_file(content.getvalue()) == ((1, 0, 0), [])
    assert read_exported("published_from") == ["2025-12-18T14:30:00+00:00"]
    assert read_exported("closes_at") == ["2026-07-01T00:00:00+01:00"]
