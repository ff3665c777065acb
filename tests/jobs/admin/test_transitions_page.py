"""The page that confirms a transition, as a recruiter uses it."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from jobs.admin import transitions
from jobs.models import Decision, PlaceRule, Posting
from jobs.publishing.transitions import TRANSITIONS
from tests.desk import change_url, make_user
from tests.factories import make_location, make_team
from tests.jobs.transitions import (
    DAY,
    LIST,
    NOW,
    SECOND,
    get_messages,
    make_each_status,
    make_fit,
    open_confirmation,
    submit,
    transition_url,
)


@pytest.fixture
def desk(employer):
    """An editor who signed in at NOW."""
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(make_user("robin", "Editor"))
        yield client


@pytest.fixture
def berlin(employer):
    return make_location("Berlin", country="DE", time_zone="Europe/Berlin")


def open_titles():
    return set(Posting.objects.open().values_list("title", flat=True))


def test_publish_shows_a_plan_and_applies_it_when_confirmed(desk, berlin):
    by_status = make_each_status(berlin)
    by_status["blocked"] = make_fit("blocked", sections=0)
    before = list(Posting.objects.order_by("pk").values())

    confirmation = open_confirmation(desk, "publish", *by_status.values())

    assert list(Posting.objects.order_by("pk").values()) == before
    assert {planned.posting.title for planned in confirmation.context["applicable"].rows} == {
        "draft", "scheduled", "hidden-draft", "hidden-scheduled",
    }  # fmt: skip
    for words in ("Opens now, stays open until you close it", "Hidden until its team, Secret, is published.",
                  "Open already", "Closed: reopen it instead", "Write at least one section"):  # fmt: skip
        assert words in confirmation.text

    [message] = get_messages(desk, submit(desk, confirmation))

    assert message.startswith("Published 4 postings. Hidden until their team is published: 2. Skipped 5: ")
    assert f"“open” {by_status['open'].reference} (open already)" in message
    assert message.count("“") == 5
    assert open_titles() == {"draft", "scheduled", "open"}
    assert by_status["draft"].history.first().history_user.username == "robin"


def test_postings_changed_meanwhile_are_skipped_with_the_reason(desk, berlin):
    closed, edited, other = (
        make_fit(title, published_from=NOW - DAY, closes_at=NOW + DAY) for title in ("Closed", "Edited", "Other")
    )
    confirmation = submit(desk, open_confirmation(desk, "extend", closed, edited, other), "look", day="2026-07-15")
    with time_machine.travel(NOW + SECOND, tick=False):
        closed.closes_at = NOW + SECOND
        closed.save()
        edited.save()
        [message] = get_messages(desk, submit(desk, confirmation, day="2026-07-15"))

    assert message == (
        f"Extended 1 posting. Skipped 2: “Closed” {closed.reference} (closed: reopen it instead), "
        f"“Edited” {edited.reference} (somebody has changed it since this page was shown: look at it again)."
    )


def test_warnings_are_listed_and_require_a_reason(desk, berlin):
    posting = make_fit("Warned", locations=(berlin,), employment_types=())
    confirmation = open_confirmation(desk, "publish", posting)
    assert "No employment type is chosen" in confirmation.text

    refused = submit(desk, confirmation, why="  ")
    assert refused.context["form"].errors == {"why": ["Give a reason: there are warnings beside the postings."]}
    assert open_titles() == set()

    get_messages(desk, submit(desk, refused, why="They decide."))
    assert open_titles() == {"Warned"}
    [decision] = posting.decisions.all()
    assert (decision.reason, decision.decided_by.username) == ("They decide.", "robin")


def test_earlier_reason_does_not_cover_a_new_warning(desk, berlin):
    PlaceRule.objects.all().delete()
    posting, other = (make_fit(title, locations=(berlin,), employment_types=()) for title in ("Warned", "Other"))
    confirmation = open_confirmation(desk, "publish", posting, other)
    PlaceRule.objects.create(country="DE", requires_closing_date=True, source="New law.")

    again = submit(desk, confirmation, why="They decide.")
    assert "Something has changed since this page was shown, so nothing is done yet." in again.text
    assert again.text.count("New law.") == 2
    assert 'value="They decide."' in again.text
    assert open_titles() == set()
    assert not Decision.objects.exists()

    assert get_messages(desk, submit(desk, again, why="They decide.")) == ["Published 2 postings."]
    assert Decision.objects.count() == 4


def test_first_warning_that_appears_meanwhile_is_shown(desk, berlin):
    PlaceRule.objects.all().delete()
    confirmation = open_confirmation(desk, "publish", make_fit("Warned", locations=(berlin,)))
    PlaceRule.objects.create(country="DE", requires_closing_date=True, source="New law.")

    for why in ("", "Sent though there was no such question."):
        again = submit(desk, confirmation, why=why)
        assert "New law." in again.text
    assert open_titles() == set()


def test_closing_date_that_passes_meanwhile_is_not_dropped_silently(desk, berlin):
    posting = make_fit("Late", locations=(berlin,), closes_at=NOW + SECOND)
    confirmation = open_confirmation(desk, "publish", posting)
    assert "closes on 10 June 2026, 14:00 (Europe/Berlin)" in confirmation.text

    with time_machine.travel(NOW + SECOND, tick=False):
        again = submit(desk, confirmation)
        assert "it was to close on 10 June 2026, 14:00 (Europe/Berlin), which is past" in again.text
        assert "Something has changed since this page was shown" in again.text
        posting.refresh_from_db()
        assert (posting.published_from, posting.closes_at) == (None, NOW + SECOND)
        assert get_messages(desk, submit(desk, again)) == ["Published 1 posting."]
    posting.refresh_from_db()
    assert posting.closes_at is None


def test_blocking_violations_link_to_their_fields(desk, berlin):
    posting = make_fit("Bare", locations=(berlin,), sections=0, apply_url="", team=make_team("Rockets"))
    confirmation = open_confirmation(desk, "publish", posting)

    form = desk.get(change_url(posting)).text
    targets = re.findall(rf'href="{re.escape(change_url(posting))}#([^"]+)">Fix', confirmation.text)
    assert sorted(targets) == ["id_apply_url", "sections-group"]
    assert all(f'id="{target}"' in form for target in targets)
    assert "Rockets · Berlin" in confirmation.text


def test_extend_sets_a_first_closing_date_for_one_posting_only(desk, berlin):
    postings = [make_fit(locations=(berlin,), published_from=NOW - DAY) for _ in range(2)]
    lone = submit(desk, open_confirmation(desk, "extend", postings[0]), "look", day="2026-07-15")
    several = submit(desk, open_confirmation(desk, "extend", *postings), "look", day="2026-07-15")

    assert "until now it has no closing date and stays open until you close it" in lone.text
    assert 'name="sure"' not in several.text
    assert several.text.count("It has no closing date, so there is nothing to extend; set one on its own page") == 2


def test_no_reason_is_required_without_warnings(desk, berlin):
    assert 'name="why"' not in open_confirmation(desk, "publish", make_fit(locations=(berlin,))).text


@pytest.mark.parametrize("name", TRANSITIONS)
def test_get_request_changes_no_posting(desk, berlin, name):
    by_status = make_each_status(berlin)
    before = list(Posting.objects.order_by("pk").values())
    ids = " ".join(str(posting.pk) for posting in by_status.values())

    everything = {"chosen": ids, "planned": "", "sure": "x", "day": "2026-07-15", "time": "09:00", "why": "x"}
    for data in ({"chosen": ids}, everything | {"closing_reason": "filled"}):
        assert desk.get(transition_url(name), data).status_code == 200
    assert desk.get(transition_url(name)).status_code == 200
    assert list(Posting.objects.order_by("pk").values()) == before


def test_schedule_shows_a_new_plan_when_changed(desk, berlin):
    posting = make_fit(locations=(berlin,))
    confirmation = open_confirmation(desk, "schedule", posting)
    assert 'name="sure"' not in confirmation.text

    looked = submit(desk, confirmation, "look", day="2026-11-03", time="09:00")
    assert "Opens on 3 November 2026, 09:00 (Europe/Berlin), stays open until you close it" in looked.text
    again = submit(desk, looked, day="2026-11-04", time="09:00")
    assert "Opens on 4 November 2026" in again.text
    assert "nothing is done yet" in again.text
    posting.refresh_from_db()
    assert posting.published_from is None

    assert get_messages(desk, submit(desk, again, day="2026-11-04", time="09:00")) == ["Scheduled 1 posting."]
    posting.refresh_from_db()
    assert posting.published_from == dt.datetime(2026, 11, 4, 8, tzinfo=dt.UTC)


def test_nonexistent_hour_is_refused(desk, berlin):
    cities = ("Melbourne", "Sydney")
    places = [make_location(city, country="AU", time_zone=f"Australia/{city}") for city in cities]
    confirmation = open_confirmation(desk, "schedule", *(make_fit(locations=(place,)) for place in (berlin, *places)))

    gap = submit(desk, confirmation, "look", day="2026-10-04", time="02:30")
    assert gap.context["form"].errors["time"] == [
        f"There is no 02:30 on 4 October 2026 in Australia/{city}: clocks are put forward then. Choose another hour."
        for city in cities
    ]


def test_ambiguous_hour_requires_a_choice(desk, berlin):
    madrid = make_location("Madrid", country="ES", time_zone="Europe/Madrid")
    lisbon = make_location("Lisbon", time_zone="Europe/Lisbon")
    here, there, elsewhere = (make_fit(locations=(place,)) for place in (berlin, madrid, lisbon))
    confirmation = open_confirmation(desk, "schedule", here, there, elsewhere)

    unread = submit(desk, confirmation, "look", day="2026-10-25", time="02:30")
    assert list(unread.context["form"].errors) == ["reading"]
    assert re.findall(r"The (?:first|second) 02:30 \([^)]*\)", unread.text) == [
        "The first 02:30 (UTC+2 in Europe/Berlin, Europe/Madrid)",
        "The second 02:30 (UTC+1 in Europe/Berlin, Europe/Madrid)",
    ]
    assert submit(desk, unread, "look", day="2026-10-25", time="02:30", reading="third").context["form"].errors

    typed = {"day": "2026-10-25", "time": "02:30", "reading": "second"}
    get_messages(desk, submit(desk, submit(desk, unread, "look", **typed), **typed))
    moments = set(Posting.objects.values_list("published_from", flat=True))
    # In Lisbon, clocks show this time once.
    assert moments == {dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC) for hour in (1, 2)}


def test_close_requires_and_saves_a_reason(desk, berlin):
    posting = make_fit("Gone", locations=(berlin,), published_from=NOW - DAY)
    confirmation = open_confirmation(desk, "close", posting)
    assert "Closes now" in confirmation.text

    refused = submit(desk, confirmation)
    assert list(refused.context["form"].errors) == ["closing_reason"]
    unused = submit(desk, open_confirmation(desk, "close", posting))
    assert get_messages(desk, submit(desk, refused, closing_reason="filled")) == ["Closed 1 posting."]
    assert get_messages(desk, submit(desk, unused, closing_reason="cancelled")) == [
        f"Closed no posting. Skipped 1: “Gone” {posting.reference} (closed already)."
    ]
    posting.refresh_from_db()
    assert (posting.status(), posting.closing_reason) == ("closed", "filled")


def test_posting_offers_the_transitions_of_its_status(desk, berlin):
    offered = {
        title: re.findall(r'class="movelink">([^<]+)<', desk.get(change_url(one)).text)
        for title, one in make_each_status(berlin).items()
    }
    expected = {
        "draft": ["Publish now", "Schedule"],
        "scheduled": ["Publish now", "Schedule", "Extend"],
        "open": ["Extend", "Close"],
        "closed": ["Reopen"],
    }
    assert offered == expected | {f"hidden-{status}": transitions for status, transitions in expected.items()}

    posting = Posting.objects.get(title="closed")
    [transition] = transitions.get_transition_links(posting)
    response = submit(desk, desk.get(transition["address"]))
    assert response["Location"] == change_url(posting)
    assert get_messages(desk, response) == ["Reopened 1 posting."]


def test_list_keeps_its_filters_after_a_transition(desk, berlin):
    make_fit("Draft", locations=(berlin,))
    confirmation = desk.post(f"{LIST}?status=draft&q=dra", {"action": "publish", "select_across": "1", "index": 0,
                                                     "_selected_action": ["1"]})  # fmt: skip

    assert submit(desk, confirmation)["Location"] == f"{LIST}?status=draft&q=dra"
    elsewhere = submit(desk, confirmation, back="https://evil.example/")
    assert elsewhere["Location"] == LIST
