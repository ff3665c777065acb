"""F8, R22: two people at the same posting or team never replace each other's words unread."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.models import Posting, Section
from teams.models import SharedText, Team
from tests.desk import add, change, form_data, make_person, messages_of, send
from tests.factories import (
    make_location,
    make_pillar,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
    make_upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(employer: Any) -> Client:
    """A second recruiter's browser."""
    client = Client()
    client.force_login(make_person("sam", "Editor", first_name="Sam", last_name="Lind"))
    return client


def post(client: Client, row: Any, data: dict[str, Any]) -> Any:
    return client.post(change(row), data | {"_save": "Save"})


def differences(response: Any, row: int | None = None) -> dict[str, tuple[str, str, str, bool]]:
    """What the page asks to decide, by label: before, theirs, mine, and whether mine is proposed."""
    if row is None:
        form = response.context["adminform"].form
    else:
        form = response.context["inline_admin_formsets"][0].formset.forms[row]
    return {one.label: (one.before, one.theirs, one.mine, one.keeps_mine) for one in form.differences}


def answer(response: Any, mine: dict[str, Any], **choices: str) -> dict[str, Any]:
    """What the browser sends when the choices on the page have been made."""
    form = response.context["adminform"].form
    sent = {name: form[name].value() for name in ("version", "decided")}
    return mine | sent | {f"keep_{name}": choice for name, choice in choices.items()}


def test_conflict_shows_each_field_and_stores_nothing(desk: Client, other: Client) -> None:
    lisbon, porto = make_location("Lisbon"), make_location("Porto")
    posting = make_posting(
        "Engineer", locations=(lisbon,), tags=(make_tag("Program"),), published_from=None, time_zone="Europe/Lisbon"
    )
    mine = form_data(desk, change(posting))
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
    assert send(other, change(posting), **theirs).status_code == 302

    response = post(desk, posting, mine | {"title": "My title", "level": "senior"})

    [message] = messages_of(response)
    assert message.startswith("Sam Lind saved this at ")
    assert differences(response) == {
        "Title": ("Engineer", "Sam's title", "My title", True),
        "Locations": ("Lisbon", "Lisbon, Porto", "Lisbon", False),
        "Employment types": ("(empty)", "Full time", "(empty)", False),
        "Pay currency": ("(empty)", "EUR", "(empty)", False),
        "Pay minimum": ("(empty)", "100.00", "(empty)", False),
        "Pay period": ("(empty)", "a year", "(empty)", False),
        "Close on": ("(empty)", "30 June 2027, 12:00 (Europe/Lisbon)", "(empty)", False),
    }
    assert 'value="My title"' in response.text
    posting.refresh_from_db()
    assert (posting.title, posting.level) == ("Sam's title", "")


def test_conflict_is_decided_field_by_field(desk: Client, other: Client) -> None:
    posting = make_posting("Engineer", published_from=None, pay_note="Before")
    mine = form_data(desk, change(posting))
    send(other, change(posting), title="Sam's title", pay_note="Sam's note", level="lead")
    mine |= {"title": "My title", "pay_note": "My note"}
    response = post(desk, posting, mine)

    decided = answer(response, mine, title="mine", pay_note="theirs", level="theirs")
    assert post(desk, posting, decided).status_code == 302

    posting.refresh_from_db()
    assert (posting.title, posting.pay_note, posting.level) == ("My title", "Sam's note", "lead")


def test_conflict_is_asked_again_until_each_field_is_decided(desk: Client, other: Client) -> None:
    posting = make_posting("Engineer", published_from=None, pay_note="Before")
    mine = form_data(desk, change(posting)) | {"title": "My title", "pay_note": "My note"}
    send(other, change(posting), title="Sam's title", pay_note="Sam's note")
    response = post(desk, posting, mine)

    response = post(desk, posting, answer(response, mine, title="mine"))

    assert response.status_code == 200
    assert Posting.objects.get().title == "Sam's title"
    assert post(desk, posting, answer(response, mine, title="mine", pay_note="mine")).status_code == 302
    posting.refresh_from_db()
    assert (posting.title, posting.pay_note) == ("My title", "My note")


def test_decision_does_not_hold_against_what_was_saved_after_it(desk: Client, other: Client) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = form_data(desk, change(posting)) | {"title": "My title"}
    send(other, change(posting), title="Sam's title")
    response = post(desk, posting, mine)
    send(other, change(posting), title="Sam's second title")

    response = post(desk, posting, answer(response, mine, title="mine"))

    assert differences(response) == {"Title": ("Engineer", "Sam's second title", "My title", True)}
    assert Posting.objects.get().title == "Sam's second title"


def test_choice_stays_while_another_error_is_mended(desk: Client, other: Client) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = form_data(desk, change(posting)) | {"title": "My title"}
    send(other, change(posting), title="Sam's title")
    response = post(desk, posting, mine)

    response = post(desk, posting, answer(response, mine, title="theirs") | {"language": "??"})

    assert response.status_code == 200
    assert differences(response)["Title"][3] is False
    assert post(desk, posting, answer(response, mine, title="theirs")).status_code == 302
    assert Posting.objects.get().title == "Sam's title"


@pytest.mark.parametrize("saved", [{}, {"title": "Both wrote this"}])
def test_second_save_asks_nothing_when_nothing_would_be_replaced(
    desk: Client, other: Client, saved: dict[str, str]
) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = form_data(desk, change(posting)) | {"title": "Both wrote this"}
    send(other, change(posting), **saved)

    assert post(desk, posting, mine).status_code == 302
    assert Posting.objects.get().title == "Both wrote this"


def test_section_changed_by_both_is_shown_and_decided(desk: Client, other: Client) -> None:
    posting = make_posting(published_from=None, sections=2)
    mine = form_data(desk, change(posting))
    send(other, change(posting), sections__0__body="<p>Sam's words.</p>", sections__1__heading="Sam's heading")
    mine |= {"sections-0-body": "<p>My words.</p>"}

    response = post(desk, posting, mine)

    assert differences(response, 0) == {"Text": ("What you will do.", "Sam's words.", "My words.", True)}
    assert differences(response, 1) == {"Heading": ("Part 2", "Sam's heading", "Part 2", False)}
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


def test_section_deleted_by_somebody_else_keeps_my_words(desk: Client, other: Client) -> None:
    posting = make_posting(published_from=None, sections=3)
    mine = form_data(desk, change(posting)) | {"sections-1-body": "<p>My words.</p>"}
    send(other, change(posting), sections__1__DELETE="on")

    response = post(desk, posting, mine)

    assert "Sam Lind deleted a row of these" in " ".join(messages_of(response))
    assert [section.heading for section in posting.sections.all()] == ["Part 1", "Part 3"]
    again = form_fields(response)
    assert post(desk, posting, again).status_code == 302
    assert [(section.heading, section.body) for section in posting.sections.all()] == [
        ("Part 1", "<p>What you will do.</p>"),
        ("Part 2", "<p>My words.</p>"),
        ("Part 3", "<p>What you will do.</p>"),
    ]


def test_section_deleted_by_somebody_else_stays_deleted_if_i_wrote_nothing(desk: Client, other: Client) -> None:
    posting = make_posting(published_from=None, sections=2)
    mine = form_data(desk, change(posting)) | {"pay_note": "Mine"}
    send(other, change(posting), sections__0__DELETE="on")

    assert post(desk, posting, mine).status_code == 302

    assert [section.heading for section in posting.sections.all()] == ["Part 2"]
    assert Posting.objects.get().pay_note == "Mine"


def test_row_that_somebody_else_changed_is_not_deleted_unread(desk: Client, other: Client) -> None:
    team = make_team()
    make_pillar(team, title="Limits")
    mine = form_data(desk, change(team)) | {"pillars-0-DELETE": "on"}
    send(other, change(team), pillars__0__title="No limits at all")

    response = post(desk, team, mine)

    assert response.status_code == 200
    assert team.pillars.count() == 1
    row = response.context["inline_admin_formsets"][0].formset.forms[0]
    sent = {"pillars-0-decided": row["decided"].value(), "pillars-0-keep_title": "mine"}
    assert post(desk, team, mine | sent).status_code == 302
    assert not team.pillars.exists()


def test_both_delete_the_same_row(desk: Client, other: Client) -> None:
    team = make_team()
    make_pillar(team)
    mine = form_data(desk, change(team)) | {"pillars-0-DELETE": "on"}
    send(other, change(team), pillars__0__DELETE="on")

    assert post(desk, team, mine).status_code == 302
    assert not team.pillars.exists()


def test_row_on_its_own_page_and_on_the_page_of_its_team(desk: Client, other: Client) -> None:
    testimonial = make_testimonial(make_team(), quote="Before")
    mine = form_data(desk, change(testimonial.team))
    send(other, change(testimonial), quote="Sam's words", agreed_until="2027-01-31")

    response = post(desk, testimonial.team, mine | {"testimonials-0-quote": "My words"})

    assert response.status_code == 200
    testimonial.refresh_from_db()
    assert (testimonial.quote, testimonial.agreed_until) == ("Sam's words", dt.date(2027, 1, 31))


def test_earlier_version_is_not_restored_over_a_later_change(desk: Client, other: Client) -> None:
    team = make_team(headline="Then")
    address = change(team).replace("change", f"history/{team.history.first().pk}")
    send(desk, change(team), headline="Now")
    mine = form_data(desk, address)
    send(other, change(team), headline="Sam's")

    response = desk.post(address, mine | {"_save": "Save"})

    assert differences(response) == {"Headline": ("Now", "Sam's", "Then", True)}
    assert Team.objects.get().headline == "Sam's"


def test_versions_of_rows_cost_one_query(desk: Client) -> None:
    def cost(sections: int) -> int:
        posting = make_posting(published_from=None, sections=sections)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(change(posting)).status_code == 200
        return len(queries)

    cost(1)
    assert cost(7) == cost(2)


def test_foreign_row_named_by_a_forged_form_is_neither_read_nor_changed(desk: Client) -> None:
    """A13."""
    foreign = make_posting("Foreign", published_from=None).sections.get()
    foreign.body = "<p>Secret words.</p>"
    foreign.save()
    posting = make_posting(published_from=None)
    forged = form_data(desk, change(posting)) | {"sections-0-id": str(foreign.pk), "sections-0-body": "<p>Forged</p>"}

    response = post(desk, posting, forged)

    assert "Secret" not in response.text
    foreign.refresh_from_db()
    assert (foreign.body, foreign.posting.title) == ("<p>Secret words.</p>", "Foreign")
    assert Section.objects.filter(posting=posting).count() == 1


@pytest.mark.parametrize("forged", ["", "0", "-1", "99999999", "9" * 30, "x"])
def test_page_that_does_not_say_what_it_has_read_replaces_nothing(desk: Client, other: Client, forged: str) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = form_data(desk, change(posting)) | {"title": "My title", "version": forged}
    mine |= {"sections-0-body": "<p>My words.</p>", "sections-0-version": forged}
    send(other, change(posting), title="Sam's title", sections__0__body="<p>Sam's words.</p>")

    response = post(desk, posting, mine)

    assert response.status_code == 200
    posting.refresh_from_db()
    assert (posting.title, posting.sections.get().body) == ("Sam's title", "<p>Sam's words.</p>")


def test_tag_that_is_gone_meanwhile_loses_no_words(desk: Client, other: Client) -> None:
    tag = make_tag("Program")
    posting = make_posting("Engineer", published_from=None, tags=(tag,))
    mine = form_data(desk, change(posting)) | {"pay_note": "My words", "tags": []}
    version = posting.history.first().pk
    tag.delete()
    send(other, change(posting), pay_note="Sam's words")

    response = post(desk, posting, mine)

    assert differences(response) == {"Pay note": ("(empty)", "Sam's words", "My words", True)}
    assert desk.get(change(posting).replace("change", f"history/{version}")).status_code == 200


def test_restoring_asks_when_somebody_has_saved_meanwhile(desk: Client, other: Client) -> None:
    posting = make_posting("Then", published_from=None)
    address = change(posting).replace("change", f"history/{posting.history.first().pk}")
    send(desk, change(posting), title="Now")
    mine = form_data(desk, address)
    send(other, change(posting), sections__0__body="<p>Sam's words.</p>")

    response = desk.post(address, mine | {"_save": "Save"})

    assert "Sam Lind saved this at" in " ".join(messages_of(response))
    assert posting.sections.get().body == "<p>Sam's words.</p>"
    assert desk.post(address, answer(response, mine, title="mine") | {"_save": "Save"}).status_code == 302
    assert posting.sections.get().body == "<p>What you will do.</p>"


def test_posting_that_is_gone_gives_every_word_back(desk: Client, other: Client) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = form_data(desk, change(posting)) | {"title": "My title", "sections-0-body": "<p>My words.</p>"}
    posting.delete()

    response = post(desk, posting, mine)

    assert response.status_code == 404
    assert "My title" in response.text
    assert "My words." in response.text
    assert "csrf" not in str(response.context["words"])


def test_posting_that_was_given_to_another_team_gives_every_word_back(employer: Any, other: Client) -> None:
    own = make_team("Own")
    posting = make_posting("Engineer", team=own, published_from=None)
    rita = Client()
    rita.force_login(make_person("rita", "Recruiter", own))
    mine = form_data(rita, change(posting)) | {"title": "My title"}
    send(other, change(posting), team=make_team("Secret").pk)

    response = post(rita, posting, mine)

    assert (response.status_code, "My title" in response.text, "Secret" in response.text) == (404, True, False)


def test_second_click_stores_nothing_twice(desk: Client) -> None:
    posting = make_posting(published_from=None, sections=1)
    rows = {"heading": "New", "body": "<p>New.</p>", "position": "2"}
    sent = form_data(desk, change(posting)) | {f"sections-1-{name}": value for name, value in rows.items()}
    sent |= {"sections-TOTAL_FORMS": "2"}

    first, second = post(desk, posting, sent), post(desk, posting, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert [section.heading for section in posting.sections.all()] == ["Part 1", "New"]
    page = desk.get(second["Location"])
    assert "This was saved already" in " ".join(str(message) for message in page.context["messages"])


def test_second_click_adds_no_second_row(desk: Client) -> None:
    sent = form_data(desk, add(SharedText)) | {"heading": "Once", "body": "<p>Once.</p>", "_save": "Save"}
    assert [desk.post(add(SharedText), sent).status_code for _click in range(2)] == [302, 302]
    assert SharedText.objects.count() == 1


def test_page_that_came_back_with_an_error_is_stored_once_it_is_right(desk: Client) -> None:
    sent = form_data(desk, add(SharedText)) | {"heading": "", "body": "<p>Once.</p>", "_save": "Save"}
    assert desk.post(add(SharedText), sent).status_code == 200
    assert desk.post(add(SharedText), sent | {"heading": "Right"}).status_code == 302
    assert SharedText.objects.count() == 1


def test_picture_is_asked_for_again_and_not_taken_from_the_other(desk: Client, other: Client) -> None:
    team = make_team(image=make_upload(), image_alt="Before")
    mine = form_data(desk, change(team))
    send(other, change(team), image=make_upload("theirs.jpg", (900, 600)))
    stored = Team.objects.get().image.name
    response = post(desk, team, mine | {"image": make_upload("mine.jpg", (800, 500))})
    assert differences(response) == {"Image": ("a picture", "a picture", "mine.jpg", True)}

    response = post(desk, team, answer(response, mine, image="mine"))

    assert "Choose the picture again: after a question the browser has forgotten it." in messages_of(response)
    assert Team.objects.get().image.name == stored
    decided = answer(response, mine, image="mine") | {"image": make_upload("mine.jpg", (800, 500))}
    assert post(desk, team, decided).status_code == 302
    assert Team.objects.get().image.name != stored


@pytest.mark.parametrize("typed", [{"agreed_until": "2031-01-31"}, {"has_left": "on"}, {"quote": "Mine"}])
def test_whatever_was_typed_in_a_deleted_row_is_kept(desk: Client, other: Client, typed: dict[str, str]) -> None:
    team = make_team()
    make_testimonial(team)
    mine = form_data(desk, change(team)) | {f"testimonials-0-{name}": value for name, value in typed.items()}
    send(other, change(team), testimonials__0__DELETE="on")

    response = post(desk, team, mine)

    assert "Sam Lind deleted a row of these" in " ".join(messages_of(response))
    assert post(desk, team, form_fields(response)).status_code == 302
    assert team.testimonials.count() == 1


def test_story_that_was_moved_to_another_team_is_left_there(desk: Client, other: Client) -> None:
    team, elsewhere = make_team(), make_team()
    story = make_story(team)
    mine = form_data(desk, change(team)) | {"headline": "Mine"}
    send(other, change(story), team=elsewhere.pk)

    assert post(desk, team, mine).status_code == 302

    story.refresh_from_db()
    team.refresh_from_db()
    assert (story.team, team.headline, team.stories.count()) == (elsewhere, "Mine", 0)


def form_fields(response: Any) -> dict[str, Any]:
    """What a browser would send back for the form on a page it was given."""
    from tests.desk import FormReader

    reader = FormReader()
    reader.feed(response.text)
    return reader.data
