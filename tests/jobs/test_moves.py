"""Moves: what becomes of a posting of each status, when, and why some are left as they are."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from jobs.models import Decision, Posting
from jobs.moves import CHANGED, MOVES, UNEXPLAINED, Wish, by_dates, carry_out, plan, version_of
from teams import edition

from ..desk import make_person
from ..factories import make_location, make_posting, make_team

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=dt.UTC)
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
PAY = {"pay_minimum": 60000, "pay_maximum": 80000, "pay_currency": "EUR", "pay_period": "year"}
FIT = {"employment_types": ("full-time",), **PAY}
JULY = Wish(day=dt.date(2026, 7, 15))


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def berlin(employer):
    return make_location("Berlin", country="DE", time_zone="Europe/Berlin")


def fit(title="Engineer", **fields):
    """A posting that the check before publishing has nothing against."""
    fields.setdefault("locations", (make_location(f"Place {Posting.objects.count()}", time_zone="Europe/Lisbon"),))
    return make_posting(title, **{**FIT, "published_from": None, **fields})


@pytest.fixture
def by_status(berlin):
    """A posting of each status that dates can make, and the same of a team that is not published."""
    team, hidden = make_team("Backend"), make_team("Secret", is_published=False)
    dates = {
        "draft": {},
        "scheduled": {"published_from": NOW + DAY},
        "open": {"published_from": NOW - DAY},
        "closed": {"published_from": NOW - 9 * DAY, "closes_at": NOW - DAY, "closing_reason": "paused"},
    }
    return {
        f"{prefix}{status}": fit(f"{prefix}{status}", team=of, locations=(berlin,), **fields)
        for prefix, of in (("", team), ("hidden-", hidden))
        for status, fields in dates.items()
    }


def rows():
    return Posting.objects.select_related("team").prefetch_related("locations")


def planned(name, employer, wish=Wish(), of=None):  # noqa: B008  # it cannot be changed
    postings = rows().filter(pk__in=[one.pk for one in of]) if of else rows()
    return {step.posting.title: step for step in plan(MOVES[name], postings.order_by("pk"), wish, employer, NOW)}


def move(name, employer, *postings, wish=Wish(), by=None):  # noqa: B008
    versions = {one.pk: version_of(Posting.objects.get(pk=one.pk)) for one in postings}
    steps = carry_out(MOVES[name], Posting.objects.all(), versions, wish, employer, by)
    for one in postings:
        one.refresh_from_db()
    return steps


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
def test_each_move_applies_to_the_statuses_it_makes_sense_for(employer, by_status, name, statuses):
    wish = Wish(day=dt.date(2026, 7, 1), time=dt.time(9), closing_reason="filled")

    steps = planned(name, employer, wish)

    assert {title for title, step in steps.items() if not step.skipped} == {
        f"{prefix}{status}" for prefix in ("", "hidden-") for status in statuses
    }
    assert {title for title, one in by_status.items() if MOVES[name].applies_to(one)} == {
        f"{prefix}{status}" for prefix in ("", "hidden-") for status in statuses
    }
    assert all(
        step.hidden == ("hidden" in title and MOVES[name].publishes) for title, step in steps.items() if step.says
    )


def test_what_is_left_as_it_is_has_its_reason(employer, by_status):
    wish = Wish(day=dt.date(2026, 7, 1), time=dt.time(9))
    reasons = {
        name: {title: step.skipped for title, step in planned(name, employer, wish).items() if step.skipped}
        for name in MOVES
    }
    closed = "closed: reopen it instead"
    unpublished = {"open": "open already", "closed": closed, "hidden-closed": closed} | {
        "hidden-open": "published already, hidden until its team is"
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
            "hidden-open": "published already, hidden until its team is",
        },
    }


@pytest.mark.parametrize(
    ("name", "wish", "fields", "says"),
    [
        ("publish", Wish(), {}, "Opens now, stays open until you close it"),
        (
            "publish",
            Wish(),
            {"closes_at": dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)},
            "Opens now, closes at the end of 30 June 2026 (Europe/Lisbon)",
        ),
        (
            "publish",
            Wish(),
            {"closes_at": NOW},
            "Opens now, stays open until you close it; it was to close on 10 June 2026, 13:00 (Europe/Lisbon), "
            "which is past",
        ),
        (
            "schedule",
            Wish(day=dt.date(2026, 12, 3), time=dt.time(9)),
            {"closes_at": dt.datetime(2027, 6, 30, 13, 30, tzinfo=dt.UTC)},
            "Opens on 3 December 2026, 09:00 (Europe/Lisbon), closes on 30 June 2027, 14:30 (Europe/Lisbon)",
        ),
        (
            "extend",
            JULY,
            {"published_from": NOW - DAY, "closes_at": dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)},
            "Closes at the end of 15 July 2026 (Europe/Lisbon); until now at the end of 30 June 2026 (Europe/Lisbon)",
        ),
        (
            "extend",
            JULY,
            {"published_from": NOW - DAY},
            "Closes at the end of 15 July 2026 (Europe/Lisbon); until now when you close it",
        ),
        ("close", Wish(), {"published_from": NOW - DAY}, "Closes now"),
        (
            "reopen",
            JULY,
            {"published_from": NOW - 2 * DAY, "closes_at": NOW},
            "Opens again now, closes at the end of 15 July 2026 (Europe/Lisbon)",
        ),
    ],
)
def test_plan_says_what_will_happen_and_when_in_the_posting_s_time_zone(employer, name, wish, fields, says):
    posting = fit(**fields)

    assert planned(name, employer, wish)[posting.title].says == says


@pytest.mark.parametrize(
    ("name", "wish", "fields", "reason"),
    [
        ("schedule", Wish(day=dt.date(2026, 6, 10), time=dt.time(13)), {}, "10 June 2026, 13:00 (Europe/Lisbon) is past"),
        (
            "schedule",
            Wish(day=dt.date(2027, 3, 28), time=dt.time(1, 30)),
            {},
            "there is no 01:30 that day in Europe/Lisbon: clocks are put forward then",
        ),
        (
            "schedule",
            Wish(day=dt.date(2026, 7, 1), time=dt.time(0)),
            {"closes_at": dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)},
            "it closes at the end of 30 June 2026 (Europe/Lisbon), before it would open",
        ),
        ("extend", Wish(day=dt.date(2026, 6, 9)), {"published_from": NOW - DAY}, "9 June 2026 is over there (Europe/Lisbon)"),
        (
            "extend",
            JULY,
            {"published_from": NOW - DAY, "closes_at": dt.datetime(2026, 7, 15, 23, tzinfo=dt.UTC)},
            "it closes no earlier already: at the end of 15 July 2026 (Europe/Lisbon)",
        ),
        (
            "extend",
            JULY,
            {"published_from": dt.datetime(2026, 7, 15, 23, tzinfo=dt.UTC)},
            "it opens later: on 16 July 2026, 00:00 (Europe/Lisbon)",
        ),
        ("reopen", Wish(day=dt.date(2026, 6, 9)), {"published_from": NOW - 2 * DAY, "closes_at": NOW}, "9 June 2026 is over there (Europe/Lisbon)"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_left_with_its_reason(employer, name, wish, fields, reason):
    posting = fit(**fields)

    assert planned(name, employer, wish)[posting.title].skipped == reason


def test_posting_that_has_been_open_is_not_scheduled_as_if_it_never_had(employer):
    posting = fit(published_from=NOW - 5 * DAY)
    Posting.objects.update(published_from=None)

    assert planned("schedule", employer, Wish(day=dt.date(2026, 7, 1), time=dt.time(9)))[posting.title].skipped == (
        "it has been open before: publish it now"
    )


@pytest.mark.parametrize(("second", "hour"), [(False, 0), (True, 1)])
def test_of_an_hour_that_comes_twice_the_one_meant_is_taken(employer, berlin, second, hour):
    posting = fit(locations=(berlin,))

    move("schedule", employer, posting, wish=Wish(day=dt.date(2026, 10, 25), time=dt.time(2, 30), second=second))

    assert posting.published_from == dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC)
    assert posting.published_from.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "02:30"


def test_dates_alone_decide_to_the_second(employer):
    posting = fit(published_from=NOW, closes_at=NOW + DAY)

    assert [by_dates(posting, at) for at in (NOW - SECOND, NOW, NOW + DAY - SECOND, NOW + DAY)] == [
        "scheduled", "open", "open", "closed",
    ]  # fmt: skip


def test_each_move_writes_its_dates_and_history_with_the_person(employer, by_status, berlin):
    person = make_person("robin", "Editor")
    before = {title: one.history.count() for title, one in by_status.items()}

    def state(title):
        posting = by_status[title]
        return posting.published_from, posting.closes_at, posting.closing_reason, posting.first_published

    assert not any(step.skipped for step in move("publish", employer, by_status["draft"], by=person))
    move("schedule", employer, by_status["scheduled"], wish=Wish(dt.date(2026, 12, 3), dt.time(9)))
    move("extend", employer, by_status["open"], wish=JULY)
    move("reopen", employer, by_status["closed"], wish=JULY)
    later = dt.datetime(2026, 12, 3, 8, tzinfo=dt.UTC)
    end = dt.datetime(2026, 7, 15, 22, tzinfo=dt.UTC)

    assert state("draft") == (NOW, None, "", NOW)
    assert state("scheduled") == (later, None, "", later)
    assert state("open") == (NOW - DAY, end, "", NOW - DAY)
    assert state("closed") == (NOW, end, "", NOW - 9 * DAY)
    with time_machine.travel(NOW + DAY, tick=False):
        move("close", employer, by_status["open"], wish=Wish(closing_reason="cancelled"))
    assert state("open") == (NOW - DAY, NOW + DAY, "cancelled", NOW - DAY)
    assert {title: one.history.count() - before[title] for title, one in by_status.items()} == {
        title: {"open": 2, "draft": 1, "scheduled": 1, "closed": 1}.get(title, 0) for title in by_status
    }
    entry = by_status["draft"].history.first()
    assert (entry.published_from, entry.history_type, entry.first_published) == (NOW, "~", NOW)
    assert [place.location for place in entry.locations.all()] == [berlin]
    assert by_status["draft"].updated_at == NOW


def test_hidden_posting_is_published_without_a_first_moment(employer, by_status):
    move("publish", employer, by_status["hidden-draft"])

    assert by_status["hidden-draft"].published_from == NOW
    assert by_status["hidden-draft"].first_published is None
    assert by_status["hidden-draft"].status() == "hidden"


def test_what_blocks_publishing_is_said_and_nothing_is_stored(employer):
    bare = fit(apply_url="", sections=0)

    [step] = move("publish", employer, bare)

    assert step.skipped.startswith("Say how to apply")
    assert "Write at least one section" in step.skipped
    assert (bare.published_from, bare.history.count(), edition.token()) == (None, 2, edition.token())


def test_warnings_are_passed_only_with_a_reason_that_is_kept(employer):
    posting, person = fit(employment_types=()), make_person("robin", "Editor")

    [step] = move("publish", employer, posting)
    assert (step.skipped, posting.published_from, Decision.objects.count()) == (UNEXPLAINED, None, 0)

    [step] = move("publish", employer, posting, wish=Wish(why="They decide."), by=person)
    assert (step.skipped, posting.published_from) == ("", NOW)
    assert [(one.posting, one.rule, one.reason, one.decided_by) for one in Decision.objects.all()] == [
        (posting, "employment-type", "They decide.", person)
    ]


def test_second_time_it_is_done_already(employer):
    posting = fit()
    versions = {posting.pk: version_of(posting)}

    for skipped in ("", "open already"):
        [step] = carry_out(MOVES["publish"], Posting.objects.all(), versions, Wish(), employer, None)
        assert step.skipped == skipped
    posting.refresh_from_db()
    assert posting.history.count() == 3  # made, given a place, published


def test_what_somebody_changed_meanwhile_is_left(employer):
    closed, edited, untouched = (fit(published_from=NOW - DAY) for _ in range(3))
    versions = {one.pk: version_of(one) for one in (closed, edited, untouched)}
    with time_machine.travel(NOW + SECOND, tick=False):
        move("close", employer, closed, wish=Wish(closing_reason="filled"))
        edited.save()
        steps = carry_out(MOVES["extend"], Posting.objects.all(), versions, JULY, employer, None)

    assert [step.skipped for step in steps] == ["closed: reopen it instead", CHANGED, ""]


def test_only_rows_of_the_queryset_are_touched(employer):
    own, foreign = fit(), fit()
    versions = {one.pk: version_of(one) for one in (own, foreign)}

    steps = carry_out(MOVES["publish"], Posting.objects.filter(pk=own.pk), versions, Wish(), employer, None)

    assert [step.posting for step in steps] == [own]
    assert set(Posting.objects.open()) == {own}


@pytest.mark.parametrize(("name", "queries"), [("publish", 8), ("schedule", 8), ("extend", 2), ("close", 2)])
def test_planning_costs_the_same_for_any_number(employer, berlin, name, queries, django_assert_num_queries):
    wish = Wish(day=dt.date(2026, 7, 15), time=dt.time(9))
    opened = None if MOVES[name].publishes else NOW - DAY
    for number in (3, 30):
        for _ in range(number):
            fit(locations=(berlin, make_location(f"P{Posting.objects.count()}")), published_from=opened)

        # postings with teams; places; and of the check: employer, rates, rules, places, sections, decisions
        with django_assert_num_queries(queries):
            steps = plan(MOVES[name], rows().all(), wish, employer, NOW)

        assert not any(step.skipped for step in steps)


def test_doing_costs_the_same_for_any_number(employer, berlin):
    def cost(number):
        postings = [fit(locations=(berlin,)) for _ in range(number)]
        versions = {one.pk: version_of(one) for one in postings}
        with CaptureQueriesContext(connection) as queries:
            carry_out(MOVES["publish"], Posting.objects.all(), versions, Wish(), employer, None)
        return len(queries)

    assert cost(3) == cost(30)


def test_nothing_is_done_when_one_of_them_fails(employer, monkeypatch):
    postings = [fit() for _ in range(3)]

    def fail(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr("jobs.history.write_many", fail)
    with pytest.raises(IntegrityError):
        move("publish", employer, *postings)

    assert not Posting.objects.open().exists()
