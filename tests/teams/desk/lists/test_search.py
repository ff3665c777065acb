"""The lists of the desk search with the words of the site: case, accents, plural and singular, synonyms."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.models import Posting, Synonym
from teams.models import Story
from tests.desk import changelist_url
from tests.factories import make_location, make_posting, make_story, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(db: None) -> None:
    Synonym.objects.all().delete()
    Synonym.objects.create(typed="people ops", found="human resources", direction=Synonym.Direction.ONE_WAY)
    Synonym.objects.create(typed="devops", found="platform", direction=Synonym.Direction.TWO_WAY)
    team, other = make_team("Kites"), make_team("Ærø office")
    for title in ("Backend engineer", "Human resources partner", "Platform lead"):
        make_posting(title, team=team, locations=(make_location(f"Lisbon {title}"),), published_from=None)
        make_story(team, title=title)
    make_posting("Café manager", team=other)
    make_story(other, title="Café manager")


QUERIES = {
    "": ["Backend engineer", "Café manager", "Human resources partner", "Platform lead"],
    "ENGINEERS": ["Backend engineer"],
    "gineer": ["Backend engineer"],
    "cafe managers": ["Café manager"],
    "people ops": ["Human resources partner"],
    "people ops partner": ["Human resources partner"],
    "human resources": ["Human resources partner"],
    "people": [],
    "devops": ["Platform lead"],
    "devops kites": ["Platform lead"],
    "devops aero": [],
    "aero": ["Café manager"],
    "100%": [],
    "_": [],
    "'\"\\": [],
}


@pytest.mark.parametrize("model", [Posting, Story])
@pytest.mark.parametrize("query", QUERIES)
def test_lists_understand_the_words_of_the_site(desk: Client, rows: None, model: Any, query: str) -> None:
    found = desk.get(changelist_url(model), {"q": query}).context["cl"].queryset
    assert sorted(row.title for row in found) == QUERIES[query]


def test_search_of_postings_costs_the_same_for_any_words(desk: Client, rows: None) -> None:
    def cost(words: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(changelist_url(Posting), {"q": words})
        return len(queries)

    desk.get(changelist_url(Posting))
    assert cost("engineer") == cost("lead devops kites lisbon")
