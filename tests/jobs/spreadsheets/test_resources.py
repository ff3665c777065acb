"""Imports of postings: what each column changes."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs.finding.words.tokens import join_words
from jobs.models import Posting, Section, Words
from jobs.spreadsheets.resources import COLUMNS, PostingResource
from teams.models.geography.country_groups import find_group
from teams.pages.metadata import to_plain_text
from tests.factories import days, make_employer, make_posting, make_team

from .files import REMOTE, import_records, read_tables


def test_all_columns_are_stored(db):
    make_employer(language="pt")
    totals, faults = import_records(
        {
            "title": "Head baker",
            "locations": "Lisbon, , PT; Austin, TX, us",
            "workplace": "Remote",
            "countries": "us PT",
            "employment_types": "contract full-time",
            "level": "lead",
            "tags": "On-call; People manager",
            "pay_min": "18.5",
            "pay_max": "20",
            "pay_currency": "eur",
            "pay_period": "hour",
            "apply_url": "https://apply.example.com/1",
            "closes_at": "2026-06-30T00:00:00+02:00",
        }
    )

    posting = Posting.objects.get()
    assert (totals, faults) == ((1, 0, 0), [])
    assert {name: getattr(posting, name) for name in ("reference", "title", "workplace", "level", "language")} == {
        "reference": "R-1",
        "title": "Head baker",
        "workplace": "remote",
        "level": "lead",
        "language": "pt",
    }
    assert (posting.team.name, posting.team.slug, posting.team.is_published) == ("Bakery", "bakery", True)
    assert {(place.name, place.slug, place.region, place.country) for place in posting.locations.all()} == {
        ("Lisbon", "lisbon", "", "PT"),
        ("Austin", "austin", "TX", "US"),
    }
    assert {(tag.name, tag.slug) for tag in posting.tags.all()} == {
        ("On-call", "on-call"),
        ("People manager", "people-manager"),
    }
    assert (posting.remote_anywhere, set(posting.remote_countries)) == (False, {"US", "PT"})
    assert posting.employment_types == ("full-time", "contract")
    assert (posting.pay_minimum, posting.pay_maximum) == (Decimal("18.50"), Decimal(20))
    assert (posting.pay_currency, posting.pay_period) == ("EUR", "hour")
    assert (posting.apply_url, posting.apply_email) == ("https://apply.example.com/1", "jobs@k.example")
    assert posting.published_from == dt.datetime(2026, 1, 2, 9, tzinfo=dt.UTC)
    assert posting.closes_at == dt.datetime(2026, 6, 29, 22, tzinfo=dt.UTC)
    assert posting.first_published == posting.published_from
    assert [(section.heading, section.body) for section in posting.sections.all()] == [("The role", "<p>You bake.</p>")]


def test_empty_cells_mean_the_defaults(db):
    make_employer(language="de")

    assert import_records({"published_from": "", "apply_email": ""}) == ((1, 0, 0), [])

    posting = Posting.objects.get()
    assert posting.status() == "draft"
    assert (posting.workplace, posting.level, posting.language) == ("on-site", "", "de")
    assert (posting.employment_types, posting.remote_countries, posting.remote_anywhere) == ((), (), False)
    assert (posting.pay_minimum, posting.pay_maximum, posting.pay_currency, posting.pay_period) == (None, None, "", "")
    assert (posting.closes_at, posting.first_published, posting.tags.count()) == (None, None, 0)


def test_same_file_again_changes_nothing(db):
    records = [
        {"tags": "A; B", "pay_min": "10", "pay_currency": "EUR", "pay_period": "day", "closes_at": "2099-01-01T00:00Z"},
        {**REMOTE, "countries": "anywhere", "description": "Hello <b>you</b> &amp; me<h2>R&amp;D</h2>It&#x27;s €™"},
        {**REMOTE, "countries": "US PT CH DE", "employment_types": "part-time full-time", "published_from": ""},
        {"locations": "AUSTIN, , US; Dallas, TX, US", "team": "bakery"},
        {"locations": "Austin, TX, US", "team": "Bäckerei  Süd"},
    ]
    assert import_records(*records) == ((5, 0, 0), [])
    before = read_tables()

    assert import_records(*records) == ((0, 0, 5), [])
    assert import_records(*records, create_missing=False) == ((0, 0, 5), [])
    assert read_tables() == before


def test_file_may_have_more_records_than_a_chunk(db, monkeypatch):
    monkeypatch.setattr("teams.spreadsheets.records.CHUNK", 2)
    records = [{"title": f"Job {number}"} for number in range(5)]
    import_records(*records)

    assert import_records(*records) == ((0, 0, 5), [])


def test_existing_posting_is_updated_where_the_file_differs(db):
    import_records({"locations": "Lisbon, , PT; Porto, , PT", "tags": "Old"}, {"title": "Left alone"})
    posting, other = Posting.objects.order_by("id")
    posting.pay_note, posting.time_zone = "And bread", "Europe/Lisbon"
    posting.save()
    untouched = (other.updated_at, other.history.count())

    assert import_records({"title": "Confectioner", "locations": "Porto, , PT"}, {"title": "Left alone"}) == (
        (0, 1, 1),
        [],
    )

    again = Posting.objects.get(reference="R-1")
    assert (again.pk, again.title, again.title_folded) == (posting.pk, "Confectioner", "confectioner")
    assert [place.name for place in again.locations.all()] == ["Porto"]
    assert list(again.tags.all()) == []
    assert (again.pay_note, again.time_zone) == ("And bread", "Europe/Lisbon")
    assert again.updated_at > posting.updated_at
    other.refresh_from_db()
    assert (other.updated_at, other.history.count()) == untouched


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Confectioner"},
        {"description": "<h2>A</h2>one<h2>B</h2>2"},
        {"description": "<h2>A</h2>1"},
        {"description": "<h2>A</h2>1<h2>B</h2>2<h2>C</h2>3"},
        {"locations": "Porto, , PT"},
    ],
)
def test_search_words_follow_the_import(db, change):
    record = {"description": "<h2>A</h2>1<h2>B</h2>2", "locations": "Lisbon, , PT"}
    for cells in (record, record | change):
        import_records(cells)
        posting = Posting.objects.get()
        pieces = [
            piece for section in posting.sections.all() for piece in (section.heading, to_plain_text(section.body, 100))
        ]
        words = Words.objects.get()
        assert (words.title, words.text) == (join_words(posting.title), join_words(*pieces))


def test_only_changed_sections_are_saved(db):
    import_records({"description": "<h2>A</h2>1<h2>B</h2>2<h2>C</h2>3"})
    first = list(Section.objects.values_list("id", "heading", "body"))
    published = Posting.objects.get().updated_at

    assert import_records({"description": "<h2>A</h2>1<h2>B</h2>two"}) == ((0, 1, 0), [])

    assert list(Section.objects.values_list("id", "heading", "body")) == [first[0], (first[1][0], "B", "two")]
    assert list(Section.history.order_by("history_id").values_list("heading", "history_type")) == [
        *[("A", "+"), ("B", "+"), ("C", "+")],
        *[("B", "~"), ("C", "-")],
    ]
    assert Posting.objects.get().updated_at > published

    import_records({"description": "<h2>A</h2>1<h2>B</h2>two<h2>D</h2>4"})
    assert [section.heading for section in Posting.objects.get().sections.all()] == ["A", "B", "D"]


@pytest.mark.parametrize(
    ("cell", "sections"),
    [
        ("<p>All of it</p>", [("About the job", "<p>All of it</p>")]),
        ("Words alone", [("About the job", "Words alone")]),
        ("<p>Before</p><h2>Then</h2><p>After</p>", [("About the job", "<p>Before</p>"), ("Then", "<p>After</p>")]),
        (
            "<h2>None</h2><p> &nbsp;</p><h2>Some</h2><p>x</p>",
            [("About the job", "<h3>None</h3>"), ("Some", "<p>x</p>")],
        ),
        ("<H2 class='x'>R&amp;D <em>team</em>\n here </H2><p>x</p>", [("R&D team here", "<p>x</p>")]),
        ("<h2></h2><p>x</p>", [("About the job", "<p>x</p>")]),
        ("<div><h2>A</h2><ul><li>x</div>", [("A", "<ul><li>x</li></ul>")]),
        ("<h1>Top</h1><h4>Low</h4>x", [("About the job", "<h3>Top</h3><h3>Low</h3><p>x</p>")]),
        ("<!-- <h2>No</h2> --><script>'<h2>No</h2>'</script><h2>A</h2><p onclick=x>x\x00y</p>", [("A", "<p>xy</p>")]),
        (
            "<h2>A</h2><a href='javascript:x'>1</a><a href='https://k.example' target=_blank>2</a>",
            [("A", '<a rel="noopener nofollow">1</a><a href="https://k.example" rel="noopener nofollow">2</a>')],
        ),
        ("<h2>A</h2><p>We€™re â€œhereâ€\x9d</p>", [("A", "<p>We€™re â€œhereâ€</p>")]),
    ],
)
def test_description_becomes_sections(db, cell, sections):
    assert import_records({"description": cell}) == ((1, 0, 0), [])
    assert list(Section.objects.values_list("heading", "body")) == sections
    assert import_records({"description": cell}) == ((0, 0, 1), [])


def test_reopened_posting_has_no_closing_reason(db):
    import_records({"closes_at": "2026-01-03T00:00Z"})
    Posting.objects.update(closing_reason="filled")

    import_records({"closes_at": "2026-01-04T00:00Z"})
    assert Posting.objects.get().closing_reason == "filled"

    import_records({"closes_at": "2099-01-04T00:00Z"})
    assert Posting.objects.get().closing_reason == ""

    Posting.objects.update(closing_reason="paused")
    import_records({"closes_at": "2099-01-05T00:00Z"})
    assert Posting.objects.get().closing_reason == "paused"


def test_line_of_text_has_no_breaks_and_no_blanks_around_it(db):
    assert import_records({"title": "\t Head\r\n\tbaker  (night) \n", "team": "Old\nBakery"}) == ((1, 0, 0), [])

    posting = Posting.objects.get()
    assert (posting.title, posting.team.name) == ("Head baker  (night)", "Old Bakery")


def test_posting_of_a_hidden_team_stays_hidden(db):
    make_team("Bakery", is_published=False)

    assert import_records({}) == ((1, 0, 0), [])
    assert Posting.objects.get().status() == "hidden"
    assert Posting.objects.get().first_published is None


def test_dry_run_reports_and_stores_nothing(db):
    before = read_tables()

    assert import_records({}, {"tags": "A"}, dry_run=True) == ((2, 0, 0), [])
    assert read_tables() == before


def test_dry_run_writes_and_locks_nothing(db):
    """On PostgreSQL, other users can save during a dry run."""
    import_records({})
    with CaptureQueriesContext(connection) as captured:
        assert import_records({"title": "Cook"}, {}, create_missing=False, dry_run=True) == ((1, 1, 0), [])

    statements = [query["sql"] for query in captured.captured_queries]
    assert [sql for sql in statements if re.match("INSERT|UPDATE|DELETE", sql) or "FOR UPDATE" in sql] == []


def test_unchanged_rows_cost_no_queries(db):
    def queries(count):
        records = [{"locations": f"Town {number}, , PT", "tags": f"T{number}"} for number in range(count)]
        import_records(*records)
        with CaptureQueriesContext(connection) as captured:
            assert import_records(*records) == ((0, 0, count), [])
        statements = [query["sql"] for query in captured.captured_queries]
        return [sql for sql in statements if not re.search("SAVEPOINT|edition", sql)]

    assert (len(queries(1)), len(queries(5))) == (9, 9)


def test_history_has_one_entry_for_each_change_with_places_and_tags(db):
    import_records({"tags": "A; B"})
    import_records({"tags": "A", "title": "Cook"})

    assert [
        (entry.history_type, entry.title, {relation.tag.name for relation in entry.tags.all()}, entry.locations.count())
        for entry in Posting.objects.get().history.order_by("history_id")
    ] == [("+", "Baker", {"A", "B"}, 1), ("~", "Cook", {"A"}, 1)]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("DACH", {"AT", "CH", "DE"}),
        ("the Nordics; jp", {"DK", "FI", "IS", "NO", "SE", "JP"}),
        ("dach PT", {"AT", "CH", "DE", "PT"}),
        ("North America, PT ES", {"US", "CA", "MX", "PT", "ES"}),
        ("Europe, Middle East and Africa", set(find_group("EMEA").codes)),
        ("DE, PT", {"DE", "PT"}),
        ("New Zealand; deutschland, UK", {"NZ", "DE", "GB"}),
        ("Österreich portugal", {"AT", "PT"}),
    ],
)
def test_countries_may_be_groups(db, cell, codes):
    import_records({"workplace": "remote", "countries": cell})
    assert set(Posting.objects.get().remote_countries) == codes


def test_closed_posting_is_corrected_as_in_the_form(pay_rule):
    """It lacks what a posting must have to be open: a place, a text and, by the rule of its place, its pay."""
    posting = make_posting("Bakre", published_from=days(-9), closes_at=days(-1), sections=0)
    [texts] = PostingResource().export_rows(Posting.objects.all())
    record = dict(zip(COLUMNS, texts, strict=True)) | {"title": "Baker"}

    assert import_records(record) == ((0, 1, 0), [])
    posting.refresh_from_db()
    assert (posting.title, posting.status()) == ("Baker", "closed")
    # It cannot be opened like that.
    totals, faults = import_records(record | {"closes_at": ""})
    assert totals[1] == 0
    assert faults
