"""Plans of transitions: what they would do to a posting of each status, and why they skip some."""

import datetime as dt
from dataclasses import replace

import pytest

from jobs.models import Posting
from jobs.publishing.transition_rules import TransitionRequest, status_by_dates
from jobs.publishing.transitions import TRANSITIONS, plan
from tests.factories import make_location
from tests.jobs.transitions import DAY, JULY, NOTHING, NOW, SECOND, make_each_status, make_fit

YESTERDAY = TransitionRequest(day=dt.date(2026, 6, 9))


pytestmark = pytest.mark.usefixtures("frozen_time")


@pytest.fixture
def berlin(employer):
    return make_location("Berlin", country="DE", time_zone="Europe/Berlin")


@pytest.fixture
def by_status(berlin):
    return make_each_status(berlin)


def rows():
    return Posting.objects.select_related("team").prefetch_related("locations")


def plan_by_title(name, employer, transition_request=NOTHING):
    return {
        planned.posting.title: planned
        for planned in plan(TRANSITIONS[name], rows().order_by("pk"), transition_request, employer, NOW)
    }


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("publish", {"draft", "scheduled"}),
        ("schedule", {"draft", "scheduled"}),
        ("extend", {"scheduled", "open"}),
        ("close", {"open"}),
        ("reopen", {"closed"}),
    ],
)
def test_each_transition_applies_to_its_statuses(employer, by_status, name, statuses):
    transition_request = TransitionRequest(
        day=dt.date(2026, 7 if name == "extend" else 6, 12), time=dt.time(9), closing_reason="filled"
    )

    plans = plan_by_title(name, employer, transition_request)

    assert {title for title, planned in plans.items() if not planned.skip_reason} == {
        f"{prefix}{status}" for prefix in ("", "hidden-") for status in statuses
    }
    assert {title for title, one in by_status.items() if TRANSITIONS[name].can_apply_to(one)} == {
        f"{prefix}{status}" for prefix in ("", "hidden-") for status in statuses
    }
    assert all(
        planned.is_hidden == ("hidden" in title and TRANSITIONS[name].publishes)
        for title, planned in plans.items()
        if planned.summary
    )


def test_skipped_postings_have_the_reason_of_their_status(employer, by_status):
    june, july = (TransitionRequest(day=dt.date(2026, month, 15), time=dt.time(9)) for month in (6, 7))
    reasons = {
        name: {
            title: planned.skip_reason
            for title, planned in plan_by_title(name, employer, transition_request).items()
            if planned.skip_reason
        }
        for name, transition_request in (dict.fromkeys(TRANSITIONS, june) | {"extend": july}).items()
    }
    closed = "closed: reopen it instead"
    unpublished = {"open": "open already", "closed": closed, "hidden-closed": closed} | {
        "hidden-open": "published already, but hidden until its team is published too"
    }
    draft = "a draft: publish or schedule it first"

    assert reasons == {
        "publish": unpublished,
        "schedule": unpublished,
        "extend": {"draft": draft, "hidden-draft": draft, "closed": closed, "hidden-closed": closed},
        "close": {
            f"{prefix}{status}": reason
            for prefix in ("", "hidden-")
            for status, reason in (("draft", "a draft"), ("scheduled", "not open yet"), ("closed", "closed already"))
        },
        "reopen": {
            "draft": "a draft: publish it instead",
            "hidden-draft": "a draft: publish it instead",
            "scheduled": "not open yet",
            "hidden-scheduled": "not open yet",
            "open": "open already",
            "hidden-open": "published already, but hidden until its team is published too",
        },
    }


@pytest.mark.parametrize(
    ("name", "transition_request", "fields", "summary"),
    [
        ("publish", NOTHING, {}, "Opens now, stays open until you close it"),
        (
            "publish",
            NOTHING,
            {"closes_at": dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)},
            "Opens now, closes at the end of 30 June 2026 (Europe/Lisbon)",
        ),
        (
            "publish",
            NOTHING,
            {"closes_at": NOW},
            (
                "Opens now, stays open until you close it: "
                "it was to close on 10 June 2026, 13:00 (Europe/Lisbon), which is past"
            ),
        ),
        (
            "publish",
            NOTHING,
            {"closes_at": dt.datetime(2026, 5, 31, 23, tzinfo=dt.UTC)},
            (
                "Opens now, stays open until you close it: "
                "it was to close at the end of 31 May 2026 (Europe/Lisbon), which is past"
            ),
        ),
        (
            "schedule",
            TransitionRequest(day=dt.date(2026, 9, 3), time=dt.time(9)),
            {"closes_at": dt.datetime(2026, 10, 20, 13, 30, tzinfo=dt.UTC)},
            "Opens on 3 September 2026, 09:00 (Europe/Lisbon), closes on 20 October 2026, 14:30 (Europe/Lisbon)",
        ),
        (
            "extend",
            JULY,
            {"published_from": NOW - DAY, "closes_at": dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)},
            "Closes at the end of 15 July 2026 (Europe/Lisbon); until now at the end of 30 June 2026 (Europe/Lisbon)",
        ),
        (
            "extend",
            replace(JULY, is_single=True),
            {"published_from": NOW - DAY},
            (
                "Closes at the end of 15 July 2026 (Europe/Lisbon); "
                "until now it has no closing date and stays open until you close it"
            ),
        ),
        (
            "schedule",
            TransitionRequest(day=dt.date(2026, 10, 25), time=dt.time(1, 30)),
            {},
            "Opens on 25 October 2026, 01:30 (Europe/Lisbon, UTC+1), stays open until you close it",
        ),
        (
            "schedule",
            TransitionRequest(day=dt.date(2026, 10, 25), time=dt.time(1, 30), is_second_hour=True),
            {},
            "Opens on 25 October 2026, 01:30 (Europe/Lisbon, UTC+0), stays open until you close it",
        ),
        ("close", TransitionRequest(), {"published_from": NOW - DAY}, "Closes now"),
        (
            "reopen",
            JULY,
            {"published_from": NOW - 2 * DAY, "closes_at": NOW},
            "Opens again now, closes at the end of 15 July 2026 (Europe/Lisbon)",
        ),
    ],
)
def test_plan_summary_uses_the_time_zone_of_the_posting(employer, name, transition_request, fields, summary):
    posting = make_fit(**fields)

    assert plan_by_title(name, employer, transition_request)[posting.title].summary == summary


@pytest.mark.parametrize(
    ("name", "transition_request", "fields", "reason"),
    [
        (
            "schedule",
            TransitionRequest(dt.date(2026, 6, 10), dt.time(13)),
            {},
            "10 June 2026, 13:00 (Europe/Lisbon) is past",
        ),
        (
            "schedule",
            TransitionRequest(day=dt.date(2026, 10, 4), time=dt.time(2, 30)),
            {"time_zone": "Australia/Sydney"},
            "there is no 02:30 that day in Australia/Sydney: clocks are put forward then",
        ),
        (
            "schedule",
            TransitionRequest(day=dt.date(2026, 7, 1), time=dt.time(0)),
            {"closes_at": dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)},
            "it closes at the end of 30 June 2026 (Europe/Lisbon), before it would open",
        ),
        (
            "extend",
            YESTERDAY,
            {"published_from": NOW - DAY},
            "where it is, 9 June 2026 is over already (Europe/Lisbon)",
        ),
        (
            "extend",
            JULY,
            {"published_from": NOW - DAY, "closes_at": dt.datetime(2026, 7, 15, 23, tzinfo=dt.UTC)},
            "it stays open that long already: it closes at the end of 15 July 2026 (Europe/Lisbon)",
        ),
        (
            "extend",
            JULY,
            {"published_from": NOW - DAY},
            "it has no closing date, so there is nothing to extend; set one on its own page",
        ),
        (
            "extend",
            JULY,
            {"published_from": dt.datetime(2026, 7, 15, 23, tzinfo=dt.UTC)},
            "it opens later: on 16 July 2026, 00:00 (Europe/Lisbon)",
        ),
        (
            "reopen",
            YESTERDAY,
            {"published_from": NOW - 2 * DAY, "closes_at": NOW},
            "where it is, 9 June 2026 is over already (Europe/Lisbon)",
        ),
    ],
)
def test_refused_transition_has_a_skip_reason(employer, name, transition_request, fields, reason):
    posting = make_fit(**fields)

    assert plan_by_title(name, employer, transition_request)[posting.title].skip_reason == reason


def test_posting_that_has_been_open_cannot_be_scheduled(employer):
    posting = make_fit(published_from=NOW - 5 * DAY)
    Posting.objects.update(published_from=None)

    assert plan_by_title("schedule", employer, TransitionRequest(day=dt.date(2026, 7, 1), time=dt.time(9)))[
        posting.title
    ].skip_reason == ("it has been open before: publish it now")


@pytest.mark.parametrize(("name", "queries"), [("publish", 8), ("schedule", 8), ("extend", 2), ("close", 2)])
def test_plan_costs_the_same_for_any_number_of_postings(employer, berlin, name, queries, django_assert_num_queries):
    transition_request = TransitionRequest(day=dt.date(2026, 7 if name == "extend" else 6, 15), time=dt.time(9))
    opened = None if TRANSITIONS[name].publishes else NOW - DAY
    for number in (3, 30):
        for _ in range(number):
            places = (berlin, make_location(f"P{Posting.objects.count()}"))
            make_fit(locations=places, published_from=opened, closes_at=NOW + 9 * DAY)

        # postings with teams; places; and of the check: employer, rates, rules, places, sections, decisions
        with django_assert_num_queries(queries):
            plans = plan(TRANSITIONS[name], rows().all(), transition_request, employer, NOW)

        assert not any(planned.skip_reason for planned in plans)


def test_status_by_dates_changes_at_the_exact_second(employer):
    posting = make_fit(published_from=NOW, closes_at=NOW + DAY)

    assert [status_by_dates(posting, at) for at in (NOW - SECOND, NOW, NOW + DAY - SECOND, NOW + DAY)] == [
        "scheduled", "open", "open", "closed",
    ]  # fmt: skip
