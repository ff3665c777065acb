"""The preview of what is typed: the page as it would be, and nothing is written."""

from typing import Any

import pytest
from django.test import Client

from jobs.models import Posting
from teams.models import SharedText
from tests.desk import add_url, change_url, get_form_data, make_user
from tests.factories import days, make_location, make_posting, make_team
from tests.jobs.spreadsheets.files import read_tables

pytestmark = pytest.mark.django_db


def preview(client: Client, data: dict[str, Any], address: str) -> Any:
    return client.post(address, data | {"_preview": "1"})


def test_new_posting_is_shown_and_not_saved(desk: Client) -> None:
    team, place = make_team("Maps"), make_location("Lisbon")
    SharedText.objects.create(heading="How we hire", body="<p>A person reads.</p>", is_published=True)
    data = get_form_data(desk, add_url(Posting)) | {
        "title": "Cartographer",
        "team": team.pk,
        "locations": [place.pk],
        "sections-0-body": "<p>Draw <strong>maps</strong>.</p><script>alert(1)</script>",
    }
    before = read_tables()

    response = preview(desk, data, add_url(Posting))

    assert response.status_code == 200
    for words in ("Cartographer</h1>", "Lisbon", "<strong>maps</strong>", "How we hire", "It is not saved."):
        assert words in response.text
    assert "alert(1)" not in response.text
    assert "What you get" not in response.text
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert read_tables() == before


def test_change_of_an_open_posting_is_shown_and_not_saved(desk: Client, client: Client) -> None:
    lisbon, porto = make_location("Lisbon"), make_location("Porto")
    posting = make_posting("Engineer", locations=(lisbon,), sections=2)
    data = get_form_data(desk, change_url(posting)) | {
        "title": "Senior engineer",
        "locations": [porto.pk],
        "sections-0-position": "9",
        "sections-0-body": "<p>New words.</p>",
    }
    before = read_tables()

    page = preview(desk, data, change_url(posting)).text

    assert "Senior engineer</h1>" in page
    assert "Porto" in page
    assert page.index("Part 2") < page.index("Part 1") < page.index("New words.")
    assert read_tables() == before
    assert "New words." not in client.get(posting.get_absolute_url()).text


def test_faulty_fields_are_named(desk: Client) -> None:
    make_team()
    data = get_form_data(desk, add_url(Posting)) | {"title": "", "pay_minimum": "much"}
    response = preview(desk, data, add_url(Posting))
    assert response.status_code == 200
    assert set(response.context["named"]) == {"Title", "Pay minimum"}
    assert "There is no preview yet" in response.text


def test_draft_needs_no_reason_to_be_previewed(desk: Client) -> None:
    """With a date it would be open, and the check would ask for a reason."""
    draft = make_posting("ENGINEER!", published_from=None, sections=0)
    data = get_form_data(desk, change_url(draft)) | {"published_from_0": str(days(-1).date())}
    assert "ENGINEER!" in preview(desk, data, change_url(draft)).text


def test_other_teams_get_no_preview(employer: Any) -> None:
    posting = make_posting("Secret", published_from=None)
    other = Client()
    other.force_login(make_user("other", "Recruiter", make_team("Own")))
    assert preview(other, {"title": "x"}, change_url(posting)).status_code == 404
    assert preview(Client(), {"title": "x"}, change_url(posting)).status_code in (302, 403)
