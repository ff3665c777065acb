"""Times that clocks show twice, on the form of a posting: kept if unchanged, else the user must choose. R20."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from jobs.models import Posting
from tests.desk import FormReader, change_url, get_error_messages, get_form_data, send
from tests.factories import days, make_location, make_posting, make_team

pytestmark = pytest.mark.django_db

FIRST = dt.datetime(2025, 11, 2, 5, 30, tzinfo=dt.UTC)
SECOND = dt.datetime(2025, 11, 2, 6, 30, tzinfo=dt.UTC)
TWICE = {"published_from_0": "2025-11-02", "published_from_1": "01:30"}
AMBIGUOUS = "Clocks show 01:30 twice that night. Choose which is meant."


@pytest.fixture(autouse=True)
def _autumn_of_2025() -> Iterator[None]:
    """Offsets of the days that are still to come are known now, and no law can change them."""
    with time_machine.travel(dt.datetime(2025, 10, 1, 12, tzinfo=dt.UTC)):
        yield


def make(**fields: Any) -> Posting:
    return make_posting(locations=(make_location(),), **{"time_zone": "America/Toronto"} | fields)


def get_choices(page: str, name: str = "published_from") -> dict[str, bool]:
    """The labels of the radio buttons of a field, and whether each is selected."""
    inputs = re.findall(rf'<input type="radio" name="{name}_2"([^>]*)>\s*([^<]*?)\s*</label>', page)
    return {label: "checked" in attributes for attributes, label in inputs}


def resubmit(desk: Client, response: Any, posting: Posting, **changes: Any) -> Any:
    reader = FormReader()
    reader.feed(response.content.decode())
    return desk.post(change_url(posting), reader.data | changes | {"_save": "Save"})


@pytest.mark.parametrize("field", ["published_from", "closes_at"])
@pytest.mark.parametrize("stored", [FIRST, SECOND, SECOND.replace(second=15, microsecond=7)])
def test_unchanged_ambiguous_time_is_kept(desk: Client, stored: dt.datetime, field: str) -> None:
    posting = make(**{"published_from": FIRST - dt.timedelta(days=9), field: stored})
    response = send(desk, change_url(posting), title="Changed")
    assert response.status_code == 302, get_error_messages(response)
    posting.refresh_from_db()
    assert (posting.title, getattr(posting, field)) == ("Changed", stored)


def test_ambiguous_time_is_kept_without_a_choice_on_the_page(desk: Client) -> None:
    posting = make(published_from=SECOND)
    data = get_form_data(desk, change_url(posting))
    del data["published_from_2"]
    response = desk.post(change_url(posting), data | {"title": "Changed", "reason": "Yes.", "_save": "Save"})
    assert AMBIGUOUS not in get_error_messages(response)
    assert response.context["adminform"].form.cleaned_data["published_from"] == SECOND


@pytest.mark.parametrize("stored", [FIRST, SECOND])
def test_page_shows_which_ambiguous_time_is_stored(desk: Client, stored: dt.datetime) -> None:
    page = desk.get(change_url(make(published_from=stored))).content.decode()
    assert get_choices(page) == {
        "The first 01:30 (UTC−4)": stored == FIRST,
        "The second 01:30 (UTC−5)": stored == SECOND,
    }
    assert get_choices(page, "closes_at") == {}


@pytest.mark.parametrize("meant", [FIRST, SECOND])
def test_ambiguous_time_requires_a_choice(desk: Client, meant: dt.datetime) -> None:
    posting = make(published_from=None)
    response = send(desk, change_url(posting), title="Changed", **TWICE)
    assert get_error_messages(response) == [AMBIGUOUS]
    page = response.content.decode()
    assert get_choices(page) == {"The first 01:30 (UTC−4)": False, "The second 01:30 (UTC−5)": False}
    assert 'value="01:30"' in page
    unfinished = resubmit(desk, response, posting, published_from_2=meant.isoformat(), reference="")
    assert set(unfinished.context["adminform"].form.errors) >= {"reference"}
    assert sum(get_choices(unfinished.content.decode()).values()) == 1
    seen = [warning.message for warning in unfinished.context["adminform"].form.warnings]
    saved = resubmit(desk, unfinished, posting, reference="R-9", reason="It is right.", seen=seen)
    assert saved.status_code == 302, get_error_messages(saved)
    posting.refresh_from_db()
    assert (posting.published_from, posting.title) == (meant, "Changed")


def test_ambiguous_time_can_be_changed(desk: Client) -> None:
    posting = make(published_from=SECOND)
    assert send(desk, change_url(posting), published_from_2=FIRST.isoformat()).status_code == 302
    posting.refresh_from_db()
    assert posting.published_from == FIRST


@pytest.mark.parametrize(
    "changed",
    [
        {"published_from_0": "2026-11-01"},  # the night of another year
        {"published_from_1": "01:45"},
        {"time_zone": "America/Halifax"},
        {"published_from_2": "first"},
    ],
)
def test_choice_does_not_apply_to_another_time(desk: Client, changed: dict[str, str]) -> None:
    posting = make(published_from=SECOND)
    [message] = get_error_messages(send(desk, change_url(posting), **changed))
    assert message.endswith("twice that night. Choose which is meant.")


def test_choice_is_dropped_with_its_day_or_time(desk: Client) -> None:
    posting = make(published_from=SECOND)
    assert send(desk, change_url(posting), published_from_1="09:00").status_code == 302
    posting.refresh_from_db()
    assert posting.published_from == dt.datetime(2025, 11, 2, 14, 0, tzinfo=dt.UTC)
    Posting.objects.update(published_from=SECOND)
    assert send(desk, change_url(posting), published_from_0="", published_from_1="").status_code == 302
    posting.refresh_from_db()
    assert posting.published_from is None


def test_ambiguous_midnight_may_close(desk: Client) -> None:
    posting = make(published_from=None, time_zone="America/Havana")
    typed = {"closes_at_0": "2025-11-02", "closes_at_1": "00:00"}
    response = send(desk, change_url(posting), **typed)
    assert get_choices(response.content.decode(), "closes_at") == {
        "The first 00:00 (UTC−4)": False,
        "The second 00:00 (UTC−5)": False,
    }
    second = "2025-11-02T05:00:00+00:00"
    assert send(desk, change_url(posting), **typed, closes_at_2=second).status_code == 302
    posting.refresh_from_db()
    assert posting.closes_at == dt.datetime.fromisoformat(second)


PAST = {"published_from_0": "2025-03-01", "published_from_1": "", "closes_at_0": "2025-03-09", "closes_at_1": ""}
OVER = "This day is over already, so nobody could apply. Choose a later closing date."


@pytest.mark.parametrize("scheduled", [False, True])
def test_posting_never_open_is_not_published_as_closed(desk: Client, scheduled: bool) -> None:
    published_from = days(9) if scheduled else None
    posting = make(published_from=published_from)
    response = send(desk, change_url(posting), **PAST)
    assert dict(response.context["adminform"].form.errors) == {"closes_at": [OVER]}
    posting.refresh_from_db()
    assert posting.published_from == published_from
    later = PAST | {"closes_at_0": "2099-03-09"}
    assert send(desk, change_url(posting), **later).status_code == 302


def test_new_posting_is_not_added_as_closed(desk: Client) -> None:
    words = {"title": "Cook", "reference": "R-1", "team": make_team().pk, "apply_email": "jobs@kitewell.example"}
    response = send(desk, "/admin/jobs/posting/add/", **words, **PAST)
    assert response.context["adminform"].form.errors["closes_at"] == [OVER]


def test_earlier_version_is_not_restored_as_closed(desk: Client) -> None:
    posting = make(published_from=days(-9), closes_at=days(-2))
    version = posting.history.first().pk
    Posting.objects.update(published_from=None, first_published=None, closes_at=None)
    response = send(desk, change_url(posting).replace("change", f"history/{version}"))
    assert OVER in get_error_messages(response)


@pytest.mark.parametrize("is_open", [False, True])
def test_past_closing_day_is_saved_for_drafts_and_open_postings(desk: Client, is_open: bool) -> None:
    posting = make(published_from=days(-9) if is_open else None)
    closed = {"closes_at_0": days(-2).date().isoformat(), "closes_at_1": ""}
    assert send(desk, change_url(posting), **closed).status_code == 302


def test_closed_posting_is_corrected_without_a_reason(desk: Client) -> None:
    posting = make(published_from=days(-9), closes_at=days(-2))
    response = send(desk, change_url(posting), why="", title="ENGINEER", apply_url="", sections__0__DELETE="on")
    assert response.status_code == 302, get_error_messages(response)
    posting.refresh_from_db()
    assert (posting.title, posting.decisions.count()) == ("ENGINEER", 0)
    reopened = {"closes_at_0": "2099-03-09"}
    response = send(desk, change_url(posting), why="", **reopened)
    assert "Say how to apply: give an address or an e-mail address before publishing." in get_error_messages(response)
