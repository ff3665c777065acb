"""Lookups of locations and tags: see teams.spreadsheets.lookups."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from jobs.models import Location, Tag
from teams.models.folding import fold
from teams.models.geography.city_names import find_other_names, is_ambiguous
from teams.models.validators import countries
from teams.spreadsheets.cells import quote
from teams.spreadsheets.columns import to_key
from teams.spreadsheets.lookups import Lookup, collapse_spaces

from .choices import country_names


class TagLookup(Lookup):
    """Finds tags by name in any case, or by slug. Semicolons separate them."""

    model = Tag
    noun = "label"

    def __init__(self, create: bool = False) -> None:
        super().__init__(create)
        self.by_name = {collapse_spaces(tag.name).casefold(): tag for tag in self.rows}
        self.by_exact_name = {collapse_spaces(tag.name): tag for tag in self.rows}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Tag]:
        names = filter(None, map(collapse_spaces, super().clean(value).split(";")))
        return self.find_all(names)

    def _find(self, name: str) -> Tag:
        tag = self.by_exact_name.get(name) or self.by_name.get(name.casefold()) or self.by_slug.get(name)
        if tag is None:
            tag = self.create_row(name, name=name)
            self.by_name[name.casefold()] = self.by_slug[tag.slug] = tag
        return tag

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(tag.slug if ";" in tag.name else tag.name for tag in value)


class LocationName(NamedTuple):
    """A location as a cell names it. Names with equal keys mean the same location."""

    city: str
    region: str
    country: str

    @classmethod
    def parse(cls, text: str) -> "LocationName":
        """Read “City, Region, Country code”. The region may be empty or left out. Raise ValidationError."""
        *words, country = map(collapse_spaces, text.split(","))
        city, region = (", ".join(words[:-1]), words[-1]) if len(words) > 1 else (", ".join(words), "")
        code = country_names().get(to_key(country), "")
        if not city or not code:
            hint = "Write it as City, Region, Country code: Austin, TX, US or Lisbon, , PT."
            raise ValidationError(f"{quote(collapse_spaces(text))} is not a place. {hint}")
        return cls(city, region, code)

    @property
    def key(self) -> "LocationName":
        return LocationName(_normalize(self.city), _normalize(self.region), self.country)

    def __str__(self) -> str:
        return ", ".join(self)

    def with_better_spelling(self, other: "LocationName") -> "LocationName":
        """Return this name with the spelling of `other` where that is better.

        A city in mixed case is better than one in all capitals or all small letters. A region in capitals
        can be a code, so only a region in all small letters is replaced.
        """
        is_plain = self.city in (self.city.upper(), self.city.lower())
        is_better = is_plain and other.city not in (other.city.upper(), other.city.lower())
        return LocationName(
            other.city if is_better else self.city,
            other.region if self.region == self.region.lower() else self.region,
            self.country,
        )


class LocationLookup(Lookup):
    """Finds locations by “City, Region, Country code” or by slug. Semicolons separate them.

    A name without a region means the only location of that city and country, if there is just one.
    """

    model = Location
    noun = "place"

    def __init__(self, create: bool = False, cells: Iterable[str] = ()) -> None:
        """Read the locations. `cells`: all cells of the file, so that each new location gets one spelling."""
        super().__init__(create)
        self.by_key: dict[LocationName, list[Location]] = defaultdict(list)
        self.new_by_other_name: dict[tuple[str, str], Location] = {}
        # New places beside one of the same city in another region, each with a question.
        self.questions: list[tuple[Location, str]] = []
        self.spellings: dict[LocationName, LocationName] = {}
        self.order = {location.pk: number for number, location in enumerate(self.rows)}
        for location in self.rows:
            if name := _parse_or_none(_name_text(location)):
                self.by_key[name.key].append(location)
        for text in dict.fromkeys(text for cell in cells for text in cell.split(";")):
            if name := _parse_or_none(text):
                self.spellings[name.key] = self.spellings.get(name.key, name).with_better_spelling(name)
        self.keys_by_city: dict[Any, list[LocationName]] = defaultdict(list)
        for key in {**self.by_key, **self.spellings}:
            if key.region:
                self.keys_by_city[key.city, key.country].append(key)
        missing = {self._resolve_region(key) for key in self.spellings}.difference(self.by_key)
        names = [*(_normalize(location.name) for location in self.rows), *(key.city for key in missing)]
        self.name_counts = Counter(names)

    def _resolve_region(self, key: LocationName) -> LocationName:
        candidates = self.keys_by_city[key.city, key.country]
        return candidates[0] if not key.region and key not in self.by_key and len(candidates) == 1 else key

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Location]:
        texts = filter(None, map(collapse_spaces, super().clean(value).split(";")))
        return self.find_all(texts)

    def sort_stored(self, locations: Iterable[Location]) -> list[Location]:
        """Return the locations that are not new, in the order of the database. New ones have no time zone."""
        stored = (location for location in locations if location.pk in self.order)
        return sorted(stored, key=lambda location: self.order[location.pk])

    def _find(self, text: str) -> Location:
        if text in self.by_slug:
            return self.by_slug[text]
        if "," not in text:
            if place := self._find_by_city(text):
                return place
            self._refuse_other_name(_normalize(text), text)
        name = LocationName.parse(text)
        key = self._resolve_region(name.key)
        if key not in self.by_key:
            self._refuse_other_name(key.city, text, key.country)
            self.by_key[key] = [self._find_new(key) or self._create(self.spellings.get(key, name), text)]
        matches = self.by_key[key]
        if len(matches) > 1:
            slugs = " or ".join(location.slug for location in matches)
            raise ValidationError(f"{quote(text)} can be any of {len(matches)} places. Write {slugs} instead.")
        return matches[0]

    def _find_by_city(self, text: str) -> Location | None:
        """Return the only place that a cell can mean by the name of a city alone."""
        found = self.by_city.get(_normalize(text), [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def by_city(self) -> dict[str, list[Location]]:
        """The stored places by their own name and by that of their city."""
        places: dict[str, list[Location]] = defaultdict(list)
        for place in self.rows:
            for name in {_normalize(place.name), _normalize(place.city)}:
                places[name].append(place)
        return places

    @cached_property
    def by_other_name(self) -> dict[str, list[Location]]:
        """The stored places by each of their other names."""
        places: dict[str, list[Location]] = defaultdict(list)
        for place in self.rows:
            for name in place.other_names:
                places[_normalize(name)].append(place)
        return places

    def find_by_other_name(self, city: str, country: str = "") -> Location | None:
        """Return the first stored place, in that country if one is given, that has a city's other name."""
        places = self.by_other_name.get(city, ())
        return next((place for place in places if country in ("", place.country)), None)

    def _refuse_other_name(self, city: str, text: str, country: str = "") -> None:
        """Raise ValidationError if a new place is one that there is by another name: Lisboa beside Lisbon."""
        if place := self.find_by_other_name(city, country):
            raise ValidationError(
                f"There is no place {quote(text)}, but “{place.name}” is also called so. Write {place.slug}, or "
                "add the place at the desk if it is another one."
            )

    def _find_new(self, key: LocationName) -> Location | None:
        """Return the place that is new in this file by another name: New York for New York City."""
        place = self.new_by_other_name.get((key.city, key.country))
        return place if place and key.region in ("", _normalize(place.region)) else None

    def _create(self, location: LocationName, text: str) -> Location:
        name = location.city
        is_shared = self.name_counts[location.key.city] > 1
        if is_shared or (location.region and is_ambiguous(*location)):
            name = f"{location.city}, {location.region or countries()[location.country]}"
        place = self.create_row(text, name=name, is_checked=False, **location._asdict())
        others = find_other_names(location.city, location.region, location.country)
        self.new_by_other_name |= {(_normalize(other), location.country): place for other in others}
        if question := self._ask_about_namesakes(location, text):
            self.questions.append((place, question))
        return place

    def _ask_about_namesakes(self, location: LocationName, text: str) -> str:
        """Return a question if there are places of the same city, in another region or without one; else ""."""
        city, country = location.key.city, location.country
        stored = [place for place in self.by_city.get(city, ()) if place.country == country]
        if not stored:
            return ""
        parts = ((place.city, place.region, place.country) for place in stored)
        names = " and ".join(f"“{', '.join(filter(None, names))}”" for names in parts)
        slugs = " or ".join(place.slug for place in stored)
        return (
            f"{quote(text)} becomes a new place beside {names}. Is it another one? If not, write {slugs} in the file."
        )

    def ask_about(self, locations: Iterable[Location]) -> list[str]:
        """Return the questions about these places that were not asked before."""
        asked = [(place, question) for place, question in self.questions if any(place is row for row in locations)]
        self.questions = [pair for pair in self.questions if pair not in asked]
        return [question for _place, question in asked]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(self._render_location(location) for location in value)

    def _render_location(self, location: Location) -> str:
        text = _name_text(location)
        name = _parse_or_none(text)
        is_unique = name is not None and ";" not in text and self.by_key.get(name.key) == [location]
        return text if is_unique else location.slug


def _name_text(location: Location) -> str:
    return str(LocationName(location.city, location.region, location.country))


def _normalize(word: str) -> str:
    """Return the same text for “St Louis”, “ST. LOUIS” and “St. Louis”."""
    return fold(word).replace(".", "")


def _parse_or_none(text: str) -> LocationName | None:
    try:
        return LocationName.parse(text)
    except ValidationError:
        return None
