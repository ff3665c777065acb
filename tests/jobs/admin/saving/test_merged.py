"""F8: two users change different fields; both changes are kept without a question, and the second is told."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from jobs.models import Posting, local_time
from tests.desk import change_url, get_form_data, make_user, send
from tests.factories import days, make_location, make_posting, make_team

from .decisions import get_differences, post

pytestmark = pytest.mark.django_db
PAY = {"pay_minimum": 60_000, "pay_maximum": 80_000, "pay_currency": "EUR", "pay_period": "year"}


def read_messages(client: Client, response: Any) -> list[str]:
    assert response.status_code == 302, get_differences(response)
    return [str(message) for message in client.get(response["Location"]).context["messages"]]


def test_changes_of_different_fields_are_both_kept_and_it_is_said(desk: Client, second_client: Client) -> None:
    lisbon, porto = make_location("Lisbon"), make_location("Porto")
    own, other = make_team("Own"), make_team("Other")
    posting = make_posting("Engineer", published_from=None, locations=(lisbon,), team=own, **PAY)
    mine = get_form_data(desk, change_url(posting))
    theirs = {"pay_maximum": "90000", "locations": [porto.pk], "team": other.pk, "workplace": "hybrid"}
    send(second_client, change_url(posting), **theirs)

    response = post(desk, posting, mine | {"title": "My title", "level": "senior"})

    assert read_messages(desk, response) == [
        "Sam Lind changed the team, the workplace, the pay and the places meanwhile: kept.",
        "Saved.",
    ]
    posting.refresh_from_db()
    assert (posting.title, posting.level, posting.pay_maximum, posting.team, posting.workplace) == (
        "My title",
        "senior",
        90_000,
        other,
        "hybrid",
    )
    assert [place.name for place in posting.locations.all()] == ["Porto"]


@pytest.mark.parametrize("by_place", [True, False])
def test_day_that_is_typed_is_one_of_the_time_zone_that_is_kept(
    desk: Client, second_client: Client, by_place: bool
) -> None:
    """Else the posting would close in the afternoon of that day, unsaid."""
    lisbon, bend = (
        make_location(name, time_zone=zone)
        for name, zone in [("Lisbon", "Europe/Lisbon"), ("Bend", "America/Los_Angeles")]
    )
    posting = make_posting("Engineer", published_from=None, locations=(lisbon,))
    mine = get_form_data(desk, change_url(posting))
    theirs = {"locations": [bend.pk]} if by_place else {"time_zone": "America/Los_Angeles"}
    send(second_client, change_url(posting), **theirs)

    day = days(90).date()
    post(desk, posting, mine | {"closes_at_0": str(day)})

    posting.refresh_from_db()
    assert posting.closes_at == local_time.end_of_day(day, ZoneInfo("America/Los_Angeles"))


def test_all_who_changed_it_meanwhile_are_named(desk: Client, second_client: Client) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = get_form_data(desk, change_url(posting)) | {"title": "My title"}
    third = Client()
    third.force_login(make_user("ann", "Editor", first_name="Ann", last_name="Lee"))
    send(second_client, change_url(posting), pay_note="Sam's note")
    send(third, change_url(posting), level="lead")

    assert read_messages(desk, post(desk, posting, mine))[0] == (
        "Sam Lind and Ann Lee changed the experience level and the pay note meanwhile: kept."
    )


def test_both_change_the_pay_so_they_are_asked_for_all_of_it(desk: Client, second_client: Client) -> None:
    """Her amount with his currency would be pay that nobody offers."""
    posting = make_posting("Engineer", published_from=None, **PAY)
    mine = get_form_data(desk, change_url(posting)) | {"pay_maximum": "85000"}
    send(second_client, change_url(posting), pay_currency="USD")

    response = post(desk, posting, mine)

    assert get_differences(response) == {"Pay currency": ("EUR", "USD", "EUR", False)}
    assert Posting.objects.get().pay_maximum == 80_000


def test_rows_changed_by_somebody_else_are_kept_and_make_no_history(desk: Client, second_client: Client) -> None:
    posting = make_posting("Engineer", published_from=None, sections=2)
    mine = get_form_data(desk, change_url(posting)) | {"title": "My title"}
    send(second_client, change_url(posting), sections__0__body="<p>Sam's words.</p>")
    section = posting.sections.first()
    entries = section.history.count()

    assert read_messages(desk, post(desk, posting, mine)) == [
        "Sam Lind changed the section “Part 1” meanwhile: kept.",
        "Saved.",
    ]
    section.refresh_from_db()
    assert (section.body, section.history.count()) == ("<p>Sam's words.</p>", entries)


def test_saving_without_own_changes_keeps_what_somebody_else_changed(desk: Client, second_client: Client) -> None:
    posting = make_posting("Engineer", published_from=None)
    mine = get_form_data(desk, change_url(posting))
    send(second_client, change_url(posting), title="Sam's title")
    entries = posting.history.count()

    assert read_messages(desk, post(desk, posting, mine))[0] == "Sam Lind changed the title meanwhile: kept."
    posting.refresh_from_db()
    assert (posting.title, posting.history.count()) == ("Sam's title", entries)


def test_merged_values_are_checked_before_publishing(desk: Client, second_client: Client) -> None:
    """Alone, each change is fine; together, they would be an open posting without a place."""
    place = make_location()
    posting = make_posting("Engineer", published_from=None, locations=(place,), workplace="on-site", **PAY)
    mine = get_form_data(desk, change_url(posting)) | {"published_from_0": "2026-01-01"}
    send(second_client, change_url(posting), locations=[])

    response = post(desk, posting, mine)

    assert response.status_code == 200
    assert "locations" in response.context["adminform"].form.errors
    posting.refresh_from_db()
    assert posting.published_from is None
