"""Changes of inline rows in the history of their page: to which entry they belong, and who made them."""

import pytest
from django.test import Client

from teams.admin.pages import TeamAdmin
from teams.models import Team, Testimonial
from teams.spreadsheets.resources import TestimonialResource
from tests.desk import change_url, make_user, send
from tests.factories import make_location, make_posting, make_team, make_testimonial
from tests.importing import confirm, make_file, upload

pytestmark = pytest.mark.django_db


def read_row_changes(client: Client, team: Team, page: int = 1) -> list[list[tuple[str, str]]]:
    """Return the changed rows of each entry of the history page, newest first: what happened, and another author."""
    response = client.get(change_url(team).replace("change", "history"), {"p": page})
    return [
        [(f"{row.title} {row.action}", row.author) for row in entry.row_changes]
        for entry in response.context["page_obj"]
    ]


def test_change_of_a_row_by_another_user_names_her(desk: Client) -> None:
    """Testimonials have a page and an import of their own, which make no entry of the team."""
    team = make_team()
    testimonial = make_testimonial(team)
    send(desk, change_url(team), headline="Now", testimonials__0__position="5")
    ada = Client()
    ada.force_login(make_user("ada", "Editor", first_name="Ada", last_name="Lovelace"))
    send(ada, change_url(testimonial), area="Payments")
    record = {
        "team": team.name,
        "name": "Ben",
        "job_title": "Engineer",
        "quote": "I stayed.",
        "position": "1",
        "published": "yes",
        "has_left": "no",
    }
    assert confirm(ada, upload(ada, Testimonial, make_file(TestimonialResource, record))).status_code == 302
    Testimonial.objects.create(team=team, name="Cem", job_title="Engineer", quote="So did I.")

    assert read_row_changes(desk, team)[0] == [
        ("Ines Carvalho changed", ""),
        ("Ines Carvalho changed", "Ada Lovelace"),
        ("Ben added", "Ada Lovelace"),
        ("Cem added", "nobody signed in"),
    ]
    page = desk.get(change_url(team).replace("change", "history")).text
    assert "“Ben” added by Ada Lovelace" in page


def test_change_of_a_row_stands_on_the_page_of_its_entry(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TeamAdmin, "history_list_per_page", 1)
    team = make_team()
    make_testimonial(team)
    send(desk, change_url(team), headline="Now", testimonials__0__position="5")

    assert read_row_changes(desk, team) == [[("Ines Carvalho changed", "")]]
    assert read_row_changes(desk, team, page=2) == [[("Ines Carvalho added", "")]]


def test_version_of_a_team_that_no_longer_exists_can_be_read(desk: Client) -> None:
    other, team = make_team("Other"), make_team("Backend")
    posting = make_posting(team=other, locations=(make_location(),))
    version = posting.history.first()
    send(desk, change_url(posting), team=team.pk)
    other.delete()

    address = change_url(posting).replace("change", f"history/{version.pk}")
    page = desk.get(address)
    assert page.status_code == 200
    assert desk.get(change_url(posting).replace("change", "history")).status_code == 200
    assert send(desk, address).status_code == 200  # asks for a team
    posting.refresh_from_db()
    assert posting.team == team
