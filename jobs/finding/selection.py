"""Open positions that match: counted, ordered and cut into pages without asking the database."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self, overload

from django.http import HttpRequest
from django.utils import timezone
from pyroaring import BitMap

from jobs.models import Posting

from .bitmaps import BitSlicedNumbers, slice_bitmap
from .index import Index
from .index_cache import index_cache
from .search import Hits

LIKE_TEAM, LIKE_PLACE, LIKE_LEVEL = 4, 3, 2
TELLING_WORDS = 3
# Of the words of a posting a list shows the text alone.
UNSHOWN = ("words__title", "words__reference", "words__text")


@dataclass(frozen=True)
class Selection:
    """A set of open positions in an order. Slicing it fetches those rows, ready for cards, by one query."""

    # django-filter asks a queryset what it is of.
    model: ClassVar = Posting

    index: Index
    at: dt.datetime
    ordinals: BitMap
    order: str = "newest"
    hits: Hits | None = None

    @classmethod
    def open(cls, request: HttpRequest, at: dt.datetime | None = None) -> Self:
        """All open positions at that moment, now by default."""
        index = index_cache.get(request.employer.edition)  # type: ignore[attr-defined]
        at = at or timezone.now()
        return cls(index, at, index.open_at(at))

    def all(self) -> Self:
        return self

    def within(self, ordinals: BitMap) -> Self:
        return replace(self, ordinals=self.ordinals & ordinals)

    def ordered(self, order: str, hits: Hits | None = None) -> Self:
        """By `newest`, `closing`, `title`, or by `relevance` to the words of `hits`."""
        return replace(self, order=order, hits=hits)

    def __len__(self) -> int:
        return len(self.ordinals)

    def __iter__(self) -> Iterator[Posting]:
        return iter(self[:])

    @overload
    def __getitem__(self, wanted: int) -> Posting: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[Posting]: ...

    def __getitem__(self, wanted: Any) -> Any:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        return self.fetch(self._part(wanted.start or 0, len(self) if wanted.stop is None else wanted.stop))

    def _part(self, start: int, stop: int) -> list[int]:
        if self.order == "relevance" and self.hits:
            return self.hits.scores.slice(self.ordinals, start, stop)
        if self.order in self.index.orders:
            return self.index.orders[self.order].slice(self.ordinals, start, stop)
        return slice_bitmap(self.ordinals, start, stop)

    def fetch(self, ordinals: Iterable[int]) -> list[Posting]:
        """The postings in that order, with team, places and labels, and the text if words were asked for.

        One that has been closed since the index was built is left out.
        """
        ids = [self.index.ids[ordinal] for ordinal in ordinals]
        if not ids:
            return []
        rows = Posting.objects.open(self.at)
        found = (rows.select_related("words").defer(*UNSHOWN) if self.hits else rows).in_bulk(ids)
        for posting in found.values():
            self.index.attach_relations(posting)
        return [found[one] for one in ids if one in found]

    def attach_relations(self, posting: Posting) -> None:
        """Give a posting its places and labels without asking the database."""
        self.index.attach_relations(posting)

    def has_value(self, facet: str, value: str) -> bool:
        return self.ordinals.intersect(self.index.ordinals_with(facet, value))

    def similar(self, posting: Posting, number: int) -> list[Posting]:
        """Others that share the team, a place, the level or telling words of the title; the most alike first."""
        index, likeness = self.index, BitSlicedNumbers()
        others = self.ordinals - BitMap([index.ordinal_by_id[posting.pk]] if posting.pk in index.ordinal_by_id else [])
        likeness.add(LIKE_TEAM, others & index.ordinals_with("team", posting.team.slug))
        places = [index.ordinals_with("location", place.slug) for place in posting.places]
        likeness.add(LIKE_PLACE, others & BitMap.union(BitMap(), *places))
        likeness.add(LIKE_LEVEL, others & index.ordinals_with("level", posting.level))
        # Three words count less than the level together, however many they share.
        for found in index.sharing_rare_words(posting.title, others, TELLING_WORDS):
            likeness.add(0, found)
        alike = BitMap.union(BitMap(), *likeness.planes)
        return self.fetch(likeness.slice(alike, 0, number))
