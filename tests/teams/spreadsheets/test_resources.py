"""Teams and testimonials as the records of a spreadsheet."""

import datetime as dt

import pytest

from teams.models import Team, Testimonial
from teams.spreadsheets.resources import TeamResource, TestimonialResource
from teams.spreadsheets.spreadsheet import read
from tests.factories import make_team, make_testimonial, make_upload
from tests.importing import make_file
from tests.jobs.spreadsheets.files import export_file

TEAM = {"slug": "bakery", "name": "Bakery", "published": "yes"}
PERSON = {
    "team": "Bakery",
    "name": "Ann Lee",
    "job_title": "Baker",
    "quote": "Bread. And wine.",
    "agreed_on": "2026-01-02",
    "has_left": "no",
    "published": "yes",
}


def import_records(resource_class, *records, content=None):
    """Import records. Return the counts of new, update and skip, and the errors."""
    sheet = read(content or make_file(resource_class, *records), resource_class.known_columns())
    resource = resource_class(lines=sheet.lines)
    result = resource.import_data(sheet.records)
    assert result.base_errors == []
    totals = tuple(result.totals[status] for status in ("new", "update", "skip"))
    return totals, [str(fault) for fault in [*sheet.faults, *resource.faults(result)]]


def test_team_is_identified_by_its_slug(db):
    full = TEAM | {"headline": "Bread", "about": "<h2>Us</h2><script>x</script><p>Rye</p>", "position": "3"}
    assert import_records(TeamResource, full) == ((1, 0, 0), [])
    team = Team.objects.get()
    assert (team.name, team.headline, team.about, team.position, team.is_published) == (
        *("Bakery", "Bread", "<h3>Us</h3><p>Rye</p>", 3, True),
    )
    team.image = make_upload()
    team.image_alt = "Ovens"
    team.save()
    picture = Team.objects.get().image.name

    assert import_records(TeamResource, full) == ((0, 0, 1), [])
    assert import_records(TeamResource, full | {"name": "The Bakery", "published": "no"}) == ((0, 1, 0), [])
    team.refresh_from_db()
    assert (team.name, team.is_published, team.image.name) == ("The Bakery", False, picture)
    assert [entry.name for entry in team.history.all()] == ["The Bakery", "Bakery", "Bakery"]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"slug": ""}, "slug: Fill in this cell. It is required."),
        ({"slug": "no blanks"}, "slug: Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ({"slug": "cellar"}, "slug: Line 2 has this slug already. Each team has its own."),
        ({"name": ""}, "name: Fill in this cell. It is required."),
        ({"name": "Cellar"}, "name: This name is taken. Each team has its own."),
        ({"published": ""}, "published: Write yes or no in this cell."),
        ({"position": "-1"}, "position: “-1” is not a whole number. Write only digits, at most 2147483647."),
        (
            {"position": "2147483648"},
            "position: “2147483648” is not a whole number. Write only digits, at most 2147483647.",
        ),
        ({"rows_at_first": "7"}, "rows_at_first: Write 5, 10 or 20."),
        (
            {"rows_at_first": "some"},
            "rows_at_first: “some” is not a whole number. Write only digits, at most 2147483647.",
        ),
        ({"position": "٣"}, "position: “٣” is not a whole number. Write only digits, at most 2147483647."),
    ],
)
def test_bad_cell_of_a_team_is_reported_and_nothing_is_stored(db, cells, fault):
    assert import_records(
        TeamResource, TEAM | {"slug": "cellar", "name": "Cellar"}, TEAM | cells, TEAM | {"slug": "z", "name": "Z"}
    )[1] == [f"line 3, column {fault}"]
    assert not Team.objects.exists()


@pytest.mark.parametrize(
    ("new", "second", "changed"),
    [(None, "5", (20, 5)), ("", "10", (20, 10)), ("10", None, (10, 10)), ("10", "", (10, 20))],
)
def test_team_of_a_file_has_20_rows_at_first_unless_it_says_another_number(db, new, second, changed):
    def import_cell(cell):
        head, cells = ("slug,name,published", "bakery,Bakery,yes") if cell is None else (
            "slug,name,rows_at_first,published", f"bakery,Bakery,{cell},yes",
        )  # fmt: skip
        assert import_records(TeamResource, content=f"{head}\n{cells}\n".encode())[1] == []
        return Team.objects.get().rows_at_first

    assert (import_cell(new), import_cell(second)) == changed
    assert Team.history.latest().rows_at_first == changed[1]


def test_teams_cannot_swap_names(db):
    make_team("A")
    make_team("B")
    assert (
        len(import_records(TeamResource, TEAM | {"slug": "a", "name": "B"}, TEAM | {"slug": "b", "name": "A"})[1]) == 2
    )


def test_testimonial_is_found_by_id_else_by_team_and_name(db):
    bakery = make_team("Bakery")
    assert import_records(TestimonialResource, PERSON) == ((1, 0, 0), [])
    person = Testimonial.objects.get()
    assert (person.team, person.name, person.quote) == (bakery, "Ann Lee", "Bread. And wine.")
    assert (person.agreed_on, person.agreed_until, person.is_published) == (dt.date(2026, 1, 2), None, True)

    assert import_records(TestimonialResource, PERSON) == ((0, 0, 1), [])
    assert import_records(TestimonialResource, PERSON | {"area": "Rye"}) == ((0, 1, 0), [])
    assert import_records(TestimonialResource, PERSON | {"id": str(person.pk), "name": "Ann Li"}) == ((0, 1, 0), [])
    person.refresh_from_db()
    assert (person.name, person.area, person.history.count()) == ("Ann Li", "", 3)


def test_import_keeps_the_photo(db):
    person = make_testimonial(make_team("Bakery"), name="Ann Lee", photo=make_upload(), photo_alt="Ann")
    photo = Testimonial.objects.get().photo.name
    import_records(TestimonialResource, PERSON)
    person.refresh_from_db()
    assert (person.quote, person.photo.name) == ("Bread. And wine.", photo)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"id": "999999"}, "id: There is no testimonial with this id. For a new one, leave the cell empty."),
        ({"id": "x"}, "id: There is no testimonial with this id. For a new one, leave the cell empty."),
        ({"name": "Zoe"}, "id: Line 2 is about this person already."),
        ({"name": " Zoe  ".strip() + " "}, "id: Line 2 is about this person already."),
        ({"name": "Twin"}, "id: Several people of this team have this name. Write the id from an export."),
        ({"team": "Nowhere"}, "team: There is no team “Nowhere”. Correct it, or let the import create it."),
        ({"quote": ""}, "quote: Fill in this cell. It is required."),
        ({"quote": "x" * 801}, "quote: Ensure this value has at most 800 characters (it has 801)."),
        ({"quote": "\x00"}, "quote: There is a control character (U+0000) in this cell. Delete it."),
        ({"agreed_on": "2.1.26"}, "agreed_on: “2.1.26” is not a day. Write it as year, month, day: 2026-06-30."),
        (
            {"agreed_on": "2026-02-30"},
            "agreed_on: “2026-02-30” is not a day. Write it as year, month, day: 2026-06-30.",
        ),
        (
            {"agreed_until": "2026-01-01"},
            "agreed_until: The last day agreed to must not be before the day of agreement.",
        ),
        ({"has_left": "perhaps"}, "has_left: Write yes or no in this cell."),
    ],
)
def test_bad_cell_of_a_testimonial_is_reported_and_nothing_is_stored(db, cells, fault):
    team = make_team("Bakery")
    make_testimonial(team, name="Twin")
    make_testimonial(team, name="Twin")

    assert import_records(TestimonialResource, PERSON | {"name": "Zoe"}, PERSON | cells, PERSON | {"name": "Last"})[
        1
    ] == [f"line 3, column {fault}"]
    assert Testimonial.objects.count() == 2


def test_rename_to_the_name_of_a_new_row_is_refused(db):
    """Otherwise, the second import of the same file would be ambiguous."""
    ann = make_testimonial(make_team("Bakery"), name="Ann Lee")
    renamed, new = PERSON | {"id": str(ann.pk), "name": "Bob"}, PERSON | {"name": "Bob"}

    assert import_records(TestimonialResource, renamed, new)[1] == [
        "line 3, column id: Line 2 is about this person already."
    ]
    assert import_records(TestimonialResource, new, renamed)[1] == [
        "line 3, column id: Line 2 is about this person already."
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_imported_again_changes_nothing(db, kind):
    for number, name in enumerate(["=1+1", "Two\nlines ", 'a;b,"c"', "שלום 🎉", "_x000D_", "'"]):
        team = make_team(name, slug=f"t-{number}", headline=name, about=f"<p>{number}</p>")
        make_testimonial(team, name=name, quote=f"{name}\r\n{name}\n\n", agreed_until=dt.date(2099, 1, 1))
        make_testimonial(team, name=name)

    for resource, count in ((TeamResource, 6), (TestimonialResource, 12)):
        content = export_file(kind, resource())
        assert import_records(resource, content=content) == ((0, 0, count), [])


def test_new_rows_without_a_position_come_last(db):
    team, other = make_team("Bakery", position=4), make_team("Other", position=2)
    make_testimonial(team, name="First", position=7), make_testimonial(other, name="Else", position=9)
    people = [PERSON | {"name": name} for name in ("Second", "Third")]
    assert import_records(TestimonialResource, *people)[1] == []
    in_order = [("First", 7), ("Second", 8), ("Third", 9)]
    assert list(team.testimonials.values_list("name", "position")) == in_order
    # The same file again changes nothing.
    assert import_records(TestimonialResource, *people) == ((0, 0, 2), [])
    assert list(team.testimonials.values_list("name", "position")) == in_order
    teams = [TEAM | {"slug": slug, "name": slug} for slug in ("new", "newer")]
    assert import_records(TeamResource, *teams)[1] == []
    assert list(Team.objects.values_list("slug", "position"))[-2:] == [("new", 5), ("newer", 6)]
