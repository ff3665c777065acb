"""Values of filters that the words of a query name. A list offers them as filters, with the resulting total."""

from dataclasses import dataclass

from .expansion import expand
from .index import Index
from .phrases import Value
from .words.queries import Query, parse

# At most this many phrases of one query are offered as filters.
MAX_OFFERED = 3


@dataclass(frozen=True)
class Rest:
    """What is left of a query without the words that name values."""

    values: tuple[Value, ...]
    query: Query
    words: str


def find_rests(query: Query, index: Index) -> list[Rest]:
    """Return the rest of a query for each phrase in it that names values; none with “or” between terms."""
    if query.ors:
        return []
    rests: list[Rest] = []
    taken: set[int] = set()
    for expansion in expand(query, index):
        span = set(expansion.span)
        if expansion.values and not span & taken and not query.terms[expansion.start].excluded:
            taken |= span
            words = " ".join(query.terms[number].typed for number in query.carrying if number not in span)
            rests.append(Rest(expansion.values, parse(words), words))
    return rests[:MAX_OFFERED]
