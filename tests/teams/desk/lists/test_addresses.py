"""An address that asks a list for something it does not have leads to the list, with a sentence."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from jobs.models import Posting, Tag
from teams.models import Story
from tests.desk import changelist_url, make_user
from tests.factories import make_location, make_posting, make_story, make_tag, make_team

pytestmark = pytest.mark.django_db
TEXT = "The address asked for something that this list does not have"


def follow(client, query, model=Posting):
    """Return the address that a query leads to, and the sentences there."""
    response = client.get(f"{changelist_url(model)}?{query}", follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) <= 1
    address = response.redirect_chain[0][0] if response.redirect_chain else ""
    return address.removeprefix(changelist_url(model)), [str(message) for message in response.context["messages"]]


CASES = {
    "status=never": ("", [f"{TEXT}: “status = never”."]),
    "status=open&workplace__exact=moon&q=a&o=1": (
        "?status=open&q=a&o=1",
        [f"{TEXT}: “workplace__exact = moon”."],
    ),
    "team__id__exact=999999": ("", [f"{TEXT}: “team__id__exact = 999999”."]),
    "locations__id__exact=x": ("", [f"{TEXT}: “locations__id__exact = x”."]),
    "nonsense=1": ("", [f"{TEXT}: “nonsense = 1”."]),
    "nonsense": ("", [f"{TEXT}: “nonsense”."]),
    "e=1": ("", [f"{TEXT}."]),
    "a=1&b=2&c=3&d=4&f=5": ("", [f"{TEXT}: “a = 1”, “b = 2”, “c = 3” and 2 more."]),
    "team__id__exact=<b>": ("", [f"{TEXT}: “team__id__exact = <b>”."]),
    "status=open": ("", []),
    "q=x&p=1": ("", []),
}


@pytest.mark.parametrize("query", CASES)
def test_unknown_values_are_left_out_and_named(desk: Client, query: str) -> None:
    for title in ("One", "Two"):
        make_posting(title, team=make_team(title), locations=(make_location(title),))
    assert follow(desk, query) == CASES[query]


def test_page_that_does_not_exist_leads_to_the_first_one(desk: Client) -> None:
    for number in range(51):
        make_tag(f"Label {number}")
    assert follow(desk, "p=2&o=1", Tag) == ("", [])
    assert follow(desk, "p=3&o=1", Tag) == ("?o=1", [f"{TEXT}: “p = 3”."])


def test_row_of_another_team_is_answered_like_none(client: Client, employer: object) -> None:
    own, foreign = make_team("Own"), make_team("Foreign")
    make_story(own), make_story(foreign)
    client.force_login(make_user("robin", "Recruiter", own))
    # Her only team is a filter, although it is not offered.
    assert follow(client, f"team__id__exact={own.pk}", Story) == ("", [])
    for pk in (foreign.pk, 999999):
        assert follow(client, f"team__id__exact={pk}", Story) == ("", [f"{TEXT}: “team__id__exact = {pk}”."])


def test_many_places_are_a_filter_without_counts(desk: Client) -> None:
    places = [make_location(f"Place {number}") for number in range(101)]
    posting = make_posting(locations=tuple(places))
    (spec,) = (
        spec
        for spec in desk.get(changelist_url(Posting)).context["cl"].filter_specs
        if getattr(spec, "field_path", "") == "locations"
    )
    page = desk.get(changelist_url(Posting), {"locations__id__exact": places[7].pk})
    assert list(page.context["cl"].queryset) == [posting]
    choices = spec.choices(page.context["cl"])
    assert [choice["display"] for choice in choices][1:3] == ["Place 0", "Place 1"]
    assert page.context["cl"].add_facets


def test_no_list_links_to_counts_that_it_shows_anyway(client: Client, employer: object) -> None:
    client.force_login(make_user("ada", is_superuser=True))
    lists = {model: client.get(changelist_url(model)) for model in admin.site._registry}
    shown = {model for model, page in lists.items() if page.status_code == 200 and page.context["cl"].has_filters}
    assert {Posting, Story, User} <= shown
    assert {model for model in shown if b"_facets" in lists[model].content} == set()
