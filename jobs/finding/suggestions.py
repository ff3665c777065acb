"""What to change when nothing matches, or little: one thing at a time, with what it would give."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .facets import Facet
from .filters import PostingFilter
from .search import Hits
from .words import Term, parse

# A mistyped letter in a short word, two in a long one.
SHORT, LONG = 4, 8


@dataclass(frozen=True)
class Suggestion:
    """What can be taken away, or was meant: the address of the list then, and its total."""

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


def suggest_removals(filterset: PostingFilter, facets: list[Facet]) -> list[Removal]:
    """Every single thing that can be taken away, with the exact total then; the highest first."""
    return sorted(_removals(filterset, facets), key=lambda one: -one.count)


def _removals(filterset: PostingFilter, facets: list[Facet]) -> Iterator[Removal]:
    labels = {(option.facet, option.value): option.label for facet in facets for option in facet.options}
    index = filterset.queryset.index
    for name, values in filterset.selected.items():
        if name in index.values:
            for value in filter(lambda one: (name, one) in labels, values):
                rest = [one for one in values if one != value]
                kept = filterset.filters[name].matching_ordinals(index, rest) if rest else None
                yield Removal(labels[name, value], len(filterset.matching(name, kept)), drop=(name, value))
        elif name == "pay":
            yield Removal("the least pay", len(filterset.matching(name)), drop=(name, values[0]))
    if filterset.hits:
        yield Removal(f"“{filterset.words}”", len(filterset.matching("q")), drop=("q", filterset.words))
        if len(filterset.hits.terms) > 1:
            for term in filterset.hits.terms:
                others = " ".join(one.typed for one in filterset.hits.terms if one != term)
                yield Removal(
                    f"“{term.typed}”",
                    len(filterset.matching("q", filterset.hits.matching(index, excluding=term))),
                    words=others,
                )


def suggest_correction(filterset: PostingFilter) -> tuple[str, int] | None:
    """The words with those mended that no open position has, and how many positions match then.

    A mended word is one that stands in the title of an open position, or names its team, place or tag;
    it is given as it is written there.
    None when nothing is to be mended, or mending would give nothing.
    """
    hits = filterset.hits
    if hits is None:
        return None
    index = filterset.queryset.index
    open_ones = index.open_at(filterset.queryset.at)
    places = zip(hits.terms, hits.matches, strict=True)
    lost = [term for term, found in places if not (term.excluded or found & open_ones)]
    vocabulary = index.get_vocabulary(open_ones) if lost else []
    nearest = {word: _nearest(word, vocabulary) for term in lost for word in term.words}
    if not lost or not all(nearest.values()):
        return None
    written = index.spell_as_written(filter(None, nearest.values()), open_ones)
    words = " ".join(_correct(term, nearest, written) if term in lost else term.typed for term in hits.terms)
    count = len(filterset.matching("q", Hits(index, parse(words)).ordinals))
    return (words, count) if count else None


def _nearest(word: str, vocabulary: list[str]) -> str:
    """The word of the vocabulary that differs least, by few enough letters; "" if there is none."""
    near = 0 if len(word) < SHORT else 1 if len(word) < LONG else 2
    best = process.extractOne(word, vocabulary, scorer=OSA.distance, score_cutoff=near)
    return best[0] if best else ""


def _correct(term: Term, nearest: dict[str, str], written: dict[str, str]) -> str:
    """What to type instead of a term."""
    found = [written.get(nearest[word], nearest[word]) for word in term.words]
    return f'"{" ".join(found)}"' if term.whole else "-".join(found)
