"""One list of open positions as a page shows it: rows, counts, what was chosen, and the ways on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.urls import reverse

from .facets import Facet
from .filters import PostingFilter
from .querysets import PostingQuerySet

SORTS: dict[str, tuple[str, Callable[[PostingQuerySet], PostingQuerySet]]] = {
    "newest": ("Newest", PostingQuerySet.newest),
    "closing": ("Closing soonest", PostingQuerySet.closing_soonest),
    "title": ("Title", PostingQuerySet.by_title),
}
DEFAULT_SORT = "newest"


@dataclass(frozen=True)
class Chip:
    """A value in force, and the address of the list without it."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True)
class Sort:
    label: str
    url: str
    is_current: bool


@dataclass
class Listing:
    """What `includes/positions.html` shows.

    `action` is the path of the frame, `heading` the list's title, and `frame` what a frame has decided
    already: `{"team": slug}` on a team's page, `{"location": slug}` on a place's.
    """

    asked: PostingFilter
    facets: list[Facet]
    page: Page[Any]
    sort_name: str
    action: str
    heading: str
    frame: dict[str, str]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def sort(self) -> str:
        return self.sort_name if self.sort_name != DEFAULT_SORT else ""

    @property
    def nouns(self) -> str:
        return "position" if self.total == 1 else "positions"

    @property
    def showing(self) -> str:
        """ "Showing 5 of 16"; from the second page on "Showing 6–10 of 16"."""
        if not self.total:
            return "No open positions match" if self.asked.chosen else "No open positions"
        first, last = self.page.start_index(), self.page.end_index()
        if self.page.number == 1:
            return f"Showing {last} of {self.total}"
        rows = f"{first}–{last}" if first < last else str(first)
        return f"Showing {rows} of {self.total}"

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(facet.label, option.label, self._address(drop=(facet.name, option.value)))
            for facet in self.facets
            for option in facet.options
            if option.chosen
        ]

    @cached_property
    def unknown(self) -> list[Any]:
        """Values asked for that no open position carries, each with the address of the list without it."""
        known = {(option.facet, option.value) for facet in self.facets for option in facet.options}
        return [
            {"facet": facet.label, "value": value, "url": self._address(drop=(facet.name, value))}
            for facet in self.facets
            for value in self.asked.chosen.get(facet.name, ())
            if (facet.name, value) not in known
        ]

    @property
    def clear_url(self) -> str:
        if not self.asked.chosen:
            return ""
        return f"{self.action}?sort={self.sort}" if self.sort else self.action

    @property
    def sorts(self) -> list[Sort]:
        return [
            Sort(label, self._address(sort="" if name == DEFAULT_SORT else name), name == self.sort_name)
            for name, (label, _order) in SORTS.items()
        ]

    @property
    def next_url(self) -> str:
        return self._page_address(self.page.number + 1) if self.page.has_next() else ""

    @property
    def previous_url(self) -> str:
        return self._page_address(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def shows_team(self) -> bool:
        return "team" not in self.frame

    @property
    def feed_url(self) -> str:
        if not self.shows_team:
            return _join(reverse("jobs:team-feed", args=[self.frame["team"]]), self.asked.query())
        return _join(reverse("jobs:feed"), self.asked.query(self.frame))

    @property
    def calendar_url(self) -> str:
        return _join(reverse("jobs:calendar"), self.asked.query(self.frame))

    @property
    def url(self) -> str:
        """The list's own address, with the parameters it understood in its own order."""
        return self._page_address(self.page.number)

    def _page_address(self, number: int) -> str:
        return self._address(page=str(number) if number > 1 else "")

    def _address(self, *, drop: tuple[str, str] | None = None, **changes: str) -> str:
        return _join(self.action, self.asked.query({"sort": self.sort, **changes}, drop=drop))


def _join(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
