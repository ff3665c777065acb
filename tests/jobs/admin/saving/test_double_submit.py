"""F8, R22: a form sent twice is saved once; a form sent again with changes is saved."""

import pytest
from django.test import Client

from jobs.models import Posting
from teams.models import SharedText
from tests.desk import add_url, change_url, get_form_data
from tests.factories import make_posting, make_team

from .decisions import post

pytestmark = pytest.mark.django_db


def test_second_click_saves_nothing_twice(desk: Client) -> None:
    posting = make_posting(published_from=None, sections=1)
    rows = {"heading": "New", "body": "<p>New.</p>", "position": "2"}
    sent = get_form_data(desk, change_url(posting)) | {f"sections-1-{name}": value for name, value in rows.items()}
    sent |= {"sections-TOTAL_FORMS": "2"}

    first, second = post(desk, posting, sent), post(desk, posting, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert [section.heading for section in posting.sections.all()] == ["Part 1", "New"]
    page = desk.get(second["Location"])
    assert "This was already saved" in " ".join(str(message) for message in page.context["messages"])


def test_second_click_adds_no_second_row(desk: Client) -> None:
    sent = get_form_data(desk, add_url(SharedText)) | {"heading": "Once", "body": "<p>Once.</p>", "_save": "Save"}
    assert [desk.post(add_url(SharedText), sent).status_code for _click in range(2)] == [302, 302]
    assert SharedText.objects.count() == 1


def test_second_click_on_a_new_posting_shows_that_it_is_saved(desk: Client) -> None:
    """The reference of a posting is unique, so validation would refuse the second click."""
    team = make_team()
    sent = get_form_data(desk, add_url(Posting)) | {"reference": "NEW-1", "title": "Baker", "team": str(team.pk)}
    sent |= {"apply_email": "jobs@k.example", "_save": "Save"}

    responses = [desk.post(add_url(Posting), sent) for _click in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert Posting.objects.filter(reference="NEW-1").count() == 1
    page = desk.get(responses[1]["Location"])
    assert "This was already saved" in " ".join(str(message) for message in page.context["messages"])


def test_form_with_an_error_is_saved_after_correction(desk: Client) -> None:
    sent = get_form_data(desk, add_url(SharedText)) | {"heading": "", "body": "<p>Once.</p>", "_save": "Save"}
    assert desk.post(add_url(SharedText), sent).status_code == 200
    assert desk.post(add_url(SharedText), sent | {"heading": "Right"}).status_code == 302
    assert SharedText.objects.count() == 1


def test_changes_after_a_lost_response_are_saved(desk: Client) -> None:
    """Sending the first version again undoes none of them."""
    posting = make_posting(published_from=None)
    sent = get_form_data(desk, change_url(posting)) | {"title": "Better"}
    for words in ({}, {"pay_note": "Typed after"}, {}):
        response = post(desk, posting, sent | words)
        assert response.status_code == 302
    messages = [str(message) for message in desk.get(response["Location"]).context["messages"]]
    assert "You changed the pay note meanwhile: kept." in messages
    posting.refresh_from_db()
    assert (posting.title, posting.pay_note) == ("Better", "Typed after")


def test_changes_after_a_lost_response_to_adding_are_saved(desk: Client) -> None:
    sent = get_form_data(desk, add_url(SharedText)) | {"heading": "One", "body": "<p>Once.</p>", "_save": "Save"}
    for heading in ("One", "One and more", "One and more"):
        assert desk.post(add_url(SharedText), sent | {"heading": heading}).status_code == 302
    assert {text.heading for text in SharedText.objects.all()} == {"One", "One and more"}
