"""History: who changed what and when, and restoring earlier versions."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.models import Posting
from tests.desk import change_url, make_user, send
from tests.factories import make_location, make_posting, make_tag, make_team, make_testimonial

pytestmark = pytest.mark.django_db


def history(row: Any) -> str:
    return change_url(row).replace("change", "history")


def lines(client: Client, row: Any) -> list[tuple[str, list[str]]]:
    """Return the user and the text lines of each history entry, newest first."""
    entries = []
    for entry in client.get(history(row)).context["page_obj"]:
        texts = [f"{one['field']}: {one['old']} → {one['new']}" for one in getattr(entry, "history_delta_changes", [])]
        for one in entry.row_changes:
            texts.append(f"{one.model_label} “{one.title}” {one.action}")
            texts += [f"{delta['field']}: {delta['old']} → {delta['new']}" for delta in one.changes]
        entries.append((str(entry.history_user or ""), texts))
    return entries


def test_history_shows_who_changed_what(desk: Client) -> None:
    posting = make_posting("Engineer", published_from=None, locations=(make_location(),))
    send(
        desk,
        change_url(posting),
        title="Senior engineer",
        level="senior",
        employment_types=["full-time", "contract"],
        sections__0__body="<p>Other <strong>words</strong>.</p>",
    )

    assert lines(desk, posting)[0] == (
        "robin",
        [
            "Employment types: (empty) → Full time, Contract",
            "Experience level: (empty) → Senior",
            "Title: Engineer → Senior engineer",
            "Section “Part 1” changed",
            "Text: What you will do. → Other words.",
        ],
    )


def test_history_shows_changes_of_sections_alone(desk: Client) -> None:
    posting = make_posting(published_from=None, sections=2)
    send(desk, change_url(posting), sections__0__heading="What to do", sections__1__DELETE="on")

    assert lines(desk, posting)[0] == (
        "robin",
        ["Section “What to do” changed", "Heading: Part 1 → What to do", "Section “Part 2” deleted"],
    )


def test_saving_without_changes_writes_no_history(desk: Client) -> None:
    posting = make_posting(published_from=None, sections=2)
    before = Posting.objects.values().get(), posting.history.count()

    assert send(desk, change_url(posting)).status_code == 302

    assert (Posting.objects.values().get(), posting.history.count()) == before


def test_change_of_a_section_is_a_change_of_the_posting(desk: Client) -> None:
    posting = make_posting(published_from=None)
    before = posting.updated_at

    send(desk, change_url(posting), sections__0__heading="Other")

    posting.refresh_from_db()
    assert posting.updated_at > before


def test_earlier_version_is_restored_completely(desk: Client) -> None:
    lisbon, porto = make_location("Lisbon"), make_location("Porto")
    posting = make_posting("Then", published_from=None, locations=(lisbon,), tags=(make_tag("Program"),), sections=2)
    then = posting.history.first().pk
    send(
        desk,
        change_url(posting),
        title="Now",
        locations=[porto.pk],
        tags=[],
        sections__0__heading="Other heading",
        sections__0__body="<p>Other words.</p>",
        sections__1__DELETE="on",
        sections__2__heading="New part",
        sections__2__body="<p>New.</p>",
        sections__2__position="5",
        sections__TOTAL_FORMS="3",
    )
    assert [section.heading for section in posting.sections.all()] == ["Other heading", "New part"]
    address = change_url(posting).replace("change", f"history/{then}")

    page = desk.get(address).text
    assert "Sections of this version" in page
    assert "<h3>Part 2</h3>" in page
    assert "New part" not in page
    assert send(desk, address).status_code == 302

    posting = Posting.objects.get()
    assert (posting.title, list(posting.locations.all()), [tag.name for tag in posting.tags.all()]) == (
        "Then",
        [lisbon],
        ["Program"],
    )
    assert [(section.heading, section.body) for section in posting.sections.all()] == [
        ("Part 1", "<p>What you will do.</p>"),
        ("Part 2", "<p>What you will do.</p>"),
    ]
    assert posting.history.first().history_user.username == "robin"


def test_version_before_a_section_change_restores_its_sections(desk: Client) -> None:
    posting = make_posting(published_from=None)
    then = posting.history.first().pk
    send(desk, change_url(posting), sections__0__heading="Other")

    send(desk, change_url(posting).replace("change", f"history/{then}"))

    assert [section.heading for section in posting.sections.all()] == ["Part 1"]


def test_page_of_an_earlier_version_has_each_hidden_field_once(desk: Client) -> None:
    posting = make_posting(published_from=None)
    page = desk.get(change_url(posting).replace("change", f"history/{posting.history.first().pk}")).text
    assert [page.count(f'id="id_{name}"') for name in ("version", "decided", "idempotency_token")] == [1, 1, 1]


def test_restored_team_does_not_show_people_who_left(desk: Client) -> None:
    team = make_team(headline="Then")
    testimonial = make_testimonial(team)
    then = team.history.first().pk
    send(desk, change_url(team), headline="Now")
    send(desk, change_url(testimonial), has_left="on")

    send(desk, change_url(team).replace("change", f"history/{then}"))

    testimonial.refresh_from_db()
    team.refresh_from_db()
    assert (team.headline, testimonial.has_left) == ("Then", True)


def test_history_of_a_posting_that_came_from_another_team_does_not_name_it(employer: Any) -> None:
    """A10."""
    secret, own = make_team("Secret lab", is_published=False), make_team("Backend")
    posting = make_posting(team=secret, published_from=None)
    editor = Client()
    editor.force_login(make_user("edda", "Editor"))
    assert send(editor, change_url(posting), team=own.pk).status_code == 302
    recruiter = Client()
    recruiter.force_login(make_user("rita", "Recruiter", own))

    assert lines(recruiter, posting)[0] == ("edda", ["Team: another team → Backend"])
    assert "Secret lab" not in recruiter.get(history(posting)).text
    assert lines(editor, posting)[0] == ("edda", ["Team: Secret lab → Backend"])


def test_history_page_has_a_limited_number_of_queries(desk: Client) -> None:
    """The library runs four queries for each entry, so a page has few of them."""
    posting = make_posting(published_from=None)
    for number in range(30):
        posting.title = f"Title {number}"
        posting.save()
    with CaptureQueriesContext(connection) as queries:
        page = desk.get(history(posting))
    assert len(page.context["page_obj"]) == 25
    assert len(queries) <= 25 * 4 + 13
