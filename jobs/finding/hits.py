"""The postings that have the words of a query, and their order: which terms they have, how, and where."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from itertools import pairwise
from operator import attrgetter

from pyroaring import BitMap

from .bitmaps import BitSlicedNumbers
from .expansion import Expansion, expand, find_clauses, find_title_terms
from .index import EMPTY, Index
from .words.matching import Match, find
from .words.queries import Query, Term, Words, count_words

# Where a term can be, from the best: a whole word of the title, the beginning of one or a synonym there, and so on.
# Facts are the workplace, employment type, level and country.
FIELDS = ("title", "title otherwise", "fact", "reference", "team", "location", "tag", "text")
NAMED = ("team", "location", "tag")
FACTS = ("workplace", "type", "level", "country")
# Bits of a count of terms. A query has at most ten terms that count.
COUNT = 4
MOST = 2**COUNT - 1
# What a match says of a query: a term as whole words, as a beginning, a synonym, two terms side by side, a whole title
# if it has no other words, all terms.
WHOLE, BEGINNING, EXPANSION, PAIR, TITLE, ALL = "whole", "beginning", "expansion", "pair", "title", "all"


class TermMatches:
    """The ordinals that have one term of a query, by field; `whole`: not only as the beginning of a longer word."""

    def __init__(self, term: Term) -> None:
        self.term = term
        self.by_field: dict[str, BitMap] = {field: BitMap() for field in FIELDS}
        self.whole = BitMap()

    def add(self, field: str, ordinals: BitMap, *, is_whole: bool = True, is_synonym: bool = False) -> None:
        field = "title otherwise" if field == "title" and (is_synonym or not is_whole) else field
        self.by_field[field] |= ordinals
        if is_whole:
            self.whole |= ordinals

    def in_one_of(self, fields: Iterable[str]) -> BitMap:
        return BitMap.union(BitMap(), *(self.by_field[field] for field in fields))

    @cached_property
    def ordinals(self) -> BitMap:
        return self.in_one_of(FIELDS)


@dataclass(frozen=True)
class PartialHits:
    """The order of positions that have most of the words, and the terms to highlight."""

    scores: BitSlicedNumbers
    highlighted: list[Term]


class Hits:
    """The postings of the index that match a query, open or not. Made by `find_hits`.

    `ordinals`: those that match. `in_title`: those of them with all terms in the title, or with all of an alternative.
    """

    def __init__(self, index: Index, query: Query, expansions: list[Expansion], found: Mapping[Match, BitMap]) -> None:
        self.index, self.query, self.expansions = index, query, expansions
        self.matches = [TermMatches(term) for term in query.terms]
        self._adjacent: dict[int, BitMap] = {}
        self._near = BitMap()
        self._whole_title, self._exact_title = BitMap(), BitMap()
        for (number, kind), match in list_matches(query, expansions):
            self._add(number, kind, match, found[match])
        self._match_names()
        self.ordinals = self._find_matching()

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.query.terms

    @cached_property
    def highlighted(self) -> list[Term]:
        """The terms and synonyms to highlight in titles and texts."""
        carrying = [term for term in self.terms if not (term.is_empty or term.excluded)]
        return [*(carrying or self.terms), *(expansion.term for expansion in self.expansions if expansion.forms)]

    @cached_property
    def in_title(self) -> BitMap:
        titles = self._find_all(partial(_in_fields, FIELDS[:2]), self.included)
        return reduce(BitMap.intersection, titles) if titles else BitMap()

    @cached_property
    def included(self) -> list[int]:
        """The indexes of the terms that a posting must have."""
        return [number for number in self.query.carrying if not self.terms[number].excluded]

    @cached_property
    def clauses(self) -> list[list[range]]:
        return find_clauses(self.query, self.expansions)

    def _find_matching(self) -> BitMap:
        """Return the ordinals that have all that was asked for, and no excluded term."""
        ordinals = reduce(BitMap.intersection, self.find_parts(), self.index.all_ordinals)
        excluded = (matches.ordinals for matches in self.matches if matches.term.excluded)
        return reduce(BitMap.difference, excluded, ordinals)

    def find_parts(self) -> list[BitMap]:
        """Return a set for each requirement of the query: the ordinals that meet it."""
        return self._find_all(attrgetter("ordinals"), self.included)

    def _find_all(self, find: Callable[[TermMatches], BitMap], numbers: Collection[int]) -> list[BitMap]:
        """Return a set for each requirement that has one of the terms `numbers`: the ordinals that meet it.

        `find` returns the ordinals of one term. A requirement is met by all terms of one of its alternatives.
        """
        spans = ([[number for number in span if number in numbers] for span in clause] for clause in self.clauses)
        asked = filter(None, ([span for span in clause if span] for clause in spans))
        found = ([[find(self.matches[number]) for number in span] for span in clause] for clause in asked)
        return [BitMap.union(*(reduce(BitMap.intersection, span) for span in clause)) for clause in found]

    def _add(self, number: int, kind: str, match: Match, ordinals: BitMap) -> None:
        field, forms, _beginnings = match
        if kind == PAIR:
            self._adjacent[number] = ordinals
        elif kind == TITLE:
            for words in forms:
                self._whole_title |= ordinals & self.index.carrying_title_lengths.get(count_words(words), EMPTY)
                self._exact_title |= ordinals & self.index.title_lengths.get(len(words), EMPTY)
        elif kind == ALL:
            self._near = ordinals
        elif kind == EXPANSION:
            expansion = self.expansions[number]
            for position in expansion.span:
                self.matches[position].add(field, ordinals, is_synonym=expansion.is_synonym)
        else:
            self.matches[number].add(field, ordinals, is_whole=kind == WHOLE)

    def _match_names(self) -> None:
        """Match terms with the names of teams, locations and tags, and with the values that they name, in memory."""
        short = _short_names(self.expansions)
        for number, matches in enumerate(self.matches):
            if matches.term.is_empty and self.query.carrying:
                continue
            for field in NAMED:
                whole, beginning = self.index.ordinals_named(field, matches.term)
                matches.add(field, whole)
                if number not in short:
                    matches.add(field, beginning, is_whole=False)
        for expansion in self.expansions:
            for facet, value in expansion.values:
                field = "fact" if facet in FACTS else facet
                ordinals = self.index.ordinals_with(facet, value)
                for number in expansion.span:
                    self.matches[number].add(field, ordinals)
                if set(self.included) <= set(expansion.span):
                    # All words are next to each other in the name of the value.
                    self._near = self._near | ordinals

    @cached_property
    def scores(self) -> BitSlicedNumbers:
        return self.score(self.ordinals)

    def score(self, ordinals: BitMap) -> BitSlicedNumbers:
        """Return a number for each of the ordinals. What decides first has the highest bits.

        Whole words before beginnings; more terms in the title; the whole title; terms next to each other in the
        title, then in the text; more terms in the next best field, and so on.
        """
        # From what decides last.
        tie_breakers: list[tuple[int, list[BitMap]]] = [
            *((COUNT, self._count(partial(_in_fields, FIELDS[:last]))) for last in range(len(FIELDS) - 1, 1, -1)),
            (1, [self._near]),
            (COUNT, self._count_adjacent()),
            (2, [self._whole_title, self._exact_title]),
            (COUNT, self._count(partial(_in_fields, FIELDS[:1]))),
            (COUNT, self._count(attrgetter("whole"))),
        ]
        scores, bit = BitSlicedNumbers(), 0
        for width, sets in tie_breakers:
            for having in sets:
                scores.add(bit, having & ordinals)
            bit += width
        return scores

    def _count(self, find: Callable[[TermMatches], BitMap]) -> list[BitMap]:
        return self._find_all(find, self.included or range(len(self.matches)))[:MOST]

    def _count_adjacent(self) -> list[BitMap]:
        """Return the ordinals whose title has two terms side by side, for each two; all of them for an alternative."""
        alternatives = [clause for clause in self.clauses if len(clause) > 1]
        inside = {number for clause in alternatives for span in clause for number in span}
        adjacent = [ordinals for number, ordinals in self._adjacent.items() if number not in inside]
        for clause in alternatives:
            titles = [
                [self._adjacent[number] for number in span[:-1]] or [self.matches[span[0]].by_field["title"]]
                for span in clause
            ]
            adjacent.append(BitMap.union(*(reduce(BitMap.intersection, title) for title in titles)))
        return adjacent[:MOST]


def _in_fields(fields: Sequence[str], matches: TermMatches) -> BitMap:
    return matches.in_one_of(fields)


def find_hits(index: Index, queries: Sequence[Query]) -> list[Hits]:
    """Return the hits of each query. One query to the database for all of them."""
    expanded = [(query, expand(query, index)) for query in queries]
    matches = list(dict.fromkeys(match for pair in expanded for _purpose, match in list_matches(*pair)))
    found = {match: index.ordinals_of(ids) for match, ids in zip(matches, find(matches), strict=True)}
    return [Hits(index, query, expansions, found) for query, expansions in expanded]


def list_matches(query: Query, expansions: Sequence[Expansion]) -> Iterator[tuple[tuple[int, str], Match]]:
    """Yield what to find in the database for a query: the number of a term or expansion, a kind, and the match."""
    short = _short_names(expansions)
    for number, term in enumerate(query.terms):
        if term.is_empty and query.carrying:
            continue
        for field in ("title", "reference") if number in short else ("title", "reference", "text"):
            yield (number, WHOLE), (field, term.forms, ())
            if term.beginnings and number not in short:
                yield (number, BEGINNING), (field, (), term.beginnings)
    for number, expansion in enumerate(expansions):
        if expansion.forms:
            for field in ("title", "text"):
                yield (number, EXPANSION), (field, expansion.forms, ())
    included = [number for number, term in enumerate(query.terms) if not term.excluded]
    for one, other in pairwise(included):
        yield (one, PAIR), ("title", (_join(query, one, other),), ())
    for title in find_title_terms(query, expansions, find_clauses(query, expansions)):
        forms = query.terms[title[0]].forms if len(title) == 1 else (_join(query, *title),)
        yield (0, TITLE), ("title", forms, ())
    if len(included) > 1:
        yield (0, ALL), ("text", (_join(query, *included),), ())


def _join(query: Query, *numbers: int) -> Words:
    return tuple(word for number in numbers for word in query.terms[number].words)


def _short_names(expansions: Sequence[Expansion]) -> set[int]:
    return {number for expansion in expansions if expansion.replaces_text for number in expansion.span}
