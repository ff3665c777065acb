"""F8, R22: two users change, delete or move the same rows; nothing is lost without asking."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.models import Posting, Section
from tests.desk import change_url, get_error_messages, get_form_data, send
from tests.factories import make_pillar, make_posting, make_story, make_team, make_testimonial

from .decisions import get_differences, get_form_fields, post

pytestmark = pytest.mark.django_db


def test_section_changed_by_two_users_is_shown_and_decided(desk: Client, second_client: Client) -> None:
    posting = make_posting(published_from=None, sections=2)
    mine = get_form_data(desk, change_url(posting))
    send(
        second_client,
        change_url(posting),
        sections__0__body="<p>Sam's words.</p>",
        sections__1__heading="Sam's heading",
    )
    mine |= {"sections-0-body": "<p>My words.</p>"}

    response = post(desk, posting, mine)

    assert get_differences(response, 0) == {"Text": ("What you will do.", "Sam's words.", "My words.", True)}
    assert get_differences(response, 1) == {}
    assert "Sam Lind changed the section “Sam&#x27;s heading” meanwhile: kept." in response.text
    assert "My words." in response.text
    assert [section.heading for section in posting.sections.all()] == ["Part 1", "Sam's heading"]
    rows = response.context["inline_admin_formsets"][0].formset.forms
    sent = {f"sections-{number}-decided": rows[number]["decided"].value() for number in (0, 1)}
    choices = {"sections-0-keep_body": "mine", "sections-1-keep_heading": "theirs"}
    assert post(desk, posting, mine | sent | choices).status_code == 302
    assert [(section.heading, section.body) for section in posting.sections.all()] == [
        ("Part 1", "<p>My words.</p>"),
        ("Sam's heading", "<p>What you will do.</p>"),
    ]


def test_section_deleted_by_another_user_keeps_my_changes(desk: Client, second_client: Client) -> None:
    posting = make_posting(published_from=None, sections=3)
    mine = get_form_data(desk, change_url(posting)) | {"sections-1-body": "<p>My words.</p>"}
    send(second_client, change_url(posting), sections__1__DELETE="on")

    response = post(desk, posting, mine)

    assert "Sam Lind deleted a row of these" in " ".join(get_error_messages(response))
    assert [section.heading for section in posting.sections.all()] == ["Part 1", "Part 3"]
    again = get_form_fields(response)
    assert post(desk, posting, again).status_code == 302
    assert [(section.heading, section.body) for section in posting.sections.all()] == [
        ("Part 1", "<p>What you will do.</p>"),
        ("Part 2", "<p>My words.</p>"),
        ("Part 3", "<p>What you will do.</p>"),
    ]


def test_unchanged_section_deleted_by_another_user_stays_deleted(desk: Client, second_client: Client) -> None:
    posting = make_posting(published_from=None, sections=2)
    mine = get_form_data(desk, change_url(posting)) | {"pay_note": "Mine"}
    send(second_client, change_url(posting), sections__0__DELETE="on")

    assert post(desk, posting, mine).status_code == 302

    assert [section.heading for section in posting.sections.all()] == ["Part 2"]
    assert Posting.objects.get().pay_note == "Mine"


def test_row_changed_by_another_user_is_not_deleted_without_asking(desk: Client, second_client: Client) -> None:
    team = make_team()
    make_pillar(team, title="Limits")
    mine = get_form_data(desk, change_url(team)) | {"pillars-0-DELETE": "on"}
    send(second_client, change_url(team), pillars__0__title="No limits at all")

    response = post(desk, team, mine)

    assert response.status_code == 200
    assert team.pillars.count() == 1
    row = response.context["inline_admin_formsets"][0].formset.forms[0]
    sent = {"pillars-0-decided": row["decided"].value(), "pillars-0-keep_title": "mine"}
    assert post(desk, team, mine | sent).status_code == 302
    assert not team.pillars.exists()


def test_row_deleted_by_two_users_is_deleted(desk: Client, second_client: Client) -> None:
    team = make_team()
    make_pillar(team)
    mine = get_form_data(desk, change_url(team)) | {"pillars-0-DELETE": "on"}
    send(second_client, change_url(team), pillars__0__DELETE="on")

    assert post(desk, team, mine).status_code == 302
    assert not team.pillars.exists()


def test_order_on_the_team_page_keeps_what_changed_on_the_page_of_a_row(desk: Client, second_client: Client) -> None:
    testimonial = make_testimonial(make_team(), quote="Before")
    mine = get_form_data(desk, change_url(testimonial.team))
    send(second_client, change_url(testimonial), quote="Sam's words", agreed_until="2027-01-31")

    response = post(desk, testimonial.team, mine | {"testimonials-0-position": "7", "testimonials-0-quote": "My words"})

    assert response.status_code == 302
    testimonial.refresh_from_db()
    saved = (testimonial.position, testimonial.quote, testimonial.agreed_until)
    assert saved == (7, "Sam's words", dt.date(2027, 1, 31))


def test_versions_of_rows_are_read_with_one_query(desk: Client) -> None:
    def cost(sections: int) -> int:
        posting = make_posting(published_from=None, sections=sections)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(change_url(posting)).status_code == 200
        return len(queries)

    cost(1)
    assert cost(7) == cost(2)


def test_forged_row_id_neither_shows_nor_changes_a_foreign_row(desk: Client) -> None:
    """A13."""
    foreign = make_posting("Foreign", published_from=None).sections.get()
    foreign.body = "<p>Secret words.</p>"
    foreign.save()
    posting = make_posting(published_from=None)
    forged = get_form_data(desk, change_url(posting)) | {
        "sections-0-id": str(foreign.pk),
        "sections-0-body": "<p>Forged</p>",
    }

    response = post(desk, posting, forged)

    assert "Secret" not in response.text
    foreign.refresh_from_db()
    assert (foreign.body, foreign.posting.title) == ("<p>Secret words.</p>", "Foreign")
    assert Section.objects.filter(posting=posting).count() == 1


@pytest.mark.parametrize("typed", [{"title": "Mine"}, {"body": "Mine"}])
def test_input_in_a_row_deleted_by_another_user_is_kept(
    desk: Client, second_client: Client, typed: dict[str, str]
) -> None:
    team = make_team()
    make_pillar(team)
    mine = get_form_data(desk, change_url(team)) | {f"pillars-0-{name}": value for name, value in typed.items()}
    send(second_client, change_url(team), pillars__0__DELETE="on")

    response = post(desk, team, mine)

    assert "Sam Lind deleted a row of these" in " ".join(get_error_messages(response))
    assert post(desk, team, get_form_fields(response)).status_code == 302
    assert team.pillars.count() == 1


def test_story_moved_to_another_team_stays_there(desk: Client, second_client: Client) -> None:
    team, elsewhere = make_team(), make_team()
    story = make_story(team)
    mine = get_form_data(desk, change_url(team)) | {"headline": "Mine"}
    send(second_client, change_url(story), team=elsewhere.pk)

    assert post(desk, team, mine).status_code == 302

    story.refresh_from_db()
    team.refresh_from_db()
    assert (story.team, team.headline, team.stories.count()) == (elsewhere, "Mine", 0)
