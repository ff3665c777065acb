"""A posting that has been open can be closed and reopened, but never withdrawn."""

import pytest
from django.utils import timezone

from jobs.models import Posting
from jobs.publishing.check import is_withdrawal
from tests.factories import days, make_location, make_posting, make_team

from .drafts import close, make_fit, publish

pytestmark = pytest.mark.usefixtures("closing_date_rule")


def test_reopening_keeps_first_published(db):
    posting = make_fit(published_from=days(-9), closes_at=days(-2), closing_reason="paused")
    first_published = posting.first_published

    publish(posting)

    posting.refresh_from_db()
    assert posting.is_open()
    assert (posting.closes_at, posting.closing_reason) == (None, "")
    assert posting.first_published == first_published


def test_close_stores_time_reason_and_history_with_places(db):
    posting = make_posting(locations=(make_location(),))
    entries_before, started_at = posting.history.count(), timezone.now()

    close(posting, Posting.ClosingReason.CANCELLED)

    assert (posting.status(), posting.closing_reason) == ("closed", "cancelled")
    assert started_at <= posting.closes_at <= timezone.now()
    assert posting.history.count() == entries_before + 1
    assert [record.location.name for record in posting.history.first().locations.all()] == ["Lisbon"]


def test_close_and_publish_keep_changes_of_other_users(db):
    open_posting = make_posting("Before", locations=(make_location(),))
    draft = make_fit("Before", locations=tuple(open_posting.locations.all()))
    Posting.objects.update(title="After")

    close(open_posting)
    publish(draft)

    assert set(Posting.objects.values_list("title", flat=True)) == {"After"}


def test_restored_draft_version_keeps_first_published(db):
    posting = make_posting(published_from=None)
    draft = posting.history.last()
    posting.published_from = days(-10)
    posting.save()
    first_published = posting.first_published

    draft.instance.save()
    posting.refresh_from_db()

    assert (posting.published_from, posting.first_published) == (None, first_published)
    assert list(Posting.objects.ever_open()) == [posting]


def test_open_row_of_plain_sql_counts_as_ever_open_but_a_hidden_one_does_not(db):
    """A row that plain SQL wrote may lack `first_published`. Then its dates and its team decide."""
    posting, _hidden = make_posting(), make_posting(team=make_team(is_published=False))
    Posting.objects.update(first_published=None)

    assert list(Posting.objects.ever_open()) == [posting]


@pytest.mark.parametrize(
    ("stored", "new", "is_refused"),
    [(-9, None, True), (-9, 1, True), (-9, -3, False), (1, None, False), (1, 9, False), (None, None, False)],
)
def test_posting_that_has_been_open_cannot_be_withdrawn(db, stored, new, is_refused):
    """`stored` and `new`: the opening in days from now, before and after the change. None: a draft."""
    posting = make_posting(published_from=stored and days(stored))

    assert is_withdrawal(posting, new and days(new)) == is_refused
    assert not is_withdrawal(Posting(), None)
