"""What a list says about the words that were searched for: filters instead, spelling, and positions that come near."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from jobs.finding.filters import PostingFilter
from jobs.finding.near_matches import NearMatches
from jobs.finding.suggestions import NamedValue, Suggestion, suggest_values
from jobs.finding.words.queries import Term
from jobs.models import Posting

from .cards import Card

# At most this many rows of positions that have only most of the words.
MOST_ROWS = 20


@dataclass(frozen=True)
class TitleCounts:
    """How many of the positions have all words in the title, and how many mention them elsewhere."""

    by_title: int
    others: int


@dataclass(frozen=True)
class MostWords:
    """Positions that have most of several words, or one that is nearly the same: their number, and the first rows."""

    count: int
    is_one_word: bool
    cards: list[Card]


@dataclass
class SearchHelp:
    """What templates show above or below a list with words. `address`: makes the address of another list."""

    filterset: PostingFilter
    address: Callable[..., str]
    make_cards: Callable[[Sequence[Posting], Sequence[Term]], list[Card]]
    is_first_page: bool

    @cached_property
    def near(self) -> NearMatches:
        return NearMatches(self.filterset)

    @cached_property
    def did_you_mean(self) -> Suggestion | None:
        correction = self.near.correction if self.is_first_page else None
        if correction is None:
            return None
        return Suggestion(correction.words, self.address(q=correction.words), correction.count)

    @cached_property
    def values(self) -> list[Suggestion]:
        """Filters that the words name: "Workplace: Remote", with the total that they give instead of the words."""
        return [
            Suggestion(f"{value.facet_label}: {value.label}", self._get_value_address(value), value.count)
            for value in suggest_values(self.filterset)
        ]

    def _get_value_address(self, value: NamedValue) -> str:
        chosen = {value.facet: value.value}
        if value.words:
            return self.address(q=value.words, **chosen)
        return self.address(drop=("q", self.filterset.words), **chosen)

    @cached_property
    def title_counts(self) -> TitleCounts | None:
        """How many positions have all words in the title; None if none has, or if all have."""
        if self.filterset.hits is None:
            return None
        ordinals = self.filterset.matching().ordinals
        by_title = ordinals.intersection_cardinality(self.filterset.hits.in_title)
        return TitleCounts(by_title, len(ordinals) - by_title) if 0 < by_title < len(ordinals) else None

    @cached_property
    def most_words(self) -> MostWords | None:
        """The positions with most of the words, if none has all of them."""
        selection = self.near.most_words if self.is_first_page else None
        if selection is None or selection.hits is None:
            return None
        is_one_word = len(self.near.parts) == 1
        return MostWords(
            len(selection), is_one_word, self.make_cards(selection[:MOST_ROWS], selection.hits.highlighted)
        )
