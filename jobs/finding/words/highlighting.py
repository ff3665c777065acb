"""Highlights matches of a search in titles, and in a snippet of the text around the first match."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from teams.models.folding import FOLDING

from .forms import normalize
from .queries import Term
from .tokens import Token, is_plain, tokenize

BEFORE, LENGTH = 50, 160  # characters of a snippet
# Longer than any term.
MAX_TERM = 250
# Fewer letters than the beginning that all endings of a word share.
LITERAL = 3
# How many characters of a text are searched for the first match.
MAX_SEARCHED = 50_000


def highlight(text: str, terms: Iterable[Term]) -> SafeString:
    """Return the text as HTML with every match of a term in a `mark` element."""
    pieces, end_of_last = [], 0
    for start, end in _match_spans(tokenize(text), terms):
        pieces += [escape(text[end_of_last:start]), f"<mark>{escape(text[start:end])}</mark>"]
        end_of_last = end
    return mark_safe("".join([*pieces, escape(text[end_of_last:])]))  # noqa: S308  # each piece is escaped


def make_snippet(text: str, terms: Iterable[Term]) -> SafeString:
    """Return the part of a text around the first match as HTML, with highlighted matches; "" without a match."""
    included = [term for term in terms if not term.excluded]
    starts = [start for term in included if (start := _first_match(text, term)) is not None]
    if not starts:
        return mark_safe("")
    first = min(starts)
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE, first) + 1 or first
    end = text.rfind(" ", first + 1, start + LENGTH)
    end = len(text) if len(text) <= start + LENGTH else end if end > 0 else start + LENGTH
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return mark_safe(f"{before}{highlight(text[start:end], included)}{after}")  # noqa: S308  # all parts are safe


def _first_match(text: str, term: Term) -> int | None:
    """Return where the first match of a term begins. Texts are long, so only possible matches are tokenized."""
    literals = {_literal_beginning(words[0]) for words in (*term.forms, *term.beginnings)}
    if "" not in literals and is_plain(text):
        folded = text[:MAX_SEARCHED].translate(FOLDING)
        for match in re.finditer("|".join(map(re.escape, sorted(literals))), folded):
            start = match.start()
            if not (start and folded[start - 1].isalnum()):
                span = next(_term_spans(tokenize(text[start : start + MAX_TERM]), term), None)
                if span and span[0] == 0:
                    return start
        return None
    return next((start for start, _end in _term_spans(tokenize(text[:MAX_SEARCHED]), term)), None)


def _literal_beginning(word: str) -> str:
    """Return letters that a text with the word has where the word begins; "" if there are none.

    The normal form of a word can have another ending, and a word that is written as two has a blank inside.
    """
    return "" if word.endswith(("plusplus", "sharp")) or word == "dotnet" else word[:LITERAL]


def _match_spans(tokens: Sequence[Token], terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Return start and end of all matches, in order. Overlapping matches are merged."""
    spans = sorted({span for term in terms if not term.excluded for span in _term_spans(tokens, term)})
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _term_spans(tokens: Sequence[Token], term: Term) -> Iterator[tuple[int, int]]:
    for start in range(len(tokens)):
        for words in term.forms:
            window = tokens[start : start + len(words)]
            if [token.word for token in window] == list(words):
                yield window[0].start, window[-1].end
            elif len(words) == 1 and _joined(tokens[start : start + 2]) == words[0]:
                yield tokens[start].start, tokens[start + 1].end
        for words in term.beginnings:
            window = tokens[start : start + len(words)]
            *before, ending = (token.word for token in window)
            if before == list(words[:-1]) and len(window) == len(words) and ending.startswith(words[-1]):
                yield window[0].start, window[-1].end


def _joined(pair: Sequence[Token]) -> str:
    """Return two words written as one, in normal form; "" without a pair."""
    return normalize("".join(token.written for token in pair)) if len(pair) > 1 else ""
