"""“or” in a query: in what is found, counted, suggested and corrected. And queries of real people."""

import pytest

from jobs.finding.facets import build_facets
from jobs.finding.near_matches import Correction, NearMatches
from jobs.finding.suggestions import suggest_removals
from tests.factories import make_location, make_posting, make_team
from tests.jobs.finding.oracle import filter_postings

TITLES = ("Nurse", "Doctor", "Nurse doctor liaison", "Pilot", "Full stack nurse", "Chef")


@pytest.fixture(autouse=True)
def _clinic(db):
    team = make_team("Clinic")
    leeds = make_location("Leeds", country="GB")
    for title in TITLES:
        make_posting(title, team=team, sections=0, locations=(leeds,) if title == "Nurse" else ())
    make_posting(
        "Porter", team=team, sections=0, workplace="on-site", employment_types=["part-time"], locations=(leeds,)
    )
    make_posting("Cook", team=team, sections=0, employment_types=["full-time"])


def find_titles(query):
    return {posting.title for posting in filter_postings({"q": [query]}).qs[:]}


NURSES = {"Nurse", "Nurse doctor liaison", "Full stack nurse"}
DOCTORS = {"Doctor", "Nurse doctor liaison"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("nurse or doctor", NURSES | DOCTORS),
        ("nurse or a doctor", NURSES | DOCTORS),
        ("a nurse or a doctor", NURSES | DOCTORS),
        ("either nurse or doctor", NURSES | DOCTORS),
        ("nurse or, doctor", NURSES | DOCTORS),
        ("nurse OR doctor OR pilot", NURSES | DOCTORS | {"Pilot"}),
        ("part time or full time", {"Porter", "Cook"}),
        ("nurse leeds or nurse doctor", {"Nurse", "Nurse doctor liaison"}),
    ],
)
def test_or_finds_one_of_its_sides(query, found):
    assert find_titles(query) == found


@pytest.mark.parametrize(
    "query",
    [
        "nurse or pilot leeds",
        "zeppelin or quux",
        "pilot or zeppelin or chef",
        "pilot leeds or chef zeppelin in leeds",
        "part time",
        "part time porter",
        "chef leeds",
    ],
)
def test_every_removal_counts_the_list_at_its_words(query):
    filterset = filter_postings({"q": [query]})
    removals = [removal for removal in suggest_removals(filterset, build_facets(filterset)) if removal.words]

    assert removals
    for removal in removals:
        assert removal.count == len(filter_postings({"q": [removal.words]}).qs), removal


@pytest.mark.parametrize(
    ("query", "corrected"),
    [
        ("nurze or docter", "nurse or doctor"),
        ("docter or a pilot", "doctor or pilot"),
        ("nurse or pilto", "nurse or pilot"),
    ],
)
def test_correction_keeps_or(query, corrected):
    assert NearMatches(filter_postings({"q": [query]})).correction == Correction(corrected, len(find_titles(corrected)))


def test_one_side_in_the_title_counts_as_by_title():
    filterset = filter_postings({"q": ["nurse or doctor"]})

    assert filterset.matching().ordinals.intersection_cardinality(filterset.hits.in_title) == len(NURSES | DOCTORS)


@pytest.mark.parametrize(
    "query",
    [
        "all nurse jobs",
        "nurse roles",
        "show me nurse jobs available now",
        "I'm looking for a nurse job",
        "I’m looking for a nurse job",
        "offre d'emploi nurse",
        "ofertas de empleo nurse",
        "oferty pracy nurse",
        "suche Arbeit als Nurse",
    ],
)
def test_words_that_carry_nothing_do_not_empty_a_result(query):
    assert find_titles(query) == NURSES


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("onsite porter", {"Porter"}),
        ("parttime", {"Porter"}),
        ("fulltime cook", {"Cook"}),
        ("nurse scotland", set()),  # not everything in the United Kingdom
        ("nurse uk", {"Nurse"}),
        ("doe", set()),  # neither “do” nor its beginnings
        ("coe", set()),
    ],
)
def test_words_find_no_more_than_they_mean(query, found):
    assert find_titles(query) == found


@pytest.mark.parametrize("query", ["ﷺ" * 200, f"nurse {'ﷺ' * 190}", f"-{'ﷺ' * 190}", "-".join("ab" * 60)])
def test_words_that_unfold_to_many_are_answered(client, query):
    """PostgreSQL refuses words of two kilobytes."""
    assert client.get("/jobs/", {"q": query}).status_code == 200
