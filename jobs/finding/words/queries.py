"""What a visitor typed, as terms to search for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from .forms import get_beginnings, get_spellings, normalize
from .gender_marks import blank_out
from .tokens import HEBREW_QUOTE, SPECIAL, split_words, split_written

MAX_QUERY = 200  # characters
MAX_TERMS = 10

ABBREVIATION = 3  # characters, at most

Words = tuple[str, ...]

QUOTES = '"“”„«»'
CHUNK = re.compile(rf"(?P<minus>-?)(?:[{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}]|(?P<plain>\S+))")
# Separates words that are not one: UI/UX.
SEPARATORS = re.compile(r"[/,;|]+")
OR = {"or", "oder", "ou"}
# Words that say nothing about a position, by language. They never decide whether a position matches.
EMPTY_WORDS = {
    "en": (
        "a an and any are around as at based be by can do find for from get i in into is looking me my near need of on "
        "open or our please some the there to want we what where which with you career careers employment hiring job "
        "jobs opening openings opportunities opportunity position positions vacancies vacancy"
    ),
    "de": (
        "als am an auf bei das der die ein eine einen fur im in mit oder und von zum zur stelle stellen stellenangebot "
        "stellenangebote"
    ),
    "fr": "au aux d dans de des du en et l la le les ou pour sur un une emploi emplois offre offres poste postes",
    "es": "con de del el en la las los o para por un una y empleo empleos trabajo trabajos",
    "pt": "da de do e em o para um uma vaga vagas",
    "it": "da di e il la per un una lavoro",
    "nl": "bij de een het met van voor vacature vacatures",
    "pl": "na w praca",
}
EMPTY = frozenset(word for words in EMPTY_WORDS.values() for word in words.split())
EMPTY_FORMS = frozenset(map(normalize, EMPTY))


@dataclass(frozen=True)
class Term:
    """Adjacent words to search for.

    `forms`: the words in normal form, and the same written otherwise: ("front", "end") and ("frontend",).
    `beginnings`: forms whose last word may be the beginning of a longer word; only the last term has them.
    `typed`: the term as the visitor typed it. An empty term does not decide whether a position matches.
    """

    forms: tuple[Words, ...]
    beginnings: tuple[Words, ...] = ()
    excluded: bool = False
    is_empty: bool = field(default=False, compare=False)
    written: Words = field(default=(), compare=False)
    typed: str = field(default="", compare=False)

    @property
    def words(self) -> Words:
        return self.forms[0]

    @property
    def is_quoted(self) -> bool:
        return self.typed.removeprefix("-").startswith(tuple(QUOTES))

    def is_in(self, joined_words: str) -> bool:
        """Return whether a text made by `join_words()` has the term."""
        return self.is_whole_in(joined_words) or any(f" {' '.join(words)}" in joined_words for words in self.beginnings)

    def is_whole_in(self, joined_words: str) -> bool:
        """Return whether such a text has the term, its last word not only as a beginning."""
        return any(f" {' '.join(words)} " in joined_words for words in self.forms)


@dataclass(frozen=True)
class Query:
    """The terms of a query in the order they were typed. `ors`: the indexes of terms with an “or” before them."""

    terms: tuple[Term, ...] = ()
    ors: frozenset[int] = frozenset()

    @cached_property
    def carrying(self) -> list[int]:
        """The indexes of the terms that decide whether a position matches. Without any, all match."""
        return [index for index, term in enumerate(self.terms) if not term.is_empty]

    def __bool__(self) -> bool:
        return bool(self.terms)


@lru_cache(maxsize=256)
def parse(query: str, max_terms: int | None = MAX_TERMS) -> Query:
    """Return what the first 200 characters of a visitor's query ask for. Never an error.

    Quotes make a phrase; a minus excludes a term; “or” between two terms asks for one of them. The last word that is
    not excluded may be a beginning, unless it is in quotes. A quote without an end is ignored. Terms after the first
    `max_terms` are left out; empty ones do not count.
    """
    terms: list[Term] = []
    ors: set[int] = set()
    text = HEBREW_QUOTE.sub("", blank_out(query[:MAX_QUERY]))
    chunks = [chunk for chunk in CHUNK.finditer(text) if split_words(chunk[0])]
    last_included = max((number for number, chunk in enumerate(chunks) if not chunk["minus"]), default=-1)
    carried = 0
    for number, chunk in enumerate(chunks):
        is_last = number == last_included
        if chunk[0].lower() in OR and terms and not is_last and not terms[-1].excluded:
            ors.add(len(terms))
            continue
        for term in _make_terms(chunk, is_last=is_last):
            same = [rank for rank, other in enumerate(terms) if _is_same(term, other)]
            if same:
                # A word typed twice changes nothing. The second may be a beginning where the first was not.
                terms[same[0]] = replace(terms[same[0]], beginnings=term.beginnings)
                ors.discard(len(terms))
                continue
            carried += not term.is_empty
            if max_terms is not None and carried > max_terms:
                return Query(tuple(terms), frozenset(ors - {len(terms)}))
            terms.append(term)
    return Query(tuple(terms), frozenset(ors - {len(terms)}))


def count_words(words: Iterable[str]) -> int:
    """Return the number of words in normal form that say something."""
    return sum(word not in EMPTY_FORMS for word in words)


def _is_same(one: Term, other: Term) -> bool:
    return (one.forms, one.excluded) == (other.forms, other.excluded)


def _make_terms(chunk: re.Match[str], *, is_last: bool) -> list[Term]:
    excluded = bool(chunk["minus"])
    if chunk["phrase"] is not None:
        words = tuple(split_words(chunk["phrase"]))
        return [Term((words,), excluded=excluded, written=tuple(split_written(chunk["phrase"])), typed=chunk[0])]
    pieces = [piece for piece in SEPARATORS.split(chunk["plain"]) if split_words(piece)]
    return [
        make_term(
            piece,
            excluded=excluded,
            may_begin=is_last and rank == len(pieces) - 1,
            typed=chunk[0] if len(pieces) == 1 else f"{chunk['minus']}{piece}",
        )
        for rank, piece in enumerate(pieces)
    ]


def make_term(text: str, *, excluded: bool = False, may_begin: bool = False, typed: str = "") -> Term:
    """Return the term for a text without spaces. `may_begin`: its last word may be the beginning of a longer one."""
    written = tuple(split_written(text))
    forms = [tuple(normalize(word) for word in written)]
    beginnings = []
    if may_begin and len(written[-1]) > 1:
        beginnings = [(*forms[0][:-1], word) for word in get_beginnings(written[-1])]
    if len(written) == 1:
        forms += [(normalize(spelling),) for spelling in get_spellings(text.lower().strip(".,:;!?()[]"), written[0])]
        beginnings += [form for form in forms[1:] if beginnings]
    elif not SPECIAL.search("".join(written)):
        joined = "".join(written)
        forms.append((normalize(joined),))
        beginnings += [(joined,)] if beginnings else []
        if len(written) == 2 and max(map(len, written)) <= ABBREVIATION:
            # UX/UI has the words of "ui-ux".
            forms.append(forms[0][::-1])
    return Term(
        tuple(dict.fromkeys(forms)),
        tuple(dict.fromkeys(beginnings)),
        excluded=excluded,
        is_empty=not excluded and len(written) == 1 and written[0] in EMPTY,
        written=written,
        typed=typed or text,
    )
