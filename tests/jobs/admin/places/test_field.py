"""The places of a posting: found by typing, and added at the field when they are missing."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.admin.places import field
from jobs.models import Location, Posting
from tests.desk import add_url, change_url, changelist_url, get_form_data, make_user
from tests.factories import make_location, make_posting, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter(client: Client, employer: Any) -> Client:
    client.force_login(make_user("robin", "Recruiter", make_team("Kites")))
    return client


def save(client: Client, *places: str, **fields: Any) -> tuple[Any, list[str]]:
    """Save a draft with these values of the field. Return the response and the names of its places, if it is saved."""
    team = Posting.team.field.related_model.objects.first()
    data = get_form_data(client, add_url(Posting)) | {"title": "Kite maker", "reference": "K-1", "team": team.pk}
    response = client.post(add_url(Posting), data | {"sections-TOTAL_FORMS": 0, "locations": list(places)} | fields)
    posting = Posting.objects.filter(reference="K-1").first()
    return response, [place.name for place in posting.locations.all()] if posting else []


def read_errors(response: Any) -> list[str]:
    return list(response.context["adminform"].form.errors.get("locations", []))


def read_widget(response: Any) -> tuple[list[str], list[str], str]:
    """Return the values of the ticked boxes, those of the others, and what stands in the text field."""
    field = response.context["adminform"].form["locations"]
    context = field.field.widget.get_context(field.html_name, field.value(), {"id": "x"})["widget"]
    values = [
        [choice.value for choice, is_chosen in context["options"] if is_chosen == which] for which in (True, False)
    ]
    return values[0], values[1], context["typed"]


def test_city_that_the_site_lacks_is_added_with_the_posting(recruiter: Client) -> None:
    lisbon = make_location("Lisbon")
    response, places = save(recruiter, str(lisbon.pk), "Porto, Portugal")
    assert (response.status_code, places) == (302, ["Lisbon", "Porto"])
    porto = Location.objects.get(slug="porto")
    assert (porto.city, porto.region, porto.country, porto.time_zone) == ("Porto", "", "PT", "Europe/Lisbon")
    assert not porto.is_checked
    assert porto.history.get().history_user.username == "robin"
    page = recruiter.get(response["Location"])
    assert "“Porto” is a new place. Editors see that it is new." in map(str, page.context["messages"])


def test_unknown_city_is_said_at_the_field_with_the_cities_of_that_name(recruiter: Client) -> None:
    response, places = save(recruiter, "Portland")
    assert (places, Location.objects.exists()) == ([], False)
    assert read_errors(response) == [
        "There is no place “Portland” yet. Tick the one you mean to add it, or write its city and country."
    ]
    chosen, offered, typed = read_widget(response)
    assert (chosen, offered, typed) == ([], ["Portland, OR, US", "Portland, ME, US", "Portland, TX, US"], "Portland")
    # Without a script, the field still holds what was typed when the box is ticked.
    response, places = save(recruiter, offered[1], "Portland")
    assert (response.status_code, places) == (302, ["Portland, ME"])
    assert Location.objects.get().time_zone == "America/New_York"


def test_village_that_nobody_knows_is_added_with_its_country(recruiter: Client) -> None:
    response, places = save(recruiter, "Hinterobersdorf")
    assert read_errors(response) == [
        "There is no place “Hinterobersdorf” yet. Write its city and country to add it: Hinterobersdorf, Portugal."
    ]
    assert read_widget(response) == ([], [], "Hinterobersdorf")
    response, places = save(recruiter, "Hinterobersdorf, Austria")
    assert (response.status_code, places) == (302, ["Hinterobersdorf"])
    assert Location.objects.get().time_zone == "Europe/Vienna"


def test_known_places_are_found_by_what_is_typed(recruiter: Client) -> None:
    lisbon, london = make_location("Lisbon"), make_location("London", country="GB", slug="london-office")
    for typed in ("lisbon", "Lisbon, PT", "Lisboa, Portugal", "lisbon; london-office"):
        Posting.objects.all().delete()
        response, places = save(recruiter, typed)
        assert response.status_code == 302, read_errors(response)
        assert places == (["Lisbon", "London"] if ";" in typed else ["Lisbon"])
    Posting.objects.all().delete()
    response, places = save(recruiter, "lo")
    assert str(london.pk) in read_widget(response)[1]
    response, places = save(recruiter, str(london.pk), "lo", str(lisbon.pk))
    assert places == ["Lisbon", "London"]
    assert Location.objects.count() == 2


def test_nothing_typed_is_lost_when_another_field_is_wrong(recruiter: Client) -> None:
    response, _places = save(recruiter, "Porto, , PT", title="")
    assert response.status_code == 200
    assert read_widget(response) == (["Porto, , PT"], [], "")
    assert not Location.objects.exists()
    assert "Porto, Portugal" in response.content.decode()


HOSTILE = [
    *(
        "9" * 30,
        "-1",
        "\x00",
        ",",
        ";;;",
        ", , PT",
        "x" * 5000,
        "é" * 200,
        "a\x00b, PT",
        "Porto, ZZ",
        "<b>, PT",
        "%",
        "'",
    ),
]


def test_no_value_of_the_field_makes_a_server_error(recruiter: Client) -> None:
    for value in HOSTILE:
        response, _places = save(recruiter, value)
        assert response.status_code in (200, 302), value
        Posting.objects.all().delete()
    assert save(recruiter, *(f"Village {number}, PT" for number in range(21)))[0].status_code == 200


def test_publishing_with_a_new_place_opens_in_its_time_zone(desk: Client) -> None:
    make_team("Kites")
    # Of a place in Tokyo, a day ends nine hours before that of London.
    data = {"closes_at_0": "2030-01-31"}
    response, _places = save(desk, "Tokyo, JP", **data)
    assert response.status_code == 302, response.context and response.context["errors"]
    assert Posting.objects.get().closes_at.isoformat() == "2030-01-31T15:00:00+00:00"


def search(client: Client, words: str) -> list[tuple[str, bool]]:
    answer = json.loads(client.get("/admin/jobs/location/find/", {"words": words}).content)
    return [(choice["label"], choice["is_new"]) for choice in answer["choices"]]


def test_search_offers_places_of_the_site_first_and_then_cities(recruiter: Client) -> None:
    make_location("Porto Alegre", country="BR")
    make_location("Köln", country="DE")
    assert search(recruiter, "porto")[:2] == [("Porto Alegre, Brazil", False), ("Porto, Portugal", True)]
    assert ("Porto Alegre, Brazil", True) not in search(recruiter, "porto")
    assert search(recruiter, "cologne") == [("Köln, Germany", False)]
    assert search(recruiter, "KOLN") == [("Köln, Germany", False)]
    for words in ("", " ", "\x00", "x" * 5000, "%", "_", "'"):
        assert len(search(recruiter, words)) <= 13


def test_form_with_thousands_of_places_stays_small(recruiter: Client) -> None:
    team = Posting.team.field.related_model.objects.get()
    places = Location.objects.bulk_create(
        Location(name=f"Place {number}", slug=f"place-{number}", city="X", country="PT") for number in range(3000)
    )
    posting = make_posting(team=team, locations=(places[7],))
    with CaptureQueriesContext(connection) as queries:
        page = recruiter.get(change_url(posting)).content.decode()
    assert page.count(' name="locations"') == 2
    assert len(page) < 150_000
    assert not any("Place 8" in str(query) for query in queries)


def test_editors_see_what_is_new_and_mark_it_as_checked(desk: Client) -> None:
    checked, new = make_location("Lisbon"), make_location("Porto", is_checked=False)
    page = desk.get(changelist_url(Location), {"is_checked__exact": "0"})
    assert list(page.context["cl"].queryset) == [new]
    assert page.content.decode().count('badge badge-scheduled">New<') == 1
    data = {"action": "mark_checked", "_selected_action": [new.pk, checked.pk]}
    answer = desk.post(changelist_url(Location), data, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Places marked as checked: 1."]
    assert not Location.objects.filter(is_checked=False).exists()
    assert new.history.count() == 2


def test_many_names_in_one_text_are_refused_at_once(recruiter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each unknown name is looked for among the cities of the world, so 250 characters could take half a minute."""
    monkeypatch.setattr(field, "find_choices", None)
    response, _places = save(recruiter, "; ".join(f"x{number}" for number in range(21)))
    assert read_errors(response) == ["Write fewer and shorter names of places."]


@pytest.mark.parametrize("others", [["999"], [f"Village {number}, PT" for number in range(21)]])
def test_nothing_typed_is_lost_beside_a_wrong_value(recruiter: Client, others: list[str]) -> None:
    """A place that somebody has deleted meanwhile, or too many names."""
    response, _places = save(recruiter, *others, "Paris")
    assert len(read_errors(response)) == 1
    assert read_widget(response)[2] == "Paris"
