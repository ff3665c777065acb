"""The form of a new posting: what it begins with, and publishing from it."""

from typing import Any

import pytest
from django.test import Client

from jobs.models import Location, Posting
from tests.desk import add_url, change_url, get_error_messages, get_form_data, make_user, send
from tests.factories import days, make_location, make_posting, make_team

pytestmark = pytest.mark.django_db
PAY = {"pay_minimum": "60000", "pay_maximum": "80000"}


def complete(**fields: Any) -> dict[str, Any]:
    """What a recruiter types and chooses for a posting that passes the check before publishing."""
    place = Location.objects.filter(slug="lisbon").first() or make_location("Lisbon")
    return {
        "title": "Engineer",
        "locations": [place.pk],
        "employment_types": ["full-time"],
        "apply_email": "jobs@k.example",
        "sections-0-body": "<p>Maps of the sea.</p>",
        **PAY,
        **fields,
    }


def press(client: Client, button: str, data: dict[str, Any], address: str = "") -> Any:
    return client.post(address or add_url(Posting), data | {button: "x"})


def read_messages(client: Client, response: Any) -> list[str]:
    assert response.status_code == 302, get_error_messages(response)
    return [str(message) for message in client.get(response["Location"]).context["messages"]]


def test_form_begins_with_defaults(desk: Client, employer: Any) -> None:
    team = make_team("Only")
    make_posting(reference="KW-41", team=team)
    data = get_form_data(desk, add_url(Posting))

    shown = {name: data[name][0] for name in ("reference", "pay_period", "pay_currency", "language", "team")}
    assert shown == {
        "reference": "KW-42",
        "pay_period": "year",
        "pay_currency": employer.currency,
        "language": employer.language,
        "team": str(team.pk),
    }
    assert [data[f"sections-{number}-heading"] for number in range(3)] == [
        ["What you will do"],
        ["What you bring"],
        ["What you get"],
    ]


def test_team_is_not_chosen_for_a_user_with_several(desk: Client) -> None:
    make_team("One")
    make_team("Two")
    assert "team" not in get_form_data(desk, add_url(Posting))


def test_headings_of_the_team_come_first(employer: Any) -> None:
    """Other teams' headings are not on the page."""
    own = make_team("Own", section_headings="Your work\r\n\r\nYour pay")
    make_team("Secret", section_headings="Secret heading")
    rita = Client()
    rita.force_login(make_user("rita", "Recruiter", own))

    page = rita.get(add_url(Posting))
    data = get_form_data(rita, add_url(Posting))

    assert [data[f"sections-{number}-heading"][0] for number in range(2)] == ["Your work", "Your pay"]
    assert data["sections-TOTAL_FORMS"] == ["2"]
    assert "Secret" not in page.text


@pytest.mark.parametrize("headings", ["x\n" * 13, "x" * 121])
def test_headings_that_no_posting_can_have_are_refused(desk: Client, headings: str) -> None:
    team = make_team()
    response = send(desk, change_url(team), section_headings=headings)
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["section_headings"]


def test_sections_without_a_text_are_not_saved(desk: Client) -> None:
    make_team()
    data = get_form_data(desk, add_url(Posting)) | complete()
    assert press(desk, "_save", data).status_code == 302
    assert [section.heading for section in Posting.objects.get().sections.all()] == ["What you will do"]


def test_own_heading_without_a_text_is_asked_about(desk: Client) -> None:
    make_team()
    data = get_form_data(desk, add_url(Posting)) | complete() | {"sections-1-heading": "My own"}
    response = press(desk, "_save", data)
    assert response.status_code == 200
    assert "My own" in response.text
    assert not Posting.objects.exists()


def test_two_new_postings_get_two_references(desk: Client, second_client: Client) -> None:
    make_posting(reference="KW-7", team=make_team())
    first, second = (get_form_data(client, add_url(Posting)) | complete() for client in (desk, second_client))
    assert first["reference"] == second["reference"] == ["KW-8"]

    press(desk, "_save", first)
    response = press(second_client, "_save", second | {"title": "Second"})

    assert "KW-8 was taken meanwhile: this posting is KW-9." in read_messages(second_client, response)
    assert dict(Posting.objects.values_list("title", "reference"))["Second"] == "KW-9"


@pytest.mark.parametrize("changes", [{}, {"title": "Engineer, without the slip"}])
def test_page_gone_back_to_adds_no_second_posting(desk: Client, changes: dict[str, str]) -> None:
    make_team()
    data = get_form_data(desk, add_url(Posting)) | complete()
    press(desk, "_save", data)

    response = press(desk, "_publish", data | changes)

    assert response.status_code == 200
    assert "This page was saved already" in response.context["adminform"].form.errors["reference"][0]
    assert Posting.objects.count() == 1


def test_reference_that_was_typed_is_not_replaced(desk: Client) -> None:
    make_posting(reference="KW-7", team=make_team())
    data = get_form_data(desk, add_url(Posting)) | complete(reference="KW-7")
    response = press(desk, "_save", data)
    assert response.status_code == 200
    assert "reference" in response.context["adminform"].form.errors


def test_publish_saves_and_publishes(desk: Client) -> None:
    make_team()
    data = get_form_data(desk, add_url(Posting)) | complete()
    response = press(desk, "_publish", data)

    said = read_messages(desk, response)
    posting = Posting.objects.get()
    assert posting.is_open()
    assert response["Location"] == change_url(posting)
    assert "Everybody can read it from now on. It stays open until you close it." in said
    assert [entry.history_change_reason for entry in posting.history.all()] == ["Added and published"]
    assert 'name="_publish"' not in desk.get(change_url(posting)).text


def test_publish_waits_for_the_day_that_is_typed(desk: Client) -> None:
    make_team()
    data = get_form_data(desk, add_url(Posting)) | complete(published_from_0=str(days(9).date()))
    press(desk, "_publish", data)
    assert Posting.objects.get().status() == "scheduled"


def test_publish_passes_the_check(desk: Client) -> None:
    draft = make_posting("Engineer", published_from=None, sections=0)
    data = get_form_data(desk, change_url(draft))
    response = press(desk, "_publish", data, change_url(draft))
    assert response.status_code == 200
    assert {"locations"} <= set(response.context["adminform"].form.errors)
    # The button is still there for when the errors are fixed.
    assert 'name="_publish"' in response.text
    draft.refresh_from_db()
    assert draft.status() == "draft"


def test_enter_in_a_field_saves_and_does_not_publish(desk: Client) -> None:
    """A browser presses the first button of a form."""
    make_team()
    page = desk.get(add_url(Posting)).text
    assert page.index('name="_save"') < page.index('name="_publish"')
