"""The check before publishing, and the log of decisions to publish in spite of warnings."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from jobs.models import Decision, PlaceRule, Posting, Section
from jobs.publishing.check import ReasonRequired, check_postings, override_warnings
from jobs.publishing.transitions import REASON_MISSING
from teams.models import ExchangeRate
from tests.desk import make_recruiter
from tests.factories import days, make_employer, make_location, make_posting, make_team

from .drafts import close, make_doubtful, make_fit, publish

pytestmark = pytest.mark.usefixtures("closing_date_rule")

PAY_NOT_STATED = "No pay is stated. Candidates look for it first, and search engines recommend it. Give both amounts."
NO_TYPE = "No employment type is chosen, and search engines filter by it. Choose one: full time, part time …"
COLORADO = "No closing date is set, and Colorado asks for one. Say until when one may apply. By law."


def violations(posting):
    return check_postings([posting])[posting.pk]


def decisions():
    return [
        (decision.posting, decision.rule, decision.message, decision.reason, decision.decided_by)
        for decision in Decision.objects.order_by("rule")
    ]


def test_publish_opens_a_draft_and_writes_history(db):
    posting = make_fit()

    publish(posting)

    assert list(Posting.objects.open()) == [posting]
    assert posting.history.count() == 3  # made, given a place, published


def test_publish_refuses_an_incomplete_posting_and_stores_nothing(db):
    posting = make_posting(published_from=None, apply_url="", sections=0)

    skipped, _warnings = publish(posting, reason="In spite of all.")

    assert posting.published_from is None
    assert "Say how to apply" in skipped
    assert "Write at least one section" in skipped
    assert "Choose at least one place" in skipped
    assert decisions() == []


def test_publish_without_a_reason_for_warnings_stores_nothing(db):
    posting = make_doubtful()
    before = posting.history.count()

    assert publish(posting, reason=" \n") == (REASON_MISSING, ["employment-type", "pay"])

    assert posting.published_from is None
    assert posting.history.count() == before
    assert [(violation.message, violation.is_blocking, violation.field) for violation in violations(posting)] == [
        (NO_TYPE, False, "employment_types"),
        (PAY_NOT_STATED, False, "pay_minimum"),
    ]
    assert decisions() == []


def test_override_warnings_uses_the_same_violations(db):
    posting, blocked = make_doubtful(), make_posting(published_from=None, apply_url="", sections=0)

    with pytest.raises(ReasonRequired) as caught:
        override_warnings(posting, violations(posting), reason=" \n")
    assert caught.value.messages == [NO_TYPE, PAY_NOT_STATED]
    assert [violation.rule for violation in caught.value.violations] == ["employment-type", "pay"]
    with pytest.raises(ValidationError) as refused:
        override_warnings(blocked, violations(blocked), reason="In spite of all.")
    assert not isinstance(refused.value, ReasonRequired)
    assert decisions() == []

    for _ in range(2):
        override_warnings(posting, violations(posting), reason=" So be it. ")
    assert [(decision[1], decision[3]) for decision in decisions()] == [
        ("employment-type", "So be it."),
        ("pay", "So be it."),
    ]


def test_publish_logs_who_decided_when_and_why(db):
    posting, robin, before = make_doubtful(), make_recruiter(), timezone.now()

    publish(posting, by=robin, reason=" Pay follows. ")

    posting.refresh_from_db()
    assert posting.is_open()
    assert decisions() == [
        (posting, "employment-type", NO_TYPE, "Pay follows.", robin),
        (posting, "pay", PAY_NOT_STATED, "Pay follows.", robin),
    ]
    assert all(before <= decision.decided_at <= timezone.now() for decision in Decision.objects.all())


def test_publish_without_warnings_logs_no_reason(db):
    publish(make_fit(), reason="Never read.")

    assert decisions() == []


def test_new_warnings_need_a_reason_and_decided_ones_do_not(db):
    posting = make_doubtful(employment_types=("full-time",))
    publish(posting, reason="Pay follows.")
    close(posting, "paused")
    publish(posting)
    close(posting, "paused")
    Posting.objects.update(employment_types="")
    other = make_doubtful(locations=tuple(posting.locations.all()))

    for unpublished, rules in {posting: ["employment-type"], other: ["employment-type", "pay"]}.items():
        assert publish(unpublished) == (REASON_MISSING, rules)
    publish(posting, reason="Any type.")

    assert [(decision[1], decision[3]) for decision in decisions()] == [
        ("employment-type", "Any type."),
        ("pay", "Pay follows."),
    ]


def test_warning_with_a_changed_message_needs_a_new_reason(db, closing_date_rule):
    posting = make_fit(locations=(make_location("Denver", region="colorado", country="US"),))
    publish(posting, reason="No deadline yet.")
    close(posting)
    PlaceRule.objects.update(source="By another law.")

    assert publish(posting) == (REASON_MISSING, ["place-closing"])

    assert [decision[2] for decision in decisions()] == [COLORADO]
    posting.closes_at = None
    assert [violation.message for violation in violations(posting)] == [COLORADO.replace("By law.", "By another law.")]


def test_place_rule_blocks_if_an_editor_sets_it(db, closing_date_rule):
    posting = make_fit(locations=(make_location("Denver", region="colorado", country="US"),))
    publish(posting, reason="It only warned then.")
    close(posting)
    closing_date_rule.is_blocking = True
    closing_date_rule.save()

    # While closed it has a closing date. When it reopens without one, the rule blocks.
    assert publish(posting, reason="All the same.") == (f"{COLORADO} Not legal advice.", [])
    posting.closes_at = None
    assert [violation.message for violation in check_postings([posting], include_decided=False)[posting.pk]] == [
        COLORADO
    ]


def test_longest_reason_is_stored_and_a_longer_one_refused(db):
    first, second = make_doubtful(), make_fit(employment_types=(), locations=(make_location(),))

    publish(first, reason="é" * 300)
    with pytest.raises(ValidationError, match="at most 300 characters"):
        publish(second, reason="é" * 301)

    assert {decision[3] for decision in decisions()} == {"é" * 300}
    second.refresh_from_db()
    assert second.published_from is None


def test_check_reads_places_and_sections_from_the_database(db):
    posting = make_fit(published_from=days(-1))
    assert violations(posting) == []
    Section.objects.filter(posting=posting).update(body="<p>TBD</p>")
    posting.locations.set([make_location("Boulder", region="Colorado", country="US")])

    assert [(violation.rule, violation.field) for violation in violations(posting)] == [
        ("place-closing", "closes_at"),
        ("placeholder", "sections"),
    ]
    posting.sections.all().delete()
    assert [violation.rule for violation in violations(posting)] == ["sections", "place-closing"]


def test_check_reads_exchange_rates_of_the_employer(db):
    employer = make_employer(currency="CAD")
    PlaceRule.objects.create(country="UA", widest_range=1, currency="CAD")
    posting = make_fit(published_from=None)
    assert [violation.rule for violation in violations(posting)] == ["place-width-unknown"]
    ExchangeRate.objects.create(employer=employer, currency="EUR", rate=1, date=dt.date(2026, 1, 1))

    assert [violation.rule for violation in violations(posting)] == ["place-width"]


def test_violations_of_several_postings_can_leave_out_decided_warnings(db):
    place = (make_location("Kyiv", country="UA"),)
    fine, doubtful = make_fit(locations=place), make_doubtful(locations=place)
    bare = make_fit(sections=0, apply_url="", locations=place)
    publish(doubtful, reason="Pay follows.")

    found = check_postings(Posting.objects.all())
    undecided = check_postings(Posting.objects.all(), include_decided=False)

    assert {pk: [violation.rule for violation in of_posting] for pk, of_posting in found.items()} == {
        fine.pk: [],
        doubtful.pk: ["employment-type", "pay"],
        bare.pk: ["apply", "sections"],
    }
    assert {pk: len(of_posting) for pk, of_posting in undecided.items()} == {fine.pk: 0, doubtful.pk: 0, bare.pk: 2}
    assert check_postings([]) == {}


def test_cost_of_the_check_does_not_grow(db, django_assert_num_queries):
    make_employer()
    place, team = make_location("Denver", region="Colorado", country="US"), make_team()
    first, *_few = [make_doubtful(team=team, locations=(place,), sections=2) for _number in range(3)]
    values = {field.attname: getattr(first, field.attname) for field in first._meta.concrete_fields}
    copies = [Posting(**values | {"id": None, "reference": f"N-{number}"}) for number in range(497)]
    placed = Posting.locations.through
    placed.objects.bulk_create(placed(posting=copy, location=place) for copy in Posting.objects.bulk_create(copies))
    postings = list(Posting.objects.all())

    with django_assert_num_queries(5):
        violations(postings[0])
    with django_assert_num_queries(5):
        found = check_postings(postings)
    with django_assert_num_queries(6):
        check_postings(postings, include_decided=False)

    assert len(found) == 500
