"""Which open positions words are found in, and where they weigh most."""

from collections.abc import Sequence

from pyroaring import BitMap

from .bitmaps import Numbers
from .index import Index
from .search import find
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
        self.scores = Numbers()
        self.found: list[BitMap] = []
        for term, ids in zip(terms, find(terms), strict=True):
            places = {name: index.among(ones) for name, ones in ids.items()}
            places |= {name: index.named(name, term) for name in ("team", "location", "tag")}
            everywhere = BitMap()
            for weight, name in reversed(list(enumerate(PLACES))):
                if not term.excluded:
                    self.scores.add(weight, places[name] - everywhere)
                everywhere |= places[name]
            self.found.append(everywhere)
        self.positions = self.matching(index)

    def matching(self, index: Index, but: Term | None = None) -> BitMap:
        """The positions that have every term, or all but one, and no excluded one."""
        positions = index.everything
        for term, found in zip(self.terms, self.found, strict=True):
            if term != but:
                positions = positions - found if term.excluded else positions & found
        return positions
