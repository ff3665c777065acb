"""Places by the words that a recruiter types: those of the site, then cities of the world that can be added."""

from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from jobs.models import Location
from jobs.spreadsheets.lookups import LocationLookup, LocationName
from teams.models.folding import fold
from teams.models.geography.city_names import find_cities, find_time_zone
from teams.models.validators import countries

# What one search offers, how many cities of the world it chooses from, and how many characters of it are read.
MAX_PLACES, MAX_CITIES, MAX_READ, MAX_WORDS = 8, 5, 50, 120


class Choice(NamedTuple):
    """A place as a search offers it. `value`: the id of a place, or the name of a new one, “Porto, , PT”."""

    value: str
    label: str
    is_new: bool = False


def name_place(place: Location) -> str:
    return f"{place.name}, {place.country_name}"


def name_new_place(name: LocationName) -> str:
    return ", ".join(filter(None, [name.city, name.region, countries()[name.country]]))


def find_choices(words: str, places: QuerySet[Any]) -> list[Choice]:
    """Return places of the site whose names have the words, then cities with this name that the site lacks."""
    query = " ".join(fold(words[:MAX_WORDS].replace("\x00", "")).split())
    if not query:
        return []
    rows = list(places.only("name", "city", "region", "country", "also_called"))
    texts = ((place, fold(", ".join([place.name, place.city, place.region, place.also_called]))) for place in rows)
    matches = [(_get_rank(query, text), fold(place.name), place) for place, text in texts if query in text]
    found = [place for *_order, place in sorted(matches, key=lambda match: match[:2])[:MAX_PLACES]]
    if len(found) < MAX_PLACES:
        by_other_name = places.exclude(pk__in=[place.pk for place in found]).filter(known_names__icontains=query)
        found += by_other_name.order_by("name", "id")[: MAX_PLACES - len(found)]
    known = {(fold(name), place.country) for place in rows for name in (place.name, place.city)}
    cities = [
        LocationName(city.name, city.region, city.country)
        for city in find_cities(words[:MAX_WORDS], MAX_READ)
        if (fold(city.name), city.country) not in known or city.region
    ]
    lookup = {(fold(place.city), fold(place.region), place.country) for place in rows}
    new = [name for name in cities if (fold(name.city), fold(name.region), name.country) not in lookup]
    # Where the employer is already comes first, after a city of exactly this name.
    own = {place.country for place in rows}
    new = sorted(new, key=lambda name: (fold(name.city) != query, name.country not in own))[:MAX_CITIES]
    return [
        *(Choice(str(place.pk), name_place(place)) for place in found),
        *(Choice(str(name), name_new_place(name), is_new=True) for name in new),
    ]


def _get_rank(query: str, text: str) -> int:
    """Return 0 for a text that begins with the query, 1 for one with a word that does, else 2."""
    return 0 if text.startswith(query) else 1 if f" {query}" in text else 2


class PlaceFinder(LocationLookup):
    """Finds the places that a form names, and makes those that the site lacks, with the time zone of their city."""

    def __init__(self) -> None:
        super().__init__(create=True)

    def _find(self, text: str) -> Location:
        key = LocationName.parse(text).key if "," in text else None
        other = self.find_by_other_name(key.city, key.country) if key and key not in self.by_key else None
        # “Lisboa, PT” is Lisbon.
        return other or super()._find(text)

    def _create(self, location: LocationName, text: str) -> Location:
        place = super()._create(location, text)
        place.time_zone = find_time_zone(*location)
        return place


def find_view(desk: Any, request: HttpRequest) -> HttpResponse:
    """Answer a search while a recruiter types."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not desk.has_view_permission(request):
        raise PermissionDenied
    choices = find_choices(request.GET.get("words", ""), Location.objects.all())
    return JsonResponse({"choices": [choice._asdict() for choice in choices]})
