"""Teams, places and tags by the words a spreadsheet has for them.

Each directory reads its table once. What is missing is made when asked for, else ValidationError names it.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import slugify

from teams.models import Team
from teams.validators import countries

from .columns import Text, quoted
from .models import Location, Tag
from .words import fold

LETTER = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) ([A-Z]{1,2})\b")
BETWEEN_WORDS = re.compile(r"[/\\|.,–—]+")


class Slugs:
    """Addresses for new rows of `model`, each of its own."""

    def __init__(self, model: Any, taken: Iterable[str]) -> None:
        self.length = model._meta.get_field("slug").max_length
        self.kind = model._meta.model_name
        self.taken = set(taken)
        self.last: Counter[str] = Counter()

    def new(self, name: str) -> str:
        """Return the address that `name` makes, with a number where another has it already.

        Letters of other scripts make none; a name of them alone is called after its kind: `team-2`.
        """
        letters = "".join(map(_plain_letter, BETWEEN_WORDS.sub(" ", fold(name))))
        base = slug = slugify(letters)[: self.length].strip("-") or self.kind
        while slug in self.taken:
            self.last[base] += 1
            end = f"-{self.last[base] + 1}"
            slug = base[: self.length - len(end)] + end
        self.taken.add(slug)
        return slug


def _plain_letter(letter: str) -> str:
    """`l` for `ł`, `ae` for `æ`: letters that do not come apart into a letter and an accent."""
    if letter.isascii():
        return letter
    found = LETTER.match(unicodedata.name(letter, ""))
    return found[1].lower() if found else letter


def squeezed(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


class Directory(Text):
    """The rows of one table, found by what a cell says."""

    model: Any

    def __init__(self, create: bool = False) -> None:
        super().__init__()
        self.create = create
        self.created: list[Any] = []
        self.missing: set[str] = set()
        self.rows = list(self.model.objects.all())
        self.by_slug = {row.slug: row for row in self.rows}
        self.slugs = Slugs(self.model, self.by_slug)

    def make(self, missing: str, **fields: Any) -> Any:
        """Store and return a new row, or raise ValidationError that names it as `missing`."""
        kind = {"location": "place"}.get(self.model._meta.model_name, self.model._meta.model_name)
        if not self.create:
            self.missing.add(missing)
            raise ValidationError(f"There is no {kind} {quoted(missing)}. Correct it, or have it created.")
        row = self.model(slug=self.slugs.new(fields["name"]), **fields)
        try:
            row.clean_fields()
        except ValidationError as error:
            raise ValidationError(
                f"The {kind} {quoted(missing)} cannot be created. {' '.join(error.messages)}"
            ) from error
        row.save()
        self.created.append(row)
        return row


class Teams(Directory):
    """A team by its exact name, else by its slug. “Sales” and “sales” may be two teams."""

    model = Team

    def __init__(self, create: bool = False) -> None:
        super().__init__(create)
        self.by_name = {squeezed(team.name): team for team in self.rows}
        self.position = Team.objects.aggregate(last=Max("position"))["last"] or 0

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Team | None:
        name = squeezed(super().clean(value))
        if not name:
            return None
        found = self.by_name.get(name) or self.by_slug.get(name)
        if found is None:
            self.position += 1
            found = self.make(name, name=name, is_published=True, position=self.position)
            self.by_name[name] = found
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.name


class Tags(Directory):
    """Tags by name, whatever the case, or by slug, separated by semicolons."""

    model = Tag

    def __init__(self, create: bool = False) -> None:
        super().__init__(create)
        self.by_name = {squeezed(tag.name).casefold(): tag for tag in self.rows}
        self.by_exact_name = {squeezed(tag.name): tag for tag in self.rows}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Tag]:
        names = filter(None, map(squeezed, super().clean(value).split(";")))
        return list(dict.fromkeys(self._find(name) for name in names))

    def _find(self, name: str) -> Tag:
        found = self.by_exact_name.get(name) or self.by_name.get(name.casefold()) or self.by_slug.get(name)
        if found is None:
            found = self.make(name, name=name)
            self.by_name[name.casefold()] = self.by_slug[found.slug] = found
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(tag.slug if ";" in tag.name else tag.name for tag in value.all())


class Place(NamedTuple):
    """A place as an address has it. Two are the same when their keys are equal."""

    city: str
    region: str
    country: str

    @classmethod
    def said(cls, text: str) -> "Place":
        """Read “City, Region, Country code”; the region may be empty or left out. Raises ValidationError."""
        *words, country = map(squeezed, text.split(","))
        city, region = (", ".join(words[:-1]), words[-1]) if len(words) > 1 else (", ".join(words), "")
        if not city or country.upper() not in countries():
            how = "Write it as City, Region, Country code: Austin, TX, US or Lisbon, , PT."
            raise ValidationError(f"{quoted(squeezed(text))} is not a place. {how}")
        return cls(city, region, country.upper())

    @property
    def key(self) -> "Place":
        return Place(_folded(self.city), _folded(self.region), self.country)

    def __str__(self) -> str:
        return ", ".join(self)

    def spelt_better(self, other: "Place") -> "Place":
        """This place with the words of `other` where these are all in capitals or all in small letters.

        People write cities otherwise; of regions, capitals may be the code.
        """
        is_plain = self.city in (self.city.upper(), self.city.lower())
        is_better = is_plain and other.city not in (other.city.upper(), other.city.lower())
        return Place(
            other.city if is_better else self.city,
            other.region if self.region == self.region.lower() else self.region,
            self.country,
        )


class Places(Directory):
    """Places as “City, Region, Country code” or by slug, separated by semicolons.

    Where no region is given, the only place of that city and country is meant, if there is just one.
    """

    model = Location

    def __init__(self, create: bool = False, cells: Iterable[str] = ()) -> None:
        """`cells`: all that will be asked for, so that a place has one spelling however often it is written."""
        super().__init__(create)
        self.by_key: dict[Place, list[Location]] = defaultdict(list)
        self.spelt: dict[Place, Place] = {}
        for location in self.rows:
            if place := _place_or_none(str(Place(location.city, location.region, location.country))):
                self.by_key[place.key].append(location)
        for text in dict.fromkeys(text for cell in cells for text in cell.split(";")):
            if place := _place_or_none(text):
                self.spelt[place.key] = self.spelt.get(place.key, place).spelt_better(place)
        self.in_town: dict[Any, list[Place]] = defaultdict(list)
        for key in {**self.by_key, **self.spelt}:
            if key.region:
                self.in_town[key.city, key.country].append(key)
        missing = {self._meant(key) for key in self.spelt}.difference(self.by_key)
        self.names = Counter([*(_folded(location.name) for location in self.rows), *(key.city for key in missing)])

    def _meant(self, key: Place) -> Place:
        candidates = self.in_town[key.city, key.country]
        return candidates[0] if not key.region and key not in self.by_key and len(candidates) == 1 else key

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Location]:
        texts = filter(None, map(squeezed, super().clean(value).split(";")))
        return list(dict.fromkeys(self._find(text) for text in texts))

    def _find(self, text: str) -> Location:
        if text in self.by_slug:
            return self.by_slug[text]
        place = Place.said(text)
        key = self._meant(place.key)
        if key not in self.by_key:
            self.by_key[key] = [self._make(self.spelt.get(key, place), text)]
        found = self.by_key[key]
        if len(found) > 1:
            slugs = " or ".join(location.slug for location in found)
            raise ValidationError(f"{quoted(text)} may be any of {len(found)} places. Write {slugs} instead.")
        return found[0]

    def _make(self, place: Place, text: str) -> Location:
        name = place.city
        if self.names[place.key.city] > 1:
            name = f"{place.city}, {place.region or countries()[place.country]}"
        return self.make(text, name=name, **place._asdict())

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(self._text(location) for location in value.all())

    def _text(self, location: Location) -> str:
        text = str(Place(location.city, location.region, location.country))
        place = _place_or_none(text)
        is_plain = place is not None and ";" not in text and self.by_key.get(place.key) == [location]
        return text if is_plain else location.slug


def _folded(word: str) -> str:
    """“St Louis”, “ST. LOUIS” and “St. Louis” are one."""
    return fold(word).replace(".", "")


def _place_or_none(text: str) -> Place | None:
    try:
        return Place.said(text)
    except ValidationError:
        return None
