"""“Did you mean” for a search of the desk that finds nothing."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.models import Posting
from teams.desk.lists.spelling import correct
from teams.models import Story
from tests.desk import changelist_url, make_user
from tests.factories import make_location, make_posting, make_story, make_team

TEXTS = ["Harbour Pilot", "Beekeeper", "Ingénieur Java", "Köln", "KW-1001"]


@pytest.mark.parametrize(
    ("query", "corrected"),
    [
        ("harbuor", "harbour"),
        ("HARBUOR pilto", "harbour pilot"),
        ("harbour pilto", "harbour pilot"),
        ("ingeneur", "ingénieur"),
        ("beekp", "beekp"),  # two letters in one of five
        ("beekeper kölln", "beekeeper köln"),
        ("bee pilot", "bee pilot"),  # parts of words are found
        ("jav", "jav"),
        ("jvaa zeppelin", "java zeppelin"),
        ("?!", "?!"),
    ],
)
def test_each_word_that_is_in_no_text_is_corrected(query, corrected):
    assert correct(query, TEXTS) == corrected


@pytest.fixture
def _positions(employer):
    team = make_team("Seafaring")
    make_posting("Harbour Pilot", team=team, level="mid", locations=(make_location("Lisbon"),))
    make_posting("Harbour Keeper", team=team, level="lead", published_from=None)


@pytest.mark.usefixtures("_positions")
@pytest.mark.parametrize(
    ("query", "words", "total"),
    [
        ("harbuor", "harbour", 2),
        ("harbuor keepr", "harbour keeper", 1),
        ("lisbonn piolt", "lisbon pilot", 1),
        ("seafarring", "seafaring", 2),
    ],
)
def test_postings_are_found_through_the_correction(desk, query, words, total):
    page = desk.get(changelist_url(Posting), {"q": query})

    assert "Did you mean" in page.text
    correction = page.context["cl"].correction
    assert (correction.words, correction.total) == (words, total)
    assert f"{total} found" in page.text
    assert desk.get(changelist_url(Posting) + correction.url).context["cl"].result_count == total


@pytest.mark.usefixtures("_positions")
@pytest.mark.parametrize("query", ["harbour", "harb", "zeppelin", "pilot keeper", "keepr pilot", ""])
def test_no_correction_is_offered_that_finds_nothing_or_for_a_search_that_finds_rows(desk, query):
    page = desk.get(changelist_url(Posting), {"q": query})

    assert page.context["cl"].correction is None
    assert "Did you mean" not in page.text


@pytest.mark.usefixtures("_positions")
def test_filters_stay_and_count(desk):
    page = desk.get(changelist_url(Posting), {"q": "harbuor", "level__exact": "lead", "p": "1"})

    correction = page.context["cl"].correction
    assert correction.total == 1
    assert parse_qs(urlsplit(correction.url).query) == {"q": ["harbour"], "level__exact": ["lead"]}
    assert page.context["cl"].query == "harbuor"
    assert desk.get(changelist_url(Posting), {"q": "harbuor", "level__exact": "entry"}).context["cl"].correction is None


@pytest.mark.usefixtures("_positions")
def test_words_of_rows_that_a_user_may_not_see_are_never_suggested():
    own = make_team("Air")
    make_posting("Balloonist", team=own)
    client = Client()
    client.force_login(make_user("kim", "Recruiter", own))

    assert client.get(changelist_url(Posting), {"q": "baloonist"}).context["cl"].correction.words == "balloonist"
    assert client.get(changelist_url(Posting), {"q": "harbuor"}).context["cl"].correction is None


def test_other_lists_offer_a_correction_too(desk, employer):
    make_story(make_team("Air"), title="How we moor the zeppelin")

    assert desk.get(changelist_url(Story), {"q": "zepelin"}).context["cl"].correction.words == "zeppelin"


@pytest.mark.usefixtures("_positions")
def test_correction_costs_four_queries(desk):
    def count_queries(query):
        with CaptureQueriesContext(connection) as queries:
            desk.get(changelist_url(Posting), {"q": query})
        return len(queries)

    count_queries("harbuor")

    # Three read names and synonyms to find the correction, and one counts its rows.
    without = count_queries("zeppelin")
    assert count_queries("harbuor") == without + 4
