"""How texts and queries are split into words: the same for every language, database and page."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from teams.models.folding import FOLDING, fold

MAX_QUERY = 200  # characters
MAX_TERMS = 10
MAX_WORD = 60  # characters; PostgreSQL refuses lexemes of 2 kB
# Separates texts, so that no phrase matches across them. No query contains it.
BREAK = "¶"

HEBREW = "\u05d0-\u05ea\u0591-\u05c7"
# The mark of a Hebrew abbreviation is part of the word.
HEBREW_QUOTE = re.compile(f"(?<=[{HEBREW}])[\"'\u05f3\u05f4\u2019\u201d](?=[{HEBREW}])")
LETTER = r"[^\W\d_]"
# Scripts that put no spaces between words: each character counts as a word.
IDEOGRAPH = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
TOKEN = re.compile(
    rf"(?P<ideograph>[{IDEOGRAPH}])|(?P<net>\.net)(?![^\W_])|(?P<word>(?:(?![{IDEOGRAPH}])[^\W_])+)"
    rf"(?:(?<={LETTER})(?P<plus>\+\+)|(?<={LETTER})(?P<sharp>\#))?"
)
QUOTES = '"“”„«»'
CHUNK = re.compile(rf"(?P<minus>-?)(?:[{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}]|(?P<plain>\S+))")


@dataclass(frozen=True)
class Term:
    """Adjacent words to search for. Unless `whole`, the last may be the beginning of a longer word.

    `typed`: the term as the visitor typed it.
    """

    words: tuple[str, ...]
    whole: bool = False
    excluded: bool = False
    typed: str = field(default="", compare=False)

    @property
    def is_literal(self) -> bool:
        """Whether a folded text contains the first word literally: `cplusplus`, for example, never."""
        return not self.words[0].endswith(("plusplus", "sharp")) and self.words[0] != "dotnet"

    def is_in(self, joined_words: str) -> bool:
        """Return whether a text made by `join_words()` has the term."""
        return f" {' '.join(self.words)}{' ' if self.whole else ''}" in joined_words


@dataclass(frozen=True)
class Token:
    """A word, and its start and end in the text."""

    word: str
    start: int
    end: int


def split_words(text: str) -> list[str]:
    """Return the words of a text without case, accents and punctuation: `["muller", "co"]` for "Müller & Co.".

    C++, C# and .NET become `cplusplus`, `csharp` and `dotnet`. Hebrew abbreviations stay one word. Each Chinese
    or Japanese character is a word.
    """
    return [word for word, _span in _find_words(fold(HEBREW_QUOTE.sub("", text)))]


def tokenize(text: str) -> list[Token]:
    """Return the same words with their places in the original text."""
    if text.isascii():
        return [Token(word, *span) for word, span in _find_words(text.lower())]
    dropped = {match.start() for match in HEBREW_QUOTE.finditer(text)}
    folded = [("" if index in dropped else FOLDING[letter]) for index, letter in enumerate(text)]
    # For each letter of the folded text, the index of its letter in the original.
    origins = [index for index, letters in enumerate(folded) for _letter in letters]
    tokens = []
    for word, (start, end) in _find_words("".join(folded)):
        # Combining marks after the last letter belong to it.
        following = origins[end] if end < len(origins) else len(text)
        original_end = origins[end - 1] + 1
        while original_end < following and unicodedata.category(text[original_end])[0] == "M":
            original_end += 1
        tokens.append(Token(word, origins[start], original_end))
    return tokens


def _find_words(folded: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for match in TOKEN.finditer(folded):
        if match["net"]:
            word = "dotnet"
        else:
            word = match["ideograph"] or match["word"]
            word += "plusplus" if match["plus"] else "sharp" if match["sharp"] else ""
        yield word[:MAX_WORD], match.span()


SPECIAL = re.compile(f"[{HEBREW}{IDEOGRAPH}]")


def is_plain(text: str) -> bool:
    """Return whether folding keeps the place of each letter, and words are separated by spaces and punctuation."""
    return text.isascii() or (all(len(FOLDING[letter]) == 1 for letter in set(text)) and not SPECIAL.search(text))


def join_words(*texts: str) -> str:
    """Return the words of texts with a space around each word, and BREAK between texts: " back end ¶ lisbon "."""
    joined = f" {BREAK} ".join(" ".join(split_words(text)) for text in texts)
    return f" {joined} "


def parse(query: str, max_terms: int | None = MAX_TERMS) -> list[Term]:
    """Return the terms of a visitor's query: at most `max_terms` from its first 200 characters. Never an error.

    Quotes make a phrase; a minus excludes a term. Outside quotes the last word of a term may be a beginning. A
    quote without an end is ignored.
    """
    terms = []
    for chunk in CHUNK.finditer(HEBREW_QUOTE.sub("", query[:MAX_QUERY])):
        is_phrase = chunk["phrase"] is not None
        words = tuple(split_words(chunk["phrase"] if is_phrase else chunk["plain"]))
        if words:
            terms.append(Term(words, whole=is_phrase, excluded=bool(chunk["minus"]), typed=chunk[0]))
    return list(dict.fromkeys(terms))[:max_terms]
