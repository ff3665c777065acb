"""One save is one entry of history, with all that was saved, and it says which transition it was."""

import datetime as dt

import pytest
from django.test import Client

from jobs.models import Posting
from jobs.publishing import copying
from jobs.publishing.transition_rules import TransitionRequest
from jobs.publishing.transitions import TRANSITIONS
from jobs.spreadsheets.resources import PostingResource
from tests.desk import add_url, change_url, get_error_messages, send
from tests.factories import days, make_location, make_posting, make_tag, make_team
from tests.importing import confirm, make_file, upload
from tests.jobs.transitions import apply_transition, make_fit

pytestmark = pytest.mark.django_db


def entries(posting: Posting) -> list[tuple[str, str, list[str], list[str]]]:
    """Return type, reason, places and labels of each entry, oldest first."""
    return [
        (
            entry.history_type,
            entry.history_change_reason or "",
            sorted(row.location.name for row in entry.locations.all()),
            sorted(row.tag.name for row in entry.tags.all()),
        )
        for entry in posting.history.order_by("history_id")
    ]


def test_new_posting_has_one_entry_that_restores_its_places_and_text(desk: Client) -> None:
    lisbon, porto, tag = make_location("Lisbon"), make_location("Porto"), make_tag("Program")
    new = {
        "title": "Engineer",
        "reference": "KW-1",
        "team": make_team().pk,
        "apply_email": "jobs@k.example",
        "locations": [lisbon.pk, porto.pk],
        "tags": [tag.pk],
        "sections__0__heading": "What you will do",
        "sections__0__body": "<p>Maps.</p>",
    }
    response = send(desk, add_url(Posting), **new)
    assert response.status_code == 302, get_error_messages(response)
    posting = Posting.objects.get()
    assert entries(posting) == [("+", "", ["Lisbon", "Porto"], ["Program"])]

    send(desk, change_url(posting), title="Other", locations=[porto.pk], tags=[], sections__0__DELETE="on")
    assert entries(posting)[1:] == [("~", "", ["Porto"], [])]

    first = posting.history.earliest()
    assert send(desk, change_url(posting).replace("change", f"history/{first.pk}")).status_code == 302
    [(kind, reason, *rows)] = entries(posting)[2:]
    assert (kind, rows) == ("~", [["Lisbon", "Porto"], ["Program"]])
    assert reason.startswith("Version of ")
    assert reason.endswith(" restored")
    posting.refresh_from_db()
    assert (posting.title, [section.heading for section in posting.sections.all()]) == (
        "Engineer",
        ["What you will do"],
    )
    assert posting.history.latest().history_user.username == "robin"


def test_places_alone_make_one_entry(desk: Client) -> None:
    lisbon, porto = make_location("Lisbon"), make_location("Porto")
    posting = make_posting(published_from=None, locations=(lisbon,))
    before = posting.history.count()

    send(desk, change_url(posting), locations=[porto.pk])

    assert entries(posting)[before:] == [("~", "", ["Porto"], [])]


def test_failed_save_makes_no_entry(desk: Client) -> None:
    posting = make_posting(published_from=None)
    before = entries(posting)
    assert send(desk, change_url(posting), title="", level="senior").status_code == 200
    assert entries(posting) == before


def test_copies_have_one_entry_each(desk: Client) -> None:
    lisbon, porto = make_location("Lisbon"), make_location("Porto")
    posting = make_posting(reference="KW-1", locations=(lisbon,), tags=(make_tag("Program"),))

    drafts = copying.copy(
        posting, title="Copy", team=posting.team, places={"KW-1-1": [lisbon], "KW-1-2": [lisbon, porto]}
    )

    assert [entries(draft) for draft in drafts] == [
        [("+", "Copied from KW-1", ["Lisbon"], ["Program"])],
        [("+", "Copied from KW-1", ["Lisbon", "Porto"], ["Program"])],
    ]


def test_transitions_are_told_as_such(employer, desk: Client) -> None:
    posting = make_fit(published_from=None)
    later = TransitionRequest(day=days(30).date(), time=dt.time(9))
    steps = [
        ("schedule", later),
        ("publish", TransitionRequest()),
        ("extend", TransitionRequest(day=days(60).date(), is_single=True)),
        ("close", TransitionRequest(closing_reason="cancelled")),
        ("reopen", TransitionRequest()),
    ]
    assert {name for name, _request in steps} == set(TRANSITIONS)
    before = posting.history.count()
    for name, request in steps:
        apply_transition(name, employer, posting, transition_request=request)

    reasons = [reason for _type, reason, *_rows in entries(posting)[before:]]
    assert reasons == ["Scheduled", "Published", "Extended", "Closed: cancelled", "Reopened"]
    page = desk.get(change_url(posting).replace("change", "history")).text
    assert all(f"<td>{reason}</td>" in page for reason in reasons)
    assert "Posting reopened" in desk.get("/admin/").text


def test_transitions_of_the_form_and_of_imports_are_told_too(desk: Client) -> None:
    posting = make_fit(published_from=None)
    before = posting.history.count()
    day = days(-2).date()
    send(desk, change_url(posting), published_from_0=str(day))
    send(desk, change_url(posting), closes_at_0=str(day), closes_at_1="00:01", closing_reason="filled")
    send(desk, change_url(posting), closes_at_0="", closes_at_1="")
    [texts] = PostingResource().export_rows(Posting.objects.all())
    record = dict(zip(PostingResource.columns, texts, strict=True)) | {"closes_at": str(days(-1).date())}
    assert confirm(desk, upload(desk, Posting, make_file(PostingResource, record))).status_code == 302

    reasons = [reason for _type, reason, *_rows in entries(posting)[before:]]
    assert reasons == ["Published", "Closed: filled", "Reopened", "Closed"]
