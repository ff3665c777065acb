"""What to change when nothing matches, or little: one thing at a time, with what it would give."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .facets import Facet
from .filters import PostingFilter
from .ranking import Hits
from .words import Term, parse

# A mistyped letter in a short word, two in a long one.
SHORT, LONG = 4, 8


@dataclass(frozen=True)
class DidYouMean:
    words: str
    url: str
    count: int


@dataclass(frozen=True)
class Help:
    label: str
    url: str
    count: int


@dataclass(frozen=True)
class Removal:
    """One thing that can be taken away: its name, the parameter and value to drop, and what is left to match.

    `words`: what to ask for instead, where one of several words goes.
    """

    label: str
    count: int
    drop: tuple[str, str] | None = None
    words: str = ""


def removals(asked: PostingFilter, facets: list[Facet]) -> list[Removal]:
    """Every single thing that can be taken away, with the exact total then; the highest first."""
    return sorted(_removals(asked, facets), key=lambda one: -one.count)


def _removals(asked: PostingFilter, facets: list[Facet]) -> Iterator[Removal]:
    labels = {(option.facet, option.value): option.label for facet in facets for option in facet.options}
    index = asked.queryset.index
    for name, values in asked.chosen.items():
        if name in index.values:
            for value in values:
                rest = [one for one in values if one != value]
                kept = asked.filters[name].positions(index, rest) if rest else None
                label = labels.get((name, value), value)
                yield Removal(label, len(asked.matching(name, kept)), drop=(name, value))
        elif name == "pay":
            yield Removal("the least pay", len(asked.matching(name)), drop=(name, values[0]))
    if asked.hits:
        yield Removal(f"“{asked.words}”", len(asked.matching("q")), drop=("q", asked.words))
        if len(asked.hits.terms) > 1:
            for term in asked.hits.terms:
                others = " ".join(one.typed for one in asked.hits.terms if one != term)
                yield Removal(
                    f"“{term.typed}”", len(asked.matching("q", asked.hits.matching(index, but=term))), words=others
                )


def corrected(asked: PostingFilter) -> tuple[str, int] | None:
    """The words with those mended that no open position has, and how many positions match then.

    A mended word is one that stands in the title of an open position, or names its team, place or tag;
    it is given as it is written there.
    None when nothing is to be mended, or mending would give nothing.
    """
    hits = asked.hits
    if hits is None:
        return None
    open_ones = asked.queryset.index.open_at(asked.queryset.at)
    mended = [
        term if term.excluded or found & open_ones else _mended(term, asked, open_ones)
        for term, found in zip(hits.terms, hits.found, strict=True)
    ]
    if None in mended or mended == list(hits.terms):
        return None
    words = " ".join(term.typed for term in mended if term)
    count = len(asked.matching("q", Hits(asked.queryset.index, parse(words)).positions))
    return (words, count) if count else None


def _mended(term: Term, asked: PostingFilter, open_ones: BitMap) -> Term | None:
    """The term with its words replaced by the nearest of the vocabulary; None if one of them has none near."""
    index = asked.queryset.index
    vocabulary, found = index.vocabulary(open_ones), []
    for word in term.words:
        near = 0 if len(word) < SHORT else 1 if len(word) < LONG else 2
        best = process.extractOne(word, vocabulary, scorer=OSA.distance, score_cutoff=near)
        if best is None:
            return None
        found.append(index.spelled(best[0], open_ones))
    typed = f'"{" ".join(found)}"' if term.whole else "-".join(found)
    return next(iter(parse(typed)), None)
