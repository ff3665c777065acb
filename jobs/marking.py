"""Matches marked in titles, and in a snippet of the text around the first of them."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .words import Term, Token, tokens

BEFORE, LENGTH = 60, 200  # characters of a snippet


def marked(text: str, terms: Iterable[Term]) -> SafeString:
    """Return the text as HTML with every match of a term in a `mark` element."""
    return _mark(text, _matches(tokens(text), terms), 0, len(text))


def snippet(text: str, terms: Iterable[Term]) -> SafeString:
    """Return the part of a text around the first match as HTML, with matches marked; "" without a match."""
    matches = _matches(tokens(text), terms)
    if not matches:
        return mark_safe("")
    first = matches[0][0]
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE, first) + 1 or first
    end = len(text) if len(text) <= start + LENGTH else text.rfind(" ", start + 1, start + LENGTH)
    end = max(end, matches[0][1]) if end > 0 else start + LENGTH
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return mark_safe(before + _mark(text, matches, start, end) + after)  # noqa: S308  # escaped piece by piece


def _mark(text: str, matches: Iterable[tuple[int, int]], start: int, end: int) -> SafeString:
    pieces, place = [], start
    for begins, ends in matches:
        if place <= begins and ends <= end:
            pieces += [escape(text[place:begins]), "<mark>", escape(text[begins:ends]), "</mark>"]
            place = ends
    return mark_safe("".join([*pieces, escape(text[place:end])]))  # noqa: S308  # escaped piece by piece


def _matches(found: Sequence[Token], terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Where terms are found, in order and without overlap."""
    spans = sorted({span for term in terms if not term.excluded for span in _spans(found, term)})
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _spans(found: Sequence[Token], term: Term) -> Iterator[tuple[int, int]]:
    *first, last = term.words
    for place in range(len(found) - len(first)):
        window = found[place : place + len(term.words)]
        ending = window[-1].word
        if (ending == last or (not term.whole and ending.startswith(last))) and [
            one.word for one in window[:-1]
        ] == first:
            yield window[0].start, window[-1].end
