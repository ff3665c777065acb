"""C17: the lists of the desk and their exports take what their filters offer, and no value of it makes an error."""

from functools import cache
from itertools import cycle
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import ForeignObjectRel
from django.test import Client
from django.urls import NoReverseMatch, reverse

from jobs.models import PlaceRule, Posting
from teams.models import Employer, SharedText
from tests.desk import changelist_url, make_user
from tests.factories import days, make_location, make_posting, make_story, make_tag, make_team, make_testimonial

pytestmark = pytest.mark.django_db

# The only employer's list leads to its page, whatever is asked.
MODELS = [model for model in admin.site._registry if model is not Employer]
BY_NAME = {model.__name__: model for model in MODELS}
# What Django would take on a field of the row itself, each wrong on one database or the other, or without an end.
LOOKUPS = {
    "": "1",
    "__exact": "9" * 30,
    "__regex": "(a+)+$",
    "__iregex": "(",
    "__range": "1",
    "__in": "9999999999999999999999,1",
    "__contains": "x",
    "__year": "0",
    "__date__year": "99999",
    "__gt": "9999-12-31T23:59:59-23:59",
    "__nothing": "1",
}
VALUES = [
    "", " ", "0", "-1", "1.5", "1e9", "1_0", "9" * 18, "9" * 19, "9" * 30, "9" * 5000, "abc", "None", "True",
    "one", "nan", "²", "９", "\x00", "a\x00b", "\ud800", "\ufffe", "'", '"', "%", "\\", "(", "[]", "1,2", "on-site",
    "é" * 3000,
]  # fmt: skip
# Of addresses that the client would not write by itself.
RAW = ["=", "&", "=1", "%", "%00", "%00=1", "%ff=%ff", "\xff=1", ";", "e=1", "e", "p", "o", "q", "all", "_popup",
    "pk=1", "id__in=9999999999999999999999,1", "id__range=1", "is_seen__regex=(", "open_postings__regex=(", "e=2",
    "history__id=1", "o=99.-9", "o=" + "9" * 30, "p=" + "9" * 30, "p=²", "_to_field=title", "_to_field=id", "_facets=x",
    "title__regex=(a%2B)%2B%24", "change_log__contains=x", "published_from__year=0", "password__startswith=p",
    "recruiters__id__exact=1", "team__id__in=1", "team__pk=1", "team=1", "&".join(["status=open"] * 101),
]  # fmt: skip


@pytest.fixture
def root(employer: Any) -> Client:
    """A superuser, to whom every list is open; each holds a row or two, and its filters choices."""
    person = make_user("root", is_superuser=True)
    make_user("rita", "Recruiter", make_team("Empty"))
    for title in ("Backend", "a" * 40 + "!"):
        team, place = make_team(title), make_location(title)
        make_posting(title, team=team, locations=(place,), tags=(make_tag(title),), closes_at=days(3))
        make_story(team)
        make_testimonial(team)
        SharedText.objects.create(team=team, heading=title, body="<p>About us</p>")
    PlaceRule.objects.create(country="NZ")
    client = Client()
    client.force_login(person)
    return client


@cache
def pages(model: Any) -> list[str]:
    """The list, and the export of it where there is one."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_export"
    try:
        return [changelist_url(model), reverse(name, args=["csv"])]
    except NoReverseMatch:
        return [changelist_url(model)]


def offered(client: Client, model: Any) -> set[str]:
    """What Django's own filters, as they stand on the page, say they put into an address."""
    specs = client.get(changelist_url(model)).context["cl"].filter_specs
    return {name for spec in specs for name in spec.expected_parameters() if name}


def answers(client: Client, address: str, query: str | dict[str, str]) -> int:
    if isinstance(query, str):
        response = client.get(address, QUERY_STRING=query)
    else:
        response = client.get(address, {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()})
    if response.streaming:
        response.getvalue()  # a file of the export is written to its end
    return response.status_code


def test_both_pages_are_asked() -> None:
    """So that none of the tests below says nothing."""
    assert len(MODELS) >= 9
    assert sum(len(pages(model)) for model in MODELS) >= len(MODELS) + 3


def local_fields(model: Any) -> list[str]:
    """Names that stand in an address for a column or a relation of the row itself."""
    own = [field.name for field in model._meta.get_fields() if not isinstance(field, ForeignObjectRel)]
    return [*own, "pk"]


@pytest.mark.parametrize("name", BY_NAME)
def test_list_takes_exactly_what_its_filters_offer(root: Client, rf: Any, name: str) -> None:
    model: Any = BY_NAME[name]
    known = offered(root, model)
    every = {f"{field}{lookup}" for field in local_fields(model) for lookup in LOOKUPS} | known

    assert {one for one in every if admin.site._registry[model].lookup_allowed(one, "1", rf.get("/"))} == known


@pytest.mark.parametrize("name", BY_NAME)
def test_no_lookup_is_taken_that_no_filter_offers(root: Client, name: str) -> None:
    """On the pages: each field by one lookup, and so each lookup by many fields."""
    model: Any = BY_NAME[name]
    pairs = zip(local_fields(model), cycle(LOOKUPS.items()), strict=False)
    asked = {f"{field}{lookup}": value for field, (lookup, value) in pairs}
    assert asked.keys().isdisjoint(offered(root, model))

    found = {(page, one): answers(root, page, {one: asked[one]}) for page in pages(model) for one in asked}

    assert found == dict.fromkeys(found, 400)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_link_of_a_filter_is_taken(root: Client, name: str) -> None:
    model: Any = BY_NAME[name]
    shown = root.get(changelist_url(model)).context["cl"]
    links = {link["query_string"] for spec in shown.filter_specs for link in spec.choices(shown)}

    found = {query: {answers(root, page, query.lstrip("?")) for page in pages(model)} for query in links}

    assert found == {query: {200} for query in links}


@pytest.mark.parametrize("name", BY_NAME)
def test_no_value_of_a_filter_makes_an_error(root: Client, name: str) -> None:
    model: Any = BY_NAME[name]
    known = offered(root, model)
    absent = {one for one in known if one.endswith("__isnull")}
    refusing = {one for one in known - absent if one.endswith("__id__exact") or one.startswith(("is_", "has_"))}
    # Every text is good for the others, so they are asked at once.
    asked: list[Any] = [dict.fromkeys(known - absent - refusing, value) for value in VALUES]
    asked += [dict.fromkeys(absent, value) for value in ("", "abc", "9" * 30, "\x00")]
    asked += [{one: value} for one in refusing for value in VALUES]

    found = {answers(root, address, query) for address in pages(model) for query in asked if query}

    assert found <= {200, 302}


@pytest.mark.parametrize("name", BY_NAME)
def test_no_query_makes_an_error(root: Client, name: str) -> None:
    found = {answers(root, address, query) for address in pages(BY_NAME[name]) for query in RAW}

    assert found <= {200, 302, 400}


@pytest.mark.parametrize("value", ["9" * 19, "9" * 30, "-1", "x", ""])
def test_number_that_no_row_has_is_told_on_the_list(root: Client, value: str) -> None:
    """Also beside a filter that leaves nothing, where Django counts nothing before it writes the page."""
    for address in pages(Posting):
        for more in ({}, {"look": "failing"}, {"status": "hidden"}):
            response = root.get(address, {"team__id__exact": value, **more})
            assert (response.status_code, response["Location"]) == (302, f"{changelist_url(Posting)}?e=1")


def test_filters_still_narrow_down(root: Client) -> None:
    first = Posting.objects.order_by("pk")[0]
    for query in ({"team__id__exact": first.team_id}, {"locations__id__exact": first.locations.get().pk}):
        assert [one.pk for one in root.get(changelist_url(Posting), query).context["cl"].queryset] == [first.pk]
    found = root.get(changelist_url(User), {"groups__id__exact": User.objects.get(username="rita").groups.get().pk})
    assert [one.username for one in found.context["cl"].queryset] == ["rita"]
