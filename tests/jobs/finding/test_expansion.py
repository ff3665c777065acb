"""What else the words of a query mean: values, synonyms, words written as one, and what “or” joins."""

import pytest

from jobs.finding.expansion import expand, find_clauses, find_title_terms
from jobs.finding.words.queries import parse
from jobs.models import Synonym
from tests.factories import days, make_location, make_posting, make_tag, make_team

from .oracle import filter_postings, selection

# Names of three letters that are words too, and the cities with these codes of airports.
CODES = {"mad": "Madrid", "sea": "Seattle", "den": "Denver", "was": "Washington", "man": "Manchester", "ham": "Hamburg"}
COUNTRIES = {"Madrid": "ES", "Manchester": "GB", "Hamburg": "DE"}


def search(query):
    """Return the titles of the positions that a query finds."""
    return sorted(posting.title for posting in filter_postings({"q": [query]}).qs[:])


def expand_words(query):
    """Return what each span of words also means: values as “facet value”, or other words."""
    parsed = parse(query)
    expanded = []
    for expansion in expand(parsed, selection().index):
        words = " ".join(parsed.terms[number].typed for number in expansion.span)
        meanings = [f"{facet} {value}" for facet, value in expansion.values]
        expanded.append((words, [*meanings, *(" ".join(form) for form in expansion.forms)]))
    return expanded


def split_clauses(query):
    """Return the clauses of a query as text, and the terms that can be a whole title."""
    parsed = parse(query)
    expansions = expand(parsed, selection().index)
    clauses = find_clauses(parsed, expansions)
    join = lambda numbers: " ".join(parsed.terms[number].typed for number in numbers)  # noqa: E731
    return (
        [" | ".join(map(join, clause)) for clause in clauses],
        [join(title) for title in find_title_terms(parsed, expansions, clauses)],
    )


@pytest.fixture
def synonyms(db):
    Synonym.objects.all().delete()
    Synonym.objects.create(typed="coder", found="programmer, software smith")
    Synonym.objects.create(typed="mobile", found="Android", direction="one-way")
    Synonym.objects.create(typed="call center", found="hotline", direction="one-way")


@pytest.fixture
def site(synonyms):
    """A place, labels, a team and a title to name."""
    leeds = make_location("Leeds", country="GB", also_called="Steel Yard")
    tags = [make_tag(name) for name in ("Late shift", "For me", "Relocation", "Sponsorship")]
    make_posting("Frontend developer", team=make_team("City Clinic"), locations=(leeds,), tags=tags)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("remote", [("remote", ["workplace remote"])]),
        ("part time nurse", [("part time", ["type part-time"])]),
        ("part-time nurse", [("part-time", ["type part-time"])]),
        ("free-lance", [("free-lance", ["type contract"])]),
        ("Praktikantin", [("Praktikantin", ["type internship"])]),
        ("working from home", [("working from home", ["workplace remote"])]),
        ("senior nurse germany", [("senior", ["level senior"]), ("germany", ["country DE"])]),
        ("nurse steel yard", [("steel yard", ["location leeds"])]),
        ("late shifts", [("late shifts", ["tag late-shift"])]),
        ("city clinic leeds", [("city clinic", ["team city-clinic"]), ("leeds", ["location leeds"])]),
        ("clinic", []),
        ("the united states", [("the united states", ["country US"]), ("united states", ["country US"])]),
        ("coders", [("coders", ["programmer", "software smith"])]),
        ("software smith", [("software smith", ["coder", "programmer"])]),
        ("mobile", [("mobile", ["android"])]),
        ("android", []),
        ("call center agent", [("call center", ["hotline"])]),
        ("call-center", [("call-center", ["hotline"])]),
        ("front end developer", [("front end", ["frontend"])]),
        ("back end developer", []),
        ("frontend developer", []),
        ("-remote -coder", [("-remote", ["workplace remote"])]),
        ("-part time", []),
        ("part -time", []),
        ("-part-time", [("-part-time", ["type part-time"])]),
        ("jobs for me", []),
        ("", []),
    ],
)
def test_words_are_expanded_to_values_synonyms_and_words_written_as_one(site, query, expected):
    assert expand_words(query) == expected


def test_longer_spans_come_first(site):
    assert [words for words, _meanings in expand_words("remote entry level late shift")] == [
        "entry level",
        "late shift",
        "remote",
        "entry",
    ]


@pytest.mark.parametrize(
    ("query", "clauses", "titles"),
    [
        ("nurse leeds", ["nurse", "leeds"], ["nurse leeds", "nurse"]),
        (
            "sales manager or data input in Leeds",
            ["sales manager | data input", "in", "Leeds"],
            [
                "sales manager data input in Leeds",
                "sales manager data input Leeds",
                "sales manager data input",
                "sales manager",
                "data input",
            ],
        ),
        (
            "remote or hybrid developer",
            ["remote | hybrid", "developer"],
            ["remote hybrid developer", "developer", "remote", "hybrid"],
        ),
        (
            "developer remote or hybrid",
            ["remote | hybrid", "developer"],
            ["developer remote hybrid", "developer", "remote", "hybrid"],
        ),
        (
            "remote developer or hybrid designer",
            ["remote developer | hybrid designer"],
            ["remote developer hybrid designer", "developer designer", "remote developer", "hybrid designer"],
        ),
        ("remote or hybrid nurse or on-site", ["remote | hybrid nurse | on-site"], None),
        ("remote or hybrid or on-site nurse", ["remote | hybrid | on-site", "nurse"], None),
        ("relocation or sponsorship nurse", ["relocation | sponsorship nurse"], None),
        ("nurse or remote", ["nurse | remote"], ["nurse remote", "nurse", "remote"]),
        ("entry level or senior nurse", ["entry level | senior", "nurse"], None),
        ("part time or remote nurse", ["part time | remote nurse"], None),
        ("nurse or doctor or cook at Leeds", ["nurse | doctor | cook", "at", "Leeds"], None),
        ("nurse -remote pilot or cook", ["nurse", "-remote", "pilot | cook"], None),
        ("late shift nurse", ["late", "shift", "nurse"], ["late shift nurse"]),
        ("the nurse", ["the", "nurse"], ["the nurse", "nurse"]),
        ("-remote", ["-remote"], []),
    ],
)
def test_or_joins_titles_or_values(site, query, clauses, titles):
    found = split_clauses(query)

    assert found[0] == clauses
    assert titles is None or found[1] == titles


def test_or_finds_each_side_whole(synonyms):
    leeds, kyiv = make_location("Leeds", country="GB"), make_location("Kyiv", country="UA")
    make_posting("Sales manager", locations=(leeds,), sections=0)
    make_posting("Data entry clerk", locations=(leeds,), workplace="hybrid", sections=0)
    make_posting("Data manager", locations=(leeds,), sections=0)
    make_posting("Sales manager abroad", locations=(kyiv,), workplace="remote", remote_anywhere=True, sections=0)
    make_posting("Data architect", workplace="remote", remote_anywhere=True, sections=0)

    assert search("sales manager or data entry in Leeds") == ["Data entry clerk", "Sales manager"]
    assert search("sales or data entry") == ["Data entry clerk", "Sales manager", "Sales manager abroad"]
    assert search("remote or hybrid data") == ["Data architect", "Data entry clerk"]
    assert search("data remote or hybrid") == ["Data architect", "Data entry clerk"]
    assert search("kyiv or clerk") == ["Data entry clerk", "Sales manager abroad"]


def test_synonyms_work_in_the_directions_of_their_rows(synonyms):
    for title in ("Coder", "Programmer", "Software smith", "Android expert", "Mobile expert", "Hotline agent"):
        make_posting(title, sections=0)
    make_posting("Cook", sections=0).sections.create(heading="…", body="<p>You know a programmer.</p>")

    assert search("coder") == search("programmers") == ["Coder", "Cook", "Programmer", "Software smith"]
    assert search("software smith") == ["Coder", "Cook", "Programmer", "Software smith"]
    assert search("smith") == ["Software smith"]
    assert search("mobile") == ["Android expert", "Mobile expert"]
    assert search("android") == ["Android expert"]
    assert search("call center agent") == ["Hotline agent"]
    assert search("call agent") == search("hotline center") == []


def test_words_themselves_come_before_their_synonyms(synonyms):
    make_posting("Chief coder", published_from=days(-3), sections=0)
    make_posting("Chief programmer", published_from=days(-1), sections=0)
    filterset = filter_postings({"q": ["coder"]})

    found = filterset.qs.ordered("relevance", filterset.hits)[:]
    assert [posting.title for posting in found] == ["Chief coder", "Chief programmer"]


def test_excluded_words_have_values_but_no_synonyms(synonyms):
    make_posting("Coder", sections=0)
    make_posting("Programmer", sections=0)
    make_posting("Pilot", workplace="remote", remote_anywhere=True, sections=0)

    assert search("-coder") == ["Pilot", "Programmer"]
    assert search("-remote") == ["Coder", "Programmer"]
    assert search("coder -coder") == ["Programmer"]
    assert search("coder -remote") == ["Coder", "Programmer"]


def test_short_names_of_countries_are_no_words_of_texts(db):
    texas, leeds = make_location("Austin", region="Texas", country="US"), make_location("Leeds", country="GB")
    kyiv = make_location("Kyiv", country="UA")
    make_posting("Pilot", locations=(texas,), sections=0)
    make_posting("Nurse", locations=(leeds,), sections=0)
    make_posting("Ukulele teacher", locations=(kyiv,), sections=0, reference="UKR-1").sections.create(
        heading="About us", body="<p>Join us: Ukrainian and U.S. songs, no user, usable in the UK.</p>"
    )
    make_posting("US tax expert", locations=(kyiv,), sections=0)

    assert search("us") == search("U.S.") == search("the us") == ["Pilot", "US tax expert"]
    assert search("usa") == search("united states") == ["Pilot"]
    assert search("uk") == search("u.k.") == search("GB") == ["Nurse"]
    assert search("nurse uk") == ["Nurse"]
    assert search("-us") == ["Nurse", "Ukulele teacher"]
    assert search("ukr") == ["US tax expert", "Ukulele teacher"]
    assert search("songs us") == []


def test_other_names_of_values_are_words_of_texts(db):
    make_posting("Pilot", sections=0).sections.create(heading="…", body="<p>A mid size crew from Germany</p>")

    assert search("mid") == search("germany") == search("germa") == ["Pilot"]
    assert search("-germany") == []


@pytest.mark.parametrize(("code", "city"), CODES.items())
def test_codes_of_airports_that_are_words_name_no_place(db, code, city):
    make_posting("Pilot", locations=(make_location(city, country=COUNTRIES.get(city, "US")),), sections=0)

    assert expand_words(code) == []
    assert expand_words(city) == [(city, [f"location {city.lower()}"])]


def test_other_codes_and_names_of_a_city_name_the_place(db):
    make_posting("Pilot", locations=(make_location("New York", region="NY", country="US"),), sections=0)
    make_posting("Nurse", locations=(make_location("München", slug="muenchen", country="DE"),), sections=0)

    assert expand_words("nyc") == [("nyc", ["location new-york"])]
    assert search("nyc") == search("new york city") == ["Pilot"]
    assert search("MUC") == search("munich") == search("muenchen") == ["Nurse"]
