"""Other names of places: stored whenever a place is written."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from jobs.models import Location
from teams.models.geography.city_names import find_other_names
from tests.desk import add_url, change_url, changelist_url, send
from tests.factories import make_location, make_posting

pytestmark = pytest.mark.django_db

KOELN = {"name": "Cologne", "slug": "cologne", "city": "Köln", "country": "DE"}


def read_names(slug: str = "cologne") -> list[str]:
    """Return the stored names of a place."""
    return Location.objects.values_list("known_names", flat=True).get(slug=slug).splitlines()


def test_known_names_are_stored_by_save():
    Location(**KOELN).save()

    assert read_names() == find_other_names("Köln", "", "DE")
    assert "Cologne" in read_names()


def test_known_names_are_stored_by_bulk_create():
    Location.objects.bulk_create([Location(**KOELN), Location(**KOELN | {"slug": "bonn", "city": "Bonn"})])

    assert read_names() == find_other_names("Köln", "", "DE")
    assert read_names("bonn") == find_other_names("Bonn", "", "DE")


@pytest.mark.parametrize("stored", [{}, {"known_names": "Nowhere"}])
def test_known_names_are_stored_by_loaddata(tmp_path, stored):
    fixture = tmp_path / "places.json"
    fields = KOELN | stored | {"updated_at": "2026-06-30T12:00:00Z"}
    fixture.write_text(json.dumps([{"model": "jobs.location", "fields": fields}]), encoding="utf-8")

    call_command("loaddata", fixture, verbosity=0)

    assert read_names() == find_other_names("Köln", "", "DE")


@pytest.mark.parametrize(
    "fields", [{"city": "Wien", "country": "AT"}, {"city": "Saint Louis", "region": "MO", "country": "US"}]
)
def test_known_names_follow_the_city(fields):
    location = make_location(**KOELN)
    for name, value in fields.items():
        setattr(location, name, value)
    location.save()

    assert read_names() == find_other_names(**{"region": ""} | fields)
    assert read_names() != []


def test_known_names_of_an_unknown_city_are_empty():
    make_location(**KOELN | {"city": "Atlantis"})

    assert read_names() == []


def test_known_names_cost_no_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        Location.objects.bulk_create([Location(**KOELN)])


def test_migration_fills_known_names_of_stored_places():
    make_location(**KOELN)
    make_location("Atlantis")
    Location.objects.update(known_names="")

    import_module("jobs.migrations.0013_fill_other_names").fill(apps, None)

    assert read_names() == find_other_names("Köln", "", "DE")
    assert read_names("atlantis") == []


def test_recruiters_type_what_a_place_is_also_called(desk: Client):
    send(desk, add_url(Location), **KOELN, also_called="Domstadt, Colonia")
    location = Location.objects.get()

    assert location.also_called == "Domstadt, Colonia"
    assert list(desk.get(changelist_url(Location), {"q": "domstadt"}).context["cl"].result_list) == [location]


def test_history_of_a_place_has_what_it_is_also_called_but_no_known_names(desk: Client):
    location = make_location(**KOELN)
    send(desk, change_url(location), also_called="Domstadt")
    location.refresh_from_db()

    entries = location.history.order_by("history_id")
    assert [entry.also_called for entry in entries] == ["", "Domstadt"]
    assert {field.name for field in Location._meta.fields} - {field.name for field in entries.model._meta.fields} == {
        "known_names"
    }


def test_restored_place_gets_the_names_of_its_city():
    location = make_location(**KOELN)
    location.city, location.country = "Wien", "AT"
    location.save()

    location.history.earliest().instance.save()

    assert read_names() == find_other_names("Köln", "", "DE")


def test_change_of_the_postings_of_a_place_is_not_in_its_history():
    location = make_location(**KOELN)
    make_posting(locations=(location,))

    location.postings.clear()

    assert location.history.count() == 1
