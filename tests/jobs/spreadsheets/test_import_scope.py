"""A10, A14, A20: for a recruiter, only the rows of her own teams exist in spreadsheets."""

import pytest

from jobs.models import Posting
from jobs.spreadsheets.resources import TAKEN, PostingResource
from teams.models import Team, Testimonial
from teams.spreadsheets.resources import TeamResource, TestimonialResource
from teams.spreadsheets.spreadsheet import read
from tests.desk import changelist_url, make_user
from tests.factories import make_location, make_posting, make_tag, make_team, make_testimonial
from tests.importing import admin_page_url, confirm, make_file, read_download, read_faults, upload

from .files import RECORD, make_csv

NO_TEAM = "“{}” is not a team of yours. Yours: Bakery."
ADDING = "There is no team with this slug, and your account may not add one."


@pytest.fixture
def bakery(employer):
    make_location(country="PT")
    return make_team("Bakery")


@pytest.fixture
def foreign(bakery):
    """A team of other users, with a posting and a testimonial."""
    team = make_team("Secret Cellar")
    make_posting("Secret wine", team=team, reference="SECRET-1")
    make_testimonial(team, name="Secret Person")
    return team


@pytest.fixture
def recruiter(client, bakery):
    client.force_login(make_user("rb", "Recruiter", bakery))
    return client


def test_a14_row_for_a_foreign_team_is_refused_like_a_missing_team(recruiter, foreign):
    for name in (foreign.name, foreign.slug, "Nowhere"):
        assert read_faults(upload(recruiter, Posting, make_csv({"team": name}))) == [
            f"line 2, column team: {NO_TEAM.format(name)}"
        ]


def test_a10_foreign_reference_is_taken_and_reveals_nothing(recruiter, foreign):
    preview = upload(recruiter, Posting, make_csv({"reference": "SECRET-1", "title": "Mine"}))

    assert read_faults(preview) == [f"line 2, column reference: {TAKEN}"]
    text = preview.content.decode()
    assert "Secret wine" not in text
    assert foreign.name not in text
    recruiter.post(preview.request["PATH_INFO"], {"digest": preview.context["plan"].digest, "reason": "x"})
    assert Posting.objects.get().title == "Secret wine"


def test_own_rows_are_imported(recruiter, bakery, foreign):
    confirm(recruiter, upload(recruiter, Posting, make_csv({"team": "Bakery"})))

    assert bakery.postings.get().title == "Baker"


def test_recruiter_cannot_create_teams_locations_or_tags(recruiter, bakery):
    content = make_csv({"tags": "Night", "team": "Cellar"})
    assert "Create them" not in upload(recruiter, Posting, content).content.decode()
    preview = upload(recruiter, Posting, content, create=True)

    assert [fault.partition(": ")[2] for fault in read_faults(preview)] == [
        NO_TEAM.format("Cellar"),
        "There is no label “Night”. Correct it, or let the import create it.",
    ]


@pytest.mark.parametrize("model", [Posting, Team, Testimonial])
def test_a20_export_has_only_own_rows(recruiter, bakery, foreign, model):
    make_posting("Mine", team=bakery, tags=(make_tag(),))
    make_testimonial(bakery, name="Mine")
    rows = model.objects.values_list("pk", flat=True)
    answers = [
        recruiter.get(admin_page_url(model, "export", "csv")),
        recruiter.get(admin_page_url(model, "export", "csv") + "?q=secret"),
        recruiter.post(changelist_url(model), {"action": "export_csv", "_selected_action": list(rows)}),
    ]

    contents = [read_download(answer).decode() for answer in answers]
    assert [content.count("\r\n") for content in contents] == [2, 1, 2]
    assert not any("Secret" in content or "secret" in content for content in contents)


def test_a20_forged_ids_export_nothing(recruiter, foreign):
    answer = recruiter.post(
        changelist_url(Posting), {"action": "export_xlsx", "_selected_action": [Posting.objects.get().pk]}
    )
    content = read_download(answer) if answer.streaming else b""
    assert b"Secret" not in content
    if content.startswith(b"PK"):
        with pytest.raises(Exception, match="nothing below"):
            read(content, PostingResource.known_columns())


def test_recruiter_changes_own_team_but_no_read_only_field(recruiter, bakery, foreign):
    own = {"slug": "bakery", "name": "Bakery", "published": "yes", "position": "0"}
    confirm(recruiter, upload(recruiter, Team, make_file(TeamResource, own | {"headline": "Bread"})))
    assert Team.objects.get(slug="bakery").headline == "Bread"

    preview = upload(recruiter, Team, make_file(TeamResource, own | {"position": "7"}))
    assert read_faults(preview) == ["line 2, column position: Your account may not change this. It stays “0”."]
    for slug in (foreign.slug, "nowhere"):
        preview = upload(recruiter, Team, make_file(TeamResource, own | {"slug": slug, "name": "New"}))
        assert read_faults(preview) == [f"line 2, column slug: {ADDING}"]
    preview = upload(recruiter, Team, make_file(TeamResource, own | {"name": foreign.name}))
    assert read_faults(preview) == ["line 2, column name: This name is taken. Each team has its own."]
    assert set(Team.objects.values_list("name", flat=True)) == {"Bakery", foreign.name}


def test_foreign_testimonial_does_not_exist(recruiter, bakery, foreign):
    secret = Testimonial.objects.get()
    own = {
        "team": "Bakery",
        "name": "Ann",
        "job_title": "Baker",
        "quote": "Bread.",
        "published": "no",
        "has_left": "no",
    }
    for number in (str(secret.pk), "999999"):
        assert read_faults(upload(recruiter, Testimonial, make_file(TestimonialResource, own | {"id": number}))) == [
            "line 2, column id: There is no testimonial with this id. For a new one, leave the cell empty."
        ]
    theirs = own | {"team": foreign.name, "name": secret.name}
    assert read_faults(upload(recruiter, Testimonial, make_file(TestimonialResource, theirs))) == [
        f"line 2, column team: {NO_TEAM.format(foreign.name)}"
    ]
    confirm(recruiter, upload(recruiter, Testimonial, make_file(TestimonialResource, own)))
    assert bakery.testimonials.get().name == "Ann"


def test_permission_removed_after_preview_stops_the_import(recruiter, bakery, foreign):
    preview = upload(recruiter, Posting, make_csv({"team": "Bakery"}))
    bakery.recruiters.clear()

    assert confirm(recruiter, preview).status_code == 409
    assert Posting.objects.filter(reference=RECORD["reference"]).count() == 0
