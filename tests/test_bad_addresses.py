"""C17: lists of the desk and their exports accept only the lookups of their filters, and no value is a server error."""

from functools import cache
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

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

# The list of employers always redirects.
MODELS = [model for model in admin.site._registry if model is not Employer]
BY_NAME = {model.__name__: model for model in MODELS}
# Lookups that Django accepts on a field. Each fails or never finishes on one of the databases.
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
# Queries that the test client would not encode this way.
RAW = ["=", "&", "=1", "%", "%00", "%00=1", "%ff=%ff", "\xff=1", ";", "e=1", "e", "p", "o", "q", "all", "_popup",
    "pk=1", "id__in=9999999999999999999999,1", "id__range=1", "is_shown__regex=(", "open_postings__regex=(", "e=2",
    "history__id=1", "o=99.-9", "o=" + "9" * 30, "p=" + "9" * 30, "p=²", "_to_field=title", "_to_field=id", "_facets=x",
    "title__regex=(a%2B)%2B%24", "change_log__contains=x", "published_from__year=0", "password__startswith=p",
    "recruiters__id__exact=1", "team__id__in=1", "team__pk=1", "team=1", "&".join(["status=open"] * 101),
]  # fmt: skip


@pytest.fixture
def root(employer: Any) -> Client:
    """A superuser. Each list has one or two rows, and its filters have choices."""
    user = make_user("root", is_superuser=True)
    make_user("rita", "Recruiter", make_team("Empty"))
    for title in ("Backend", "a" * 40 + "!"):
        team, place = make_team(title), make_location(title)
        make_posting(title, team=team, locations=(place,), tags=(make_tag(title),), closes_at=days(3))
        make_story(team)
        make_testimonial(team)
        SharedText.objects.create(team=team, heading=title, body="<p>About us</p>")
    PlaceRule.objects.create(country="NZ")
    client = Client()
    client.force_login(user)
    return client


@cache
def get_pages(model: Any) -> list[str]:
    """Return the addresses of the list and of its export, if there is one."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_export"
    try:
        return [changelist_url(model), reverse(name, args=["csv"])]
    except NoReverseMatch:
        return [changelist_url(model)]


def get_filter_parameters(client: Client, model: Any) -> set[str]:
    """Return the parameters that the filters on the page use."""
    specs = client.get(changelist_url(model)).context["cl"].filter_specs
    return {name for spec in specs for name in spec.expected_parameters() if name}


def get_status(client: Client, address: str, query: str | dict[str, str]) -> int:
    if isinstance(query, str):
        response = client.get(address, QUERY_STRING=query)
    else:
        response = client.get(address, {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()})
    if response.streaming:
        response.getvalue()  # reads the export to its end
    return response.status_code


def test_lists_and_exports_are_tested() -> None:
    """Or the tests below would test nothing."""
    assert len(MODELS) >= 9
    assert sum(len(get_pages(model)) for model in MODELS) >= len(MODELS) + 3


def get_field_names(model: Any) -> list[str]:
    """Return the names of the columns and relations of a model in lookups."""
    own = [field.name for field in model._meta.get_fields() if not isinstance(field, ForeignObjectRel)]
    return [*own, "pk"]


@pytest.mark.parametrize("name", BY_NAME)
def test_list_accepts_exactly_the_lookups_of_its_filters(root: Client, rf: Any, name: str) -> None:
    model: Any = BY_NAME[name]
    accepted = get_filter_parameters(root, model)
    lookups = {f"{field}{lookup}" for field in get_field_names(model) for lookup in LOOKUPS} | accepted

    assert {
        lookup for lookup in lookups if admin.site._registry[model].lookup_allowed(lookup, "1", rf.get("/"))
    } == accepted


@pytest.mark.parametrize("name", BY_NAME)
def test_other_lookups_are_refused(root: Client, name: str) -> None:
    """Tests one lookup for each field, and so each lookup with many fields."""
    model: Any = BY_NAME[name]
    pairs = zip(get_field_names(model), cycle(LOOKUPS.items()), strict=False)
    queries = {f"{field}{lookup}": value for field, (lookup, value) in pairs}
    assert queries.keys().isdisjoint(get_filter_parameters(root, model))

    statuses = {
        (page, name): get_status(root, page, {name: queries[name]}) for page in get_pages(model) for name in queries
    }

    assert statuses == dict.fromkeys(statuses, 302)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_link_of_a_filter_works(root: Client, name: str) -> None:
    model: Any = BY_NAME[name]
    changelist = root.get(changelist_url(model)).context["cl"]
    links = {link["query_string"] for spec in changelist.filter_specs for link in spec.choices(changelist)}

    statuses = {query: {get_status(root, page, query.lstrip("?")) for page in get_pages(model)} for query in links}

    assert statuses == {query: {200} for query in links}


@pytest.mark.parametrize("name", BY_NAME)
def test_no_value_of_a_filter_makes_a_server_error(root: Client, name: str) -> None:
    model: Any = BY_NAME[name]
    accepted = get_filter_parameters(root, model)
    null_lookups = {name for name in accepted if name.endswith("__isnull")}
    strict = {
        name for name in accepted - null_lookups if name.endswith("__id__exact") or name.startswith(("is_", "has_"))
    }
    # The others accept any text, so they are tested together.
    queries: list[Any] = [dict.fromkeys(accepted - null_lookups - strict, value) for value in VALUES]
    queries += [dict.fromkeys(null_lookups, value) for value in ("", "abc", "9" * 30, "\x00")]
    queries += [{name: value} for name in strict for value in VALUES]

    statuses = {get_status(root, address, query) for address in get_pages(model) for query in queries if query}

    assert statuses <= {200, 302}


@pytest.mark.parametrize("name", BY_NAME)
def test_no_query_makes_a_server_error(root: Client, name: str) -> None:
    statuses = {get_status(root, address, query) for address in get_pages(BY_NAME[name]) for query in RAW}

    assert statuses <= {200, 302}


@pytest.mark.parametrize("value", ["9" * 19, "9" * 30, "-1", "x", ""])
def test_invalid_id_leads_to_the_list_without_it(root: Client, value: str) -> None:
    """Also with a filter without matches, where Django makes no count before it renders the page."""
    list_url = changelist_url(Posting)
    for address in get_pages(Posting):
        for other_filters in ({}, {"look": "failing"}, {"status": "hidden"}):
            response = root.get(address, {"team__id__exact": value, **other_filters})
            rest = f"?{urlencode(other_filters)}" if other_filters else ""
            assert (response.status_code, response["Location"]) == (302, f"{list_url}{rest}")


def test_filters_work(root: Client) -> None:
    first = Posting.objects.order_by("pk")[0]
    for query in ({"team__id__exact": first.team_id}, {"locations__id__exact": first.locations.get().pk}):
        assert [posting.pk for posting in root.get(changelist_url(Posting), query).context["cl"].queryset] == [first.pk]
    response = root.get(changelist_url(User), {"groups__id__exact": User.objects.get(username="rita").groups.get().pk})
    assert [user.username for user in response.context["cl"].queryset] == ["rita"]
