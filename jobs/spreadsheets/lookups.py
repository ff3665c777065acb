"""Places and tags by the words a spreadsheet has for them: see teams.spreadsheets.lookups."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from jobs.models import Location, Tag
from teams.models.folding import fold
from teams.models.validators import countries
from teams.spreadsheets.columns import quoted
from teams.spreadsheets.lookups import Lookup, collapse_spaces


class TagLookup(Lookup):
    """Tags by name, whatever the case, or by slug, separated by semicolons."""

    model = Tag

    def __init__(self, create: bool = False) -> None:
        super().__init__(create)
        self.by_name = {collapse_spaces(tag.name).casefold(): tag for tag in self.rows}
        self.by_exact_name = {collapse_spaces(tag.name): tag for tag in self.rows}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Tag]:
        names = filter(None, map(collapse_spaces, super().clean(value).split(";")))
        return list(dict.fromkeys(self._find(name) for name in names))

    def _find(self, name: str) -> Tag:
        found = self.by_exact_name.get(name) or self.by_name.get(name.casefold()) or self.by_slug.get(name)
        if found is None:
            found = self.create_row(name, name=name)
            self.by_name[name.casefold()] = self.by_slug[found.slug] = found
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(tag.slug if ";" in tag.name else tag.name for tag in value)


class LocationName(NamedTuple):
    """A place as an address has it. Two are the same when their keys are equal."""

    city: str
    region: str
    country: str

    @classmethod
    def parse(cls, text: str) -> "LocationName":
        """Read “City, Region, Country code”; the region may be empty or left out. Raises ValidationError."""
        *words, country = map(collapse_spaces, text.split(","))
        city, region = (", ".join(words[:-1]), words[-1]) if len(words) > 1 else (", ".join(words), "")
        if not city or country.upper() not in countries():
            how = "Write it as City, Region, Country code: Austin, TX, US or Lisbon, , PT."
            raise ValidationError(f"{quoted(collapse_spaces(text))} is not a place. {how}")
        return cls(city, region, country.upper())

    @property
    def key(self) -> "LocationName":
        return LocationName(_normalize(self.city), _normalize(self.region), self.country)

    def __str__(self) -> str:
        return ", ".join(self)

    def with_better_spelling(self, other: "LocationName") -> "LocationName":
        """This place with the words of `other` where these are all in capitals or all in small letters.

        People write cities otherwise; of regions, capitals may be the code.
        """
        is_plain = self.city in (self.city.upper(), self.city.lower())
        is_better = is_plain and other.city not in (other.city.upper(), other.city.lower())
        return LocationName(
            other.city if is_better else self.city,
            other.region if self.region == self.region.lower() else self.region,
            self.country,
        )


class LocationLookup(Lookup):
    """Places as “City, Region, Country code” or by slug, separated by semicolons.

    Where no region is given, the only place of that city and country is meant, if there is just one.
    """

    model = Location

    def __init__(self, create: bool = False, cells: Iterable[str] = ()) -> None:
        """`cells`: all that will be asked for, so that a place has one spelling however often it is written."""
        super().__init__(create)
        self.by_key: dict[LocationName, list[Location]] = defaultdict(list)
        self.spellings: dict[LocationName, LocationName] = {}
        self.order = {location.pk: number for number, location in enumerate(self.rows)}
        for location in self.rows:
            if place := _parse_or_none(str(LocationName(location.city, location.region, location.country))):
                self.by_key[place.key].append(location)
        for text in dict.fromkeys(text for cell in cells for text in cell.split(";")):
            if place := _parse_or_none(text):
                self.spellings[place.key] = self.spellings.get(place.key, place).with_better_spelling(place)
        self.keys_by_city: dict[Any, list[LocationName]] = defaultdict(list)
        for key in {**self.by_key, **self.spellings}:
            if key.region:
                self.keys_by_city[key.city, key.country].append(key)
        missing = {self._resolve_region(key) for key in self.spellings}.difference(self.by_key)
        self.names = Counter([*(_normalize(location.name) for location in self.rows), *(key.city for key in missing)])

    def _resolve_region(self, key: LocationName) -> LocationName:
        candidates = self.keys_by_city[key.city, key.country]
        return candidates[0] if not key.region and key not in self.by_key and len(candidates) == 1 else key

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Location]:
        texts = filter(None, map(collapse_spaces, super().clean(value).split(";")))
        return list(dict.fromkeys(self._find(text) for text in texts))

    def sort_stored(self, places: Iterable[Location]) -> list[Location]:
        """Those of the places that were stored before, by name as the database sorts. The new have no time zone."""
        return sorted((place for place in places if place.pk in self.order), key=lambda place: self.order[place.pk])

    def _find(self, text: str) -> Location:
        if text in self.by_slug:
            return self.by_slug[text]
        place = LocationName.parse(text)
        key = self._resolve_region(place.key)
        if key not in self.by_key:
            self.by_key[key] = [self._create(self.spellings.get(key, place), text)]
        found = self.by_key[key]
        if len(found) > 1:
            slugs = " or ".join(location.slug for location in found)
            raise ValidationError(f"{quoted(text)} may be any of {len(found)} places. Write {slugs} instead.")
        return found[0]

    def _create(self, place: LocationName, text: str) -> Location:
        name = place.city
        if self.names[place.key.city] > 1:
            name = f"{place.city}, {place.region or countries()[place.country]}"
        return self.create_row(text, name=name, **place._asdict())

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(self._text(location) for location in value)

    def _text(self, location: Location) -> str:
        text = str(LocationName(location.city, location.region, location.country))
        place = _parse_or_none(text)
        is_plain = place is not None and ";" not in text and self.by_key.get(place.key) == [location]
        return text if is_plain else location.slug


def _normalize(word: str) -> str:
    """“St Louis”, “ST. LOUIS” and “St. Louis” are one."""
    return fold(word).replace(".", "")


def _parse_or_none(text: str) -> LocationName | None:
    try:
        return LocationName.parse(text)
    except ValidationError:
        return None
