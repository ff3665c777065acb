"""Sets of open positions: counted, ordered and paged without queries."""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self, overload

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from pyroaring import BitMap

from jobs.models import Posting

from .bitmaps import BitSlicedNumbers, slice_bitmap
from .hits import Hits, PartialHits
from .index import Index
from .index_cache import index_cache

# Bits of the likeness of two postings.
SAME_TEAM, SAME_LOCATION, SAME_LEVEL = 4, 3, 2
RARE_WORDS = 3
# Of the stored words, lists show only the plain text.
DEFERRED = ("words__title", "words__reference", "words__text")


logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Selection:
    """A set of open positions with an order. A slice fetches its rows, ready for cards, with one query."""

    # django-filter reads the model of a queryset.
    model: ClassVar = Posting

    index: Index
    at: dt.datetime
    ordinals: BitMap
    order: str = "newest"
    hits: Hits | PartialHits | None = None

    @classmethod
    def open(cls, request: HttpRequest, at: dt.datetime | None = None) -> Self:
        """Return all positions open at a time, by default now."""
        index = index_cache.get(request.employer.edition)  # type: ignore[attr-defined]
        at = at or timezone.now()
        return cls(index, at, index.open_at(at))

    def all(self) -> Self:
        return self

    def within(self, ordinals: BitMap) -> Self:
        return replace(self, ordinals=self.ordinals & ordinals)

    def ordered(self, order: str, hits: Hits | None = None) -> Self:
        """Order by `newest`, `closing`, `title`, or `relevance` to the words of `hits`."""
        return replace(self, order=order, hits=hits)

    def __len__(self) -> int:
        return len(self.ordinals)

    def __iter__(self) -> Iterator[Posting]:
        return iter(self[:])

    @overload
    def __getitem__(self, key: int) -> Posting: ...

    @overload
    def __getitem__(self, key: slice) -> list[Posting]: ...

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self[key : key + 1][0]
        return self.fetch(self._slice(key.start or 0, len(self) if key.stop is None else key.stop))

    def _slice(self, start: int, stop: int) -> list[int]:
        if self.order == "relevance" and self.hits:
            return self.hits.scores.slice(self.ordinals, start, stop)
        if self.order in self.index.orders:
            return self.index.orders[self.order].slice(self.ordinals, start, stop)
        return slice_bitmap(self.ordinals, start, stop)

    def fetch(self, ordinals: Iterable[int]) -> list[Posting]:
        """Return the postings of ordinals, in order, with team, locations and tags, and the text if there are hits.

        Postings closed since the index was built are left out.
        """
        ids = [self.index.ids[ordinal] for ordinal in ordinals]
        if not ids:
            return []
        queryset = Posting.objects.open(self.at)
        postings = _read(queryset.select_related("words").defer(*DEFERRED) if self.hits else queryset, ids)
        for posting in postings.values():
            self.index.attach_relations(posting)
        return [postings[pk] for pk in ids if pk in postings]

    def has_value(self, facet: str, value: str) -> bool:
        return self.ordinals.intersect(self.index.ordinals_with(facet, value))

    def similar(self, posting: Posting, number: int) -> list[Posting]:
        """Return other positions with the same team, a location, the level or rare words of the title.

        The most similar come first. `posting` needs its locations: see `Index.attach_relations`.
        """
        index, likeness = self.index, BitSlicedNumbers()
        others = self.ordinals - index.ordinals_of([posting.pk])
        likeness.add(SAME_TEAM, others & index.ordinals_with("team", posting.team.slug))
        locations = [index.ordinals_with("location", location.slug) for location in posting.location_list]
        likeness.add(SAME_LOCATION, others & BitMap.union(BitMap(), *locations))
        likeness.add(SAME_LEVEL, others & index.ordinals_with("level", posting.level))
        # Three shared words together count less than the level.
        for sharing in index.sharing_rare_words(posting.title, others, RARE_WORDS):
            likeness.add(0, sharing)
        alike = BitMap.union(BitMap(), *likeness.planes)
        return self.fetch(likeness.slice(alike, 0, number))


def _read(queryset: QuerySet[Any], ids: list[int]) -> dict[int, Any]:
    """Return rows by id, without those that have a column that cannot be read. The index reads fewer columns."""
    try:
        return queryset.in_bulk(ids)
    except (InterfaceError, OperationalError):
        raise
    except Exception as error:
        rows: dict[int, Any] = {}
        for pk in ids:
            try:
                rows |= queryset.in_bulk([pk])
            except Exception:  # whatever the reason, this row cannot be shown
                logger.error("Posting %s cannot be read and is left out. Correct or delete it.", pk, exc_info=error)
        if not rows and len(ids) > 1:
            raise
        return rows
