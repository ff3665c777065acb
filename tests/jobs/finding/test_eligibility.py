"""Where a person may be to do a job: one rule for rows and for the index, and its texts."""

import pytest

from jobs.finding.eligibility import (
    EVERY_COUNTRY,
    describe_workplace_from,
    get_eligible_countries,
    name_remote_area,
)
from jobs.finding.facets import build_facets
from jobs.models import Posting
from teams.models import Employer
from teams.models.geography.country_groups import UNINHABITED
from teams.models.validators import countries
from tests.factories import days, make_employer, make_location, make_posting, make_team

from .oracle import filter_postings, selection


@pytest.mark.parametrize(
    ("workplace", "anywhere", "listed", "places", "expected"),
    [
        ("on-site", False, (), ["DE", "PT", "DE"], ("DE", "PT")),
        ("hybrid", False, (), ["PT"], ("PT",)),
        ("on-site", False, (), [], ()),
        ("remote", False, ("PL", "DE"), ["PT"], ("PL", "DE")),
        ("remote", True, (), ["PT"], (EVERY_COUNTRY,)),
        ("remote", False, (), ["PT"], ()),
        # The database refuses these. The workplace decides.
        ("on-site", True, ("PL",), ["PT"], ("PT",)),
        ("remote", True, ("PL",), ["PT"], (EVERY_COUNTRY,)),
    ],
)
def test_eligible_countries_follow_the_workplace(workplace, anywhere, listed, places, expected):
    def get(employs_in):
        return get_eligible_countries(
            workplace,
            anywhere=anywhere,
            remote_countries=listed,
            location_countries=places,
            employs_in=employs_in,
        )

    assert get(()) == expected
    assert get(("ES", "PT")) == (("ES", "PT") if expected == (EVERY_COUNTRY,) else expected)


CASES = {
    "On site": ({"workplace": "on-site"}, {"PT", "DE"}),
    "Hybrid": ({"workplace": "hybrid"}, {"PT", "DE"}),
    "Remote listed": ({"workplace": "remote", "remote_countries": ("PL", "FR")}, {"PL", "FR"}),
    "Remote anywhere": ({"workplace": "remote", "remote_anywhere": True}, {"PT", "DE", "PL", "FR", "KE"}),
    "Remote unstated": ({"workplace": "remote"}, set()),
}


@pytest.mark.parametrize("title", CASES)
def test_filter_and_row_follow_the_same_rule(db, title):
    fields, expected = CASES[title]
    places = (make_location("Lisbon", country="PT"), make_location("Berlin", country="DE"))
    posting = make_posting(title, locations=places, **fields)
    make_posting(f"{title} draft", locations=places, published_from=None, **fields)
    make_posting(f"{title} later", locations=places, published_from=days(1), **fields)
    make_posting(f"{title} hidden", locations=places, team=make_team("Secret", is_published=False), **fields)

    filtered = {
        code for code in ("PT", "DE", "PL", "FR", "KE") if list(filter_postings({"country": [code]}).qs[:]) == [posting]
    }
    row = Posting.objects.get(pk=posting.pk)
    of_row = set(row.eligible_codes(Employer())) if row.is_remote else {place.country for place in row.location_list}

    assert filtered == expected == of_row & {"PT", "DE", "PL", "FR", "KE"}
    assert len(filter_postings({"country": ["PT", "KE"]}).qs) == (1 if expected & {"PT", "KE"} else 0)


def test_anywhere_means_where_the_employer_can_employ(db):
    employer = make_employer(employs_in=("CH", "DE", "AT"))
    anywhere = make_posting("Anywhere", workplace="remote", remote_anywhere=True)
    listed = make_posting("Listed", workplace="remote", remote_countries=("KE", "DE"), published_from=days(-9))

    def find(code):
        return list(filter_postings({"country": [code]}).qs[:])

    assert [find(code) for code in ("DE", "AT", "KE", "PT")] == [[anywhere, listed], [anywhere], [listed], []]
    assert name_remote_area(anywhere, employer) == ("DACH",)

    employer.employs_in = ()
    employer.save()
    assert [find(code) for code in ("DE", "AT", "KE", "PT")] == [
        [anywhere, listed],
        [anywhere],
        [anywhere, listed],
        [anywhere],
    ]
    assert name_remote_area(anywhere, employer) == ("anywhere",)


@pytest.mark.parametrize("code", sorted(UNINHABITED))
def test_nobody_lives_in_the_antarctic(db, code):
    make_posting(workplace="remote", remote_anywhere=True)
    assert len(filter_postings({"country": [code]}).qs) == 0
    [facet] = [facet for facet in build_facets(filter_postings({"country": [code]})) if facet.name == "country"]
    assert code not in dict(facet.other_countries)
    assert [option.count for option in facet.options] == [0]


def test_country_is_accepted_in_any_case_and_an_unknown_one_matches_nothing(db):
    make_posting(workplace="remote", remote_anywhere=True)

    assert len(filter_postings({"country": ["ke"]}).qs) == 1
    assert "XX" not in countries()
    assert len(filter_postings({"country": ["XX"]}).qs) == 0
    assert len(filter_postings({"country": ["*"]}).qs) == 0


def test_place_that_moves_to_another_country_changes_the_country_of_its_positions(db):
    place = make_location("Lisbon", country="PT")
    make_posting(locations=(place,))
    assert selection().has_value("country", "PT")

    place.country = "ES"
    place.save()

    assert not selection().has_value("country", "PT")
    assert selection().has_value("country", "ES")


@pytest.mark.parametrize(
    ("workplace", "words"),
    [("on-site", "On-site in Germany"), ("hybrid", "Hybrid in Germany"), ("remote", "Remote from Germany")],
)
def test_workplace_is_described_from_a_country(workplace, words):
    assert describe_workplace_from(Posting(workplace=workplace), "Germany") == words


def test_list_counts_positions_on_site_and_remote_in_a_country(client, employer):
    berlin = make_location("Berlin", country="DE")
    make_posting("One", locations=(berlin,))
    make_posting("Two", locations=(berlin,), workplace="hybrid")
    make_posting("Three", workplace="remote", remote_countries=("DE", "PL"))
    make_posting("Four", workplace="remote", remote_anywhere=True)
    make_posting("Five", workplace="remote", locations=(berlin,))
    make_posting("Draft", locations=(berlin,), published_from=None)

    listing = client.get("/jobs/?country=de").context["listing"]

    assert listing.total == 4
    assert (listing.country_counts.country, listing.country_counts.on_site, listing.country_counts.remote) == (
        "Germany",
        2,
        2,
    )
    assert client.get("/jobs/?country=de&country=pl").context["listing"].country_counts is None
    assert client.get("/jobs/").context["listing"].country_counts is None
