"""Suggestions when few or no positions match: each count is the total of the list that the suggestion leads to."""

import random

import pytest
from django.http import QueryDict

from jobs.finding.facets import build_facets
from jobs.finding.near_matches import Correction, NearMatches
from jobs.finding.suggestions import Removal, suggest_removals
from jobs.models import Posting
from teams.models import ExchangeRate
from tests.factories import days, make_employer, make_location, make_posting, make_tag, make_team

from .oracle import filter_postings, find_postings


def get_removals(chosen):
    filterset = filter_postings(chosen)
    return suggest_removals(filterset, build_facets(filterset))


@pytest.fixture
def harbour(employer):
    """Two teams and two places, with postings in every status."""
    sea, land = make_team("Sea"), make_team("Land")
    berlin, lisbon = make_location("Berlin", country="DE"), make_location("Lisbon")
    pay = {"pay_minimum": 50000, "pay_currency": "EUR", "pay_period": "year"}
    make_posting("Harbour pilot", team=sea, locations=(lisbon,), level="senior", **pay)
    make_posting("Harbour keeper", team=sea, locations=(berlin,), level="senior")
    make_posting("Harbour cook", team=sea, locations=(lisbon, berlin), level="entry")
    make_posting("Beekeeper", team=land, locations=(lisbon,), level="mid", tags=(make_tag("Outdoors"),))
    make_posting("Harbour ghost", team=sea, published_from=None, level="lead", locations=(berlin,))
    make_posting("Harbour scheduled", team=sea, published_from=days(1), level="lead", locations=(berlin,))
    make_posting("Harbour closed", team=sea, published_from=days(-2), closes_at=days(-1), level="lead")
    make_posting("Harbour hidden", team=make_team("Secret", is_published=False), level="lead", locations=(berlin,))


def test_removals_are_every_filter_with_its_exact_total_highest_first(harbour):
    removals = get_removals({"team": ["land"], "location": ["berlin"], "level": ["senior"]})

    assert removals == [
        Removal("Land", 1, drop=("team", "land")),
        Removal("Berlin", 0, drop=("location", "berlin")),
        Removal("Senior", 0, drop=("level", "senior")),
    ]


def test_removal_of_one_of_two_values_keeps_the_other(harbour):
    removals = get_removals({"location": ["berlin", "atlantis"], "level": ["mid"]})

    assert removals == [
        Removal("Mid", 2, drop=("level", "mid")),
        Removal("Berlin", 0, drop=("location", "berlin")),
    ]
    assert [
        (removal.label, removal.count) for removal in get_removals({"level": ["mid", "senior"], "team": ["land"]})
    ] == [
        ("Land", 3),
        ("Senior", 1),
        ("Mid", 0),
    ]


def test_removal_of_words_is_suggested_for_all_and_for_each(harbour):
    removals = get_removals({"q": ['keeper "harbour pilot" -cook'], "team": ["sea"]})

    assert removals == [
        Removal('“keeper "harbour pilot" -cook”', 3, drop=("q", 'keeper "harbour pilot" -cook')),
        Removal("“keeper”", 1, words='"harbour pilot" -cook'),
        Removal('“"harbour pilot"”', 1, words="keeper -cook"),
        Removal("Sea", 0, drop=("team", "sea")),
        Removal("“-cook”", 0, words='keeper "harbour pilot"'),
    ]


def test_removal_of_pay_counts_those_that_do_not_state_it(harbour):
    removals = get_removals({"pay": ["90000"], "location": ["lisbon"]})

    assert removals == [
        Removal("the least pay", 3, drop=("pay", "90000")),
        Removal("Lisbon", 0, drop=("location", "lisbon")),
    ]


def test_removals_are_empty_without_filters(harbour):
    assert get_removals({}) == []


def test_suggestions_are_shown_for_short_lists_and_give_more(client, harbour):
    listing = client.get("/jobs/?team=land&level=senior&location=lisbon").context["listing"]

    assert [(suggestion.label, suggestion.count, suggestion.url) for suggestion in listing.suggestions] == [
        ("Land", 1, "/jobs/?location=lisbon&level=senior"),
        ("Senior", 1, "/jobs/?team=land&location=lisbon"),
    ]
    assert listing.frame_total == 4
    assert client.get("/jobs/").context["listing"].suggestions == []


def test_suggestions_on_a_team_page_stay_within_the_team(client, harbour):
    listing = client.get("/teams/sea/?level=mid&location=berlin").context["listing"]

    assert [(suggestion.label, suggestion.count, suggestion.url) for suggestion in listing.suggestions] == [
        ("Mid", 2, "/teams/sea/?location=berlin")
    ]
    assert listing.frame_total == 3


def test_every_suggested_count_is_the_total_of_the_list_at_its_address(db, client):
    numbers = random.Random(5)
    employer = make_employer(currency="EUR")
    ExchangeRate.objects.create(employer=employer, currency="USD", rate="0.92", date="2026-11-01")
    teams = [make_team(name, is_published=name != "Secret") for name in ("Backend", "Design", "Secret")]
    places = [make_location(name, country=code) for name, code in (("Lisbon", "PT"), ("Berlin", "DE"))]
    tags = [make_tag(name) for name in ("Program", "Manager")]
    titles = ["Backend engineer", "Java developer", "Ingénieur Java", "Harbour keeper", "C++ lead", "Secret zeppelin"]
    for number in range(24):
        title = titles[number % 6]
        workplace = numbers.choice(Posting.Workplace.values)
        make_posting(
            title,
            team=numbers.choice(teams),
            locations=numbers.sample(places, numbers.randint(0, 2)),
            tags=numbers.sample(tags, numbers.randint(0, 2)),
            workplace=workplace,
            remote_anywhere=workplace == "remote" and numbers.choice([True, False]),
            level=numbers.choice(["", "mid", "lead"]),
            published_from=None if "zeppelin" in title else days(numbers.choice([-2, -1, 1])),
            closes_at=numbers.choice([None, None, days(2)]) if "zeppelin" not in title else None,
            **numbers.choice([{}, {"pay_minimum": 30, "pay_currency": "USD", "pay_period": "hour"}]),
        )
    pool = {
        "team": ["backend", "design", "secret"],
        "location": ["lisbon", "berlin", "atlantis"],
        "country": ["PT", "DE", "KE"],
        "workplace": ["remote", "on-site"],
        "level": ["mid", "lead", "student"],
        "tag": ["program", "manager"],
        "pay": ["50000", "70000"],
    }
    queries = [
        "",
        "",
        "jaav",
        "enginer backend",
        "ingeneur",
        "java harbor",
        '"java develper"',
        "zepelin",
        "lead -c++",
    ]
    checked = {"removals": 0, "did_you_mean": 0, "unstated": 0, "chips": 0}

    for _number in range(60):
        query = QueryDict(mutable=True)
        for name in numbers.sample(list(pool), numbers.choice([0, 1, 2, 3])):
            query.setlist(name, numbers.sample(pool[name], 1 if name == "pay" else numbers.choice([1, 1, 2])))
        if text := numbers.choice(queries):
            query["q"] = text
        listing = client.get(f"/jobs/?{query.urlencode()}").context["listing"]
        promises = [("removals", removal.url, removal.count) for removal in listing.suggestions]
        counts = [removal.count for removal in listing.suggestions]
        assert counts == sorted(counts, reverse=True)
        assert all(count > listing.total for count in counts)
        if suggestion := listing.search_help.did_you_mean:
            assert "zeppelin" not in suggestion.label
            promises.append(("did_you_mean", suggestion.url, suggestion.count))
        if listing.pay.unstated_url and listing.pay.amount:
            promises.append(("unstated", listing.pay.unstated_url, listing.total + listing.pay.unstated))
        for kind, url, count in promises:
            assert client.get(url).context["listing"].total == count, (kind, query, url)
            checked[kind] += 1
        for chip in listing.chips:
            without = client.get(chip.url).context["listing"]
            assert len(without.chips) == len(listing.chips) - 1
            checked["chips"] += 1

    assert all(number >= 3 for number in checked.values()), checked


@pytest.mark.parametrize(
    ("query", "corrected", "count"),
    [
        ("harbuor", "harbour", 3),
        ("HARBUOR", "harbour", 3),
        ("harbour piolt", "harbour pilot", 1),
        ("harbuor piolt", "harbour pilot", 1),
        ('"harbuor keeper"', '"harbour keeper"', 1),
        ("harbour-keepr", "harbour-keeper", 1),
        ("berlln", "berlin", 2),
        ("portugall", "portugal", 3),
        ("outdors", "outdoors", 1),
        ("keepr -berlin", None, None),  # corrected, it would match nothing
        ("beekeper", "beekeeper", 1),
        ("beekpr", None, None),  # two mistakes in a word of six letters
        ("hrbuur", None, None),  # the same
        ("bekeeprr", "beekeeper", 1),  # two in one of eight
        ("bkeeprrr", None, None),  # more than two in one of eight
        ("cok", None, None),  # too short to be corrected
        ("harbour", None, None),
        ("harb", None, None),
        ("xylophone", None, None),
        ("harbuor xylophone", "harbour", 3),
        ("-harbuor", None, None),
        ("harbour pilot cook", None, None),  # each matches; together they match nothing
        ("", None, None),
    ],
)
def test_mistyped_words_are_corrected(harbour, query, corrected, count):
    suggestion = NearMatches(filter_postings({"q": [query]})).correction

    assert suggestion == (corrected and Correction(corrected, count))
    assert corrected is None or len(find_postings({"q": [corrected]})) == count


@pytest.mark.parametrize("query", ["gohst", "schduled", "closd", "hiden", "secrett"])
def test_words_of_positions_that_are_not_open_are_never_suggested(harbour, query):
    assert NearMatches(filter_postings({"q": [query]})).correction is None


def test_word_that_only_a_scheduled_position_has_is_corrected(harbour):
    make_posting("Harbuor", published_from=days(1))

    assert NearMatches(filter_postings({"q": ["harbuor"]})).correction == Correction("harbour", 3)
    # Nearer to the scheduled one.
    assert NearMatches(filter_postings({"q": ["harbuorr"]})).correction == Correction("harbour", 3)


def test_words_of_places_and_tags_without_open_positions_are_never_suggested(harbour):
    make_posting("Draft", published_from=None, locations=(make_location("Reykjavik"),), tags=(make_tag("Classified"),))
    make_posting("Later", published_from=days(1), locations=(make_location("Samarkand"),))

    for query in ("reykjavk", "clasified", "samarkant"):
        assert NearMatches(filter_postings({"q": [query]})).correction is None


@pytest.mark.parametrize(
    ("title", "query", "corrected"),
    [
        ("Ingénieur Java", "ingenieurr", "ingénieur"),
        ("Straßenbauer", "strasenbauer", "straßenbauer"),
        ("Müller", "mullre", "müller"),
        ("Программист", "програмист", "программист"),
        ("מהנדסת תוכנה", "מהנדסתת", "מהנדסת"),
        ("Node.js C++ Architect", "archtect", "architect"),
    ],
)
def test_corrected_word_is_spelled_as_written(db, title, query, corrected):
    make_posting(title)

    assert NearMatches(filter_postings({"q": [query]})).correction == Correction(corrected, 1)


def test_correction_counts_under_the_other_filters(harbour):
    assert NearMatches(filter_postings({"q": ["harbuor"], "location": ["lisbon"]})).correction == Correction(
        "harbour", 2
    )
    assert NearMatches(filter_postings({"q": ["harbuor"], "level": ["mid"]})).correction is None


def test_correction_leads_to_the_list_it_promises(client, harbour):
    suggestion = client.get("/jobs/?q=harbuor&location=lisbon&sort=title").context["listing"].search_help.did_you_mean

    assert (suggestion.label, suggestion.count) == ("harbour", 2)
    assert suggestion.url == "/jobs/?q=harbour&location=lisbon&sort=title"
    assert client.get(suggestion.url).context["listing"].total == 2


def test_corrected_word_is_spelled_as_in_an_open_position_not_as_in_a_draft(db):
    make_posting("Draft", published_from=None, locations=(make_location("Zürich", slug="a"),))
    make_posting("Open", tags=(make_tag("Zurich"),))

    assert NearMatches(filter_postings({"q": ["zuricch"]})).correction == Correction("zurich", 1)
