"""Locks are taken in one order, so that no two requests wait for each other (docs/decisions/0015-order-of-locks.md)."""

import contextlib
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models.signals import post_save, pre_save
from django.test import Client

from jobs.models import Posting
from teams.models import SharedText, Story, SubmittedForm, Team
from tests.desk import add_url, change_url, changelist_url, get_form_data, make_user
from tests.factories import make_employer, make_location, make_posting, make_story, make_team
from tests.test_at_once import browser, in_thread, saving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _employer() -> None:
    make_employer()


def run_both(first: Any, second: Any, pauses: list[tuple[Any, type]]) -> tuple[Any, Any]:
    """Run two requests at the same moment: each waits at its signal until the other is there, for a second at most."""
    meeting = threading.Barrier(2)
    seen: set[str] = set()

    def pause(**kwargs: Any) -> None:
        name = threading.current_thread().name
        if name in ("first", "second") and name not in seen:
            seen.add(name)
            # It breaks if the other waits for a lock of this one, as it should.
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait(1)

    done: dict[str, Any] = {}
    for signal, model in pauses:
        signal.connect(pause, sender=model)
    try:
        threads = [in_thread(first, done, "first"), in_thread(second, done, "second")]
        for thread in threads:
            thread.join(30)
    finally:
        for signal, model in pauses:
            signal.disconnect(pause, sender=model)
    return done["first"], done["second"]


@pytest.mark.parametrize("is_published", [True, False])
def test_team_and_its_posting_are_saved_at_the_same_moment(is_published: bool) -> None:
    team = make_team("Kites", is_published=is_published)
    posting = make_posting(team=team, published_from=None, locations=(make_location(),))
    page = saving(browser("ann"), team, headline="By Ann")
    own = saving(browser("ben"), posting, title="By Ben")

    one, other = run_both(page, own, [(post_save, Team), (pre_save, Posting)])

    assert (one.status_code, other.status_code) == (302, 302)
    assert (Team.objects.get().headline, Posting.objects.get().title) == ("By Ann", "By Ben")


def test_posting_is_saved_while_it_is_deleted_from_the_list() -> None:
    posting = make_posting(published_from=None, locations=(make_location(),))
    own = saving(browser("ann"), posting, title="By Ann")
    client = browser("ben")
    data = {"action": "delete_selected", "_selected_action": [posting.pk], "post": "yes"}

    one, other = run_both(
        own, lambda: client.post(changelist_url(Posting), data), [(pre_save, Posting), (post_save, Posting)]
    )

    assert (one.status_code in (302, 404), other.status_code) == (True, 302)
    assert not Posting.objects.exists()


def test_story_is_saved_while_its_team_is_deleted() -> None:
    team = make_team("Kites")
    story = make_story(team)
    own = saving(browser("ann"), story, title="By Ann")
    client = browser("ben")

    one, other = run_both(
        own,
        lambda: client.post(change_url(team).replace("change", "delete"), {"post": "yes"}),
        [(pre_save, Story), (post_save, Story)],
    )

    assert (one.status_code in (302, 404), other.status_code) == (True, 302)
    assert not Team.objects.exists()


@pytest.mark.parametrize("model", [SharedText, Posting])
def test_form_that_is_sent_twice_at_the_same_moment_is_saved_once(model: Any) -> None:
    team = make_team()
    client = browser("ann")
    sent = get_form_data(client, add_url(model)) | {"_save": "Save"}
    if model is SharedText:
        sent |= {"heading": "Once", "body": "<p>Once.</p>"}
    else:
        sent |= {"reference": "NEW-1", "title": "Baker", "team": str(team.pk), "apply_email": "jobs@k.example"}
    other_window = Client()
    other_window.cookies = client.cookies

    responses = run_both(
        lambda: client.post(add_url(model), sent), lambda: other_window.post(add_url(model), sent), [(pre_save, model)]
    )

    assert [response.status_code for response in responses] == [302, 302]
    assert model.objects.count() == 1


def test_form_is_not_saved_if_its_token_cannot_be_written() -> None:
    client = browser("ann")
    client.raise_request_exception = False
    sent = get_form_data(client, add_url(SharedText)) | {"heading": "Once", "body": "<p>Once.</p>", "_save": "Save"}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE teams_submittedform RENAME TO elsewhere")
    try:
        assert client.post(add_url(SharedText), sent).status_code in (500, 503)
        assert not SharedText.objects.exists()
    finally:
        connections["default"].close()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO teams_submittedform")

    assert client.post(add_url(SharedText), sent).status_code == 302
    assert SubmittedForm.objects.count() == 1
    assert SharedText.objects.count() == 1


def test_old_tokens_are_deleted() -> None:
    SubmittedForm.objects.create(token="old", digest="")
    SubmittedForm.objects.update(submitted_at="2020-01-01T00:00Z")
    make_user("rita")
    client = browser("ann")
    sent = get_form_data(client, add_url(SharedText)) | {"heading": "Once", "body": "<p>Once.</p>", "_save": "Save"}
    client.post(add_url(SharedText), sent)

    assert SubmittedForm.objects.count() == 1
    assert not SubmittedForm.objects.filter(token="old").exists()
