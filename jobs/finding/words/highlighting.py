"""Highlights matches of a search in titles, and in a snippet of the text around the first match."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from teams.models.folding import FOLDING, fold

from .forms import LONGEST_ENDING, cut_ending, normalize
from .queries import Term
from .tokens import HEBREW_QUOTE, JOINERS, Token, is_plain, tokenize

BEFORE, LENGTH = 50, 160  # characters of a snippet
# Between the two parts of a word that is written as two.
SEPARATORS = "".join(map(re.escape, sorted({" ", *JOINERS})))
# The fewest letters of a word to look for, and characters between and after the words of a term in a text.
LITERAL, MARGIN = 3, 50
# Between headings and texts: see `stored_words`. No term matches across it.
PIECES = " · "
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
    searched = text[:MAX_SEARCHED]
    folded = searched.translate(FOLDING) if is_plain(searched) else None
    starts = [start for term in included if (start := _first_match(searched, folded, term)) is not None]
    if not starts:
        return mark_safe("")
    first = min(starts)
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE, first) + 1 or first
    end = text.rfind(" ", first + 1, start + LENGTH)
    end = len(text) if len(text) <= start + LENGTH else end if end > 0 else start + LENGTH
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return mark_safe(f"{before}{highlight(text[start:end], included)}{after}")  # noqa: S308  # all parts are safe


def _first_match(text: str, folded: str | None, term: Term) -> int | None:
    """Return where the first match of a term begins. Texts are long, so only possible matches are tokenized.

    `folded`: the text with each letter folded at the same place; None if there is no such text.
    """
    pattern = _find_pattern(term)
    if pattern and folded is not None:
        longest = max(len(" ".join(words)) for words in (*term.forms, *term.beginnings))
        for match in re.finditer(pattern, folded):
            start = match.start()
            if not (start and folded[start - 1].isalnum()):
                span = next(_term_spans(tokenize(text[start : start + 2 * longest + MARGIN]), term), None)
                if span and span[0] == 0:
                    return start
        return None
    start_of_piece = 0
    for piece in text.split(PIECES):
        if re.search(pattern, fold(HEBREW_QUOTE.sub("", piece))):
            for start, _end in _term_spans(tokenize(piece), term):
                return start_of_piece + start
        start_of_piece += len(piece) + len(PIECES)
    return None


@lru_cache(maxsize=256)
def _find_pattern(term: Term) -> str:
    """Return a pattern that matches where the term may begin; "" if it may begin anywhere.

    The normal form of a word can have another ending than the written word, and a word can be written as two.
    """
    words = {words[0]: len(words) == 1 for words in term.forms}
    if any(word.endswith(("plusplus", "sharp")) or word == "dotnet" for word in words):
        return ""
    patterns = {
        (f"[{SEPARATORS}]?" if is_alone else "").join(map(re.escape, cut_ending(word)))
        for word, is_alone in words.items()
    }
    patterns |= {re.escape(words[0][: max(LITERAL, len(words[0]) - LONGEST_ENDING)]) for words in term.beginnings}
    return "|".join(sorted(patterns))


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
    words = [token.word for token in tokens]
    alone = [form[0] for form in term.forms if len(form) == 1]
    several = [form for form in term.forms if len(form) > 1]
    # No normal form changes the first letter.
    first_letters = {form[0][0] for form in (*term.forms, *term.beginnings)}
    for start, (word, token) in enumerate(zip(words, tokens, strict=True)):
        if word[0] not in first_letters:
            continue
        for whole in alone:
            if word == whole:
                yield token.start, token.end
            elif whole.startswith(token.written) and _joined(tokens[start : start + 2]) == whole:
                yield token.start, tokens[start + 1].end
        for form in several:
            if word == form[0] and words[start : start + len(form)] == list(form):
                yield token.start, tokens[start + len(form) - 1].end
        for form in term.beginnings:
            window = words[start : start + len(form)]
            if len(window) == len(form) and window[:-1] == list(form[:-1]) and window[-1].startswith(form[-1]):
                yield token.start, tokens[start + len(form) - 1].end


def _joined(pair: Sequence[Token]) -> str:
    """Return two words written as one, in normal form; "" without a pair."""
    return normalize("".join(token.written for token in pair)) if len(pair) > 1 else ""
