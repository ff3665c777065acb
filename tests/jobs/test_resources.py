"""Postings as the records of a spreadsheet: what a file may say, what it changes, and that an export says the same."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from import_export.formats.base_formats import CSV
from tablib import Dataset

from jobs.models import Location, Posting, Section, Tag
from jobs.resources import COLUMN_OF_CONSTRAINT, PostingResource
from jobs.spreadsheet import COLUMNS, Unreadable, escape, read, unescape
from teams.models import Team

from ..factories import days, make_employer, make_location, make_posting, make_tag, make_team

RECORD = {
    "reference": "R-1",
    "title": "Baker",
    "team": "Bakery",
    "locations": "Lisbon, , PT",
    "description": "<h2>The role</h2><p>You bake.</p>",
    "apply_email": "jobs@k.example",
    "published_from": "2026-01-02T09:00:00Z",
}
EMPTY = "Fill in this cell: no posting goes without."
REMOTE = {"workplace": "remote", "locations": ""}


def file_of(*records, columns=COLUMNS):
    """The bytes of a spreadsheet with these records, each like RECORD but for the cells given."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    for number, cells in enumerate(records, 1):
        given = {"reference": f"R-{number}"} | cells
        writer.writerow({name: value for name, value in (RECORD | given).items() if name in columns})
    return text.getvalue().encode()


def take(*records, create_missing=True, **options):
    """Import these records, and return the counts of new, update and skip, and all that was wrong."""
    return take_file(file_of(*records), create_missing, **options)


def take_file(content, create_missing=True, **options):
    sheet = read(content)
    resource = PostingResource(create_missing, sheet.lines)
    result = resource.import_data(sheet.records, **options)
    assert result.base_errors == []
    totals = tuple(result.totals[kind] for kind in ("new", "update", "skip"))
    return totals, [str(fault) for fault in [*sheet.faults, *resource.faults(result)]]


def state():
    """Everything an import may write, with the history."""
    models = [Posting, Section, Team, Location, Tag, Posting.locations.through, Posting.tags.through]
    histories = [model.history.model for model in models if hasattr(model, "history")]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in [*models, *histories]}


def export_of():
    return CSV().export_data(PostingResource().export()).encode()


def test_all_columns_are_stored(db):
    make_employer(language="pt")
    totals, faults = take(
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


def test_empty_cells_mean_what_the_columns_say(db):
    make_employer(language="de")

    assert take({"published_from": "", "apply_email": ""}) == ((1, 0, 0), [])

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
    assert take(*records) == ((5, 0, 0), [])
    before = state()

    assert take(*records) == ((0, 0, 5), [])
    assert take(*records, create_missing=False) == ((0, 0, 5), [])
    assert state() == before


def test_file_may_have_more_records_than_are_asked_for_at_once(db, monkeypatch):
    monkeypatch.setattr("jobs.resources.CHUNK", 2)
    records = [{"title": f"Job {number}"} for number in range(5)]
    take(*records)

    assert take(*records) == ((0, 0, 5), [])


def test_existing_posting_is_updated_where_the_file_says_otherwise(db):
    take({"locations": "Lisbon, , PT; Porto, , PT", "tags": "Old"}, {"title": "Left alone"})
    posting, other = Posting.objects.order_by("id")
    posting.pay_note, posting.time_zone = "And bread", "Europe/Lisbon"
    posting.save()
    untouched = (other.updated_at, other.history.count())

    assert take({"title": "Confectioner", "locations": "Porto, , PT"}, {"title": "Left alone"}) == ((0, 1, 1), [])

    again = Posting.objects.get(reference="R-1")
    assert (again.pk, again.title, again.title_folded) == (posting.pk, "Confectioner", "confectioner")
    assert [place.name for place in again.locations.all()] == ["Porto"]
    assert list(again.tags.all()) == []
    assert (again.pay_note, again.time_zone) == ("And bread", "Europe/Lisbon")
    assert again.updated_at > posting.updated_at
    other.refresh_from_db()
    assert (other.updated_at, other.history.count()) == untouched


def test_only_sections_that_changed_are_written(db):
    take({"description": "<h2>A</h2>1<h2>B</h2>2<h2>C</h2>3"})
    first = list(Section.objects.values_list("id", "heading", "body"))
    published = Posting.objects.get().updated_at

    assert take({"description": "<h2>A</h2>1<h2>B</h2>two"}) == ((0, 1, 0), [])

    assert list(Section.objects.values_list("id", "heading", "body")) == [first[0], (first[1][0], "B", "two")]
    assert list(Section.history.order_by("history_id").values_list("heading", "history_type")) == [
        *[("A", "+"), ("B", "+"), ("C", "+")],
        *[("B", "~"), ("C", "-")],
    ]
    assert Posting.objects.get().updated_at > published

    take({"description": "<h2>A</h2>1<h2>B</h2>two<h2>D</h2>4"})
    assert [section.heading for section in Posting.objects.get().sections.all()] == ["A", "B", "D"]


@pytest.mark.parametrize(
    ("cell", "sections"),
    [
        ("<p>All of it</p>", [("About the job", "<p>All of it</p>")]),
        ("Words alone", [("About the job", "Words alone")]),
        ("<p>Before</p><h2>Then</h2><p>After</p>", [("About the job", "<p>Before</p>"), ("Then", "<p>After</p>")]),
        ("<h2>None</h2><p> &nbsp;</p><h2>Some</h2><p>x</p>", [("Some", "<p>x</p>")]),
        ("<H2 class='x'>R&amp;D <em>team</em>\n here </H2><p>x</p>", [("R&D team here", "<p>x</p>")]),
        ("<h2></h2><p>x</p>", [("About the job", "<p>x</p>")]),
        ("<div><h2>A</h2><ul><li>x</div>", [("A", "<ul><li>x</li></ul>")]),
        ("<h1>Top</h1><h4>Low</h4>x", [("About the job", "<h3>Top</h3><h3>Low</h3>x")]),
        ("<!-- <h2>No</h2> --><script>'<h2>No</h2>'</script><h2>A</h2><p onclick=x>x\x00y</p>", [("A", "<p>xy</p>")]),
        (
            "<h2>A</h2><a href='javascript:x'>1</a><a href='https://k.example' target=_blank>2</a>",
            [("A", '<a rel="noopener nofollow">1</a><a href="https://k.example" rel="noopener nofollow">2</a>')],
        ),
        ("<h2>A</h2><p>We€™re â€œhereâ€\x9d</p>", [("A", "<p>We€™re â€œhereâ€</p>")]),
    ],
)
def test_description_becomes_sections(db, cell, sections):
    assert take({"description": cell}) == ((1, 0, 0), [])
    assert list(Section.objects.values_list("heading", "body")) == sections
    assert take({"description": cell}) == ((0, 0, 1), [])


NOT_A_PLACE = "is not a place. Write it as City, Region, Country code: Austin, TX, US or Lisbon, , PT."
TOO_LONG = "Ensure this value has at most {} characters (it has {})."
NO_OFFSET = "does not say in which time zone. End it with Z for UTC, or with an offset: +02:00."
NOT_A_COUNTRY = "is not a country code. Write codes with blanks between them, like DE PT, or the one word anywhere."
LONG_HEADING = "is longer than 120 characters. End it with </h2> where the text begins."
NO_PLACE = "Name at least one place: only remote work goes without."
NOT_A_MOMENT = "is not a moment. Write it like 2026-06-30T09:00:00Z."
NOT_A_NUMBER = "is not a number. Write digits alone, with a point for cents: 52000 or 18.50."
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
            [f"tags: The tag “{'t' * 60}…” cannot be created. {TOO_LONG.format(60, 61)}"],
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
        ({"workplace": "office"}, ["workplace: “office” is not one of: on-site, hybrid, remote."]),
        ({"workplace": "office", "locations": ""}, ["workplace: “office” is not one of: on-site, hybrid, remote."]),
        (
            {"countries": "PT"},
            ["countries: Only remote work has countries to live in. Choose Remote, or clear the countries."],
        ),
        (
            {"countries": "anywhere"},
            ["countries: Only remote work has countries to live in. Choose Remote, or clear the countries."],
        ),
        (
            {**REMOTE, "countries": "PT Portugal"},
            [f"countries: “PORTUGAL” {NOT_A_COUNTRY}"],
        ),
        (
            REMOTE,
            ["countries: Say where a person may live before publishing: anywhere, or in which countries."],
        ),
        (
            {"employment_types": "full-time,contract"},
            [f"employment_types: “full-time,contract” is not one of: {TYPES}."],
        ),
        ({"level": "junior"}, [f"level: “junior” is not one of: {LEVELS}."]),
        ({**PAY, "pay_min": "30k"}, [f"pay_min: “30k” {NOT_A_NUMBER}"]),
        ({**PAY, "pay_min": "30,000"}, [f"pay_min: “30,000” {NOT_A_NUMBER}"]),
        (
            {**PAY, "pay_min": "NaN", "pay_max": "Infinity"},
            [f"pay_min: “NaN” {NOT_A_NUMBER}", f"pay_max: “Infinity” {NOT_A_NUMBER}"],
        ),
        ({**PAY, "pay_max": "1e9"}, [f"pay_max: “1e9” {NOT_A_NUMBER}"]),
        ({**PAY, "pay_max": "٣٠٠"}, [f"pay_max: “٣٠٠” {NOT_A_NUMBER}"]),
        ({**PAY, "pay_max": "9" * 11}, [f"pay_max: {DIGITS}"]),
        ({**PAY, "pay_max": "9" * 5000}, [f"pay_max: {DIGITS}"]),
        ({**PAY, "pay_max": "9.999"}, [f"pay_max: {DIGITS}"]),
        ({**PAY, "pay_max": "0." + "0" * 5000 + "1"}, [f"pay_max: {DIGITS}"]),
        ({**PAY, "pay_min": "0"}, ["pay_min: Pay must be more than zero. Leave it empty to say nothing about pay."]),
        ({**PAY, "pay_max": "-5"}, ["pay_min: Pay must be more than zero. Leave it empty to say nothing about pay."]),
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
        (
            {"published_from": "2026-06-30"},
            [f"published_from: “2026-06-30” {NO_OFFSET}"],
        ),
        (
            {"closes_at": "2026-06-30T09:00:00"},
            [f"closes_at: “2026-06-30T09:00:00” {NO_OFFSET}"],
        ),
        ({"closes_at": "9999-12-31T23:59:59-12:00"}, ["closes_at: Choose a year between 1900 and 9998."]),
        ({"published_from": "0001-01-01T00:00:00+12:00"}, ["published_from: Choose a year between 1900 and 9998."]),
        (
            {"closes_at": "2026-01-02T09:00:00Z"},
            ["closes_at: The posting must close after it is published. Choose a later closing date."],
        ),
        ({"language": "Klingon!"}, ["language: “Klingon!” is not a language tag. Write it like en or pt-BR."]),
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
    before = state()

    assert take({}, cells) == ((1, 0, 0), [f"line 3, column {fault}" for fault in faults])
    assert state() == before


def test_rule_of_the_model_belongs_to_a_column():
    assert {constraint.name for constraint in Posting._meta.constraints} == set(COLUMN_OF_CONSTRAINT)
    assert set(COLUMN_OF_CONSTRAINT.values()) <= set(COLUMNS)


def test_line_is_the_one_a_person_sees_where_the_record_begins(db):
    content = file_of({"description": "<p>One\n\ntwo\r\nthree</p>"}, {"title": ""}, {"level": "x"})
    lines = content.split(b"\r\n")
    content = b"\r\n".join([*lines[:1], b"", *lines[1:3], b"," * 18, *lines[3:]])

    assert take_file(content)[1] == [
        f"line 8, column title: {EMPTY}",
        f"line 9, column level: “x” is not one of: {LEVELS}.",
    ]


def test_record_of_another_length_is_reported_beside_the_others(db):
    content = file_of({"level": "x"}) + b"R-2,Baker\r\n" + b"," * 19 + b"late\r\n"
    comma = "Put every text that has a comma in quotation marks."

    assert take_file(content, dry_run=True)[1] == [
        f"line 3: There are 2 cells here and 19 columns. {comma}",
        f"line 4: There are 20 cells here and 19 columns. {comma}",
        f"line 2, column level: “x” is not one of: {LEVELS}.",
    ]


def test_reference_stands_in_one_line_only(db):
    assert take({"reference": "A"}, {"reference": "B"}, {"reference": " A "}) == (
        (2, 0, 0),
        ["line 4, column reference: Line 2 has this reference already. Each posting has its own."],
    )
    assert not Posting.objects.exists()


def test_missing_teams_places_and_tags_are_named_unless_they_may_be_created(db):
    make_team("Bakery")
    make_location("Lisbon", country="PT")
    before = state()

    unknown = {"team": "Cellar", "locations": "Lisbon, , PT; ROME,IT", "tags": "Night"}

    assert take({}, unknown, create_missing=False)[1] == [
        "line 3, column team: There is no team “Cellar”. Correct it, or have it created.",
        "line 3, column locations: There is no place “ROME,IT”. Correct it, or have it created.",
        "line 3, column tags: There is no tag “Night”. Correct it, or have it created.",
    ]
    assert state() == before


def test_team_is_found_by_exact_name_then_by_slug(db):
    make_location(country="PT")
    bakery, night = make_team("Bakery"), make_team("Night Shift")
    take({"team": "Bakery"}, {"team": " Night  Shift "}, {"team": "night-shift"}, create_missing=False)
    assert [posting.team for posting in Posting.objects.order_by("id")] == [bakery, night, night]

    take({"reference": "A", "team": "BAKERY"}, {"reference": "B", "team": "Sales"}, {"reference": "C", "team": "sales"})
    made = Team.objects.exclude(pk__in=[bakery.pk, night.pk])
    assert [(team.name, team.slug, team.position) for team in made] == [
        ("BAKERY", "bakery-2", 1),
        ("Sales", "sales", 2),
        ("sales", "sales-2", 3),
    ]


def test_addresses_of_new_teams_are_readable_and_their_own(db):
    names = ["Łódź & Ærø", "Accounting/Finance", "日本", "Київ", "Straße", "  Team ", "a" * 120, "A" * 120]
    take(*({"team": name} for name in names))

    assert [team.slug for team in Team.objects.all()] == [
        *["lodz-aero", "accounting-finance", "team", "team-2", "strasse", "team-3"],
        *["a" * 120, "a" * 118 + "-2"],
    ]
    assert Team.objects.get(slug="lodz-aero").name == "Łódź & Ærø"


def test_tag_is_found_by_name_in_any_case_or_by_slug(db):
    manager = make_tag("People manager")
    take({"tags": "people MANAGER; people-manager"}, {"tags": " ;Night;; night ; NIGHT"})

    assert [[tag.name for tag in posting.tags.all()] for posting in Posting.objects.order_by("id")] == [
        [manager.name],
        ["Night"],
    ]
    assert Tag.objects.count() == 2


def places():
    """Each posting's places by reference, as (name, slug, city, region, country)."""
    fields = ("name", "slug", "city", "region", "country")
    found = Posting.objects.order_by("id").prefetch_related("locations")
    return [[tuple(getattr(place, name) for name in fields) for place in posting.locations.all()] for posting in found]


def test_place_is_one_however_it_is_written(db):
    austin, lisbon = ("Austin", "austin", "Austin", "TX", "US"), ("Lisboa", "lisboa", "Lisboa", "", "PT")
    louis = ("St. Louis", "st-louis", "St. Louis", "MO", "US")
    take(
        {"locations": "AUSTIN, TX, US"},
        {"locations": "Austin, tx , us;;"},
        {"locations": "  austin ,, US; Lisboa,PT"},
        {"locations": "AUSTIN, US;Lisboa, , PT; LISBOA,,pt"},
        {"locations": "ST LOUIS, MO, US; St.  Louis, MO, US"},
    )

    assert places() == [[austin], [austin], [austin, lisbon], [austin, lisbon], [louis]]
    assert Location.objects.count() == 3


def test_place_without_region_is_its_own_where_several_are_meant(db):
    records = [{"locations": text} for text in ("London, , GB", "London, LND, GB", "London, ON, CA", "LONDON, EAW, GB")]
    take(*records)

    assert places() == [
        [("London, United Kingdom", "london-united-kingdom", "London", "", "GB")],
        [("London, LND", "london-lnd", "London", "LND", "GB")],
        [("London, ON", "london-on", "London", "ON", "CA")],
        [("LONDON, EAW", "london-eaw", "LONDON", "EAW", "GB")],
    ]
    assert take(*records) == ((0, 0, 4), [])


def test_place_that_exists_keeps_its_name_and_a_namesake_gets_another(db):
    toronto = make_location("Toronto", city="Toronto", region="Ontario", country="CA")
    take({"locations": "TORONTO, ONTARIO, ca"}, {"locations": "Toronto, AB, CA"}, {"locations": "toronto"})

    assert [[place.name for place in posting.locations.all()] for posting in Posting.objects.order_by("id")] == [
        [toronto.name],
        ["Toronto, AB"],
        [toronto.name],
    ]


def test_place_that_may_be_either_of_two_is_asked_for_by_slug(db):
    for name in ("Mitte", "Kreuzberg"):
        make_location(name, city="Berlin", country="DE")

    assert take({"locations": "Berlin, , DE"})[1] == [
        "line 2, column locations: “Berlin, , DE” may be any of 2 places. Write kreuzberg or mitte instead."
    ]
    assert take({"locations": "mitte"}) == ((1, 0, 0), [])


def test_closed_posting_that_is_opened_again_has_no_reason_for_closing(db):
    take({"closes_at": "2026-01-03T00:00Z"})
    Posting.objects.update(closing_reason="filled")

    take({"closes_at": "2026-01-04T00:00Z"})
    assert Posting.objects.get().closing_reason == "filled"

    take({"closes_at": "2099-01-04T00:00Z"})
    assert Posting.objects.get().closing_reason == ""

    Posting.objects.update(closing_reason="paused")
    take({"closes_at": "2099-01-05T00:00Z"})
    assert Posting.objects.get().closing_reason == "paused"


def test_line_of_text_has_no_breaks_and_no_blanks_around_it(db):
    assert take({"title": "\t Head\r\n\tbaker  (night) \n", "team": "Old\nBakery"}) == ((1, 0, 0), [])

    posting = Posting.objects.get()
    assert (posting.title, posting.team.name) == ("Head baker  (night)", "Old Bakery")


def test_posting_of_a_hidden_team_stays_hidden(db):
    make_team("Bakery", is_published=False)

    assert take({}) == ((1, 0, 0), [])
    assert Posting.objects.get().status() == "hidden"
    assert Posting.objects.get().first_published is None


def test_nothing_is_stored_when_something_unexpected_happens(db, monkeypatch):
    def fail(sections, model):
        if sections[0].posting.reference == "R-2":
            raise RuntimeError("out of flour")

    before = state()
    monkeypatch.setattr("jobs.resources.bulk_create_with_history", fail)

    assert take({}, {}, {}) == ((2, 0, 0), ["line 3: Unexpected RuntimeError('out of flour')."])
    assert state() == before


def test_dry_run_reports_and_stores_nothing(db):
    before = state()

    assert take({}, {"tags": "A"}, dry_run=True) == ((2, 0, 0), [])
    assert state() == before


def test_cost_of_an_import_does_not_grow_with_what_is_unchanged(db):
    def queries(count):
        records = [{"locations": f"Town {number}, , PT", "tags": f"T{number}"} for number in range(count)]
        take(*records)
        with CaptureQueriesContext(connection) as captured:
            assert take(*records) == ((0, 0, count), [])
        return [one["sql"] for one in captured.captured_queries if not re.search("SAVEPOINT|edition", one["sql"])]

    assert (len(queries(1)), len(queries(5))) == (8, 8)


# --- Export ----------------------------------------------------------------------------------------


def test_export_is_the_file_that_was_imported(db):
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
        "closes_at": "2099-01-01T00:00:00Z",
        "language": "en",
    }
    content = file_of(full, {**REMOTE, "countries": "PT US", "language": "en"})
    take_file(content)

    assert export_of() == content


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
    before = state()

    assert take_file(export_of(), create_missing=False) == ((0, 0, len(texts) + 3), [])
    assert state() == before


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+49", "-1", "@x", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x"])
def test_c7_no_cell_of_an_export_begins_a_formula(db, text):
    assert escape(text) == f"'{text}"
    assert unescape(escape(text)) == text
    assert unescape(escape(escape(text))) == escape(text)

    posting = make_posting("T", language="en", locations=(make_location(),))
    Posting.objects.update(title=text, reference=text)
    cells = next(csv.DictReader(io.StringIO(export_of().decode(), newline="")))
    assert (cells["title"], cells["reference"]) == (f"'{text}", f"'{text}")
    assert posting.pk == Posting.objects.get(reference=text).pk


@pytest.mark.parametrize("text", ["", "Baker", "'s Gravenhage", "'", "1=1"])
def test_harmless_text_is_left_as_it_is(text):
    assert (escape(text), unescape(text)) == (text, text)


# --- The file --------------------------------------------------------------------------------------


NAMES = ",".join(COLUMNS).encode()
COMMAS = "Save the sheet with commas between the columns."
QUOTES = (
    "See that every cell that begins with a quotation mark ends with one, and that those inside a cell are doubled."
)
SAVE = "Save the sheet as “CSV UTF-8 (comma delimited)”"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"\r\n \r\n,,\r\n", "The file is empty."),
        (NAMES + b"\r\n", "The file has a header but no postings below it."),
        (NAMES + b"\r\n" + b"," * 18, "The file has a header but no postings below it."),
        (b"PK\x03\x04...", f"This is a workbook. {SAVE} and import that file."),
        (b"\xd0\xcf\x11\xe0...", f"This is a workbook. {SAVE} and import that file."),
        (NAMES + b"\nR-1,B\xe4cker", f"Line 2 is not UTF-8 text. {SAVE}."),
        (NAMES.decode().encode("utf-16"), f"Line 1 is not UTF-8 text. {SAVE}."),
        (NAMES.replace(b",", b";"), f"The columns are separated by semicolons. {COMMAS}"),
        (NAMES.replace(b",", b"\t"), f"The columns are separated by tabs. {COMMAS}"),
        (
            NAMES.replace(b",tags", b"").replace(b"level", b"grade"),
            "The first line must name the columns. Missing: level, tags. Unknown: grade.",
        ),
        (
            NAMES + b",title,,x",
            "The first line must name the columns. Unknown: (without a name), x. There more than once: title.",
        ),
        (
            NAMES + b'\nR-1,"Baker',
            f"The record that begins in line 2 cannot be read (unexpected end of data). {QUOTES}",
        ),
        (
            NAMES + b'\nR-0,"\n"\nR-1,"Ba"ker"',
            f"The record that begins in line 4 cannot be read (',' expected after '\"'). {QUOTES}",
        ),
        (
            NAMES + b'\n"' + b"x" * 131073,
            f"The record that begins in line 2 cannot be read (field larger than field limit (131072)). {QUOTES}",
        ),
    ],
)
def test_file_that_cannot_be_understood_says_why(content, message):
    with pytest.raises(Unreadable) as caught:
        read(content)

    assert str(caught.value) == message


def test_resource_refuses_other_columns_once_and_not_for_every_record(db):
    result = PostingResource(True).import_data(Dataset(["R-1"], ["R-2"], headers=["reference"]))

    [error] = result.base_errors
    assert str(error.error).startswith("The first line must name the columns. Missing: title, team, ")
    assert (result.invalid_rows, result.row_errors()) == ([], [])


def test_columns_may_stand_in_any_order_after_a_byte_order_mark_and_before_empty_ones(db):
    content = file_of({}, columns=COLUMNS[::-1]).decode()
    header, record, *_rest = content.split("\r\n")

    assert take_file(f"\ufeff{header.title()},,\r{record},,\r".encode()) == ((1, 0, 0), [])
    assert Posting.objects.get().title == "Baker"
