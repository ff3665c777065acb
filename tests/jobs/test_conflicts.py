"""F8, R22: two people at the same posting or team never replace each other's words unread."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.models import Posting, Section
from teams.models import Team
from tests.desk import change, form_data, make_person, messages_of, send
from tests.factories import make_location, make_pillar, make_posting, make_tag, make_team, make_testimonial

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


def form_fields(response: Any) -> dict[str, Any]:
    """What a browser would send back for the form on a page it was given."""
    from tests.desk import FormReader

    reader = FormReader()
    reader.feed(response.text)
    return reader.data
