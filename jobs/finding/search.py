"""Searching by words: PostgreSQL and SQLite match the words that `stored_words` made in Python."""

from collections.abc import Sequence

from django.db import connection
from pyroaring import BitMap

from .bitmaps import BitSlicedNumbers
from .index import Index
from .words.stored_words import FIELDS
from .words.tokens import Term

# From the lightest: each field weighs twice as much as the one before.
WEIGHTED_FIELDS = ("text", "tag", "location", "team", "reference", "title", "whole title")


class Hits:
    """The postings of the index that have the terms, open or not. One query.

    `ordinals`: those that have every term and no excluded one. `scores`: a number for each, the sum over the
    terms of the weight of the heaviest field with the term. `matches`: the ordinals with each term.
    """

    def __init__(self, index: Index, terms: Sequence[Term]) -> None:
        self.terms = terms
        self.scores = BitSlicedNumbers()
        self.matches: list[BitMap] = []
        for term, ids_by_field in zip(terms, find(terms), strict=True):
            by_field = {field: index.ordinals_of(ids) for field, ids in ids_by_field.items()}
            by_field |= {field: index.ordinals_named(field, term) for field in ("team", "location", "tag")}
            matches = BitMap()
            for weight, field in reversed(list(enumerate(WEIGHTED_FIELDS))):
                if not term.excluded:
                    self.scores.add(weight, by_field[field] - matches)
                matches |= by_field[field]
            self.matches.append(matches)
        self.ordinals = self.matching(index)

    def matching(self, index: Index, excluding: Term | None = None) -> BitMap:
        """Return the ordinals that have every term, or all but `excluding`, and no excluded one."""
        ordinals = index.all_ordinals
        for term, matches in zip(self.terms, self.matches, strict=True):
            if term != excluding:
                ordinals = ordinals - matches if term.excluded else ordinals & matches
        return ordinals


def find(terms: Sequence[Term]) -> list[dict[str, list[int]]]:
    """Return for each term the ids of the postings that have it, by field. One query.

    The fields are `title`, `reference`, `text`, and `whole title`: the title has all words of the term as
    whole words. The ids include postings that are not open.
    """
    match = MATCH[connection.vendor]
    queries, parameters = [], []
    for number, term in enumerate(terms):
        for name, field, whole in (("whole title", "title", True), *((field, field, term.whole) for field in FIELDS)):
            sql, values = match(field, Term(term.words, whole=whole))
            queries.append(f"SELECT {number} AS term, '{name}' AS name, {sql}")
            parameters += values
    results: list[dict[str, list[int]]] = [{} for _term in terms]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), parameters)
        for number, name, ids in cursor.fetchall():
            results[number][name] = [int(posting) for posting in ids.split(",")] if ids else []
    return results


def _match_sqlite(field: str, term: Term) -> tuple[str, list[str | None]]:
    words = " ".join(term.words)
    query = f'{field} : "{words}"' + ("" if term.whole else " *")
    return "group_concat(rowid) FROM jobs_words_index WHERE jobs_words_index MATCH %s", [query]


def _match_postgresql(field: str, term: Term) -> tuple[str, list[str | None]]:
    *first, last = (f"'{word}'" for word in term.words)
    query = " & ".join([*first, last if term.whole else f"{last}:*"])
    # The vector tells whether all words are there, the text whether they are adjacent.
    phrase = f"% {' '.join(term.words)}{' ' if term.whole else ''}%" if first else None
    return f"jobs_words_having('{field}', %s::tsquery, %s)", [query, phrase]


MATCH = {"sqlite": _match_sqlite, "postgresql": _match_postgresql}
