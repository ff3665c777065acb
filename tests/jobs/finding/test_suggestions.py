"""What is offered when little or nothing matches: every number is the total of the list it leads to."""

import random

import pytest
from django.http import QueryDict

from jobs.finding.facets import build_facets
from jobs.finding.suggestions import Removal, suggest_correction, suggest_removals
from jobs.models import Posting
from teams.models import ExchangeRate
from tests.factories import days, make_employer, make_location, make_posting, make_tag, make_team

from .oracle import filter_postings, find_postings


def offered(chosen):
    filterset = filter_postings(chosen)
    return suggest_removals(filterset, build_facets(filterset))


@pytest.fixture
def harbour(employer):
    """Two teams, three places: enough to take away from."""
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


def test_removals_are_every_single_change_with_its_exact_total_best_first(harbour):
    made = offered({"team": ["land"], "location": ["berlin"], "level": ["senior"]})

    assert made == [
        Removal("Land", 1, drop=("team", "land")),
        Removal("Berlin", 0, drop=("location", "berlin")),
        Removal("Senior", 0, drop=("level", "senior")),
    ]


def test_removal_of_one_of_two_values_keeps_the_other(harbour):
    made = offered({"location": ["berlin", "atlantis"], "level": ["mid"]})

    assert made == [
        Removal("Mid", 2, drop=("level", "mid")),
        Removal("Berlin", 0, drop=("location", "berlin")),
    ]
    assert [(one.label, one.count) for one in offered({"level": ["mid", "senior"], "team": ["land"]})] == [
        ("Land", 3),
        ("Senior", 1),
        ("Mid", 0),
    ]


def test_removal_of_words_is_offered_as_a_whole_and_one_by_one(harbour):
    made = offered({"q": ['keeper "harbour pilot" -cook'], "team": ["sea"]})

    assert made == [
        Removal('“keeper "harbour pilot" -cook”', 3, drop=("q", 'keeper "harbour pilot" -cook')),
        Removal("“keeper”", 1, words='"harbour pilot" -cook'),
        Removal('“"harbour pilot"”', 1, words="keeper -cook"),
        Removal("Sea", 0, drop=("team", "sea")),
        Removal("“-cook”", 0, words='keeper "harbour pilot"'),
    ]


def test_removal_of_pay_counts_those_that_do_not_state_it(harbour):
    made = offered({"pay": ["90000"], "location": ["lisbon"]})

    assert made == [
        Removal("the least pay", 3, drop=("pay", "90000")),
        Removal("Lisbon", 0, drop=("location", "lisbon")),
    ]


def test_nothing_is_offered_where_nothing_is_asked(harbour):
    assert offered({}) == []


def test_help_is_shown_when_little_matches_and_only_what_gives_more(client, harbour):
    listing = client.get("/jobs/?team=land&level=senior&location=lisbon").context["listing"]

    assert [(one.label, one.count, one.url) for one in listing.suggestions] == [
        ("Land", 1, "/jobs/?location=lisbon&level=senior"),
        ("Senior", 1, "/jobs/?team=land&location=lisbon"),
    ]
    assert listing.frame_total == 4
    assert client.get("/jobs/").context["listing"].suggestions == []


def test_help_of_a_team_page_stays_within_the_team(client, harbour):
    listing = client.get("/teams/sea/?level=mid&location=berlin").context["listing"]

    assert [(one.label, one.count, one.url) for one in listing.suggestions] == [
        ("Mid", 2, "/teams/sea/?location=berlin")
    ]
    assert listing.frame_total == 3


def test_every_number_that_is_offered_is_the_total_of_the_list_at_its_address(db, client):
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
    questions = [
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
    seen = {"helps": 0, "did_you_mean": 0, "unstated": 0, "chips": 0}

    for _number in range(60):
        query = QueryDict(mutable=True)
        for name in numbers.sample(list(pool), numbers.choice([0, 1, 2, 3])):
            query.setlist(name, numbers.sample(pool[name], 1 if name == "pay" else numbers.choice([1, 1, 2])))
        if question := numbers.choice(questions):
            query["q"] = question
        listing = client.get(f"/jobs/?{query.urlencode()}").context["listing"]
        promises = [("helps", one.url, one.count) for one in listing.suggestions]
        counts = [one.count for one in listing.suggestions]
        assert counts == sorted(counts, reverse=True)
        assert all(count > listing.total for count in counts)
        if suggestion := listing.did_you_mean:
            assert "zeppelin" not in suggestion.label
            promises.append(("did_you_mean", suggestion.url, suggestion.count))
        if listing.pay.unstated_url and listing.pay.amount:
            promises.append(("unstated", listing.pay.unstated_url, listing.total + listing.pay.unstated))
        for kind, url, count in promises:
            assert client.get(url).context["listing"].total == count, (kind, query, url)
            seen[kind] += 1
        for chip in listing.chips:
            without = client.get(chip.url).context["listing"]
            assert len(without.chips) == len(listing.chips) - 1
            seen["chips"] += 1

    assert all(number >= 3 for number in seen.values()), seen


@pytest.mark.parametrize(
    ("question", "mended", "count"),
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
        ("keepr -berlin", None, None),  # mended, it would match nothing
        ("beekeper", "beekeeper", 1),
        ("beekpr", None, None),  # two mistakes in a word of six letters
        ("hrbuur", None, None),  # the same
        ("bekeeprr", "beekeeper", 1),  # two in one of eight
        ("bkeeprrr", None, None),  # more than two in one of eight
        ("cok", None, None),  # too short to be guessed
        ("harbour", None, None),
        ("harb", None, None),
        ("xylophone", None, None),
        ("harbuor xylophone", None, None),
        ("-harbuor", None, None),
        ("harbour pilot cook", None, None),  # each is known; together they match nothing
        ("", None, None),
    ],
)
def test_mistyped_words_are_mended(harbour, question, mended, count):
    suggestion = suggest_correction(filter_postings({"q": [question]}))

    assert suggestion == (mended and (mended, count))
    assert mended is None or len(find_postings({"q": [mended]})) == count


@pytest.mark.parametrize("question", ["gohst", "schduled", "closd", "hiden", "secrett"])
def test_words_of_what_is_not_open_are_never_suggested(harbour, question):
    assert suggest_correction(filter_postings({"q": [question]})) is None


def test_word_that_only_a_scheduled_position_has_counts_as_mistyped(harbour):
    make_posting("Harbuor", published_from=days(1))

    assert suggest_correction(filter_postings({"q": ["harbuor"]})) == ("harbour", 3)
    # Nearer to the scheduled one.
    assert suggest_correction(filter_postings({"q": ["harbuorr"]})) == ("harbour", 3)


def test_words_of_places_and_tags_that_no_open_position_carries_are_never_suggested(harbour):
    make_posting("Draft", published_from=None, locations=(make_location("Reykjavik"),), tags=(make_tag("Classified"),))
    make_posting("Later", published_from=days(1), locations=(make_location("Samarkand"),))

    for question in ("reykjavk", "clasified", "samarkant"):
        assert suggest_correction(filter_postings({"q": [question]})) is None


@pytest.mark.parametrize(
    ("title", "question", "mended"),
    [
        ("Ingénieur Java", "ingenieurr", "ingénieur"),
        ("Straßenbauer", "strasenbauer", "straßenbauer"),
        ("Müller", "mullre", "müller"),
        ("Программист", "програмист", "программист"),
        ("מהנדסת תוכנה", "מהנדסתת", "מהנדסת"),
        ("Node.js C++ Architect", "archtect", "architect"),
    ],
)
def test_mended_word_is_given_as_it_is_written(db, title, question, mended):
    make_posting(title)

    assert suggest_correction(filter_postings({"q": [question]})) == (mended, 1)


def test_mending_counts_under_everything_else_that_is_asked(harbour):
    assert suggest_correction(filter_postings({"q": ["harbuor"], "location": ["lisbon"]})) == ("harbour", 2)
    assert suggest_correction(filter_postings({"q": ["harbuor"], "level": ["mid"]})) is None


def test_mended_words_lead_to_the_list_they_promise(client, harbour):
    suggestion = client.get("/jobs/?q=harbuor&location=lisbon&sort=title").context["listing"].did_you_mean

    assert (suggestion.label, suggestion.count) == ("harbour", 2)
    assert suggestion.url == "/jobs/?q=harbour&location=lisbon&sort=title"
    assert client.get(suggestion.url).context["listing"].total == 2


def test_word_is_spelled_as_an_open_position_has_it_not_as_a_draft(db):
    make_posting("Draft", published_from=None, locations=(make_location("Zürich", slug="a"),))
    make_posting("Open", tags=(make_tag("Zurich"),))

    assert suggest_correction(filter_postings({"q": ["zuricch"]})) == ("zurich", 1)
