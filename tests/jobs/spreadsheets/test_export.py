"""Exports of postings, and imports of the exported files."""

import csv
import io

import pytest

from jobs.models import Posting
from teams.spreadsheets.spreadsheet import escape, unescape
from tests.factories import days, make_employer, make_location, make_posting, make_tag, make_team

from .files import REMOTE, export_file, import_file, make_csv, read_tables
from .test_faults import PAY


def test_export_equals_the_imported_file(db):
    full = {
        "workplace": "remote",
        "countries": "anywhere",
        "employment_types": "full-time contract",
        "level": "mid",
        "tags": "A; B",
        "pay_min": "18.50",
        "pay_max": "20",
        **PAY,
        "apply_url": "https://apply.example.com/1",
        "closes_at": "2099-01-01T00:00:00+00:00",
        "language": "en",
    }
    opens = {"published_from": "2026-01-02T09:00:00+00:00"}
    content = make_csv(full | opens, {**REMOTE, **opens, "countries": "PT US", "language": "en"})
    import_file(content)

    assert export_file() == b"\xef\xbb\xbf" + content


def test_export_and_import_again_changes_nothing(db):
    make_employer(language="de")
    team = make_team("=2+5, or “more”; more")
    mitte, kreuzberg = (make_location(name, city="Berlin", country="DE") for name in ("Mitte", "Kreuzberg"))
    odd = make_location("Odd", city="Semi; colon", country="PT")
    nowhere = make_location("Nowhere", city="", country="")
    washington = make_location("Washington", city="Washington, D.C.", region="", country="US")
    texts = ["=1+1", "+1", "-1", "@x", "'=1", "''=1", "'s Gravenhage", "＝1", "Two  blanks", 'a;b,"c"']
    for text in texts:
        posting = make_posting(text, team=team, locations=(mitte, odd, nowhere), closes_at=days(1))
        posting.sections.update(heading=f"{text} <b> &amp;", body="<p>A &amp; B</p>\n")
    make_posting("Draft without anything", team=team, sections=0, published_from=None, apply_url="")
    make_posting("Two", team=team, locations=(mitte, kreuzberg), tags=(make_tag("x; y"), make_tag("+z")))
    make_posting("Capital", team=team, locations=(washington,), workplace="remote", remote_countries=["US", "AT"])
    before = read_tables()

    assert import_file(export_file(), create_missing=False) == ((0, 0, len(texts) + 3), [])
    assert read_tables() == before


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+49", "-1", "@x", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", ";=1", "| +1"]
)
def test_c7_export_escapes_formulas(db, text):
    assert escape(text) == f"'{text}"
    assert unescape(escape(text)) == text
    assert unescape(escape(escape(text))) == escape(text)

    posting = make_posting("T", language="en", locations=(make_location(),))
    Posting.objects.update(title=text, reference=text)
    cells = next(csv.DictReader(io.StringIO(export_file().decode("utf-8-sig"), newline="")))
    assert (cells["title"], cells["reference"]) == (f"'{text}", f"'{text}")
    assert posting.pk == Posting.objects.get(reference=text).pk


@pytest.mark.parametrize("text", ["", "Baker", "'s Gravenhage", "'", "1=1"])
def test_escape_keeps_harmless_text(text):
    assert (escape(text), unescape(text)) == (text, text)
