"""What the database stores although it follows from other rows. `manage.py reindex` checks it and makes it again."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from jobs.finding.words import search_tables, stored_words
from jobs.models import Location, Posting
from jobs.models.fields import MAX_REFERENCE_KEY, to_reference_key
from teams.models import edition
from teams.models.addresses import slug_triggers
from teams.models.folding import fold
from teams.models.geography.city_names import find_other_names

BATCH = 500


class Derived(NamedTuple):
    """A kind of derived values.

    `find` returns the ids of rows whose values are missing or wrong, or names of what else is; `repair` takes them.
    """

    label: str
    find: Callable[[], list[Any]]
    repair: Callable[[list[Any]], Any]


def find_missing_triggers() -> list[str]:
    return [
        *edition.find_missing_triggers(apps.get_app_config("teams")),
        *edition.find_missing_triggers(apps.get_app_config("jobs")),
        *slug_triggers.find_missing_triggers(apps.get_app_config("teams")),
        *slug_triggers.find_missing_triggers(apps.get_app_config("jobs")),
        *search_tables.find_missing_triggers(),
    ]


def install_triggers(_names: list[str]) -> None:
    with transaction.atomic():
        for label in ("teams", "jobs"):
            edition.install(apps.get_app_config(label))
            slug_triggers.install(apps.get_app_config(label))
        search_tables.create_schema(apps.get_app_config("jobs"))


def find_folded_titles() -> list[int]:
    """Return the ids of postings whose title for sorting is not that of their title."""
    length = Posting.title_folded.field.max_length
    rows = Posting.objects.order_by("pk").values_list("pk", "title", "title_folded")
    return [pk for pk, title, folded in rows.iterator(BATCH) if folded != fold(title)[:length]]


def find_known_names() -> list[int]:
    """Return the ids of places whose other names are not those of their city."""
    return [place.pk for place in _places() if place.known_names != _join_names(place)]


def make_known_names(ids: list[int]) -> None:
    for place in Location.objects.filter(pk__in=ids):
        Location.objects.filter(pk=place.pk).update(known_names=_join_names(place))


def _places() -> Iterator[Location]:
    return Location.objects.order_by("pk").only("city", "region", "country", "known_names").iterator(BATCH)


def _join_names(place: Location) -> str:
    return "\n".join(find_other_names(place.city, place.region, place.country))


def find_first_moments() -> list[int]:
    """Return the ids of postings that lack the moment they opened, or have another than that of their opening.

    A past moment never changes. A posting that has closed without it may never have been open.
    """
    now = timezone.now()
    will_open = Q(team__is_published=True, published_from__isnull=False)
    not_closed = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
    lacks = will_open & not_closed & Q(first_published__isnull=True)
    differs = Q(first_published__gt=now) & (~will_open | ~Q(first_published=F("published_from")))
    return list(Posting.objects.filter(lacks | differs).order_by("pk").values_list("pk", flat=True))


def make_first_moments(ids: list[int]) -> None:
    postings = Posting.objects.filter(pk__in=ids)
    postings.filter(team__is_published=True).update(first_published=F("published_from"))
    postings.filter(team__is_published=False).update(first_published=None)


def find_reference_keys() -> list[int]:
    """Return the ids of postings whose key is not that of their reference. Older ones may share it, with their id."""
    rows = Posting.objects.order_by("pk").values_list("pk", "reference", "reference_key")
    return [pk for pk, reference, key in rows.iterator(BATCH) if key not in _possible_keys(pk, reference)]


def make_reference_keys(ids: list[int]) -> None:
    postings = Posting.objects.filter(pk__in=ids).order_by("pk")
    with transaction.atomic():
        # Their wrong keys can be the right ones of others.
        postings.update(reference_key=None)
        for pk, reference in list(postings.values_list("pk", "reference")):
            own, shared = _possible_keys(pk, reference)
            is_taken = Posting.objects.filter(reference_key=own).exists()
            Posting.objects.filter(pk=pk).update(reference_key=shared if is_taken else own)


def _possible_keys(pk: int, reference: str) -> tuple[str, str]:
    key, suffix = to_reference_key(reference), f" {pk}"
    return key, key[: MAX_REFERENCE_KEY - len(suffix)] + suffix


# Triggers first: they delete the words of texts that change. Titles are made together with the words.
DERIVED = (
    Derived("triggers of the database", find_missing_triggers, install_triggers),
    Derived("the index of words", search_tables.find_broken_index, search_tables.rebuild_index),
    Derived("words of postings", stored_words.find_outdated, stored_words.make_words),
    Derived("titles for sorting", find_folded_titles, stored_words.make_words),
    Derived("keys of references", find_reference_keys, make_reference_keys),
    Derived("other names of places", find_known_names, make_known_names),
    Derived("first days of postings", find_first_moments, make_first_moments),
)


def find_faults() -> dict[str, int]:
    """Return how many values of each kind are missing or wrong, without kinds that are right."""
    return {kind.label: len(found) for kind in DERIVED if (found := kind.find())}


def repair_faults() -> dict[str, int]:
    """Make again what is missing or wrong. Return how many values of each kind that was."""
    repaired = {}
    for kind in DERIVED:
        if found := kind.find():
            for start in range(0, len(found), BATCH):
                kind.repair(found[start : start + BATCH])
            repaired[kind.label] = len(found)
    return repaired
