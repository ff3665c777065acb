"""What else the words of a query can mean: the values that they name, synonyms, and the same words written as one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from .index import Index
from .phrases import MAX_PHRASE, SHORT_NAME, Value
from .words.forms import normalize
from .words.queries import Query, Term, Words

# Values of these filters stand beside a title: “nurse part time Leeds”.
QUALIFIERS = ("workplace", "type", "level", "country", "location")


@dataclass(frozen=True)
class Expansion:
    """The terms `start` to `stop` of a query mean the same as these values, or as these words.

    `replaces_text`: the words are a short name, such as "US", so no text and no beginning has to be looked at.
    `is_synonym`: other words, not the same written otherwise.
    """

    start: int
    stop: int
    values: tuple[Value, ...] = ()
    forms: tuple[Words, ...] = ()
    replaces_text: bool = False
    is_synonym: bool = False

    @property
    def span(self) -> range:
        return range(self.start, self.stop)

    @cached_property
    def term(self) -> Term:
        """The words, to highlight them."""
        return Term(self.forms)


def expand(query: Query, index: Index) -> list[Expansion]:
    """Return what spans of the terms can also mean. The longest come first."""
    return sorted(_find_expansions(query, index), key=lambda expansion: expansion.start - expansion.stop)


def _find_expansions(query: Query, index: Index) -> Iterator[Expansion]:
    for start in range(len(query.terms)):
        for stop in range(start + 1, min(start + MAX_PHRASE, len(query.terms)) + 1):
            terms = query.terms[start:stop]
            if any(term.excluded for term in terms[1:]) or (terms[0].excluded and len(terms) > 1):
                break
            if all(term.is_empty for term in terms):
                continue
            yield from _expand_span(start, stop, terms, index)


def _expand_span(start: int, stop: int, terms: tuple[Term, ...], index: Index) -> Iterator[Expansion]:
    written = "".join(word for term in terms for word in term.written)
    phrase = tuple(word for term in terms for word in term.words)
    phrases = dict.fromkeys((phrase, *(terms[0].forms if len(terms) == 1 else ())))
    values = _unique(value for words in phrases for value in index.phrases.get(words, ()))
    if values:
        is_short = len(written) <= SHORT_NAME and any(value.facet == "country" for value in values)
        yield Expansion(start, stop, values=values, replaces_text=is_short)
    synonyms = _unique(form for words in phrases for form in index.synonyms.get(words, ()))
    # “developer -engineer” excludes this word, not every developer. Quotes ask for these words.
    if synonyms and not any(term.excluded or term.is_quoted for term in terms):
        yield Expansion(start, stop, forms=synonyms, is_synonym=True)
    if len(terms) == 2 and (joined := normalize(written)) in index.title_words:  # a pair
        yield Expansion(start, stop, forms=((joined,),))


def find_clauses(query: Query, expansions: Sequence[Expansion]) -> list[list[range]]:
    """Return the requirements of a query. Each is a list of alternatives, as spans of terms: a posting must have one.

    “or” stands between all words on either side, up to a word that carries nothing: “sales manager or data entry in
    Leeds”. If it stands between values of one filter, it does not reach further: “remote or hybrid developer”.
    """
    clauses: list[list[range]] = []
    start = 0
    while start < len(query.terms):
        stop = start + 1
        while stop < len(query.terms) and (stop in query.ors or not _is_break(query, stop - 1, stop)):
            stop += 1
        clauses += _split_at_ors(range(start, stop), query, expansions)
        start = stop
    return clauses


def find_title_terms(
    query: Query, expansions: Sequence[Expansion], clauses: Sequence[Sequence[range]]
) -> list[list[int]]:
    """Return the terms that can be a whole title: all, all without values such as “remote”, or those beside an “or”."""
    every = [number for number, term in enumerate(query.terms) if not term.excluded]
    named = {
        number
        for expansion in expansions
        if any(value.facet in QUALIFIERS for value in expansion.values)
        for number in expansion.span
    }
    carrying = [number for number in every if not query.terms[number].is_empty]
    titles = [every, carrying, [number for number in carrying if number not in named]]
    titles += [[*span] for clause in clauses if len(clause) > 1 for span in clause]
    return [title for rank, title in enumerate(titles) if title and title not in titles[:rank]]


def _is_break(query: Query, *numbers: int) -> bool:
    return any(query.terms[number].is_empty or query.terms[number].excluded for number in numbers)


def _split_at_ors(run: range, query: Query, expansions: Sequence[Expansion]) -> list[list[range]]:
    """Return the clauses of a run of terms that carry something."""
    ors = [number for number in run[1:] if number in query.ors]
    if not ors:
        return [[range(number, number + 1)] for number in run]
    spans = [range(start, stop) for start, stop in pairwise([run.start, *ors, run.stop])]
    values = [_find_facet_spans(expansions, span, rank, len(spans)) for rank, span in enumerate(spans)]
    for facet in values[0]:
        if all(facet in by_facet for by_facet in values):
            chosen = [by_facet[facet] for by_facet in values]
            others = [number for number in run if not any(number in span for span in chosen)]
            return [chosen, *([range(number, number + 1)] for number in others)]
    return [spans]


def _find_facet_spans(expansions: Sequence[Expansion], span: range, rank: int, count: int) -> dict[str, range]:
    """Return by facet the part of a span that names a value beside its “or”."""
    return {
        value.facet: expansion.span
        for expansion in expansions
        if (rank == 0 or expansion.start == span.start) and (rank == count - 1 or expansion.stop == span.stop)
        if expansion.start >= span.start and expansion.stop <= span.stop
        for value in expansion.values
        if value.facet in QUALIFIERS
    }


def _unique(items: Iterable[tuple]) -> tuple:
    return tuple(dict.fromkeys(items))
