"""F8, R22: two users edit the same posting or team; neither overwrites the other without asking."""

from typing import Any

import pytest
from django.test import Client

from jobs.models import Posting
from teams.models import Team
from tests.desk import change_url, get_error_messages, get_form_data, make_user, send
from tests.factories import make_location, make_posting, make_tag, make_team, make_upload

from .decisions import decide, get_differences, post

pytestmark = pytest.mark.django_db


def test_conflict_shows_each_field_and_stores_nothing(desk: Client, second_client: Client) -> None:
    lisbon, porto = make_location("Lisbon"), make_location("Porto")
    posting = make_posting(
        "Engineer", locations=(lisbon,), tags=(make_tag("Program"),), published_from=None, time_zone="Europe/Lisbon"
    )
    mine = get_form_data(desk, change_url(posting))
    theirs = {
        "title": "Sam's title",
        "locations": [lisbon.pk, porto.pk],
        "employment_types": ["full-time"],
        "closes_at_0": "2027-06-30",
        "closes_at_1": "12:00",
        "pay_minimum": "100",
        "pay_currency": "EUR",
        "pay_period": "year",
    }
    assert send(second_client, change_url(posting), **theirs).status_code == 302

    response = post(desk, posting, mine | {"title": "My title", "level": "senior", "pay_minimum": "80"})

    message, *_others = get_error_messages(response)
    assert message.startswith("Sam Lind saved this at ")
    assert get_differences(response) == {
        "Title": ("Engineer", "Sam's title", "My title", True),
        "Pay currency": ("(empty)", "EUR", "(empty)", False),
        "Pay minimum": ("(empty)", "100.00", "80.00", True),
        "Pay period": ("(empty)", "a year", "(empty)", False),
    }
    assert 'value="My title"' in response.text
    kept = "Sam Lind changed the employment types, the dates and the places meanwhile: kept."
    assert response.context["adminform"].form.merged_message == kept
    assert kept in response.text
    assert 'value="2027-06-30"' in response.text  # the stored day, though the form was sent without it
    posting.refresh_from_db()
    assert (posting.title, posting.level) == ("Sam's title", "")


def test_conflict_is_decided_field_by_field(desk: Client, second_client: Client) -> None:
    posting = make_posting("Engineer", published_from=None, pay_note="Before")
    mine = get_form_data(desk, change_url(posting))
    send(second_client, change_url(posting), title="Sam's title", pay_note="Sam's note")
    mine |= {"title": "My title", "pay_note": "My note"}
    response = post(desk, posting, mine)

    decided = decide(response, mine, title="mine", pay_note="theirs")
    assert post(desk, posting, decided).status_code == 302

    posting.refresh_from_db()
    assert (posting.title, posting.pay_note) == ("My title", "Sam's note")


def test_conflict_returns_until_each_field_is_decided(desk: Client, second_client: Client) -> None:
    posting = make_posting("Engineer", published_from=None, pay_note="Before")
    mine = get_form_data(desk, change_url(posting)) | {"title": "My title", "pay_note": "My note"}
    send(second_client, change_url(posting), title="Sam's title", pay_note="Sam's note")
    response = post(desk, posting, mine)

    response = post(desk, posting, decide(response, mine, title="mine"))

    assert response.status_code == 200
    assert Posting.objects.get().title == "Sam's title"
    assert post(desk, posting, decide(response, mine, title="mine", pay_note="mine")).status_code == 302
    posting.refresh_from_db()
    assert (posting.title, posting.pay_note) == ("My title", "My note")


def test_decision_does_not_apply_to_later_saves(desk: Client, second_client: Client) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = get_form_data(desk, change_url(posting)) | {"title": "My title"}
    send(second_client, change_url(posting), title="Sam's title")
    response = post(desk, posting, mine)
    send(second_client, change_url(posting), title="Sam's second title")

    response = post(desk, posting, decide(response, mine, title="mine"))

    assert get_differences(response) == {"Title": ("Engineer", "Sam's second title", "My title", True)}
    assert Posting.objects.get().title == "Sam's second title"


def test_choice_is_kept_while_another_error_is_fixed(desk: Client, second_client: Client) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = get_form_data(desk, change_url(posting)) | {"title": "My title"}
    send(second_client, change_url(posting), title="Sam's title")
    response = post(desk, posting, mine)

    response = post(desk, posting, decide(response, mine, title="theirs") | {"language": "??"})

    assert response.status_code == 200
    assert get_differences(response)["Title"][3] is False
    assert post(desk, posting, decide(response, mine, title="theirs")).status_code == 302
    assert Posting.objects.get().title == "Sam's title"


@pytest.mark.parametrize("saved", [{}, {"title": "Both wrote this"}])
def test_second_save_without_conflict_is_saved(desk: Client, second_client: Client, saved: dict[str, str]) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = get_form_data(desk, change_url(posting)) | {"title": "Both wrote this"}
    send(second_client, change_url(posting), **saved)

    assert post(desk, posting, mine).status_code == 302
    assert Posting.objects.get().title == "Both wrote this"


def test_restoring_a_version_conflicts_with_a_later_change(desk: Client, second_client: Client) -> None:
    team = make_team(headline="Then")
    address = change_url(team).replace("change", f"history/{team.history.first().pk}")
    send(desk, change_url(team), headline="Now")
    mine = get_form_data(desk, address)
    send(second_client, change_url(team), headline="Sam's")

    response = desk.post(address, mine | {"_save": "Save"})

    assert get_differences(response) == {"Headline": ("Now", "Sam's", "Then", True)}
    assert Team.objects.get().headline == "Sam's"


@pytest.mark.parametrize("forged", ["", "0", "-1", "99999999", "9" * 30, "x"])
def test_form_without_a_valid_version_overwrites_nothing(desk: Client, second_client: Client, forged: str) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = get_form_data(desk, change_url(posting)) | {"title": "My title", "version": forged}
    mine |= {"sections-0-body": "<p>My words.</p>", "sections-0-version": forged}
    send(second_client, change_url(posting), title="Sam's title", sections__0__body="<p>Sam's words.</p>")

    response = post(desk, posting, mine)

    assert response.status_code == 200
    posting.refresh_from_db()
    assert (posting.title, posting.sections.get().body) == ("Sam's title", "<p>Sam's words.</p>")


def test_conflict_survives_a_deleted_tag(desk: Client, second_client: Client) -> None:
    tag = make_tag("Program")
    posting = make_posting("Engineer", published_from=None, tags=(tag,))
    mine = get_form_data(desk, change_url(posting)) | {"pay_note": "My words", "tags": []}
    version = posting.history.first().pk
    tag.delete()
    send(second_client, change_url(posting), pay_note="Sam's words")

    response = post(desk, posting, mine)

    assert get_differences(response) == {"Pay note": ("(empty)", "Sam's words", "My words", True)}
    assert desk.get(change_url(posting).replace("change", f"history/{version}")).status_code == 200


def test_restoring_a_version_conflicts_with_a_concurrent_save(desk: Client, second_client: Client) -> None:
    posting = make_posting("Then", published_from=None)
    address = change_url(posting).replace("change", f"history/{posting.history.first().pk}")
    send(desk, change_url(posting), title="Now")
    mine = get_form_data(desk, address)
    send(second_client, change_url(posting), sections__0__body="<p>Sam's words.</p>")

    response = desk.post(address, mine | {"_save": "Save"})

    assert "Sam Lind saved this at" in " ".join(get_error_messages(response))
    assert posting.sections.get().body == "<p>Sam's words.</p>"
    assert desk.post(address, decide(response, mine, title="mine") | {"_save": "Save"}).status_code == 302
    assert posting.sections.get().body == "<p>What you will do.</p>"


def test_deleted_posting_returns_the_unsaved_input(desk: Client, second_client: Client) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = get_form_data(desk, change_url(posting)) | {"title": "My title", "sections-0-body": "<p>My words.</p>"}
    posting.delete()

    response = post(desk, posting, mine)

    assert response.status_code == 404
    assert "My title" in response.text
    assert "My words." in response.text
    assert "csrf" not in str(response.context["values"])


def test_posting_moved_to_another_team_returns_the_unsaved_input(employer: Any, second_client: Client) -> None:
    own = make_team("Own")
    posting = make_posting("Engineer", team=own, published_from=None)
    rita = Client()
    rita.force_login(make_user("rita", "Recruiter", own))
    mine = get_form_data(rita, change_url(posting)) | {"title": "My title"}
    send(second_client, change_url(posting), team=make_team("Secret").pk)

    response = post(rita, posting, mine)

    assert (response.status_code, "My title" in response.text, "Secret" in response.text) == (404, True, False)


def test_picture_in_a_conflict_must_be_chosen_again(desk: Client, second_client: Client) -> None:
    team = make_team(image=make_upload(), image_alt="Before")
    mine = get_form_data(desk, change_url(team))
    send(second_client, change_url(team), image=make_upload("theirs.jpg", (900, 600)))
    stored = Team.objects.get().image.name
    response = post(desk, team, mine | {"image": make_upload("mine.jpg", (800, 500))})
    assert get_differences(response) == {"Image": ("a picture", "a picture", "mine.jpg", True)}

    response = post(desk, team, decide(response, mine, image="mine"))

    assert "Choose the file again. Browsers do not keep files when a form is shown again." in get_error_messages(
        response
    )
    assert Team.objects.get().image.name == stored
    decided = decide(response, mine, image="mine") | {"image": make_upload("mine.jpg", (800, 500))}
    assert post(desk, team, decided).status_code == 302
    assert Team.objects.get().image.name != stored
