"""Matches marked in titles, and in a snippet of the text around the first of them."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from teams.models.folding import FOLDING

from .words import Term, Token, is_plain, tokenize

BEFORE, LENGTH = 50, 160  # characters of a snippet
# Long enough for the words of any term that somebody types.
REACH = 250
# How far a text is looked through sign by sign.
FAR = 50_000


def highlight(text: str, terms: Iterable[Term]) -> SafeString:
    """Return the text as HTML with every match of a term in a `mark` element."""
    pieces, place = [], 0
    for start, end in _matches(tokenize(text), terms):
        pieces += [escape(text[place:start]), f"<mark>{escape(text[start:end])}</mark>"]
        place = end
    return mark_safe("".join([*pieces, escape(text[place:])]))  # noqa: S308  # escaped piece by piece


def make_snippet(text: str, terms: Iterable[Term]) -> SafeString:
    """Return the part of a text around the first match as HTML, with matches marked; "" without a match."""
    wanted = [term for term in terms if not term.excluded]
    first = min((place for term in wanted if (place := _first(text, term)) is not None), default=None)
    if first is None:
        return mark_safe("")
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE, first) + 1 or first
    end = text.rfind(" ", first + 1, start + LENGTH)
    end = len(text) if len(text) <= start + LENGTH else end if end > 0 else start + LENGTH
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return mark_safe(f"{before}{highlight(text[start:end], wanted)}{after}")  # noqa: S308  # both are safe


def _first(text: str, term: Term) -> int | None:
    """Where the first match of a term begins. Texts are long, so only what may be a match is cut into words."""
    if term.is_literal and is_plain(text):
        folded = text[:FAR].translate(FOLDING)
        place = folded.find(term.words[0])
        while place >= 0:
            if not (place and folded[place - 1].isalnum()):
                found = next(_spans(tokenize(text[place : place + REACH]), term), None)
                if found and found[0] == 0:
                    return place
            place = folded.find(term.words[0], place + 1)
        return None
    return next((start for start, _end in _spans(tokenize(text[:FAR]), term)), None)


def _matches(found: Sequence[Token], terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Where terms are found, in order; those that overlap become one."""
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
        *before, ending = (one.word for one in window)
        if before == first and (ending == last or (not term.whole and ending.startswith(last))):
            yield window[0].start, window[-1].end
