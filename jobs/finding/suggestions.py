"""What visitors can change when few or no positions match: one filter or word, with the resulting total."""

from collections.abc import Iterator
from dataclasses import dataclass

from .facets import Facet
from .filters import PostingFilter
from .hits import find_hits
from .named_values import find_rests
from .words.queries import parse


@dataclass(frozen=True)
class Suggestion:
    """A filter to remove or a corrected query: the address of the resulting list, and its total."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class Removal:
    """A filter or word to remove, and the resulting total.

    `drop`: the parameter and value to remove. `words`: the remaining query if one of several words is removed.
    """

    label: str
    count: int
    drop: tuple[str, str] | None = None
    words: str = ""


@dataclass(frozen=True)
class NamedValue:
    """A value that words of the query name, the words without them, and the resulting total."""

    facet: str
    value: str
    facet_label: str
    label: str
    words: str
    count: int


def suggest_removals(filterset: PostingFilter, facets: list[Facet]) -> list[Removal]:
    """Return every filter and word that can be removed, with the exact resulting total, the highest first."""
    return sorted(_find_removals(filterset, facets), key=lambda removal: -removal.count)


def _find_removals(filterset: PostingFilter, facets: list[Facet]) -> Iterator[Removal]:
    labels = {(option.facet, option.value): option.label for facet in facets for option in facet.options}
    index = filterset.queryset.index
    for name, values in filterset.selected.items():
        if name in index.values:
            for value in values:
                if (name, value) in labels:
                    others = [other for other in values if other != value]
                    ordinals = filterset.filters[name].matching_ordinals(index, others) if others else None
                    yield Removal(labels[name, value], len(filterset.matching(name, ordinals)), drop=(name, value))
        elif name == "pay":
            yield Removal("the least pay", len(filterset.matching(name)), drop=(name, values[0]))
    hits = filterset.hits
    if hits:
        yield Removal(f"“{filterset.words}”", len(filterset.matching("q")), drop=("q", filterset.words))
        if len(hits.query.carrying) > 1:
            remaining = [hits.query.join_typed(left_out=[number]) for number in hits.query.carrying]
            # Words can mean something else without a neighbour: “part” in “part time”.
            all_hits = find_hits(index, [parse(words) for words in remaining])
            for number, words, without in zip(hits.query.carrying, remaining, all_hits, strict=True):
                count = len(filterset.matching("q", without.ordinals))
                yield Removal(f"“{hits.terms[number].typed}”", count, words=words)


def suggest_values(filterset: PostingFilter) -> list[NamedValue]:
    """Return the values that the words name, as filters instead of these words, with the exact resulting total."""
    if filterset.hits is None:
        return []
    frame, index = filterset.queryset, filterset.queryset.index
    suggestions = []
    for rest, hits in zip(find_rests(filterset.hits.query, index), filterset.all_hits[1:], strict=True):
        for facet, value in rest.values:
            facet_filter = filterset.filters.get(facet)
            if facet_filter is None or facet in filterset.selected:
                continue
            if frame.ordinals.intersect(index.ordinals_offering(facet, value)):
                ordinals = index.ordinals_with(facet, value) & hits.ordinals
                count = len(filterset.matching("q", ordinals))
                label = index.get_label(facet, value, facet_filter.choices)
                if count:
                    suggestions.append(NamedValue(facet, value, str(facet_filter.label), label, rest.words, count))
    return suggestions
