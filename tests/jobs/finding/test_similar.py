"""Similar positions: by team, then place, then level, then words. Only open ones."""

import datetime as dt

from tests.factories import days, make_location, make_posting, make_team

from .oracle import selection


def similar(posting, number=10):
    all_open = selection()
    all_open.index.attach_relations(posting)
    return [position.title for position in all_open.similar(posting, number)]


def test_similar_are_ordered_by_team_then_place_then_level_then_words(db):
    team, lisbon, berlin = make_team("Sea"), make_location("Lisbon"), make_location("Berlin")
    posting = make_posting("Harbour pilot night", team=team, locations=(lisbon, berlin), level="senior")
    make_posting("Harbour pilot night words", level="mid")
    make_posting("Level", level="senior")
    make_posting("Harbour pilot night level", level="senior")
    make_posting("Place", locations=(berlin,))
    make_posting("Harbour pilot night place level", locations=(berlin,), level="senior")
    make_posting("Team", team=team)
    make_posting("Team place", team=team, locations=(lisbon, berlin))
    make_posting("Nothing in common", locations=(make_location("Kyiv"),), level="mid")

    assert similar(posting) == [
        "Team place",
        "Team",
        "Harbour pilot night place level",
        "Place",
        "Harbour pilot night level",
        "Level",
        "Harbour pilot night words",
    ]
    assert similar(posting, 2) == ["Team place", "Team"]


def test_similar_with_the_same_likeness_are_newest_first(db):
    team = make_team("Sea")
    posting = make_posting("Pilot", team=team)
    for title, opened in (("Older", -3), ("Newest", -0.5), ("Oldest", -4)):
        make_posting(title, team=team, published_from=days(opened))

    assert similar(posting) == ["Newest", "Older", "Oldest"]


def test_similar_are_open_and_never_the_posting_itself(db):
    team, place = make_team("Sea"), make_location()
    alike = {"team": team, "locations": (place,), "level": "senior"}
    posting = make_posting("Harbour pilot", **alike)
    make_posting("Harbour pilot closed", published_from=days(-2), closes_at=days(-1), **alike)
    make_posting("Harbour pilot later", published_from=days(1), **alike)
    make_posting("Harbour pilot draft", published_from=None, **alike)
    make_posting("Harbour pilot hidden", **alike | {"team": make_team("Secret", is_published=False)})

    assert similar(posting) == []


def test_similar_that_are_scheduled_do_not_use_up_the_limit(db):
    team = make_team("Sea")
    posting = make_posting("Harbour pilot", team=team)
    make_posting("Cook", team=team)
    make_posting("Harbour pilot later", team=team, published_from=days(1))

    assert similar(posting, 1) == ["Cook"]


def test_similar_to_a_closed_posting_or_draft_are_found(db):
    team = make_team("Sea")
    open_one = make_posting("Open", team=team)
    closed = make_posting("Closed", team=team, published_from=days(-2), closes_at=days(-1))
    draft = make_posting("Draft", team=team, published_from=None)

    assert similar(closed) == similar(draft) == ["Open"]
    assert similar(open_one) == []


def test_similar_ignores_a_missing_level_or_place(db):
    posting = make_posting("Pilot")
    make_posting("Cook")

    assert similar(posting) == []


def test_similar_ends_at_the_second_a_posting_closes(db, time_machine):
    team = make_team("Sea")
    posting = make_posting("Pilot", team=team)
    make_posting("Cook", team=team, closes_at=days(1))
    assert similar(posting) == ["Cook"]

    time_machine.move_to(days(1) + dt.timedelta(seconds=1))

    assert similar(posting) == []


def test_similar_share_words_that_other_titles_have(db):
    posting = make_posting("Quixotic Zymurgy Xylophone Kotlin engineer")
    make_posting("Kotlin developer")
    make_posting("Cook")

    assert similar(posting) == ["Kotlin developer"]
