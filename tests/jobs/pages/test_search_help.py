"""What a list says about its words: counts by title, and positions with most words if none has all."""

import re

import pytest
from django.utils.html import strip_tags

from jobs.models import Synonym
from jobs.pages.search_help import MOST_ROWS, SearchHelp, TitleCounts
from teams.models import Team
from tests.factories import days, make_location, make_posting, make_tag, make_team
from tests.jobs.finding.oracle import filter_postings

from .lists import titles

HEADING = "No position has all of these words; "


def get_help(client, query, path="/jobs/", **filters):
    return client.get(path, {"q": query, **filters}).context["listing"].search_help


def get_most(client, query, path="/jobs/", **filters):
    """Return the count and the titles of the positions with most of the words; None without them."""
    most = get_help(client, query, path, **filters).most_words
    return most and (most.count, [strip_tags(card.title) for card in most.cards])


def make_text(title, text, **fields):
    posting = make_posting(title, sections=0, **fields)
    posting.sections.create(heading="…", body=f"<p>{text}</p>")
    return posting


@pytest.fixture
def pilots(team):
    """Four titles with the word, nine texts with it, and two positions without it."""
    Synonym.objects.create(typed="aviator", found="pilot 3, planes", direction="one-way")
    leeds = make_location("Leeds", country="GB")
    for number in range(4):
        make_posting(f"Java pilot {number}" if number else "Pilot", team=team, sections=0, locations=(leeds,))
    for number in range(9):
        make_text(f"Cook {number}", "You cook for pilots.", team=team, level="senior" if number else "")
    make_posting("Nurse", team=team, sections=0)
    make_text("Java nurse", "No planes", team=team)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("pilot", "4 by title · 9 more mention it"),
        ("pilots -zeppelin", "4 by title · 9 more mention it"),
        ("pil", "4 by title · 9 more mention it"),
        ("the pilot", "4 by title · 9 more mention it"),
        ("pilot -senior", "4 by title · 1 more mentions it"),
        ("aviator", "1 by title · 1 more mentions it"),
        # All have all words in the title.
        ("java", ""),
        ("cook", ""),
        ("java pilot", ""),
        # None has.
        ("cook pilot", ""),
        ("planes", ""),
        ("leeds", ""),
        ("zeppelin", ""),
        ("-pilot", ""),
        ("in the", ""),
        ("", ""),
    ],
)
def test_titles_with_all_words_are_counted_if_only_some_have_them(client, pilots, query, note):
    text = client.get("/jobs/", {"q": query}).text

    assert re.findall(r"[^<>]* by title ·[^<]*", text) == ([note] if note else [])


def test_title_counts_are_those_of_the_list(client, pilots):
    filters = {"team": "backend-development", "level": "senior"}
    Team.objects.update(rows_at_first=5)

    assert get_help(client, "pilot", page=1).title_counts == TitleCounts(4, 9)
    assert get_help(client, "pilot", "/teams/backend-development/", page=2).title_counts == TitleCounts(4, 9)
    assert get_help(client, "pilot", **filters).title_counts is None
    assert get_help(client, "pilot", "/locations/leeds/").title_counts is None
    make_posting("Senior pilot", sections=0, level="senior", team=Team.objects.get())
    assert get_help(client, "pilot", **filters).title_counts == TitleCounts(1, 8)


@pytest.fixture
def nurses(employer):
    make_posting("Java nurse", sections=0, team=make_team("Clinic"))
    make_posting("Java pilot", sections=0)
    make_text("Cook", "Java, harbour", level="senior")
    make_posting("Night nurse", sections=0, level="senior", locations=(make_location("Leeds", country="GB"),))


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("java nurse pilot", ["Java nurse", "Java pilot"]),
        ("java nurse harbour", ["Java nurse", "Cook"]),
        ("nurse zeppelin", ["Night nurse", "Java nurse"]),
        ("zeppelin pilot", ["Java pilot"]),
        ("zz yy java pilot", ["Java pilot"]),
        ("senior pilot", ["Java pilot", "Night nurse", "Cook"]),
        ("zeppelin uk", ["Night nurse"]),
        # Less than half of the words.
        ("nurse zeppelin airship", None),
        ("zeppelin", None),
        ('"nurse pilot"', None),
        # Excluded words stay so, and empty ones do not count.
        ("java nurse -java", ["Night nurse"]),
        ("java airship -pilot", ["Java nurse", "Cook"]),
        ("zeppelin in the", None),
        ("pilot in the zeppelin", ["Java pilot"]),
        # Beginnings and mistyped words count.
        ("nur pil", ["Java pilot", "Night nurse", "Java nurse"]),
        ("piolt zeppelin", ["Java pilot"]),
        # What matches is not partial.
        ("java nurse", None),
        ("java", None),
        ("pilot or zeppelin", None),
        ("-java", None),
        ("in the", None),
    ],
)
def test_positions_with_most_words_follow_only_if_none_has_all(client, nurses, query, most):
    response = client.get("/jobs/", {"q": query})

    assert get_most(client, query) == (most and (len(most), most))
    assert (HEADING in response.text) == bool(most)
    assert most is None or titles(response) == []


def test_list_of_most_words_says_how_many_there_are(client, nurses):
    one, two = (client.get("/jobs/", {"q": query}).text for query in ("zeppelin pilot", "java nurse pilot"))

    assert f"{HEADING}this one has most</h3>" in one
    assert f"{HEADING}these have most</h3>" in two
    assert ">1 position</p>" in one
    assert ">2 positions</p>" in two
    assert two.count("<article") == 2
    assert "<mark>Java</mark> <mark>nurse</mark>" in two


def test_list_of_most_words_shows_the_first_rows_only(client, team):
    for number in range(MOST_ROWS + 3):
        make_posting(f"Java pilot {number}", team=team, sections=0)

    text = client.get("/jobs/", {"q": "java pilot zeppelin"}).text

    assert f"{HEADING}these have most</h3>" in text
    assert "23 positions, the first 20 below" in text
    assert text.count("<article") == MOST_ROWS == 20
    assert get_most(client, "java pilot zeppelin")[1] == [f"Java pilot {number}" for number in range(22, 2, -1)]


def test_most_words_stay_within_the_frame_and_the_other_filters(client, nurses):
    assert get_most(client, "nurse zeppelin", level="senior") == (1, ["Night nurse"])
    assert get_most(client, "nurse zeppelin", "/teams/clinic/") == (1, ["Java nurse"])
    assert get_most(client, "nurse zeppelin", "/locations/leeds/") == (1, ["Night nurse"])
    assert get_most(client, "nurse zeppelin", level="lead") is None
    # One filter hides what has all words.
    assert get_most(client, "java nurse", level="senior") == (2, ["Night nurse", "Cook"])


@pytest.mark.parametrize(("is_first_page", "shown"), [(True, ["nurse", 2]), (False, [None, None])])
def test_corrections_and_most_words_stand_on_the_first_page_only(nurses, is_first_page, shown):
    filterset = filter_postings({"q": ["nusre zeppelin"]})
    search_help = SearchHelp(filterset, lambda **_changes: "", lambda postings, _terms: postings, is_first_page)

    assert [search_help.did_you_mean and search_help.did_you_mean.label] == shown[:1]
    assert [search_help.most_words and search_help.most_words.count] == shown[1:]


def test_second_page_has_no_most_words(client, team):
    for number in range(21):
        make_posting(f"Java pilot {number}", team=team, sections=0)

    second = get_help(client, "java pilot", page=2)

    assert (second.most_words, second.did_you_mean) == (None, None)
    assert client.get("/jobs/", {"q": "pilot zeppelin", "page": 2}).status_code == 404


# What a position that is not open could help with.
HELPED = ["zeppelin", "zeppelin nurse", "zepelin nurse", "nurse", "nurse java harbour", "java night pilot", "airship"]
HELPED += ["airshp", "nurse airship", "ulapool", "loch end", "nurse loch end", "nurse uk", "lead nurse", "hybrid"]
HELPED += ["zeppelin works"]
STATES = {
    "draft": {"published_from": None},
    "scheduled": {"published_from": days(1)},
    "closed": {"published_from": days(-2), "closes_at": days(-1)},
    "of a hidden team": {},
}


def make_zeppelin_nurse(*, is_published=True, **fields):
    make_text(
        "Zeppelin nurse",
        "Night java harbour",
        team=make_team("Zeppelin works", is_published=is_published),
        locations=(make_location("Ullapool", country="GB", also_called="Loch End"),),
        tags=(make_tag("Airship"),),
        level="lead",
        workplace="hybrid",
        **fields,
    )


def describe_helps(client):
    """Return everything that lists say about their words, and their rows."""
    described = {}
    for query in HELPED:
        response = client.get("/jobs/", {"q": query})
        listing = response.context["listing"]
        search_help = listing.search_help
        parts = (search_help.title_counts, search_help.did_you_mean, search_help.values, listing.suggestions)
        described[query] = (titles(response), get_most(client, query), *parts)
    return described


@pytest.mark.parametrize("state", STATES)
def test_a2_positions_that_are_not_open_help_with_nothing(client, nurses, state):
    before = describe_helps(client)

    make_zeppelin_nurse(is_published=state != "of a hidden team", **STATES[state])

    assert describe_helps(client) == before


def test_open_position_helps_with_all_of_these_words(client, nurses):
    before = describe_helps(client)

    make_zeppelin_nurse()

    after = describe_helps(client)
    assert [query for query in HELPED if after[query] == before[query]] == []
