"""What must be right before a posting is public, and what follows."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from jobs.models import Decision, PlaceRule, Posting, Section
from jobs.publishing import Warned, close, findings, findings_of, publish, withdraws
from teams.models import ExchangeRate

from ..desk import make_recruiter
from ..factories import days, make_employer, make_location, make_posting, make_team

PAY_NOT_STATED = "No pay is stated. Candidates look for it first, and search engines recommend it. Give both amounts."
NO_TYPE = "No employment type is chosen, and search engines filter by it. Choose one: full time, part time …"
COLORADO = "No closing date is set, and Colorado asks for one. Say until when one may apply. By law."


@pytest.fixture(autouse=True)
def one_rule(db):
    """Of the rules of places only this one, whatever the migrations have entered."""
    PlaceRule.objects.all().delete()
    return PlaceRule.objects.create(country="US", region="Colorado", requires_closing_date=True, note="By law.")


def make_fit(*args, **fields):
    """A draft that nothing is found in."""
    places = fields.pop("locations", None) or (make_location("Kyiv", country="UA"),)
    given = {
        "published_from": None,
        "employment_types": ("full-time",),
        "pay_minimum": 1,
        "pay_maximum": 2,
        "pay_currency": "EUR",
        "pay_period": "hour",
    }
    return make_posting(*args, locations=places, **given | fields)


def make_doubtful(**fields):
    """A draft that two warnings are found in."""
    return make_fit(**{"employment_types": (), "pay_minimum": None, "pay_maximum": None} | fields)


def decisions():
    return [
        (one.posting, one.rule, one.message, one.reason, one.decided_by) for one in Decision.objects.order_by("rule")
    ]


def test_publish_makes_a_draft_public_and_records_who_changed_what(db):
    posting = make_fit()

    publish(posting)

    assert list(Posting.objects.open()) == [posting]
    assert posting.history.count() == 3  # made, given a place, published


def test_publish_refuses_what_is_incomplete_and_stores_nothing(db):
    posting = make_posting(published_from=None, apply_url="", sections=0)

    with pytest.raises(ValidationError) as caught:
        publish(posting, reason="In spite of all.")

    posting.refresh_from_db()
    assert posting.published_from is None
    assert len(caught.value.messages) == 3
    assert not isinstance(caught.value, Warned)
    assert decisions() == []


def test_publish_asks_for_a_reason_in_spite_of_warnings_and_stores_nothing(db):
    posting = make_doubtful()
    before = posting.history.count()

    with pytest.raises(Warned) as caught:
        publish(posting, reason=" \n")

    posting.refresh_from_db()
    assert posting.published_from is None
    assert posting.history.count() == before
    assert caught.value.messages == [NO_TYPE, PAY_NOT_STATED]
    assert [(one.rule, one.is_blocking, one.field) for one in caught.value.findings] == [
        ("employment-type", False, "employment_types"),
        ("pay", False, "pay_minimum"),
    ]
    assert decisions() == []


def test_publish_logs_who_went_on_when_and_why(db):
    posting, robin, before = make_doubtful(), make_recruiter(), timezone.now()

    publish(posting, by=robin, reason=" Pay follows. ")

    posting.refresh_from_db()
    assert posting.is_open()
    assert decisions() == [
        (posting, "employment-type", NO_TYPE, "Pay follows.", robin),
        (posting, "pay", PAY_NOT_STATED, "Pay follows.", robin),
    ]
    assert all(before <= one.decided_at <= timezone.now() for one in Decision.objects.all())


def test_publish_of_what_is_fine_needs_no_reason_and_logs_none(db):
    publish(make_fit(), reason="Never read.")

    assert decisions() == []


def test_what_was_decided_is_not_decided_again_but_what_is_new_is(db):
    posting = make_doubtful(employment_types=("full-time",))
    publish(posting, reason="Pay follows.")
    close([posting], "paused")
    publish(posting)
    Posting.objects.update(employment_types="")
    other = make_doubtful(locations=tuple(posting.locations.all()))

    for one, rules in {posting: ["employment-type"], other: ["employment-type", "pay"]}.items():
        with pytest.raises(Warned) as caught:
            publish(one)
        assert [finding.rule for finding in caught.value.findings] == rules
    publish(posting, reason="Any type.")

    assert [(one[1], one[3]) for one in decisions()] == [("employment-type", "Any type."), ("pay", "Pay follows.")]


def test_warning_that_says_something_else_is_asked_about_again(db, one_rule):
    posting = make_fit(locations=(make_location("Denver", region="colorado", country="US"),))
    publish(posting, reason="No deadline yet.")
    PlaceRule.objects.update(note="By another law.")

    with pytest.raises(Warned) as caught:
        publish(posting)

    assert [one[2] for one in decisions()] == [COLORADO]
    assert caught.value.messages == [COLORADO.replace("By law.", "By another law.")]


def test_rule_of_a_place_blocks_when_its_editor_says_so(db, one_rule):
    posting = make_fit(locations=(make_location("Denver", region="colorado", country="US"),))
    publish(posting, reason="It only warned then.")
    one_rule.is_blocking = True
    one_rule.save()

    with pytest.raises(ValidationError) as caught:
        publish(posting, reason="All the same.")

    assert caught.value.messages == [COLORADO]
    assert not isinstance(caught.value, Warned)
    assert [one.message for one in findings_of([posting], with_decided=False)[posting.pk]] == [COLORADO]


def test_longest_reason_is_kept_and_a_longer_one_refused(db):
    first, second = make_doubtful(), make_fit(employment_types=(), locations=(make_location(),))

    publish(first, reason="é" * 300)
    with pytest.raises(ValidationError, match="at most 300 characters"):
        publish(second, reason="é" * 301)

    assert {one[3] for one in decisions()} == {"é" * 300}
    second.refresh_from_db()
    assert second.published_from is None


def test_findings_look_at_what_is_stored_now(db):
    posting = make_fit(published_from=days(-1))
    assert findings(posting) == []
    Section.objects.filter(posting=posting).update(body="<p>TBD</p>")
    posting.locations.set([make_location("Boulder", region="Colorado", country="US")])

    assert [(one.rule, one.field) for one in findings(posting)] == [
        ("place-closing", "closes_at"),
        ("placeholder", "sections"),
    ]
    posting.sections.all().delete()
    assert [one.rule for one in findings(posting)] == ["sections", "place-closing"]


def test_findings_read_the_rates_of_the_employer(db):
    employer = make_employer(currency="CAD")
    PlaceRule.objects.create(country="UA", widest_range=1, currency="CAD")
    posting = make_fit(published_from=None)
    assert [one.rule for one in findings(posting)] == ["place-width-unknown"]
    ExchangeRate.objects.create(employer=employer, currency="EUR", rate=1, date=dt.date(2026, 1, 1))

    assert [one.rule for one in findings(posting)] == ["place-width"]


def test_findings_of_many_are_told_apart_and_can_leave_out_what_was_decided(db):
    place = (make_location("Kyiv", country="UA"),)
    fine, doubtful = make_fit(locations=place), make_doubtful(locations=place)
    bare = make_fit(sections=0, apply_url="", locations=place)
    publish(doubtful, reason="Pay follows.")

    found = findings_of(Posting.objects.all())
    undecided = findings_of(Posting.objects.all(), with_decided=False)

    assert {pk: [one.rule for one in of_one] for pk, of_one in found.items()} == {
        fine.pk: [],
        doubtful.pk: ["employment-type", "pay"],
        bare.pk: ["apply", "sections"],
    }
    assert {pk: len(of_one) for pk, of_one in undecided.items()} == {fine.pk: 0, doubtful.pk: 0, bare.pk: 2}
    assert findings_of([]) == {}


def test_cost_of_the_check_does_not_grow(db, django_assert_num_queries):
    make_employer()
    place, team = make_location("Denver", region="Colorado", country="US"), make_team()
    for number in range(500):
        make_doubtful(team=team, locations=(place,), reference=f"N-{number}", sections=2 if number < 3 else 0)
    postings = list(Posting.objects.all())

    with django_assert_num_queries(5):
        findings(postings[0])
    with django_assert_num_queries(5):
        found = findings_of(postings)
    with django_assert_num_queries(6):
        findings_of(postings, with_decided=False)

    assert len(found) == 500


def test_publish_opens_a_closed_posting_again_and_keeps_its_first_day(db):
    posting = make_fit(published_from=days(-9), closes_at=days(-2), closing_reason="paused")
    first = posting.first_published

    publish(posting)

    posting.refresh_from_db()
    assert posting.is_open()
    assert (posting.closes_at, posting.closing_reason) == (None, "")
    assert posting.first_published == first


def test_close_closes_the_open_ones_and_says_how_many(db):
    team = make_team()
    open_one, draft = make_posting(team=team), make_posting(team=team, published_from=None)
    closed = make_posting(team=team, published_from=days(-9), closes_at=days(-2), closing_reason="filled")
    before = open_one.history.count()

    number = close([open_one, draft, closed], Posting.ClosingReason.CANCELLED)

    for posting in (open_one, draft, closed):
        posting.refresh_from_db()
    assert number == 1
    assert open_one.status() == "closed"
    assert open_one.closing_reason == "cancelled"
    assert open_one.history.count() == before + 1
    assert draft.closes_at is None
    assert closed.closing_reason == "filled"


def test_close_is_at_the_moment_given(db):
    posting = make_posting()
    moment = posting.published_from + dt.timedelta(hours=1)

    close([posting], "filled", at=moment)
    posting.refresh_from_db()

    assert posting.is_open(moment - dt.timedelta(seconds=1))
    assert not posting.is_open(moment)


def test_close_keeps_the_places_in_the_history(db):
    posting = make_posting(locations=(make_location(),))

    close([posting], "filled")

    assert [record.location.name for record in posting.history.first().locations.all()] == ["Lisbon"]


def test_close_and_publish_keep_what_a_colleague_saved_meanwhile(db):
    opened = make_posting("Before", locations=(make_location(),))
    draft = make_fit("Before", locations=tuple(opened.locations.all()))
    Posting.objects.update(title="After")

    close([opened], "filled")
    publish(draft)

    assert set(Posting.objects.values_list("title", flat=True)) == {"After"}


def test_version_from_before_it_was_open_does_not_make_a_posting_forget(db):
    posting = make_posting(published_from=None)
    draft = posting.history.last()
    posting.published_from = days(-10)
    posting.save()
    first = posting.first_published

    draft.instance.save()
    posting.refresh_from_db()

    assert (posting.published_from, posting.first_published) == (None, first)
    assert list(Posting.objects.once_open()) == [posting]


def test_open_row_of_plain_sql_counts_as_once_open_and_a_hidden_one_does_not(db):
    posting, _hidden = make_posting(), make_posting(team=make_team(is_published=False))
    Posting.objects.update(first_published=None)

    assert list(Posting.objects.once_open()) == [posting]


@pytest.mark.parametrize(
    ("stored", "wanted", "withdrawn"),
    [(-9, None, True), (-9, 1, True), (-9, -3, False), (1, None, False), (1, 9, False), (None, None, False)],
)
def test_posting_that_has_been_open_is_not_withdrawn(db, stored, wanted, withdrawn):
    posting = make_posting(published_from=stored and days(stored))

    assert withdraws(posting, wanted and days(wanted)) == withdrawn
    assert not withdraws(Posting(), None)
