"""Applied transitions: what is stored and by whom, and which postings are skipped."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from jobs.models import Decision, Posting
from jobs.publishing.transition_rules import TransitionRequest
from jobs.publishing.transitions import CHANGED, REASON_MISSING, TRANSITIONS, apply, version_of
from teams.models import edition
from tests.desk import make_user
from tests.factories import make_location
from tests.jobs.transitions import DAY, JULY, NOTHING, NOW, SECOND, apply_transition, make_each_status, make_fit

pytestmark = pytest.mark.usefixtures("frozen_time")


@pytest.fixture
def berlin(employer):
    return make_location("Berlin", country="DE", time_zone="Europe/Berlin")


@pytest.fixture
def by_status(berlin):
    return make_each_status(berlin)


@pytest.mark.parametrize(("second", "hour"), [(False, 0), (True, 1)])
def test_chosen_reading_of_a_repeated_hour_is_stored(employer, berlin, second, hour):
    posting = make_fit(locations=(berlin,))

    apply_transition(
        "schedule",
        employer,
        posting,
        transition_request=TransitionRequest(day=dt.date(2026, 10, 25), time=dt.time(2, 30), is_second_hour=second),
    )

    assert posting.published_from == dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC)
    assert posting.published_from.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "02:30"


def test_each_transition_stores_dates_and_history_with_the_user(employer, by_status, berlin):
    person = make_user("robin", "Editor")
    before = {title: one.history.count() for title, one in by_status.items()}

    def state(title):
        posting = by_status[title]
        return posting.published_from, posting.closes_at, posting.closing_reason, posting.first_published

    assert not any(
        planned.skip_reason for planned in apply_transition("publish", employer, by_status["draft"], by=person)
    )
    apply_transition(
        "schedule",
        employer,
        by_status["scheduled"],
        transition_request=TransitionRequest(dt.date(2026, 6, 15), dt.time(9)),
    )
    apply_transition("extend", employer, by_status["open"], transition_request=JULY)
    apply_transition("reopen", employer, by_status["closed"], transition_request=JULY)
    later = dt.datetime(2026, 6, 15, 7, tzinfo=dt.UTC)
    end = dt.datetime(2026, 7, 15, 22, tzinfo=dt.UTC)

    assert state("draft") == (NOW, None, "", NOW)
    assert state("scheduled") == (later, NOW + 9 * DAY, "", later)
    assert state("open") == (NOW - DAY, end, "", NOW - DAY)
    assert state("closed") == (NOW, end, "", NOW - 9 * DAY)
    with time_machine.travel(NOW + DAY, tick=False):
        apply_transition(
            "close", employer, by_status["open"], transition_request=TransitionRequest(closing_reason="cancelled")
        )
    assert state("open") == (NOW - DAY, NOW + DAY, "cancelled", NOW - DAY)
    assert {title: one.history.count() - before[title] for title, one in by_status.items()} == {
        title: {"open": 2, "draft": 1, "scheduled": 1, "closed": 1}.get(title, 0) for title in by_status
    }
    entry = by_status["draft"].history.first()
    assert (entry.published_from, entry.history_type, entry.first_published) == (NOW, "~", NOW)
    assert [place.location for place in entry.locations.all()] == [berlin]
    assert (by_status["draft"].updated_at, by_status["open"].updated_at) == (NOW, NOW + DAY)


def test_publishing_in_a_hidden_team_sets_no_first_published(employer, by_status):
    apply_transition("publish", employer, by_status["hidden-draft"])

    assert by_status["hidden-draft"].published_from == NOW
    assert by_status["hidden-draft"].first_published is None
    assert by_status["hidden-draft"].status() == "hidden"


def test_blocking_violations_are_reported_and_nothing_is_stored(employer):
    bare = make_fit(apply_url="", sections=0)

    [planned] = apply_transition("publish", employer, bare)

    assert planned.skip_reason.startswith("Say how to apply")
    assert "Write at least one section" in planned.skip_reason
    assert (bare.published_from, bare.history.count(), edition.token()) == (None, 2, edition.token())


def test_warnings_need_a_reason_which_is_stored(employer):
    posting, person = make_fit(employment_types=()), make_user("robin", "Editor")

    [planned] = apply_transition("publish", employer, posting)
    assert (planned.skip_reason, posting.published_from, Decision.objects.count()) == (REASON_MISSING, None, 0)

    [planned] = apply_transition(
        "publish", employer, posting, transition_request=TransitionRequest(reason="They decide."), by=person
    )
    assert (planned.skip_reason, posting.published_from) == ("", NOW)
    assert [(one.posting, one.rule, one.reason, one.decided_by) for one in Decision.objects.all()] == [
        (posting, "employment-type", "They decide.", person)
    ]


def test_transition_applied_twice_skips_the_second_time(employer):
    posting = make_fit()
    versions = {posting.pk: version_of(posting)}

    for skipped in ("", "open already"):
        [planned] = apply(TRANSITIONS["publish"], Posting.objects.all(), versions, NOTHING, employer, None)
        assert planned.skip_reason == skipped
    posting.refresh_from_db()
    assert posting.history.count() == 3  # made, given a place, published


def test_posting_changed_since_is_skipped(employer):
    closed, edited, untouched = (make_fit(published_from=NOW - DAY, closes_at=NOW + DAY) for _ in range(3))
    versions = {one.pk: version_of(one) for one in (closed, edited, untouched)}
    with time_machine.travel(NOW + SECOND, tick=False):
        apply_transition("close", employer, closed, transition_request=TransitionRequest(closing_reason="filled"))
        edited.save()
        plans = apply(TRANSITIONS["extend"], Posting.objects.all(), versions, JULY, employer, None)

    assert [planned.skip_reason for planned in plans] == ["closed: reopen it instead", CHANGED, ""]


def test_only_rows_of_the_queryset_are_changed(employer):
    own, foreign = make_fit(), make_fit()
    versions = {one.pk: version_of(one) for one in (own, foreign)}

    plans = apply(TRANSITIONS["publish"], Posting.objects.filter(pk=own.pk), versions, NOTHING, employer, None)

    assert [planned.posting for planned in plans] == [own]
    assert set(Posting.objects.open()) == {own}


def test_apply_costs_the_same_for_any_number_of_postings(employer, berlin):
    def cost(number):
        postings = [make_fit(locations=(berlin,)) for _ in range(number)]
        versions = {one.pk: version_of(one) for one in postings}
        with CaptureQueriesContext(connection) as queries:
            apply(TRANSITIONS["publish"], Posting.objects.all(), versions, NOTHING, employer, None)
        return len(queries)

    assert cost(3) == cost(30)


def test_nothing_is_stored_when_one_posting_fails(employer, monkeypatch):
    postings = [make_fit() for _ in range(3)]

    def fail(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr("jobs.publishing.history.bulk_write_history", fail)
    with pytest.raises(IntegrityError):
        apply_transition("publish", employer, *postings)

    assert not Posting.objects.open().exists()
