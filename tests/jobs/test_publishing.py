"""What must be right before a posting is public, and what follows."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from jobs.models import Posting
from jobs.publishing import check, close, problems, publish, withdraws

from ..factories import days, make_location, make_posting, make_team

COMPLETE = {"apply_url": "https://apply.example.com/1", "places": 1, "sections": 1}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"apply_url": ""}, ["apply_url"]),
        ({"apply_url": "", "apply_email": "jobs@k.example"}, []),
        ({"sections": 0}, ["sections"]),
        ({"places": 0}, ["locations"]),
        ({"places": 0, "workplace": "hybrid"}, ["locations"]),
        ({"places": 0, "workplace": "remote"}, ["remote_anywhere"]),
        ({"places": 0, "workplace": "remote", "remote_anywhere": True}, []),
        ({"places": 0, "workplace": "remote", "remote_countries": ["PT"]}, []),
        ({"places": 1, "workplace": "remote"}, []),
        ({"apply_url": "", "sections": 0, "places": 0}, ["apply_url", "sections", "locations"]),
    ],
)
def test_problems_name_the_fields_to_mend(changes, fields):
    given = COMPLETE | changes
    places, sections = given.pop("places"), given.pop("sections")

    assert list(problems(Posting(**given), places=places, sections=sections)) == fields


def test_publish_makes_a_draft_public_and_records_who_changed_what(db):
    posting = make_posting(published_from=None, locations=(make_location(),))

    publish(posting)

    assert list(Posting.objects.open()) == [posting]
    assert posting.history.count() == 3  # made, given a place, published


def test_publish_refuses_what_is_incomplete_and_stores_nothing(db):
    posting = make_posting(published_from=None, apply_url="", sections=0)

    with pytest.raises(ValidationError) as caught:
        publish(posting)

    posting.refresh_from_db()
    assert posting.published_from is None
    assert len(caught.value.messages) == 3


def test_publish_opens_a_closed_posting_again_and_keeps_its_first_day(db):
    posting = make_posting(
        locations=(make_location(),), published_from=days(-9), closes_at=days(-2), closing_reason="paused"
    )
    first = posting.first_published

    publish(posting)

    posting.refresh_from_db()
    assert posting.is_open()
    assert (posting.closes_at, posting.closing_reason) == (None, "")
    assert posting.first_published == first


def test_check_lets_an_incomplete_draft_rest(db):
    check(make_posting(published_from=None, apply_url="", sections=0))


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
    draft = make_posting("Before", published_from=None, locations=tuple(opened.locations.all()))
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
