"""What visitors can change when few or no positions match: one filter or word, with the resulting total."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .facets import Facet
from .filters import PostingFilter
from .search import Hits
from .words.tokens import Term, parse

# Words shorter than SHORT are not corrected; shorter than LONG by one letter, others by two.
SHORT, LONG = 4, 8


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
    if filterset.hits:
        yield Removal(f"“{filterset.words}”", len(filterset.matching("q")), drop=("q", filterset.words))
        if len(filterset.hits.terms) > 1:
            for term in filterset.hits.terms:
                words = " ".join(other.typed for other in filterset.hits.terms if other != term)
                ordinals = filterset.hits.matching(index, excluding=term)
                yield Removal(f"“{term.typed}”", len(filterset.matching("q", ordinals)), words=words)


def suggest_correction(filterset: PostingFilter) -> tuple[str, int] | None:
    """Return the query with corrected words, and how many positions match it.

    It corrects words that no open position has, to words in the title of an open position or in the name of its
    team, location or tag, spelled as they are there. None if no word needs correction, a word has none, or
    nothing would match.
    """
    hits = filterset.hits
    if hits is None:
        return None
    index = filterset.queryset.index
    all_open = index.open_at(filterset.queryset.at)
    term_matches = zip(hits.terms, hits.matches, strict=True)
    unmatched = [term for term, matches in term_matches if not (term.excluded or matches & all_open)]
    vocabulary = index.get_vocabulary(all_open) if unmatched else []
    nearest = {word: _find_nearest(word, vocabulary) for term in unmatched for word in term.words}
    if not unmatched or not all(nearest.values()):
        return None
    spelling = index.spell_as_written(nearest.values(), all_open)
    query = " ".join(_correct(term, nearest, spelling) if term in unmatched else term.typed for term in hits.terms)
    count = len(filterset.matching("q", Hits(index, parse(query)).ordinals))
    return (query, count) if count else None


def _find_nearest(word: str, vocabulary: list[str]) -> str:
    """Return the word of the vocabulary that differs in the fewest letters; "" if all differ in too many."""
    max_distance = 0 if len(word) < SHORT else 1 if len(word) < LONG else 2
    best = process.extractOne(word, vocabulary, scorer=OSA.distance, score_cutoff=max_distance)
    return best[0] if best else ""


def _correct(term: Term, nearest: dict[str, str], spelling: dict[str, str]) -> str:
    """Return the corrected term as a visitor would type it."""
    words = [spelling.get(nearest[word], nearest[word]) for word in term.words]
    return f'"{" ".join(words)}"' if term.whole else "-".join(words)
