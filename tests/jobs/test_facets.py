"""Exact counts: each option's count equals the total one gets with it as its facet's only value."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from jobs.facets import facets
from jobs.filters import PostingFilter
from jobs.models import Posting

from ..factories import days, make_location, make_posting, make_tag, make_team

PLACES, TEAMS, TAGS = ("Lisbon", "Berlin", "Kyiv"), ("Backend", "Design"), ("Program", "Manager")
VALUES = {
    "team": ["backend", "design", "secret"],
    "location": ["lisbon", "berlin", "kyiv", "atlantis"],
    "workplace": Posting.Workplace.values,
    "type": [*Posting.EmploymentType.values, "nonsense"],
    "level": Posting.Level.values,
    "tag": ["program", "manager"],
}
some = lambda values, most=3: st.lists(st.sampled_from(values), unique=True, max_size=most)  # noqa: E731
postings = st.fixed_dictionaries(
    {
        "team": st.sampled_from([*TEAMS, "Secret"]),
        "locations": some(PLACES),
        "tags": some(TAGS),
        "workplace": st.sampled_from(Posting.Workplace.values),
        "employment_types": some(Posting.EmploymentType.values),
        "level": st.sampled_from(["", *Posting.Level.values]),
        "published_from": st.sampled_from([None, -2, -2, -2, 2]),
        "closes_at": st.sampled_from([None, None, -1, 3]),
    }
)
choices = st.fixed_dictionaries({name: some(values, 2) for name, values in VALUES.items()})


def naive(chosen):
    """The open postings that match, found without the code under test."""
    now = timezone.now()
    found = []
    for posting in Posting.objects.all():
        carried = carried_by(posting)
        is_open = (
            posting.team.is_published
            and posting.published_from is not None
            and posting.published_from <= now
            and (posting.closes_at is None or posting.closes_at > now)
        )
        if is_open and all(not values or carried[name] & set(values) for name, values in chosen.items()):
            found.append(posting)
    return found


def carried_by(posting):
    return {
        "team": {posting.team.slug},
        "location": {location.slug for location in posting.locations.all()},
        "workplace": {posting.workplace},
        "type": set(posting.employment_types),
        "level": {posting.level} - {""},
        "tag": {tag.slug for tag in posting.tags.all()},
    }


def ask(chosen, **kwargs):
    data = QueryDict(mutable=True)
    for name, values in chosen.items():
        data.setlist(name, values)
    return PostingFilter(data, Posting.objects.open(), **kwargs)


class FacetsOfRandomPostings(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=st.lists(postings, max_size=12), chosen=choices)
    def test_total_and_every_count_equal_a_naive_computation(self, rows, chosen):
        places = {name: make_location(name) for name in PLACES}
        tags = {name: make_tag(name) for name in TAGS}
        teams = {name: make_team(name, is_published=name != "Secret") for name in [*TEAMS, "Secret"]}
        for row in rows:
            dates = {name: row[name] and days(row[name]) for name in ("published_from", "closes_at")}
            if dates["published_from"] and dates["closes_at"] and row["closes_at"] <= row["published_from"]:
                dates["closes_at"] = None
            make_posting(
                **row
                | dates
                | {
                    "team": teams[row["team"]],
                    "locations": [places[name] for name in row["locations"]],
                    "tags": [tags[name] for name in row["tags"]],
                    "sections": 0,
                }
            )
        asked = ask(chosen)

        counted = {
            facet.name: {option.value: option.count for option in facet.options}
            for facet in facets(Posting.objects.open(), asked, Posting.objects.open())
        }

        assert set(asked.qs) == set(naive(chosen))
        carried = [carried_by(posting) for posting in naive({})]
        for name in VALUES:
            offered = set().union(*(one[name] for one in carried)) if carried else set()
            assert counted[name] == {value: len(naive(chosen | {name: [value]})) for value in offered}


def test_facets_cost_one_query_whatever_is_asked(db):
    make_posting(locations=(make_location(),), tags=(make_tag(),))
    asked = ask({"location": ["lisbon"], "tag": ["people-manager"], "workplace": ["on-site"]})

    with CaptureQueriesContext(connection) as queries:
        facets(Posting.objects.open(), asked, Posting.objects.open())

    assert len(queries) == 1


def test_facet_of_a_frame_offers_what_the_frame_carries_and_what_was_chosen_elsewhere(db):
    team = make_team("Backend")
    make_posting(team=team, locations=(make_location("Lisbon"),))
    make_posting(locations=(make_location("Berlin"), make_location("Kyiv")))
    frame = Posting.objects.open().filter(team=team)
    asked = PostingFilter(QueryDict("location=berlin&location=atlantis"), frame, without="team")

    [location] = [one for one in facets(frame, asked, Posting.objects.open()) if one.name == "location"]

    assert [(one.value, one.label, one.count, one.chosen) for one in location.options] == [
        ("berlin", "Berlin", 0, True),
        ("lisbon", "Lisbon", 1, False),
    ]


def test_option_is_offered_only_if_an_open_posting_carries_it(db):
    make_posting(locations=(make_location("Lisbon"),))
    make_posting(published_from=None, locations=(make_location("Berlin"),), tags=(make_tag("Secret"),))
    make_posting(team=make_team("Hidden", is_published=False), locations=(make_location("Kyiv"),))
    asked = ask({"location": ["berlin"], "tag": ["secret"], "team": ["hidden"]})

    found = {
        one.name: [option.value for option in one.options] for one in facets(asked.queryset, asked, asked.queryset)
    }

    assert found["location"] == ["lisbon"]
    assert found["tag"] == []
    assert "hidden" not in found["team"]


@pytest.mark.parametrize("number", [8, 9, 12])
def test_long_facet_shows_eight_options_and_the_chosen_ones(db, number):
    places = tuple(make_location(f"Place {place:02}") for place in range(number))
    make_posting(locations=places)
    asked = ask({"location": [f"place-{number - 1:02}"]})

    [location] = [one for one in facets(asked.queryset, asked, asked.queryset) if one.name == "location"]

    assert len(location.options) == number
    assert [one.value for one in location.head] == [
        *[f"place-{place:02}" for place in range(min(number, 8))],
        *[f"place-{place:02}" for place in range(number) if place >= 8 and place == number - 1],
    ]
    assert len(location.head) + len(location.rest) == number


def test_places_of_the_same_name_are_told_apart(db):
    places = [
        make_location("Abbeville", slug="abbeville", region="LA", country="US"),
        make_location("Abbeville", slug="abbeville-2", region="SC", country="US"),
        make_location("Abbeville", slug="abbeville-3", country="FR"),
        make_location("Berlin", region="BE", country="DE"),
    ]
    make_posting(locations=tuple(places))
    asked = ask({})

    [location] = [one for one in facets(asked.queryset, asked, asked.queryset) if one.name == "location"]

    assert [one.label for one in location.options] == ["Abbeville, LA", "Abbeville, SC", "Abbeville, FR", "Berlin"]
