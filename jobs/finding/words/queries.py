"""What a visitor typed, as terms to search for."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from .forms import get_beginnings, get_spellings, normalize
from .gender_marks import blank_out
from .tokens import HEBREW_QUOTE, MAX_WORD, SPECIAL, split_words, split_written

MAX_QUERY = 200  # characters
MAX_TERMS = 10

ABBREVIATION = 3  # characters, at most
# Shorter ones begin other words: “value” is no beginning “valu”, but “muelle” may be “mulle”.
SHORTEST_SPELLING = 5  # characters

Words = tuple[str, ...]

QUOTES = '"“”„«»'
CHUNK = re.compile(rf"(?P<minus>-?)(?:[{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}]|(?P<plain>\S+))")
# Separates words that are not one: UI/UX.
SEPARATORS = re.compile(r"[/,;|]+")
APOSTROPHE = re.compile("['’`´]")
OR = {"or", "oder", "ou"}
# Words that say nothing about a position, by language. They never decide whether a position matches.
EMPTY_WORDS = {
    "en": (
        "a all am an and any are around as at available based be by can do either find for from get i in into is like "
        "looking me my near need now of on open or our please show some the there to want we what where which with "
        "would you career careers employment hiring job jobs opening openings opportunities opportunity position "
        "positions role roles vacancies vacancy"
    ),
    "de": (
        "als am an auf bei das der die ein eine einen fur ich im in mit oder suche und von zum zur arbeit stelle "
        "stellen stellenangebot stellenangebote"
    ),
    "fr": (
        "au aux d dans de des du en et je l la le les ou pour recherche sur un une "
        "emploi emplois offre offres poste postes"
    ),
    "es": "con de del el en la las los o para por un una y busco empleo empleos oferta ofertas trabajo trabajos",
    "pt": "da de do e em o para um uma vaga vagas",
    "it": "cerco da di e il la per un una lavoro offerta offerte",
    "nl": "bij de een het met voor vacature vacatures",
    "pl": "na w oferta oferty praca pracy szukam",
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

    def join(self, words: Mapping[int, str]) -> str:
        """Return a query of the words for some terms, by index, with the “or”s between them."""
        joined, is_alternative = "", False
        for number in range(len(self.terms)):
            is_alternative |= number in self.ors
            if number in words:
                joined += (" or " if is_alternative else " ") + words[number] if joined else words[number]
                is_alternative = False
        return joined

    def join_typed(self, left_out: Collection[int]) -> str:
        """Return the query as typed without some terms. Words that carry nothing stay only where they end an “or”."""
        kept = range(len(self.terms)) if self.ors else self.carrying
        return self.join({number: self.terms[number].typed for number in kept if number not in left_out})

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
    typed = HEBREW_QUOTE.sub("", query[:MAX_QUERY])
    blanked = blank_out(typed)
    # A hyphen after a mark of gender is no minus: “Koch*in-Patisserie”.
    text = "".join(
        " " if letter == "-" and number and blanked[number - 1] != typed[number - 1] else letter
        for number, letter in enumerate(blanked)
    )
    chunks = [chunk for chunk in CHUNK.finditer(text) if split_words(chunk[0])]
    has_or = any(_is_or(chunk) for chunk in chunks)
    last_included = max((number for number, chunk in enumerate(chunks) if not chunk["minus"]), default=-1)
    carried = 0
    for number, chunk in enumerate(chunks):
        is_last = number == last_included
        if _is_or(chunk) and terms and not is_last and not terms[-1].excluded:
            ors.add(len(terms))
            continue
        for term in _make_terms(chunk, is_last=is_last):
            if term.is_empty and len(terms) in ors:
                # “nurse or a doctor”
                continue
            same = [] if has_or else [rank for rank, other in enumerate(terms) if _is_same(term, other)]
            if same:
                # A word typed twice changes nothing. The second may be a beginning where the first was not.
                terms[same[0]] = replace(terms[same[0]], beginnings=term.beginnings)
                continue
            carried += not term.is_empty
            if max_terms is not None and carried > max_terms:
                return Query(tuple(terms), frozenset(ors - {len(terms)}))
            terms.append(term)
    return Query(tuple(terms), frozenset(ors - {len(terms)}))


def _is_empty(text: str, written: Words) -> bool:
    """Return whether a text says nothing: “jobs”, “I’m”, “d’emploi”."""
    if len(written) == 1:
        return written[0] in EMPTY
    return bool(APOSTROPHE.search(text)) and all(word in EMPTY or word == "m" for word in written)


def count_words(words: Iterable[str]) -> int:
    """Return the number of words in normal form that say something."""
    return sum(word not in EMPTY_FORMS for word in words)


def _is_or(chunk: re.Match[str]) -> bool:
    return chunk[0].lower().strip(",;") in OR


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
        beginnings += [form for form in forms[1:] if beginnings and len(form[0]) >= SHORTEST_SPELLING]
    elif not SPECIAL.search("".join(written)):
        joined = "".join(written)[:MAX_WORD]
        forms.append((normalize(joined),))
        beginnings += [(joined,)] if beginnings else []
        if len(written) == 2 and max(map(len, written)) <= ABBREVIATION:
            # UX/UI has the words of "ui-ux".
            forms.append(forms[0][::-1])
    return Term(
        tuple(dict.fromkeys(forms)),
        tuple(dict.fromkeys(beginnings)),
        excluded=excluded,
        is_empty=not excluded and _is_empty(text, written),
        written=written,
        typed=typed or text,
    )
