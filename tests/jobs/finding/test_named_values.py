"""Filters offered for words that name a value: each count is the total of the list at its address."""

from urllib.parse import quote

import pytest
from django.test import TestCase

from jobs.models import Location, Synonym, Tag
from teams.models import Team
from tests.examples import ALL
from tests.factories import days, make_location, make_posting, make_tag, make_team

from .words import sets

# Beside those of the sets: with a minus, a phrase, “or”, a separator, and several values.
QUERIES = ["remote -analyst", "-remote part time", 'remote "data analyst"', "remote/analyst", "remote or hybrid"]
QUERIES += ["part-time nurse uk leeds", "hybrid uk analyst", "part time remote", "UI/UX contract", "the uk"]
# Of the queries, one of so many is tried.
SHARE = 1 if ALL else 3


def get_list(client, url):
    return client.get(url).context["listing"]


def get_values(client, query, path="/jobs/?q="):
    """Return the label, address and count of each filter that a list offers for its words."""
    values = get_list(client, f"{path}{quote(query)}").search_help.values
    return [(value.label, value.url, value.count) for value in values]


def compare_totals(client, path, names):
    """Return the labels of all offered filters, and those whose count is not the total at their address."""
    queries = list(dict.fromkeys([query["q"] for name in names for query in sets.read(name) if query["q"]] + QUERIES))[
        ::SHARE
    ]
    offered = [(query, *value) for query in queries for value in get_values(client, query, path)]
    totals = {url: get_list(client, url).total for _query, _label, url, _count in offered}
    return [row[1] for row in offered], [row for row in offered if row[3] != totals[row[2]] or not row[3]]


@pytest.mark.many_examples
class OfferedValues(TestCase):
    """Titles like real ones."""

    @classmethod
    def setUpTestData(cls):
        sets.make_corpus("titles")

    def test_every_count_is_the_total_of_the_list_at_its_address(self):
        labels, wrong = compare_totals(self.client, "/jobs/?q=", sets.SETS["titles"])

        assert wrong == []
        assert len(labels) >= 80 // SHARE

    def test_every_count_is_the_total_in_a_frame_and_beside_other_filters(self):
        for path, facet in (
            ("/teams/clinic/?q=", "Team"),
            ("/locations/leeds/?q=", "Location"),
            ("/jobs/?country=GB&sort=title&q=", "Country"),
            ("/jobs/?type=part-time&q=", "Employment type"),
        ):
            labels, wrong = compare_totals(self.client, path, ["facts"])

            assert wrong == []
            assert len(labels) >= 10 // SHARE, path
            assert facet not in {label.partition(":")[0] for label in labels}


@pytest.mark.many_examples
class OfferedValuesOfTexts(TestCase):
    """Postings with long texts, in five languages."""

    @classmethod
    def setUpTestData(cls):
        sets.make_corpus("corpus")

    def test_every_count_is_the_total_of_the_list_at_its_address(self):
        labels, wrong = compare_totals(self.client, "/jobs/?q=", sets.SETS["corpus"])

        assert wrong == []
        assert len(labels) >= 50 // SHARE


@pytest.fixture
def nurses(employer):
    """Nurses with values to name, and positions that are not open."""
    place, tag, team = (
        make_location("Leeds", country="GB", also_called="Leeds UK"),
        make_tag("Night shift"),
        make_team("Clinic"),
    )
    fields = {"team": team, "sections": 0}
    make_posting(
        "Entry nurse", locations=(place,), tags=(tag,), level="entry", employment_types=["part-time"], **fields
    )
    make_posting("Night nurse", workplace="remote", remote_anywhere=True, level="senior", **fields)
    hidden = {"level": "lead", "workplace": "hybrid", "locations": (place,), "sections": 0}
    make_posting("Draft nurse", team=team, published_from=None, **hidden)
    make_posting("Scheduled nurse", team=team, published_from=days(1), **hidden)
    make_posting("Closed nurse", team=team, published_from=days(-2), closes_at=days(-1), **hidden)
    make_posting("Hidden nurse", team=make_team("Secret", is_published=False), **hidden)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("remote nurse", [("Workplace: Remote", "/jobs/?q=nurse&workplace=remote", 1)]),
        ("nurse uk", [("Country: United Kingdom", "/jobs/?q=nurse&country=GB", 2)]),
        ("entry level nurse", [("Experience level: Entry", "/jobs/?q=nurse&level=entry", 1)]),
        ("night shift nurse", [("Label: Night shift", "/jobs/?q=nurse&tag=night-shift", 1)]),
        ("clinic nurses", [("Team: Clinic", "/jobs/?q=nurses&team=clinic", 2)]),
        (
            "part-time nurse in Leeds",
            [
                ("Employment type: Part time", "/jobs/?q=nurse+Leeds&type=part-time", 1),
                ("Location: Leeds", "/jobs/?q=part-time+nurse&location=leeds", 1),
            ],
        ),
        ("nurse leeds uk", [("Location: Leeds", "/jobs/?q=nurse&location=leeds", 1)]),
        ("night or remote nurse", []),
        ("nurse kenya", []),
        ("nurse -remote", []),
        ("nurse hybrid", []),
        ("lead nurse", []),
        ("secret nurse", []),
        ("pilot remote", []),
        ("nurse", []),
    ],
)
def test_values_are_offered_instead_of_their_words(client, nurses, query, expected):
    assert get_values(client, query) == expected


def test_first_three_values_are_offered_the_longest_first(client, nurses):
    labels = [label for label, _url, _count in get_values(client, "leeds uk part time clinic night shift entry nurse")]

    assert labels == ["Location: Leeds", "Employment type: Part time", "Label: Night shift"]


def test_value_that_is_chosen_already_is_not_offered(client, nurses):
    assert get_values(client, "remote nurse", "/jobs/?workplace=on-site&q=") == []
    assert get_values(client, "clinic nurse", "/teams/clinic/?q=") == []
    assert get_values(client, "remote nurse", "/teams/clinic/?q=") == [
        ("Workplace: Remote", "/teams/clinic/?q=nurse&workplace=remote", 1)
    ]


@pytest.mark.parametrize(
    ("change", "query", "total", "offered"),
    [
        (lambda: Synonym.objects.create(typed="matron", found="nurse"), "matron", 2, []),
        (lambda: Synonym.objects.update(found="matron, sister"), "matron", 2, []),
        (lambda: Tag.objects.update(name="Owl hours"), "owl hours", 1, ["Label: Owl hours"]),
        (lambda: Location.objects.update(also_called="Steel Yard, D2"), "steel yard", 1, ["Location: Leeds"]),
        (lambda: Location.objects.update(also_called="Steel Yard, D2"), "yard", 1, []),
        (lambda: Location.objects.update(name="Foundry"), "foundry", 1, ["Location: Foundry"]),
        (lambda: Team.objects.filter(slug="clinic").update(name="Hospice"), "hospice", 2, ["Team: Hospice"]),
    ],
    ids=["synonym", "synonym changed", "label", "other names of a place", "one word of them", "place", "team"],
)
def test_next_request_finds_what_a_change_names(client, nurses, change, query, total, offered):
    Synonym.objects.all().delete()
    Synonym.objects.create(typed="nurse", found="sister")
    assert get_list(client, f"/jobs/?q={query}").total == 0

    change()

    listing = get_list(client, f"/jobs/?q={query}")
    assert listing.total == total
    assert [value.label for value in listing.search_help.values] == offered


def test_next_request_forgets_a_synonym_that_is_deleted(client, nurses):
    Synonym.objects.all().delete()
    synonym = Synonym.objects.create(typed="matron", found="nurse")
    assert get_list(client, "/jobs/?q=matron").total == 2

    synonym.delete()

    assert get_list(client, "/jobs/?q=matron").total == 0
