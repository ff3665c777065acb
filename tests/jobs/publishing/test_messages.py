"""Messages about a changed status after saving a form or restoring a version, in the posting's time zone."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from jobs.models import Posting
from tests.desk import change_url, get_error_messages, get_form_data, make_user, send
from tests.factories import days, make_location, make_posting, make_team

pytestmark = pytest.mark.django_db

TORONTO = {"time_zone": "America/Toronto", "published_from": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}


def make_fit(title: str, **fields: Any) -> Posting:
    return make_posting(title, **TORONTO | {"locations": (make_location(),)} | fields)


def get_messages(client: Client, response: Any) -> list[str]:
    """Follow the redirect and return the messages of the page, except “Saved.”"""
    texts = [str(message) for message in client.get(response["Location"]).context["messages"]]
    return [message for message in texts if message != "Saved."]


@pytest.mark.parametrize(
    ("stored", "changes", "expected"),
    [
        (
            {"closes_at": days(-1)},
            {"closes_at_0": "", "closes_at_1": ""},
            "Everybody can read it again from now on. It stays open until",
        ),
        ({"closes_at": None}, {"closes_at_0": "2026-04-01"}, "It is closed now, and candidates are not told why."),
        (
            {"closes_at": None},
            {"closes_at_0": "2026-04-01", "closing_reason": "filled"},
            "It is closed now.",
        ),
        ({"published_from": None}, {"published_from_0": "2099-04-01"}, "It opens on 1 April 2099, 00:00"),
        (
            {"published_from": None},
            {"published_from_0": "2026-04-01", "closes_at_0": "2099-12-28"},
            "Everybody can read it from now on. It closes at the end of 28 December 2099 (America/Toronto).",
        ),
    ],
)
def test_saved_form_reports_the_new_status(
    desk: Client, stored: dict[str, Any], changes: dict[str, str], expected: str
) -> None:
    posting = make_fit("Pilot", **stored)
    response = send(desk, change_url(posting), **changes)
    assert response.status_code == 302, get_error_messages(response)
    [message] = get_messages(desk, response)
    assert message.startswith(expected)


def test_message_for_a_new_posting_uses_the_time_zone_of_its_place(desk: Client) -> None:
    place = make_location("Toronto", country="CA", time_zone="America/Toronto")
    given = {
        "title": "Pilot",
        "reference": "P-1",
        "team": make_team().pk,
        "locations": [place.pk],
        "employment_types": ["full-time"],
        "apply_email": "jobs@example.com",
        "published_from_0": "2026-04-01",
        "closes_at_0": "2099-12-28",
        "sections__0__heading": "What you do",
        "sections__0__body": "<p>You fly.</p>",
    }
    response = send(desk, "/admin/jobs/posting/add/", **given)
    assert response.status_code == 302, get_error_messages(response)
    assert get_messages(desk, response) == [
        "Everybody can read it from now on. It closes at the end of 28 December 2099 (America/Toronto)."
    ]


def test_restored_version_that_reopens_reports_it(desk: Client) -> None:
    posting = make_fit("Then")
    earlier = posting.history.first().pk
    send(desk, change_url(posting), closes_at_0="2026-04-28")
    response = send(desk, change_url(posting).replace("change", f"history/{earlier}"))
    assert response.status_code == 302
    assert get_messages(desk, response) == [
        "Everybody can read it again from now on. It stays open until you close it."
    ]


def test_saved_form_reports_no_unchanged_status(desk: Client) -> None:
    for posting in (make_fit("Open"), make_posting("Draft", published_from=None)):
        assert get_messages(desk, send(desk, change_url(posting), title="Other")) == []


def test_page_of_an_earlier_version_shows_what_it_would_change(desk: Client) -> None:
    posting = make_fit("Then")
    earlier = posting.history.first().pk
    send(desk, change_url(posting), title="Now", closes_at_0="2026-04-28")
    page = desk.get(change_url(posting).replace("change", f"history/{earlier}"))

    differences = {item["field"]: (item["old"], item["new"]) for item in page.context["differences"]}
    assert differences == {
        "Title": ("Now", "Then"),
        "Closes at": ("the end of 28 April 2026 (America/Toronto)", "(empty)"),
    }
    assert "After restoring it, the posting opens again." in page.text
    assert "Restore this version" in page.text
    assert ">Close<" not in page.text


def test_history_shows_times_in_the_time_zone_of_the_posting(desk: Client) -> None:
    posting = make_fit("Pilot")
    send(desk, change_url(posting), closes_at_0="2099-12-28")
    entry, *_earlier = desk.get(change_url(posting).replace("change", "history")).context["page_obj"]
    assert [(one["field"], one["new"]) for one in entry.history_delta_changes] == [
        ("Closes at", "the end of 28 December 2099 (America/Toronto)")
    ]


def test_conflict_shows_a_closing_day_as_entered(desk: Client, second_client: Client) -> None:
    posting = make_fit("Pilot")
    mine = get_form_data(desk, change_url(posting))
    send(second_client, change_url(posting), closes_at_0="2099-12-24")
    response = desk.post(change_url(posting), mine | {"closes_at_0": "2099-12-28", "_save": "Save"})
    [difference] = response.context["adminform"].form.differences
    assert (difference.theirs, difference.mine) == (
        "the end of 24 December 2099 (America/Toronto)",
        "the end of 28 December 2099 (America/Toronto)",
    )


def test_conflict_does_not_name_teams_of_other_users(employer: Any) -> None:
    """A11: not even to a user who forges the hidden fields of the form."""
    hidden, one, two = make_team("Kanarie"), make_team("One"), make_team("Two")
    posting = make_posting("Pilot", team=hidden)
    first = posting.history.first().pk
    posting.team = one
    posting.save()
    rita = Client()
    rita.force_login(make_user("rita", "Recruiter", one, two))
    mine = get_form_data(rita, change_url(posting)) | {"team": two.pk, "version": first, "_save": "Save"}

    response = rita.post(change_url(posting), mine)

    [difference] = response.context["adminform"].form.differences
    assert (difference.label, difference.before) == ("Team", "another team")
    assert "Kanarie" not in response.text


def test_history_of_long_texts_shows_the_changed_part(desk: Client) -> None:
    posting = make_posting(published_from=None)
    long = "The same words at the beginning. " * 20
    send(desk, change_url(posting), sections__0__body=f"<p>{long}</p>")
    send(desk, change_url(posting), sections__0__body=f"<p>{long}And an end.</p>")
    page = desk.get(change_url(posting).replace("change", "history")).text
    assert "chars]" not in page
    assert "And an end." in page


@pytest.mark.parametrize("words", ["sao paulo", "SÃO", "senhora", "R-7 lodz", "lódź"])
def test_list_search_ignores_accents(desk: Client, words: str) -> None:
    place, team = make_location("São Paulo"), make_team("Łódź")
    make_posting("Other")
    posting = make_posting("Sénhora", reference="R-7", team=team, locations=(place,))
    found = desk.get("/admin/jobs/posting/", {"q": words}).context["cl"].result_list
    assert list(found) == [posting]


def test_pay_constraint_error_is_shown_beside_the_field(desk: Client) -> None:
    draft = make_posting(published_from=None)
    response = send(desk, change_url(draft), pay_minimum="10", pay_currency="EUR", pay_period="")
    form = response.context["adminform"].form
    assert form.errors == {"pay_period": ["Say in which currency and for which period the pay is: EUR, a year."]}
    assert Posting.objects.get().pay_minimum is None


@pytest.mark.parametrize("title", ["\u200b", "\u00ad\u2060", "\u3164", "\x01 \x01"])
def test_title_of_invisible_characters_is_required(desk: Client, title: str) -> None:
    draft = make_posting(published_from=None)
    assert get_error_messages(send(desk, change_url(draft), title=title)) == ["This field is required."]


def test_form_with_too_many_rows_is_refused(desk: Client) -> None:
    draft = make_posting(published_from=None)
    response = send(desk, change_url(draft), sections__TOTAL_FORMS="99999")
    assert "Please submit at most" in " ".join(get_error_messages(response))
