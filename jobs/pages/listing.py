"""What templates show of a list of open positions: rows, counts, filters in use, and links to other lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from jobs.finding.facets import Facet
from jobs.finding.filters import UNSTATED, PostingFilter
from jobs.finding.suggestions import Suggestion, suggest_removals
from jobs.finding.words.queries import MAX_TERMS, Term, parse
from jobs.models import Posting, pay
from teams.models import Employer
from teams.models.validators import countries
from teams.pages.metadata import absolute_url

from . import way_back
from .cards import Card, cards
from .orders import SORTS, resolve_sort
from .paging import ListPage
from .search_help import SearchHelp
from .unsaid import Unsaid

# A list with at most this many positions suggests changes that give more.
FEW = 3
# At most this many suggestions and unknown values are shown: an address may hold a thousand.
MOST_SHOWN = 8
# The page of a team with at most this many positions has no filters, search or orders.
MOST_AT_A_GLANCE = 5


@dataclass(frozen=True)
class Chip:
    """A value that the list is filtered by, and the address of the list without it."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True)
class Sort:
    """An order that the list can have, its value in the address ("" for the default) and the address."""

    label: str
    value: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class CountryCounts:
    """How many positions are on site or hybrid in a country, and how many are remote from there."""

    country: str
    on_site: int
    remote: int


@dataclass(frozen=True)
class Pay:
    """The pay filter of a list.

    `unstated`: how many more positions match all other filters but state no pay that can be compared.
    `misunderstood`: the text that was typed but is no amount.
    """

    amount: str
    currency: str
    unstated: int
    unstated_url: str
    with_unstated: bool
    misunderstood: str


@dataclass
class Listing:
    """What `includes/positions.html` shows.

    `action`: the path of the page. `heading`: the title of the list. `frame`: the parameter that the page
    sets, such as `{"team": slug}` on the page of a team.
    """

    filterset: PostingFilter
    employer: Employer
    facets: list[Facet]
    page: ListPage
    sort_name: str
    action: str
    heading: str
    frame: dict[str, str]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def words(self) -> str:
        return self.filterset.words

    @property
    def sort(self) -> str:
        """The order as the address names it; "" for the default order."""
        return self.sort_name if self.sort_name != self.default_sort else ""

    @property
    def default_sort(self) -> str:
        return resolve_sort(self.filterset, "")

    @property
    def chosen_count(self) -> int:
        """How many values are chosen in the filters. The words stand above them."""
        return len(self.chips) - bool(self.words)

    @property
    def showing(self) -> str:
        """Return "Showing 5 of 16" on the first page, "Showing 6–16 of 16" on the second."""
        if not self.total:
            return "No open positions match" if self.filterset.selected else "No open positions"
        first, last = self.page.start_index(), self.page.end_index()
        if self.page.number == 1:
            return f"Showing {last:,} of {self.total:,}"
        rows = f"{first:,}–{last:,}" if first < last else f"{first:,}"
        return f"Showing {rows} of {self.total:,}"

    @property
    def cards(self) -> list[Card]:
        """The rows of this page."""
        return self._make_cards(self.page, self.filterset.hits.highlighted if self.filterset.hits else ())

    def _make_cards(self, postings: Iterable[Posting], terms: Sequence[Term]) -> list[Card]:
        return cards(
            postings,
            self.employer,
            rates=self.filterset.queryset.index.rates,
            unsaid=Unsaid.on_page(self.frame, self.filterset.queryset),
            terms=terms,
            country=self.country_counts.country if self.country_counts else "",
            query=way_back.make_query(self.url),
            at=self.filterset.queryset.at,
        )

    @cached_property
    def chips(self) -> list[Chip]:
        chips = [
            Chip(facet.label, option.label, self._address(drop=(facet.name, option.value)))
            for facet in self.facets
            for option in facet.options
            if option.is_selected
        ]
        if self.words:
            chips.insert(0, Chip("Words", f"“{self.words}”", self._address(drop=("q", self.words))))
        if self.pay.amount:
            least = pay.format_minimum(int(self.pay.amount), self.pay.currency)
            chips.append(Chip("Pay", least, self._address(drop=("pay", self.pay.amount))))
        return chips

    @cached_property
    def unknown(self) -> list[Chip]:
        """Values in the address that no open position has, at most MOST_SHOWN."""
        known = {(option.facet, option.value) for facet in self.facets for option in facet.options}
        unknown = [
            (facet, value)
            for facet in self.facets
            for value in self.filterset.selected.get(facet.name, ())
            if (facet.name, value) not in known
        ]
        return [
            Chip(facet.label, value, self._address(drop=(facet.name, value))) for facet, value in unknown[:MOST_SHOWN]
        ]

    @property
    def notes(self) -> list[str]:
        """Sentences about words that the search leaves out."""
        typed, notes = self.filterset.submitted, []
        if "q" in typed and not self.words:
            notes.append(f"“{' '.join(typed['q'])}” contains no words, so it is ignored.")
        if len(parse(self.words, max_terms=None).carrying) > MAX_TERMS:
            notes.append(f"The search uses only the first {MAX_TERMS} words.")
        return notes

    @cached_property
    def country_counts(self) -> CountryCounts | None:
        codes = self.filterset.selected.get("country", [])
        if len(codes) != 1 or codes[0] not in countries():
            return None
        matching = self.filterset.matching()
        remote = matching.ordinals.intersection_cardinality(
            matching.index.ordinals_with("workplace", Posting.Workplace.REMOTE)
        )
        return CountryCounts(countries()[codes[0]], len(matching) - remote, remote)

    @cached_property
    def pay(self) -> Pay:
        index = self.filterset.queryset.index
        values = self.filterset.selected.get("pay", [])
        amount, included = (values[0] if values else ""), UNSTATED in values
        unstated = (
            len(self.filterset.matching("pay", self.filterset.filters["pay"].without_comparable_pay(index)))
            if amount
            else 0
        )
        url = "" if included else self._address(pay=[amount, UNSTATED])
        return Pay(amount, index.rates.home, unstated, url, included, self.filterset.invalid_pay)

    @cached_property
    def search_help(self) -> SearchHelp:
        return SearchHelp(self.filterset, self._address, self._make_cards, is_first_page=self.page.number == 1)

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """Filters whose removal gives more positions, the highest total first. Only for short lists."""
        if self.total > FEW or self.page.number > 1:
            return []
        return [
            Suggestion(
                removal.label,
                self._address(q=removal.words) if removal.words else self._address(drop=removal.drop),
                removal.count,
            )
            for removal in suggest_removals(self.filterset, self.facets)[:MOST_SHOWN]
            # The page always offers to remove all filters.
            if removal.count > self.total and (removal.words or len(self.chips) > 1)
        ]

    @property
    def frame_total(self) -> int:
        return len(self.filterset.queryset)

    @property
    def has_filters(self) -> bool:
        """Whether there are filters, search and orders. The page of a small team has none unless the address asks."""
        return bool(self.filterset.selected) or self.frame_total > (0 if self.is_team_shown else MOST_AT_A_GLANCE)

    @property
    def clear_url(self) -> str:
        if not self.filterset.selected:
            return ""
        return f"{self.action}?sort={self.sort_name}" if self.sort and self.sort_name != "newest" else self.action

    @property
    def sorts(self) -> list[Sort]:
        return [
            Sort(label, value, self._address(sort=value), name == self.sort_name)
            for name, label in SORTS.items()
            if name != "relevance" or self.words
            for value in ["" if name == self.default_sort else name]
        ]

    @property
    def next_url(self) -> str:
        return self._page_address(self.page.number + 1) if self.page.has_next() else ""

    @property
    def previous_url(self) -> str:
        return self._page_address(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def is_team_shown(self) -> bool:
        return "team" not in self.frame

    @property
    def feed_url(self) -> str:
        if not self.is_team_shown:
            return _join(reverse("jobs:team-feed", args=[self.frame["team"]]), self.filterset.build_query())
        return _join(reverse("jobs:feed"), self.filterset.build_query(self.frame))

    @property
    def calendar_url(self) -> str:
        return _join(reverse("jobs:calendar"), self.filterset.build_query(self.frame))

    @property
    def share_url(self) -> str:
        return absolute_url(self._page_address(1))

    @property
    def url(self) -> str:
        """The canonical address of the list: known parameters in a fixed order."""
        return self._page_address(self.page.number)

    def _page_address(self, number: int) -> str:
        return self._address(page=str(number) if number > 1 else "")

    def _address(self, *, drop: tuple[str, str] | None = None, **changes: Any) -> str:
        return _join(self.action, self.filterset.build_query({"sort": self.sort, **changes}, drop=drop))


def _join(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
