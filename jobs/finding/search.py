"""Searching by words: which postings have them, and in which field. PostgreSQL and SQLite match what `stored_words` made."""

from collections.abc import Sequence

from django.db import connection
from pyroaring import BitMap

from .bitmaps import BitSlicedNumbers
from .index import Index
from .stored_words import FIELDS
from .words import Term

# Each place weighs twice as much as the next: what the words are in counts most, then newest first.
PLACES = ("text", "tag", "location", "team", "reference", "title", "whole title")


class Hits:
    """Where each term is found among all positions of the index, open or not.

    `positions`: those that have every term and no excluded one. `scores`: for each the sum over the
    terms of the weight of the heaviest place the term is found in. One query.
    """

    def __init__(self, index: Index, terms: Sequence[Term]) -> None:
        self.terms = terms
        self.scores = BitSlicedNumbers()
        self.matches: list[BitMap] = []
        for term, ids in zip(terms, find(terms), strict=True):
            places = {name: index.ordinals_of(ones) for name, ones in ids.items()}
            places |= {name: index.ordinals_named(name, term) for name in ("team", "location", "tag")}
            everywhere = BitMap()
            for weight, name in reversed(list(enumerate(PLACES))):
                if not term.excluded:
                    self.scores.add(weight, places[name] - everywhere)
                everywhere |= places[name]
            self.matches.append(everywhere)
        self.ordinals = self.matching(index)

    def matching(self, index: Index, excluding: Term | None = None) -> BitMap:
        """The positions that have every term, or all but one, and no excluded one."""
        positions = index.all_ordinals
        for term, found in zip(self.terms, self.matches, strict=True):
            if term != excluding:
                positions = positions - found if term.excluded else positions & found
        return positions


def find(terms: Sequence[Term]) -> list[dict[str, list[int]]]:
    """Return for each term the ids of the postings whose field holds it. One query.

    The keys are `title`, `reference`, `text`, and `whole title` for those whose title has all words of
    the term as they are. Whether a posting is open is for the caller to say.
    """
    match = MATCH[connection.vendor]
    queries, parameters = [], []
    for number, term in enumerate(terms):
        for name, field, whole in (("whole title", "title", True), *((one, one, term.whole) for one in FIELDS)):
            sql, values = match(field, Term(term.words, whole=whole))
            queries.append(f"SELECT {number} AS term, '{name}' AS name, {sql}")
            parameters += values
    found: list[dict[str, list[int]]] = [{} for _term in terms]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), parameters)
        for number, name, ids in cursor.fetchall():
            found[number][name] = [int(one) for one in ids.split(",")] if ids else []
    return found


def _match_sqlite(field: str, term: Term) -> tuple[str, list[str | None]]:
    words = " ".join(term.words)
    asked = f'{field} : "{words}"' + ("" if term.whole else " *")
    return "group_concat(rowid) FROM jobs_words_index WHERE jobs_words_index MATCH %s", [asked]


def _match_postgresql(field: str, term: Term) -> tuple[str, list[str | None]]:
    *first, last = (f"'{word}'" for word in term.words)
    asked = " & ".join([*first, last if term.whole else f"{last}:*"])
    # Vectors know which words there are; whether they stand side by side, the text tells.
    phrase = f"% {' '.join(term.words)}{' ' if term.whole else ''}%" if first else None
    return f"jobs_words_having('{field}', %s::tsquery, %s)", [asked, phrase]


MATCH = {"sqlite": _match_sqlite, "postgresql": _match_postgresql}
