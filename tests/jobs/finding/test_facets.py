"""Exact counts: the count of an option is the total of the list with it as the only value of its facet."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from jobs.finding.facets import build_facets
from jobs.models import Posting
from teams.models import ExchangeRate
from teams.models.validators import countries
from tests.examples import examples
from tests.factories import days, make_employer, make_location, make_posting, make_tag, make_team

from . import oracle
from .oracle import filter_postings, selection

PLACES = {"Lisbon": "PT", "Berlin": "DE", "Kyiv": "UA"}
TEAMS, TAGS = ("Backend", "Design"), ("Program", "Manager")
TITLES = ("Backend engineer", "Java Developer", "JavaScript developer", "Ingénieur Java", "Lead")
TEXTS = ("<p>You write Java.</p>", "<p>You lead a back-end team.</p>", "<p>Café in Lisbon</p>", "")
VALUES = {
    "team": ["backend", "design", "secret"],
    "location": ["lisbon", "berlin", "kyiv", "atlantis"],
    "country": ["PT", "DE", "KE", "XX"],
    "workplace": Posting.Workplace.values,
    "type": [*Posting.EmploymentType.values, "nonsense"],
    "level": Posting.Level.values,
    "tag": ["program", "manager"],
}
subset = lambda values, most=3: st.lists(st.sampled_from(values), unique=True, max_size=most)  # noqa: E731
pay = st.sampled_from(
    [
        {},
        {},
        {"pay_minimum": 50000, "pay_maximum": 70000, "pay_currency": "EUR", "pay_period": "year"},
        {"pay_minimum": 60000, "pay_currency": "EUR", "pay_period": "year"},
        {"pay_maximum": 5000, "pay_currency": "EUR", "pay_period": "month"},
        {"pay_minimum": 30, "pay_maximum": "30.5", "pay_currency": "USD", "pay_period": "hour"},
        {"pay_minimum": 90000, "pay_currency": "CHF", "pay_period": "year"},
    ]
)
postings = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "text": st.sampled_from(TEXTS),
        "team": st.sampled_from([*TEAMS, "Secret"]),
        "locations": subset(list(PLACES)),
        "tags": subset(TAGS),
        "workplace": st.sampled_from(Posting.Workplace.values),
        "eligible": st.sampled_from([{}, {"remote_anywhere": True}, {"remote_countries": ("DE", "PL")}]),
        "employment_types": subset(Posting.EmploymentType.values),
        "level": st.sampled_from(["", *Posting.Level.values]),
        "published_from": st.sampled_from([None, -2, -2, -1, 2]),
        "closes_at": st.sampled_from([None, None, -1, 3, 4]),
        "pay": pay,
    }
)
QUERIES = [
    "",
    "",
    "java",
    "jav",
    '"java developer"',
    "dev -javascript",
    "lisbon",
    "-java",
    "ingenieur backend",
    "germany",
]
choices = st.fixed_dictionaries(
    {
        **{name: subset(values, 2) for name, values in VALUES.items()},
        "pay": st.sampled_from([[], [], ["60000"], ["58350"], ["58351"], ["60000", "unstated"]]),
        "q": st.sampled_from(QUERIES).map(lambda query: [query] if query else []),
    }
)


class ViolationAmongRandomPostings(TestCase):
    @settings(max_examples=examples(100), deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        rows=st.lists(postings, max_size=12),
        chosen=choices,
        sort=st.sampled_from(["newest", "closing", "title", "relevance"]),
    )
    def test_total_order_pages_and_counts_equal_a_naive_computation(self, rows, chosen, sort):
        employer = make_employer(currency="EUR")
        ExchangeRate.objects.create(employer=employer, currency="USD", rate="0.92", date="2026-11-01")
        places = {name: make_location(name, country=country) for name, country in PLACES.items()}
        tags = {name: make_tag(name) for name in TAGS}
        teams = {name: make_team(name, is_published=name != "Secret") for name in [*TEAMS, "Secret"]}
        for row in rows:
            dates = {name: row[name] and days(row[name]) for name in ("published_from", "closes_at")}
            if dates["published_from"] and dates["closes_at"] and row["closes_at"] <= row["published_from"]:
                dates["closes_at"] = None
            posting = make_posting(
                row["title"],
                team=teams[row["team"]],
                locations=[places[name] for name in row["locations"]],
                tags=[tags[name] for name in row["tags"]],
                sections=0,
                workplace=row["workplace"],
                employment_types=row["employment_types"],
                level=row["level"],
                **dates,
                **row["pay"],
                **(row["eligible"] if row["workplace"] == "remote" else {}),
            )
            if row["text"]:
                posting.sections.create(heading="What you do", body=row["text"])
        filterset = filter_postings(chosen)

        ordered = filterset.qs.ordered(sort, filterset.hits)
        with oracle.caching():
            expected = [posting.pk for posting in oracle.find_postings(chosen, sort)]
            expected_counts = oracle.get_counts(chosen)

        assert len(ordered) == len(expected)
        assert [posting.pk for posting in ordered[:]] == expected
        assert [posting.pk for start in range(0, 12, 5) for posting in ordered[start : start + 5]] == expected
        counted = {facet.name: facet for facet in build_facets(filterset)}
        for name, options in expected_counts.items():
            shown = {option.value: option.count for option in counted[name].options}
            if name == "country":
                # Countries that only "anywhere" reaches are listed apart, without a count.
                offered = shown.keys() | dict(counted[name].other_countries).keys()
                assert offered == (options.keys() | set(chosen["country"])) & countries().keys() or not options
                options = {value: options.get(value, 0) for value in shown}
            assert shown == options


def test_facets_need_no_query(db):
    make_posting(locations=(make_location(),), tags=(make_tag(),))
    filterset = filter_postings({"location": ["lisbon"], "tag": ["people-manager"], "workplace": ["on-site"]})

    with CaptureQueriesContext(connection) as queries:
        build_facets(filterset)

    assert len(queries) == 0


def test_facet_of_a_frame_offers_values_of_the_frame_and_selected_ones(db):
    team = make_team("Backend")
    make_posting(team=team, locations=(make_location("Lisbon"),))
    make_posting(locations=(make_location("Berlin"), make_location("Kyiv")))
    everywhere = selection()
    frame = everywhere.within(everywhere.index.ordinals_with("team", "backend"))
    filterset = filter_postings("location=berlin&location=atlantis", frame, without="team")

    [location] = [facet for facet in build_facets(filterset) if facet.name == "location"]

    assert [(option.value, option.label, option.count, option.is_selected) for option in location.options] == [
        ("berlin", "Berlin", 0, True),
        ("lisbon", "Lisbon", 1, False),
    ]


def test_option_is_offered_only_if_an_open_posting_has_it(db):
    make_posting(locations=(make_location("Lisbon"),))
    make_posting(published_from=None, locations=(make_location("Berlin"),), tags=(make_tag("Secret"),))
    make_posting(team=make_team("Hidden", is_published=False), locations=(make_location("Kyiv"),))
    filterset = filter_postings({"location": ["berlin"], "tag": ["secret"], "team": ["hidden"]})

    values = {facet.name: [option.value for option in facet.options] for facet in build_facets(filterset)}

    assert values["location"] == ["lisbon"]
    assert values["tag"] == []
    assert "hidden" not in values["team"]


@pytest.mark.parametrize("number", [8, 9, 12])
def test_long_facet_shows_eight_options_and_the_selected_ones(db, number):
    places = tuple(make_location(f"Place {place:02}") for place in range(number))
    make_posting(locations=places)
    filterset = filter_postings({"location": [f"place-{number - 1:02}"]})

    [location] = [facet for facet in build_facets(filterset) if facet.name == "location"]

    assert len(location.options) == number
    assert [option.value for option in location.options if not option.is_collapsed] == [
        *[f"place-{place:02}" for place in range(min(number, 8))],
        *[f"place-{place:02}" for place in range(number) if place >= 8 and place == number - 1],
    ]
    assert location.is_long == (number > 9)


def test_places_of_the_same_name_have_distinct_labels(db):
    places = [
        make_location("Abbeville", slug="abbeville", region="LA", country="US"),
        make_location("Abbeville", slug="abbeville-2", region="SC", country="US"),
        make_location("Abbeville", slug="abbeville-3", country="FR"),
        make_location("Berlin", region="BE", country="DE"),
    ]
    make_posting(locations=tuple(places))
    filterset = filter_postings({})

    [location] = [facet for facet in build_facets(filterset) if facet.name == "location"]

    assert groups(location) == [
        ("", ["Abbeville, FR", "Berlin"]),
        ("United States", ["Abbeville, LA", "Abbeville, SC"]),
    ]


def groups(facet):
    return [(group.label, [option.label for option in group.options]) for group in facet.groups]


def test_country_is_the_heading_of_places_only_if_it_has_two(db):
    countries = {
        "Zürich": "CH",
        "Berlin": "DE",
        "Köln": "DE",
        "Évora": "PT",
        "Dublin": "IE",
        "Kraków": "PL",
        "Łódź": "PL",
    }
    make_posting(locations=tuple(make_location(name, country=country) for name, country in countries.items()))

    [location] = [facet for facet in build_facets(filter_postings({})) if facet.name == "location"]

    assert groups(location) == [
        ("", ["Dublin", "Évora", "Zürich"]),
        ("Germany", ["Berlin", "Köln"]),
        ("Poland", ["Kraków", "Łódź"]),
    ]
    assert [option.group for option in location.options[:3]] == ["Ireland", "Portugal", "Switzerland"]


def test_facet_without_any_count_is_closed_unless_a_value_is_chosen(db):
    make_posting(level="mid", locations=(make_location("Lisbon"),))
    make_posting(level="senior", locations=(make_location("Berlin", country="DE"),), workplace="hybrid")

    facets = {facet.name: facet.is_open for facet in build_facets(filter_postings("level=mid&location=berlin"))}
    matching = {facet.name: facet.is_open for facet in build_facets(filter_postings("level=mid"))}

    chosen = {"level", "location"}
    assert {name for name, is_open in facets.items() if is_open} == chosen
    assert {name for name, is_open in matching.items() if is_open} == {
        "team",
        "location",
        "country",
        "workplace",
        "level",
    }
