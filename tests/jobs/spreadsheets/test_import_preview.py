"""The rows in the preview of an import of postings."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook

from jobs.models import Posting
from jobs.spreadsheets.resources import COLUMNS
from teams.models import Testimonial
from tests.factories import days, make_location, make_posting, make_team
from tests.importing import confirm, read_faults, upload

from .files import RECORD, make_csv


@pytest.fixture
def bakery(db):
    make_location(country="PT")
    return make_team("Bakery")


@pytest.mark.parametrize(
    ("cells", "becomes"),
    [
        ({}, "public at once"),
        ({"published_from": "2090-06-30 14:00"}, "opens on 30 June 2090, 14:00 (UTC"),
        ({"published_from": ""}, "stays a draft"),
        ({"closes_at": "2026-01-31"}, "closed"),
        ({"team": "Hidden"}, "hidden, as its team is"),
    ],
)
def test_preview_shows_outcome_and_cells_of_a_new_row(desk, bakery, cells, becomes):
    make_team("Hidden", is_published=False)
    preview = upload(desk, Posting, make_csv(cells))

    [change] = preview.context["page"]
    assert change.outcome.startswith(becomes)
    shown = {column: new for column, _old, new in change.cells}
    assert shown["locations"] == "Lisbon, , PT"
    assert "tags" not in shown
    text = preview.content.decode()
    assert change.outcome[1:] in text
    assert "jobs@k.example" in text


@pytest.mark.parametrize(
    ("stored", "cells", "becomes"),
    [
        ({}, {"closes_at": "2026-02-01"}, "closes now"),
        ({"closes_at": days(-1), "published_from": days(-9)}, {"published_from": "2026-01-02"}, "opens again"),
        ({"published_from": None}, {}, "public at once"),
        ({"published_from": days(9)}, {"published_from": ""}, "becomes a draft"),
        ({"published_from": None}, {"published_from": "2090-06-30"}, "opens on 30 June 2090, 00:00 (UTC"),
        ({}, {"title": "Cook"}, ""),
    ],
)
def test_preview_shows_outcome_of_a_changed_row(desk, bakery, stored, cells, becomes):
    make_posting("Baker", team=bakery, reference="R-1", **stored)

    [change] = upload(desk, Posting, make_csv(cells)).context["page"]
    assert not change.is_new
    assert change.outcome.startswith(becomes)
    assert bool(change.outcome) == bool(becomes)


def test_preview_pages_show_every_row_and_can_be_confirmed(desk, bakery, monkeypatch):
    monkeypatch.setattr("teams.spreadsheets.importing.PER_PAGE", 2)
    preview = upload(desk, Posting, make_csv(*({"title": f"Job {number}"} for number in range(5))))
    url = preview.request["PATH_INFO"]
    assert 'href="?page=3#changes"' in preview.content.decode()

    names = [[change.name for change in desk.get(url, {"page": n}).context["page"]] for n in (1, 2, 3, "x", 99)]
    assert names == [["Job 0", "Job 1"], ["Job 2", "Job 3"], ["Job 4"], ["Job 0", "Job 1"], ["Job 4"]]
    confirm(desk, desk.get(url, {"page": 3}))
    assert Posting.objects.count() == 5


def test_cell_with_a_formula_is_reported_once(desk, bakery):
    book, content = Workbook(), io.BytesIO()
    cells = RECORD | {"title": "", "pay_min": "=1+1", "closes_at": "=NOW()"}
    book.active.append(COLUMNS)
    book.active.append([cells.get(column) for column in COLUMNS])
    book.save(content)

    assert read_faults(upload(desk, Posting, content.getvalue(), "rows.xlsx")) == [
        "line 2, column pay_min: This cell has a formula or an error. Replace it with the value.",
        "line 2, column closes_at: This cell has a formula or an error. Replace it with the value.",
        "line 2, column title: Fill in this cell. It is required.",
    ]
    assert not Posting.objects.exists()


def test_preview_says_what_is_changed_in_texts(desk, bakery):
    rows = [{"reference": f"R-{number}", "description": "<p>We <s>never</s> win</p>"} for number in (1, 2)]

    preview = upload(desk, Posting, make_csv(*rows, {"reference": "R-3", "description": "<p>We win</p>"}))

    assert preview.context["plan"].notes == [("description", "Struck-out text is left out.", [2, 3], 0)]
    assert "Struck-out text is left out. Lines 2, 3." in preview.content.decode()


def test_preview_says_nothing_of_texts_that_stay(desk, bakery):
    posting = make_posting("Baker", team=bakery, reference="R-1")
    stored = "".join(f"<h2>{section.heading}</h2>{section.body}" for section in posting.sections.all())

    rows = [{"reference": "R-0", "description": "<p>We <s>never</s> win</p>"}, {"description": stored}]
    preview = upload(desk, Posting, make_csv(*rows))

    assert [note[2] for note in preview.context["plan"].notes] == [[2]]


def test_dates_read_as_at_the_desk(desk, bakery):
    make_posting(
        "Baker",
        team=bakery,
        reference="R-1",
        published_from=dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC),
        closes_at=dt.datetime(2099, 7, 1, tzinfo=dt.UTC),
    )
    moments = {"published_from": "2026-01-05 09:30:20", "closes_at": "2098-06-30"}

    first, second = upload(desk, Posting, make_csv(moments, moments | {"reference": "R-2"})).context["page"]

    cells = {column: (old, new) for column, old, new in first.cells}
    assert cells["closes_at"] == ("the end of 30 June 2099 (UTC)", "the end of 30 June 2098 (UTC)")
    # Only seconds differ, so they are shown.
    assert cells["published_from"] == ("2026-01-05T09:30:00+00:00", "2026-01-05T09:30:20+00:00")
    assert ("published_from", "", "5 January 2026, 09:30 (UTC)") in second.cells


def test_days_of_testimonials_read_as_at_the_desk(desk, bakery):
    content = b"team,name,job_title,quote,agreed_on\nBakery,Ada,Baker,Good.,31.12.2025\n"
    [change] = upload(desk, Testimonial, content).context["page"]

    assert ("agreed_on", "", "31 December 2025") in change.cells
