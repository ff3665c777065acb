"""Errors in the cells of a spreadsheet of postings."""

import pytest

from jobs.models import Posting
from jobs.spreadsheets.resources import COLUMNS, PostingResource
from tests.factories import make_location, make_team

from .files import EMPTY, REMOTE, import_file, import_records, make_csv, read_tables

NOT_A_PLACE = "is not a place. Write it as City, Region, Country code: Austin, TX, US or Lisbon, , PT."

TOO_LONG = "Ensure this value has at most {} characters (it has {})."

NOT_A_COUNTRY = (
    "is not a country code. Write codes with spaces between them, like DE PT, a group of countries, like EU or DACH, "
    "or only the word anywhere."
)

LONG_HEADING = "is longer than 120 characters. End it with </h2> where the text begins."

NO_PLACE = "Name at least one place. Only remote work needs none."

NOT_A_MOMENT = "is not a date. Write a day, 2026-06-30, or a day and a time, 2026-06-30 14:00."

NOT_AN_AMOUNT = "is not an amount. Write only digits, or with separators: 52000, 52,000 or 18.50."

PAY = {"pay_currency": "EUR", "pay_period": "year"}

DIGITS = "Write at most 10 digits before the point and 2 after it."

CONTROL = "There is a control character (U+0000) in this cell. Delete it."

TYPES = "full-time, part-time, temporary, contract, internship"

LEVELS = "student, entry, mid, senior, lead"


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({"reference": " "}, [f"reference: {EMPTY}"]),
        ({"reference": "R" * 61}, [f"reference: {TOO_LONG.format(60, 61)}"]),
        ({"reference": "R\x00"}, [f"reference: {CONTROL}"]),
        ({"title": ""}, [f"title: {EMPTY}"]),
        ({"title": "T" * 161}, [f"title: {TOO_LONG.format(160, 161)}"]),
        ({"title": "Ba\x00ker"}, [f"title: {CONTROL}"]),
        ({"title": "Ba\x1bker"}, [f"title: {CONTROL.replace('0000', '001B')}"]),
        ({"team": ""}, [f"team: {EMPTY}"]),
        ({"team": "\x00"}, [f"team: {CONTROL}"]),
        (
            {"team": "T" * 121},
            [f"team: The team “{'T' * 60}…” cannot be created. {TOO_LONG.format(120, 121)}"],
        ),
        (
            {"tags": "t" * 61},
            [f"tags: The label “{'t' * 60}…” cannot be created. {TOO_LONG.format(60, 61)}"],
        ),
        ({"description": ""}, [f"description: {EMPTY}"]),
        ({"description": "<p> </p><h2>Role</h2>"}, [f"description: {EMPTY}"]),
        ({"description": "<h2>A heading that goes on and on"}, [f"description: {EMPTY}"]),
        (
            {"description": f"<h2>{'h' * 121}</h2>x"},
            [f"description: The heading “{'h' * 60}…” {LONG_HEADING}"],
        ),
        ({"locations": ""}, [f"locations: {NO_PLACE}"]),
        ({"locations": " ; ", "published_from": ""}, [f"locations: {NO_PLACE}"]),
        ({"locations": "Lisbon"}, [f"locations: “Lisbon” {NOT_A_PLACE}"]),
        ({"locations": "Lisbon, , PT; Rome"}, [f"locations: “Rome” {NOT_A_PLACE}"]),
        ({"locations": "Lisbon, , XX"}, [f"locations: “Lisbon, , XX” {NOT_A_PLACE}"]),
        ({"locations": ", TX, US"}, [f"locations: “, TX, US” {NOT_A_PLACE}"]),
        ({"locations": "Austin, TX,"}, [f"locations: “Austin, TX,” {NOT_A_PLACE}"]),
        ({"workplace": "moon"}, ["workplace: “moon” is not one of: on-site, hybrid, remote."]),
        ({"workplace": "moon", "locations": ""}, ["workplace: “moon” is not one of: on-site, hybrid, remote."]),
        (
            {"countries": "PT"},
            ["countries: Only remote work has countries to live in. Choose Remote, or clear the countries."],
        ),
        (
            {"countries": "anywhere"},
            ["countries: Only remote work has countries to live in. Choose Remote, or clear the countries."],
        ),
        (
            {**REMOTE, "countries": "PT Atlantis"},
            [f"countries: “Atlantis” {NOT_A_COUNTRY}"],
        ),
        (
            REMOTE,
            ["countries: Say where a person may live before publishing: anywhere, or in which countries."],
        ),
        (
            {"employment_types": "full-time,zero hours"},
            [f"employment_types: “zero hours” is not one of: {TYPES}."],
        ),
        ({"level": "wizard"}, [f"level: “wizard” is not one of: {LEVELS}."]),
        ({**PAY, "pay_min": "30m"}, [f"pay_min: “30m” {NOT_AN_AMOUNT}"]),
        (
            {**PAY, "pay_min": "NaN", "pay_max": "Infinity"},
            [f"pay_min: “NaN” {NOT_AN_AMOUNT}", f"pay_max: “Infinity” {NOT_AN_AMOUNT}"],
        ),
        ({**PAY, "pay_max": "1e9"}, [f"pay_max: “1e9” {NOT_AN_AMOUNT}"]),
        ({**PAY, "pay_max": "٣٠٠"}, [f"pay_max: “٣٠٠” {NOT_AN_AMOUNT}"]),
        ({**PAY, "pay_max": "-5"}, [f"pay_max: “-5” {NOT_AN_AMOUNT}"]),
        ({**PAY, "pay_max": "9" * 11}, [f"pay_max: {DIGITS}"]),
        ({**PAY, "pay_max": "9" * 5000}, [f"pay_max: “{'9' * 60}” {NOT_AN_AMOUNT}"]),
        ({**PAY, "pay_min": "$9"}, ["pay_min: This amount is in USD, and the currency is EUR."]),
        ({**PAY, "pay_min": "0"}, ["pay_min: Pay must be more than zero. Leave it empty to say nothing about pay."]),
        (
            {**PAY, "pay_min": "2", "pay_max": "1"},
            ["pay_min: The lowest pay must not be above the highest. Exchange the two amounts."],
        ),
        (
            {"pay_min": "2", "pay_period": "year"},
            ["pay_currency: Say in which currency and for which period the pay is: EUR, a year."],
        ),
        (
            {"pay_min": "2", "pay_currency": "EUR"},
            ["pay_currency: Say in which currency and for which period the pay is: EUR, a year."],
        ),
        (
            {**PAY, "pay_min": "2", "pay_currency": "XXY"},
            ["pay_currency: “XXY” is not a currency code. Write it like EUR."],
        ),
        (
            {**PAY, "pay_min": "2", "pay_period": "decade"},
            ["pay_period: “decade” is not one of: hour, day, week, month, year."],
        ),
        ({"apply_url": "http://k.example"}, ["apply_url: Write a complete address that begins with https://."]),
        ({"apply_email": "jobs"}, ["apply_email: Enter a valid email address."]),
        (
            {"apply_email": ""},
            ["apply_url: Say how to apply: give an address or an e-mail address before publishing."],
        ),
        ({"published_from": "soon"}, [f"published_from: “soon” {NOT_A_MOMENT}"]),
        ({"closes_at": "31.06.2026 14:00"}, [f"closes_at: “2026-06-31 14:00” {NOT_A_MOMENT}"]),
        ({"closes_at": "9999-12-31"}, ["closes_at: Choose a day from 1900 to 2099."]),
        ({"closes_at": "9999-12-31T23:59:59-12:00"}, ["closes_at: Choose a day from 1900 to 2099."]),
        ({"published_from": "0001-01-01T00:00:00+12:00"}, ["published_from: Choose a day from 1900 to 2099."]),
        (
            {"closes_at": "2026-01-02T09:00:00Z"},
            ["closes_at: The posting must close after it is published. Choose a later closing date."],
        ),
        ({"language": "Gibberish!"}, ["language: “Gibberish!” is not a language tag. Write it like en or pt-BR."]),
        (
            {"title": "", "level": "x", "apply_email": "jobs", "closes_at": "2020-01-01T00:00Z"},
            [
                f"title: {EMPTY}",
                f"level: “x” is not one of: {LEVELS}.",
                "apply_email: Enter a valid email address.",
                "closes_at: The posting must close after it is published. Choose a later closing date.",
            ],
        ),
    ],
)
def test_bad_cell_is_reported_with_its_line_and_column_and_nothing_is_stored(db, cells, faults):
    before = read_tables()

    assert import_records({}, cells) == ((1, 0, 0), [f"line 3, column {fault}" for fault in faults])
    assert read_tables() == before


def test_every_constraint_has_a_column():
    """A file cannot break the others: nobody sets the moments of saving, and cells give values of the right types."""
    own = {f"posting_{name}_is_in_range" for name in ("first_published", "created_at", "updated_at")}
    own.add("posting_columns_hold_their_types")

    assert {constraint.name for constraint in Posting._meta.constraints} - own == set(
        PostingResource.columns_by_constraint
    )
    assert set(PostingResource.columns_by_constraint.values()) <= set(COLUMNS)


def test_line_number_is_where_the_record_begins_in_the_file(db):
    content = make_csv({"description": "<p>One\n\ntwo\r\nthree</p>"}, {"title": ""}, {"level": "x"})
    lines = content.split(b"\r\n")
    content = b"\r\n".join([*lines[:1], b"", *lines[1:3], b"," * 18, *lines[3:]])

    assert import_file(content)[1] == [
        f"line 8, column title: {EMPTY}",
        f"line 9, column level: “x” is not one of: {LEVELS}.",
    ]


def test_record_of_another_length_is_reported_with_other_errors(db):
    content = make_csv({"level": "x"}) + b"R-2,Baker\r\n" + b"," * 19 + b"late\r\n"
    comma = "Put every text that has a comma in quotation marks."

    assert import_file(content, dry_run=True)[1] == [
        f"line 3: There are 2 cells here and 19 columns. {comma}",
        f"line 4: There are 20 cells here and 19 columns. {comma}",
        f"line 2, column level: “x” is not one of: {LEVELS}.",
    ]


def test_repeated_reference_is_refused(db):
    assert import_records({"reference": "A"}, {"reference": "B"}, {"reference": " A "}) == (
        (2, 0, 0),
        ["line 4, column reference: Line 2 has this reference already. Each posting has its own."],
    )
    assert not Posting.objects.exists()


def test_missing_teams_locations_and_tags_are_reported(db):
    make_team("Bakery")
    make_location("Lisbon", country="PT")
    before = read_tables()

    unknown = {"team": "Cellar", "locations": "Lisbon, , PT; ROME,IT", "tags": "Night"}

    assert import_records({}, unknown, create_missing=False)[1] == [
        "line 3, column team: There is no team “Cellar”. Correct it, or let the import create it.",
        "line 3, column locations: There is no place “ROME,IT”. Correct it, or let the import create it.",
        "line 3, column tags: There is no label “Night”. Correct it, or let the import create it.",
    ]
    assert read_tables() == before


def test_unexpected_error_stores_nothing(db, monkeypatch):
    def fail(posting, before):
        if posting.reference == "R-2":
            raise RuntimeError("out of flour")

    before = read_tables()
    monkeypatch.setattr("jobs.spreadsheets.resources.changelog.record_changes", fail)

    assert import_records({}, {}, {}) == ((2, 0, 0), ["line 3: Unexpected RuntimeError('out of flour')."])
    assert read_tables() == before
