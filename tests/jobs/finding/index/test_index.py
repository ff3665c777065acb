"""The index: which positions are open at a time, and from which country."""

import datetime as dt

from jobs.models import Posting
from tests.factories import days, make_posting
from tests.jobs.finding.oracle import filter_postings, selection


def test_index_opens_and_closes_to_the_microsecond(db):
    opens, closes, tick = days(1), days(2), dt.timedelta(microseconds=1)
    posting = make_posting("Pilot", published_from=opens, closes_at=closes)
    always = make_posting("Keeper")
    index = selection().index

    def shown(at):
        return {index.ids[ordinal] for ordinal in index.open_at(at)}

    assert [posting.pk in shown(at) for at in (opens - tick, opens, closes - tick, closes)] == [
        False,
        True,
        True,
        False,
    ]
    # The order of the calls makes no difference.
    assert [posting.pk in shown(at) for at in (closes, opens, opens - tick, closes - tick)] == [
        False,
        True,
        False,
        True,
    ]
    assert all(always.pk in shown(at) for at in (opens - tick, opens, closes))
    for at in (opens - tick, opens, closes - tick, closes):
        assert shown(at) == set(Posting.objects.open(at).values_list("pk", flat=True))


def test_country_matches_positions_that_name_it_and_from_anywhere(db):
    make_posting("Named", workplace="remote", remote_countries=("DE",))
    make_posting("Anywhere", workplace="remote", remote_anywhere=True)
    make_posting("Anywhere draft", workplace="remote", remote_anywhere=True, published_from=None)

    assert [posting.title for posting in filter_postings({"country": ["DE"]}).qs.ordered("title")[:]] == [
        "Anywhere",
        "Named",
    ]
    assert [posting.title for posting in filter_postings({"country": ["FR"]}).qs[:]] == ["Anywhere"]
