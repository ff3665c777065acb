"""Teams, tags and locations as cells of postings name them."""

import pytest

from jobs.models import Location, Posting, Tag
from jobs.spreadsheets.resources import PostingResource
from teams.models import Team
from teams.spreadsheets.preview import ImportNeedsReason
from teams.spreadsheets.spreadsheet import read
from tests.factories import make_location, make_tag, make_team

from .files import import_records, make_csv


def test_team_is_found_by_exact_name_then_by_slug(db):
    make_location(country="PT")
    bakery, night = make_team("Bakery"), make_team("Night Shift")
    import_records({"team": "Bakery"}, {"team": " Night  Shift "}, {"team": "night-shift"}, create_missing=False)
    assert [posting.team for posting in Posting.objects.order_by("id")] == [bakery, night, night]

    import_records(
        {"reference": "A", "team": "BAKERY"}, {"reference": "B", "team": "Sales"}, {"reference": "C", "team": "sales"}
    )
    made = Team.objects.exclude(pk__in=[bakery.pk, night.pk])
    assert [(team.name, team.slug, team.position) for team in made] == [
        ("BAKERY", "bakery-2", 1),
        ("Sales", "sales", 2),
        ("sales", "sales-2", 3),
    ]


def test_slugs_of_new_teams_are_readable_and_unique(db):
    names = ["Łódź & Ærø", "Accounting/Finance", "日本", "Київ", "Straße", "  Team ", "a" * 120, "A" * 120]
    import_records(*({"team": name} for name in names))

    assert [team.slug for team in Team.objects.all()] == [
        *["lodz-aero", "accounting-finance", "team", "team-2", "strasse", "team-3"],
        *["a" * 120, "a" * 118 + "-2"],
    ]
    assert Team.objects.get(slug="lodz-aero").name == "Łódź & Ærø"


def test_tag_is_found_by_name_in_any_case_or_by_slug(db):
    manager = make_tag("People manager")
    import_records({"tags": "people MANAGER; people-manager"}, {"tags": " ;Night;; night ; NIGHT"})

    assert [[tag.name for tag in posting.tags.all()] for posting in Posting.objects.order_by("id")] == [
        [manager.name],
        ["Night"],
    ]
    assert Tag.objects.count() == 2


def list_locations():
    """Return the locations of each posting, as (name, slug, city, region, country)."""
    fields = ("name", "slug", "city", "region", "country")
    postings = Posting.objects.order_by("id").prefetch_related("locations")
    return [
        [tuple(getattr(location, name) for name in fields) for location in posting.locations.all()]
        for posting in postings
    ]


def test_location_is_found_in_every_spelling(db):
    austin, lisbon = ("Austin", "austin", "Austin", "TX", "US"), ("Lisboa", "lisboa", "Lisboa", "", "PT")
    louis = ("St. Louis", "st-louis", "St. Louis", "MO", "US")
    import_records(
        {"locations": "AUSTIN, TX, US"},
        {"locations": "Austin, tx , us;;"},
        {"locations": "  austin ,, US; Lisboa,PT"},
        {"locations": "AUSTIN, US;Lisboa, , PT; LISBOA,,pt"},
        {"locations": "ST LOUIS, MO, US; St.  Louis, MO, US"},
    )

    assert list_locations() == [[austin], [austin], [austin, lisbon], [austin, lisbon], [louis]]
    assert Location.objects.count() == 3


def test_location_without_region_is_new_if_several_match(db):
    records = [{"locations": text} for text in ("London, , GB", "London, LND, GB", "London, ON, CA", "LONDON, EAW, GB")]
    import_records(*records)

    assert list_locations() == [
        [("London, United Kingdom", "london-united-kingdom", "London", "", "GB")],
        [("London, LND", "london-lnd", "London", "LND", "GB")],
        [("London, ON", "london-on", "London", "ON", "CA")],
        [("LONDON, EAW", "london-eaw", "LONDON", "EAW", "GB")],
    ]
    assert import_records(*records) == ((0, 0, 4), [])


def test_new_location_gets_another_name_than_a_namesake(db):
    toronto = make_location("Toronto", city="Toronto", region="Ontario", country="CA")
    import_records({"locations": "TORONTO, ONTARIO, ca"}, {"locations": "Toronto, AB, CA"}, {"locations": "toronto"})

    assert [[place.name for place in posting.locations.all()] for posting in Posting.objects.order_by("id")] == [
        [toronto.name],
        ["Toronto, AB"],
        [toronto.name],
    ]


@pytest.mark.parametrize(
    ("region", "text", "asks"),
    [
        ("IL", "Springfield, MA, US", "“Springfield, IL, US”"),
        ("", "SPRINGFIELD, MA, US", "“Springfield, US”"),
        ("IL", "Springfield, NL", ""),
    ],
)
def test_new_place_in_another_region_of_a_city_is_asked_about(db, region, text, asks):
    make_location("Springfield", city="Springfield", region=region, country="US")
    records = [{"locations": text}, {"locations": text}, {"locations": "Leeds, GB"}]
    question = f"“{text}” becomes a new place beside {asks}. Is it another one? If not, write springfield in the file."

    def run(reason):
        sheet = read(make_csv(*records), PostingResource.known_columns())
        resource = PostingResource(PostingResource.creatable, sheet.lines, reason=reason)
        try:
            resource.import_data(sheet.records)
        except ImportNeedsReason:
            assert Location.objects.count() == 1
        return [str(fault) for fault in resource.warnings if fault.column == "locations"]

    assert run("") == ([f"line 2, column locations: {question}"] if asks else [])
    run("It is another one.")
    assert Location.objects.count() == 3
    # Now both are there, and nothing is new.
    assert run("") == []


def test_ambiguous_location_needs_a_slug(db):
    for name in ("Mitte", "Kreuzberg"):
        make_location(name, city="Berlin", country="DE")

    assert import_records({"locations": "Berlin, , DE"})[1] == [
        "line 2, column locations: “Berlin, , DE” can be any of 2 places. Write kreuzberg or mitte instead."
    ]
    assert import_records({"locations": "mitte"}) == ((1, 0, 0), [])


def test_new_place_keeps_its_region_where_its_name_is_ambiguous_in_the_world(db):
    import_records(
        {"locations": "Washington, DC, US"}, {"locations": "Austin, TX, US"}, {"locations": "Birmingham, GB"}
    )
    assert [[place[0] for place in places] for places in list_locations()] == [
        ["Washington, DC"],
        ["Austin"],
        ["Birmingham"],
    ]


def test_two_names_of_one_new_city_make_one_place(db):
    import_records(
        {"locations": "Lisbon, PT"},
        {"locations": "Lisboa, PT"},
        {"locations": "New York, NY, US; MUNICH, DE"},
        {"locations": "New York City, NY, US; München, DE"},
        {"locations": "New York City, NJ, US"},
    )
    assert [[place[0] for place in places] for places in list_locations()] == [
        ["Lisbon"],
        ["Lisbon"],
        ["MUNICH", "New York"],
        ["MUNICH", "New York"],
        ["New York City, NJ"],
    ]
