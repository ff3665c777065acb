"""Querysets of postings: `open` and its row twin at every boundary, orders, and first publication."""

import datetime as dt

import pytest
from django.db import models

from jobs.models import Posting
from tests.factories import days, make_location, make_posting, make_team
from tests.jobs.finding.oracle import selection

NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("published_from", "closes_at", "team_published", "status"),
    [
        (None, None, True, "draft"),
        (None, NOON + SECOND, False, "draft"),
        (NOON, None, True, "open"),
        (NOON + SECOND, None, True, "scheduled"),
        (NOON - SECOND, NOON, True, "closed"),
        (NOON - SECOND, NOON + SECOND, True, "open"),
        (NOON, NOON + SECOND, True, "open"),
        (NOON, None, False, "hidden"),
        (NOON + SECOND, None, False, "hidden"),
        (NOON - SECOND, NOON, False, "hidden"),
    ],
)
def test_status_and_querysets_agree_at_every_boundary(db, published_from, closes_at, team_published, status):
    posting = make_posting(
        team=make_team(is_published=team_published), published_from=published_from, closes_at=closes_at
    )

    querysets = {
        "draft": Posting.objects.drafts(),
        "hidden": Posting.objects.hidden(),
        "scheduled": Posting.objects.scheduled(NOON),
        "open": Posting.objects.open(NOON),
        "closed": Posting.objects.closed(NOON),
    }

    assert posting.status(NOON) == status
    assert posting.is_open(NOON) == (status == "open")
    assert [name for name, rows in querysets.items() if rows.exists()] == [status]


def test_open_uses_the_current_time_by_default(db):
    make_posting("Closed", published_from=days(-9), closes_at=days(-1))
    make_posting("Scheduled", published_from=days(1))
    posting = make_posting("Open", closes_at=days(1))

    assert list(Posting.objects.open()) == [posting]


def test_newest_orders_by_first_published_then_id(db):
    old = make_posting(published_from=days(-9))
    same = days(-3)
    first, second = make_posting(published_from=same), make_posting(published_from=same)
    renewed = make_posting(published_from=days(-20))
    Posting.objects.filter(pk=renewed.pk).update(published_from=days(-1))

    assert list(Posting.objects.open().newest()) == [second, first, old, renewed]


def test_newest_orders_a_row_of_plain_sql_by_published_from(db):
    posting, other = make_posting(published_from=days(-5)), make_posting(published_from=days(-9))
    Posting.objects.filter(pk=posting.pk).update(first_published=None)

    assert list(Posting.objects.newest()) == [posting, other]


def test_closing_order_puts_undated_postings_last(db):
    undated = make_posting()
    later, soon = make_posting(closes_at=days(5)), make_posting(closes_at=days(2))

    assert selection().ordered("closing")[:] == [soon, later, undated]


def test_title_order_ignores_case_and_accents_on_both_databases(db):
    titles = ["élan", "Zebra", "apple pie", "Apple", "Ärger", "apple-pie", "ångström", "Éclair", "(bracket)", "10 x"]
    for title in titles:
        make_posting(title)

    assert [posting.title for posting in selection().ordered("title")] == [
        "(bracket)", "10 x", "ångström", "Apple", "apple pie", "apple-pie", "Ärger", "Éclair", "élan", "Zebra",
    ]  # fmt: skip


def test_similar_prefers_the_team_then_the_place_then_the_level_then_words(db):
    lisbon, team = make_location(), make_team()
    posting = make_posting("Backend engineer", team=team, locations=(lisbon,), level="senior")
    by_words = make_posting("Engineer, backend")
    make_posting("Nothing in common")
    by_level = make_posting("Level", level="senior")
    by_place = make_posting("Place", locations=(lisbon,))
    by_place_and_level = make_posting("Place and level", locations=(lisbon,), level="senior")
    by_team = make_posting("Team", team=team)

    assert selection().similar(posting, 9) == [by_team, by_place_and_level, by_place, by_level, by_words]


def test_postings_without_level_are_not_similar(db):
    posting = make_posting("Welder", level="")
    make_posting("Baker", level="")

    assert selection().similar(posting, 9) == []


def test_first_published_follows_published_from_until_then(db):
    posting = make_posting(published_from=days(3))
    assert posting.first_published == posting.published_from

    posting.published_from = days(-3)
    posting.save()
    opened = posting.first_published
    posting.published_from = days(-1)
    posting.save()
    posting.refresh_from_db()

    # It cannot have opened before it was stored, whatever date was entered.
    assert abs(opened - days(0)) < dt.timedelta(seconds=5)
    assert posting.first_published == opened


def test_first_published_of_a_posting_that_leaves_a_hidden_team_is_now(db):
    posting = make_posting(team=make_team(is_published=False), published_from=days(-60))
    posting.team = make_team()
    posting.save()

    assert abs(posting.first_published - days(0)) < dt.timedelta(seconds=5)


def test_first_published_is_set_when_the_team_is_published(db):
    team = make_team(is_published=False)
    posting = make_posting(team=team, published_from=days(-5))
    assert posting.first_published is None

    team.is_published = True
    team.save()
    posting.refresh_from_db()

    assert abs(posting.first_published - days(0)) < dt.timedelta(seconds=5)


def test_first_published_of_a_scheduled_posting_is_cleared_when_its_team_is_hidden(db):
    team = make_team()
    scheduled, open_before = make_posting(team=team, published_from=days(5)), make_posting(team=team)
    team.is_published = False
    team.save()
    scheduled.refresh_from_db()
    open_before.refresh_from_db()

    assert scheduled.first_published is None
    assert open_before.first_published is not None


@pytest.mark.parametrize("how", ["row", "queryset"])
def test_posting_that_has_been_open_cannot_be_deleted(db, how):
    posting = make_posting(closes_at=days(-0.5), published_from=days(-2))
    rows = Posting.objects.filter(pk=posting.pk)

    with pytest.raises(models.ProtectedError, match="closed, never deleted"):
        posting.delete() if how == "row" else rows.delete()

    assert rows.exists()


@pytest.mark.parametrize("published_from", [None, days(1)])
def test_posting_that_has_never_been_open_can_be_deleted(db, published_from):
    make_posting(published_from=published_from).delete()

    assert not Posting.objects.exists()
