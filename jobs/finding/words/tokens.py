"""How texts and queries are split into words: the same for every language, database and page."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from teams.models.folding import FOLDING, fold

from .forms import normalize
from .gender_marks import blank_out

MAX_WORD = 60  # characters; PostgreSQL refuses lexemes of 2 kB
# Separates texts, so that no phrase matches across them. No query contains it.
BREAK = "¶"

HEBREW = "\u05d0-\u05ea\u0591-\u05c7"
# The mark of a Hebrew abbreviation is part of the word.
HEBREW_QUOTE = re.compile(f"(?<=[{HEBREW}])[\"'\u05f3\u05f4\u2019\u201d](?=[{HEBREW}])")
LETTER = r"[^\W\d_]"
# Scripts that put no spaces between words: each character counts as a word. Japanese and Chinese, Thai and Lao,
# Burmese, Khmer.
IDEOGRAPH = (
    "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
    "\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3\u17dc"
)
# U.S., A.I., Ph.D., M.Sc.
INITIALS = r"(?:[a-z]\.){2,}[a-z]?|[a-z]\.[a-z]|(?:ph|[bmd])\.(?:d|sc|ed|eng|phil|a)\.?"
TOKEN = re.compile(
    rf"(?P<initials>(?<![^\W_])(?:{INITIALS})(?![^\W_]))|(?P<ideograph>[{IDEOGRAPH}])|(?P<net>\.net)(?![^\W_])|(?P<word>(?:(?![{IDEOGRAPH}])[^\W_])+)"
    rf"(?:(?<={LETTER})(?P<plus>\+\+)|(?<={LETTER})(?P<sharp>\#))?"
)


@dataclass(frozen=True)
class Token:
    """A word in normal form and as it is written, folded, and its start and end in the text."""

    word: str
    written: str
    start: int
    end: int


def split_words(text: str) -> list[str]:
    """Return the words of a text in normal form: `["developer", "muller", "co"]` for "Developers, Müller & Co.".

    They have no case, accents, punctuation or marks of gender. C++, C# and .NET become `cplusplus`, `csharp` and
    `dotnet`, U.S. becomes `us`. Hebrew abbreviations stay one word. In scripts without spaces each character is a
    word. `forms.py` says what the normal form is.
    """
    return [normalize(word) for word in split_written(text)]


def split_written(text: str) -> list[str]:
    """Return the words of a text folded, but otherwise as they are written: `developers`, not `developer`."""
    return [word for word, _span in _find_words(_prepare(text))]


def tokenize(text: str) -> list[Token]:
    """Return the same words with their places in the original text."""
    if is_plain(text):
        return [Token(normalize(word), word, *span) for word, span in _find_words(_prepare(text))]
    dropped = {match.start() for match in HEBREW_QUOTE.finditer(text)}
    folded = [("" if index in dropped else FOLDING[letter]) for index, letter in enumerate(text)]
    # For each letter of the folded text, the index of its letter in the original.
    origins = [index for index, letters in enumerate(folded) for _letter in letters]
    tokens = []
    for word, (start, end) in _find_words(blank_out("".join(folded))):
        # Combining marks after the last letter belong to it.
        following = origins[end] if end < len(origins) else len(text)
        original_end = origins[end - 1] + 1
        while original_end < following and unicodedata.category(text[original_end])[0] == "M":
            original_end += 1
        tokens.append(Token(normalize(word), word, origins[start], original_end))
    return tokens


def _prepare(text: str) -> str:
    return blank_out(fold(HEBREW_QUOTE.sub("", text)))


def _find_words(folded: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for match in TOKEN.finditer(folded):
        if match["net"]:
            word = "dotnet"
        elif match["initials"]:
            word = match["initials"].replace(".", "")
        else:
            word = match["ideograph"] or match["word"]
            word += "plusplus" if match["plus"] else "sharp" if match["sharp"] else ""
        yield word[:MAX_WORD], match.span()


# Between the parts of a word that others write as one.
JOINERS = {"-", "‐", "‑", "/", ".", "–"}
SPECIAL = re.compile(f"[{HEBREW}{IDEOGRAPH}]")


def is_plain(text: str) -> bool:
    """Return whether folding keeps the place of each letter, and words are separated by spaces and punctuation."""
    return text.isascii() or (all(len(FOLDING[letter]) == 1 for letter in set(text)) and not SPECIAL.search(text))


def join_words(*texts: str) -> str:
    """Return the words of texts with a space around each word, and BREAK between texts: " back end ¶ lisbon "."""
    joined = f" {BREAK} ".join(" ".join(split_words(text)) for text in texts)
    return f" {joined} "


def find_compounds(text: str, *, spaced: bool) -> list[str]:
    """Return neighbouring words written as one, in normal form: "frontend" for "front-end".

    They are stored beside the words, so that "frontend" finds "front-end". `spaced`: also words with a space between
    them. Titles are short enough for that.
    """
    found = []
    folded = _prepare(text)
    words = list(_find_words(folded))
    for (word, (_start, end)), (following, (start, _end)) in pairwise(words):
        between = folded[end:start]
        if (spaced or between in JOINERS) and not SPECIAL.search(word + following) and between:
            found.append(normalize((word + following)[:MAX_WORD]))
    return list(dict.fromkeys(found))
