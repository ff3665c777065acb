"""What comes near the words of a query: positions that have most of them, and words that are nearly the same."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce

from pyroaring import BitMap

from teams.models.spelling import MAX_MISTAKES, SHORT, find_nearest

from .bitmaps import BitSlicedNumbers
from .filters import PostingFilter
from .hits import FIELDS, Hits, PartialHits, find_hits
from .selection import Selection
from .words.forms import get_beginnings
from .words.queries import Query, Term, parse


@dataclass(frozen=True)
class Correction:
    """A query with corrected words, and how many positions match it."""

    words: str
    count: int


class NearMatches:
    """What comes near the words of a list. At most two queries to the database, however many words are mistyped."""

    def __init__(self, filterset: PostingFilter) -> None:
        self.filterset, self.hits, self.index = filterset, filterset.hits, filterset.queryset.index
        self.query, self.matches = (self.hits.query, self.hits.matches) if self.hits else (Query(), [])
        self.total = len(filterset.matching())
        self.all_open = self.index.open_at(filterset.queryset.at)

    @cached_property
    def parts(self) -> list[BitMap]:
        """A set for each requirement of the query: the positions that meet it."""
        return self.hits.find_parts() if self.hits else []

    @cached_property
    def correction(self) -> Correction | None:
        """The query with corrected words, if more positions match it.

        It corrects words that no open position has, or that stand in the text of only one, to words in the title of an
        open position or in the name of its team, location or tag, spelled as they are there. A word that no position
        has and that cannot be corrected is left out if there is another.
        """
        if not self._corrected_queries:
            return None
        for query, hits in zip(self._corrected_queries, self._all_hits[1:], strict=True):
            count = len(self.filterset.matching("q", hits.ordinals))
            if count > self.total:
                return Correction(query, count)
        return None

    @cached_property
    def most_words(self) -> Selection | None:
        """The positions with most of the words, if none has all of them; None if none has half of them.

        Mistyped words count where the right ones are. Words that only begin with a typed word count too.
        """
        if self.hits is None or not self.hits.included or self.total:
            return None
        base = self.filterset.matching("q")
        # A single word has the same matches here as in the correction.
        relaxed = self._all_hits[1 if len(self.parts) == 1 and self.correction else 0]
        excluded = (matches.ordinals for matches in self.hits.matches if matches.term.excluded)
        candidates = reduce(BitMap.difference, excluded, base.ordinals)
        clauses = [ordinals & candidates for ordinals in relaxed.find_parts()]
        counts = BitSlicedNumbers()
        for ordinals in clauses:
            counts.add(0, ordinals)
        best = next(counts.highest_first(BitMap.union(BitMap(), *clauses)), BitMap())
        if not best or 2 * sum(best[0] in ordinals for ordinals in clauses) < len(clauses):
            return None
        scores = relaxed.score(best)
        # Fewer mistakes decide first.
        bit = len(scores.planes)
        for ordinals in self.parts:
            scores.add(bit, ordinals & best)
        return replace(base, ordinals=best, order="relevance", hits=PartialHits(scores, relaxed.highlighted))

    @cached_property
    def _nearest(self) -> dict[str, list[str]]:
        """For each word that may be mistyped, the nearest words of titles and names, the nearest first.

        Such a word is in no open position, or only in the text of one.
        """
        suspects = []
        for number in self.hits.included if self.hits else ():
            term, matches = self.query.terms[number], self.matches[number]
            ordinals = matches.ordinals & self.all_open
            in_text_only = not matches.in_one_of(FIELDS[:-1]).intersect(self.all_open)
            is_rare = len(ordinals) == 1 and in_text_only and len(term.words) == 1 and len(term.words[0]) > SHORT
            if not ordinals or is_rare:
                suspects.append((term, 1 if ordinals else MAX_MISTAKES))
        vocabulary = self.index.get_vocabulary(self.all_open) if suspects else []
        nearest = {word: find_nearest(word, vocabulary, limit) for term, limit in suspects for word in term.words}
        return {word: words for word, words in nearest.items() if words}

    @cached_property
    def _corrected_queries(self) -> list[str]:
        """The query with corrected words, and without the words that cannot be corrected."""
        if not self._nearest:
            return []
        first = {word: words[0] for word, words in self._nearest.items()}
        spelling = self.index.spell_as_written(first.values(), self.all_open)
        corrected = [(_correct(match.term, first, spelling), match.term, match.ordinals) for match in self.matches]
        kept = {
            number: words
            for number, (words, term, ordinals) in enumerate(corrected)
            if words != term.typed or ordinals or term.excluded or term.is_empty
        }
        everything = {number: words for number, (words, _term, _ordinals) in enumerate(corrected)}
        queries = [self.query.join(everything), self.query.join(kept)]
        return list(dict.fromkeys(filter(None, queries)))

    @cached_property
    def _all_hits(self) -> list[Hits]:
        """The hits of the relaxed query and of the corrected ones."""
        relaxed = Query(tuple(_relax(term, self._nearest) for term in self.query.terms), self.query.ors)
        return find_hits(self.index, [relaxed, *(parse(query) for query in self._corrected_queries)])


def _relax(term: Term, nearest: Mapping[str, list[str]]) -> Term:
    """Return the term with words that are nearly the same, and with words that only begin with it."""
    if term.is_empty or term.excluded or term.is_quoted:
        return term
    forms, beginnings = list(term.forms), term.beginnings
    if len(term.words) == 1:
        forms += [(word,) for word in nearest.get(term.words[0], ())]
        beginnings += tuple((word,) for word in get_beginnings(term.written[0]) if len(word) > 1)
    return replace(term, forms=tuple(dict.fromkeys(forms)), beginnings=tuple(dict.fromkeys(beginnings)))


def _correct(term: Term, nearest: Mapping[str, str], spelling: Mapping[str, str]) -> str:
    """Return the term as a visitor would type it, with corrected words."""
    if term.excluded or not any(word in nearest for word in term.words):
        return term.typed
    words = [
        spelling.get(nearest[word], nearest[word]) if word in nearest else written
        for word, written in zip(term.words, term.written, strict=True)
    ]
    return f'"{" ".join(words)}"' if term.is_quoted else "-".join(words)
