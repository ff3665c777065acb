"""Words that found nothing, on the front page of the desk, and what users make of them."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.admin import dashboard
from jobs.finding.unmatched import still_unmatched
from jobs.models import Location, Synonym, Tag, UnmatchedWords
from tests.desk import (
    add_url,
    change_url,
    changelist_url,
    get_error_messages,
    get_form_data,
    make_user,
    send,
)
from tests.factories import days, make_location, make_posting, make_tag

pytestmark = pytest.mark.django_db
ALSO_CALLED = "/admin/jobs/location/also-called/"
NOT_NOW = "/admin/jobs/synonym/not-now/"


def count_words(words: str, count: int = 3, age: int = 0) -> None:
    UnmatchedWords.objects.create(day=timezone.now().date() - dt.timedelta(days=age), words=words, count=count)


def shown(client: Client) -> list[tuple[str, int]]:
    """The words on the front page of the desk, and how often they were seen."""
    return [(row.words, row.times) for row in dashboard.get_unmatched(client.get("/admin/").wsgi_request)]


def get_messages(client: Client) -> list[str]:
    return [str(message) for message in client.get("/admin/").context["messages"]]


@pytest.fixture
def _positions(employer: Any) -> None:
    make_posting("Beekeeper", locations=(make_location("Lisbon"),), tags=(make_tag("Outdoors"),))
    make_posting("Falconer", published_from=days(3))


@pytest.mark.usefixtures("_positions")
def test_front_page_lists_frequent_words_that_still_find_nothing(desk: Client) -> None:
    count_words("quantum", 2)
    count_words("quantum", 5, age=29)
    count_words("quantum", 100, age=30)
    count_words("falconer", 4)
    count_words("tea taster")
    for words in ("beekeeper", "outdoors", "lisbon", "beekeeper lis", "?!"):
        count_words(words, 9)
    count_words("rare", 2)

    page = desk.get("/admin/")

    listed = [(row.words, row.times) for row in dashboard.get_unmatched(page.wsgi_request)]
    assert listed == [("quantum", 7), ("falconer", 4), ("tea taster", 3)]
    assert "seen 7 times" in page.text
    links = dashboard.get_unmatched(page.wsgi_request)[2].links
    assert [
        (link.label, urlsplit(link.address).path, dict(parse_qsl(urlsplit(link.address).query))) for link in links
    ] == [
        ("Make a synonym", add_url(Synonym), {"typed": "tea taster", "front": "1"}),
        ("Another name of a place", ALSO_CALLED, {"words": "tea taster"}),
        ("Make a label", add_url(Tag), {"name": "tea taster", "front": "1"}),
    ]


@pytest.mark.usefixtures("_positions")
def test_front_page_shows_twenty_words_and_fills_places_of_those_that_are_found(desk: Client) -> None:
    for word in ("beekeeper", "outdoors", "lisbon"):
        for length in range(2, len(word) + 1):
            count_words(word[:length], 50)
    for letter in "acdefghijkmnpqrstuvwx":
        count_words(f"zz{letter}")
    assert [words for words, _count in shown(desk)] == [f"zz{letter}" for letter in "acdefghijkmnpqrstuvw"]


@pytest.mark.usefixtures("_positions")
def test_words_that_were_only_half_typed_are_not_listed(desk: Client) -> None:
    for words in ("so", "somm", "sommelier", "sommelier nice", "pea", "peb"):
        count_words(words)
    for words, count in (("welder", 9), ("welderx", 8)):
        count_words(words, count)
    assert [words for words, _ in shown(desk)] == ["welder", "welderx", "pea", "peb", "sommelier", "sommelier nice"]


@pytest.mark.usefixtures("employer")
def test_words_are_not_listed_without_open_positions(desk: Client) -> None:
    """The words are not the reason why nothing is found."""
    count_words("quantum")
    assert shown(desk) == []


@pytest.mark.usefixtures("_positions")
def test_words_cost_one_more_query_for_any_number(desk: Client) -> None:
    def count_queries() -> int:
        desk.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            desk.get("/admin/")
        return len(queries)

    without = count_queries()
    for words in ("quantum", "falconer"):
        count_words(words)
    assert count_queries() == without + 1  # the counts are always read; one query matches all
    recruiter = Client()
    recruiter.force_login(make_user("kim", "Recruiter"))
    recruiter.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        recruiter.get("/admin/")
    assert [query["sql"] for query in queries if "unmatched" in query["sql"]] == []


@pytest.mark.usefixtures("_positions")
def test_words_are_shown_to_users_who_may_add_synonyms(desk: Client) -> None:
    count_words("quantum")
    for role, expected in (("Recruiter", []), ("Editor", [("quantum", 3)]), ("Administrator", [("quantum", 3)])):
        client = Client()
        client.force_login(make_user(role.lower(), role))
        assert shown(client) == expected
        assert ("Words that found nothing" in client.get("/admin/").text) == bool(expected)


def test_synonym_is_made_from_words(desk: Client) -> None:
    address = f"{add_url(Synonym)}?typed=tea+taster&found=sommelier&front=1"
    assert get_form_data(desk, address)["typed"] == ["tea taster"]
    response = send(desk, address, typed=" tea  taster,", direction="one-way")
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    synonym = Synonym.objects.get(typed="tea taster")
    assert (synonym.found, synonym.direction) == ("sommelier", "one-way")
    assert [(entry.history_type, entry.history_user.username) for entry in synonym.history.all()] == [("+", "robin")]
    assert get_messages(desk) == ["Saved."]
    again = send(desk, add_url(Synonym), typed="tea taster", found="sommelier", direction="one-way")
    assert get_error_messages(again) == ["These words have a synonym already. Add the other words to that one."]
    plain = send(desk, add_url(Synonym), typed="tea taster", found="sommelier")
    assert plain["Location"] == changelist_url(Synonym)


def test_synonym_without_effect_is_refused_at_its_field(desk: Client) -> None:
    response = send(desk, add_url(Synonym), typed="tea taster", found="Tea Taster")
    assert response.context["adminform"].form.errors == {
        "found": ["“Tea Taster” is in both fields. Remove it from one of them."]
    }
    response = send(desk, add_url(Synonym), typed=",", found="")
    assert response.context["adminform"].form.errors == {
        "typed": ["Write a word or a phrase. Commas alone have no effect."],
        "found": ["This field is required."],
    }


def test_synonym_form_sent_twice_is_saved_once(desk: Client) -> None:
    """F8."""
    data = get_form_data(desk, add_url(Synonym)) | {"typed": "tea taster", "found": "sommelier", "_save": "Save"}
    for _click in range(2):
        assert desk.post(add_url(Synonym), data).status_code == 302
    assert Synonym.objects.filter(typed="tea taster").count() == 1
    assert get_messages(desk)[-1] == "This was already saved. The second click changed nothing."


def test_synonyms_are_listed_and_searched(desk: Client) -> None:
    Synonym.objects.all().delete()
    Synonym.objects.create(typed="Ärztin", found="physician", direction="one-way")
    Synonym.objects.create(typed="tea taster", found="sommelier")

    def rows(query: str) -> list[str]:
        return sorted(str(row) for row in desk.get(changelist_url(Synonym) + query).context["cl"].queryset)

    assert rows("") == ["tea taster ↔ sommelier", "Ärztin → physician"]
    assert rows("?q=arztin") == rows("?q=PHYSI") == rows("?direction__exact=one-way") == ["Ärztin → physician"]
    assert "One way" in desk.get(changelist_url(Synonym)).text


def test_recruiter_reads_synonyms_and_changes_none(desk: Client) -> None:
    synonym = Synonym.objects.create(typed="tea taster", found="sommelier")
    recruiter = Client()
    recruiter.force_login(make_user("kim", "Recruiter"))
    assert recruiter.get(changelist_url(Synonym)).status_code == 200
    assert recruiter.get(change_url(synonym)).status_code == 200
    assert recruiter.post(change_url(synonym), {"typed": "x", "found": "y"}).status_code == 403
    for address in (add_url(Synonym), ALSO_CALLED):
        assert recruiter.get(address).status_code == 403
    count_words("quantum")
    assert recruiter.post(NOT_NOW, {"words": "quantum"}).status_code == 403
    assert UnmatchedWords.objects.count() == 1


@pytest.mark.usefixtures("_positions")
def test_label_is_made_from_words_with_its_slug(desk: Client) -> None:
    """Without JavaScript."""
    count_words("tea taster")
    address = f"{add_url(Tag)}?name=tea+taster&front=1"
    data = get_form_data(desk, address)
    assert (data["name"], data["slug"]) == (["tea taster"], ["tea-taster"])
    assert send(desk, address, name="Tea taster")["Location"] == "/admin/"
    assert Tag.objects.get(slug="tea-taster").name == "Tea taster"
    assert get_form_data(desk, add_url(Tag))["slug"] == [""]
    assert send(desk, add_url(Tag), name="Other", slug="other")["Location"] == changelist_url(Tag)


def test_place_gets_another_name(desk: Client) -> None:
    lisbon, porto = make_location("Lisbon", also_called="Lissabon"), make_location("Porto")
    page = desk.get(f"{ALSO_CALLED}?words=lisboa")
    assert page.context["form"].initial == {"words": "lisboa"}
    assert list(page.context["form"].fields["place"].queryset) == [lisbon, porto]
    data = get_form_data(desk, f"{ALSO_CALLED}?words=lisboa") | {"place": str(lisbon.pk)}

    response = desk.post(ALSO_CALLED, data)

    assert response["Location"] == "/admin/"
    lisbon.refresh_from_db()
    assert lisbon.also_called == "Lissabon, lisboa"
    assert [(entry.also_called, entry.history_user) for entry in lisbon.history.all()] == [
        ("Lissabon, lisboa", response.wsgi_request.user),
        ("Lissabon", None),
    ]
    assert LogEntry.objects.get().get_change_message() == "Added another name: lisboa."
    assert get_messages(desk) == ["Saved. Whoever searches for “lisboa” finds Lisbon."]

    # F8: the second click.
    assert desk.post(ALSO_CALLED, data)["Location"] == "/admin/"
    assert get_messages(desk) == ["This was already saved. The second click changed nothing."]
    lisbon.refresh_from_db()
    assert (lisbon.also_called, lisbon.history.count()) == ("Lissabon, lisboa", 2)


@pytest.mark.parametrize(
    ("words", "errors"),
    [
        ("LISSABON", {"words": ["Lisbon has this name already. Write another one."]}),
        ("lisbon", {"words": ["Lisbon has this name already. Write another one."]}),
        (" , ", {"words": ["Lisbon has this name already. Write another one."]}),
        ("", {"words": ["This field is required."]}),
        ("\u202e", {"words": ["This field is required."]}),
        ("x" * 61, {"words": ["Ensure this value has at most 60 characters (it has 61)."]}),
    ],
)
def test_other_name_without_effect_is_refused(desk: Client, words: str, errors: dict[str, list[str]]) -> None:
    lisbon = make_location("Lisbon", also_called="Lissabon")
    response = desk.post(ALSO_CALLED, {"words": words, "place": lisbon.pk})
    assert response.status_code == 200
    assert response.context["form"].errors == errors
    assert "Nothing is saved yet." in response.text


@pytest.mark.parametrize("place", ["", "0", "x", "9" * 30, "-1"])
def test_other_name_needs_a_place(desk: Client, place: str) -> None:
    make_location("Lisbon")
    response = desk.post(ALSO_CALLED, {"words": "lisboa", "place": place})
    assert set(response.context["form"].errors) == {"place"}
    assert Location.objects.get().also_called == ""


@pytest.mark.usefixtures("_positions")
def test_words_that_find_something_now_are_no_longer_listed(desk: Client) -> None:
    count_words("quantum")
    count_words("falconry")
    assert shown(desk) == [("falconry", 3), ("quantum", 3)]
    make_posting("Quantum gardener")
    assert shown(desk) == [("falconry", 3)]


@pytest.mark.usefixtures("_positions")
def test_words_are_dismissed_until_they_are_searched_again(desk: Client) -> None:
    count_words("quantum", 5)
    count_words("quantum", 5, age=3)
    count_words("falconry", 4)
    response = desk.post(NOT_NOW, {"words": "Quantum"})
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert get_messages(desk) == ["“quantum” is listed again when more people search for it."]
    assert shown(desk) == [("falconry", 4)]
    for _search in range(3):
        UnmatchedWords.objects.record(["quantum"], timezone.now().date())
    assert shown(desk) == [("falconry", 4), ("quantum", 3)]
    assert desk.get(NOT_NOW).status_code == 405
    for words in ("\x00", "x" * 999, ""):
        assert desk.post(NOT_NOW, {"words": words}).status_code == 302


def test_nothing_is_still_unmatched_without_words(desk: Client) -> None:
    make_posting("Beekeeper")
    selection = dashboard.Selection.open(desk.get("/admin/").wsgi_request)
    assert still_unmatched([], selection) == []
    assert still_unmatched(["", "?!", "quantum", "beekeeper", "-beekeeper", '"bee"'], selection) == [
        "quantum",
        "-beekeeper",
        '"bee"',
    ]
    assert still_unmatched(["quantum", "falconry"], selection, 1) == ["quantum"]
