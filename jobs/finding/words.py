"""Words: what a text and a question are made of, the same for every language, engine and page."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from teams.models.folding import FOLDING, fold

MAX_QUERY = 200  # characters
MAX_TERMS = 10
MAX_WORD = 60  # characters; PostgreSQL takes no lexeme of 2 kB
# Stands between pieces of a text that no phrase may cross. No question contains it.
BREAK = "¶"

HEBREW = "\u05d0-\u05ea\u0591-\u05c7"
# Marks of an abbreviation, which belong to its word.
HEBREW_QUOTE = re.compile(f"(?<=[{HEBREW}])[\"'\u05f3\u05f4\u2019\u201d](?=[{HEBREW}])")
LETTER = r"[^\W\d_]"
# Scripts that write words without blanks: each sign is taken for a word.
IDEOGRAPH = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
TOKEN = re.compile(
    rf"(?P<ideograph>[{IDEOGRAPH}])|(?P<net>\.net)(?![^\W_])|(?P<word>(?:(?![{IDEOGRAPH}])[^\W_])+)"
    rf"(?:(?<={LETTER})(?P<plus>\+\+)|(?<={LETTER})(?P<sharp>\#))?"
)
QUOTES = '"“”„«»'
CHUNK = re.compile(rf"(?P<minus>-?)(?:[{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}]|(?P<plain>\S+))")


@dataclass(frozen=True)
class Term:
    """Words that stand side by side. Unless `whole`, the last may be the beginning of a longer one."""

    words: tuple[str, ...]
    whole: bool = False
    excluded: bool = False
    typed: str = field(default="", compare=False)

    @property
    def is_literal(self) -> bool:
        """Whether its first word stands in a folded text as it is: `cplusplus`, for one, never does."""
        return not self.words[0].endswith(("plusplus", "sharp")) and self.words[0] != "dotnet"

    def is_in(self, spaced: str) -> bool:
        """Whether it stands in a text made by `join_words()`."""
        return f" {' '.join(self.words)}{' ' if self.whole else ''}" in spaced


@dataclass(frozen=True)
class Token:
    """A word, and where it stands in the text it was made from."""

    word: str
    start: int
    end: int


def split_words(text: str) -> list[str]:
    """Return the words of a text without case, accents and signs: "Müller & Co." gives `["muller", "co"]`.

    C++, C# and .NET become `cplusplus`, `csharp` and `dotnet`; abbreviations in Hebrew keep together;
    each Chinese or Japanese sign is a word.
    """
    return [word for word, _span in _found_in(fold(HEBREW_QUOTE.sub("", text)))]


def tokenize(text: str) -> list[Token]:
    """Return the same words with their places in the text as it is written."""
    if text.isascii():
        return [Token(word, *span) for word, span in _found_in(text.lower())]
    dropped = {found.start() for found in HEBREW_QUOTE.finditer(text)}
    folded = [("" if place in dropped else FOLDING[letter]) for place, letter in enumerate(text)]
    origin = [place for place, letters in enumerate(folded) for _letter in letters]
    found = []
    for word, (start, end) in _found_in("".join(folded)):
        # Marks that were dropped after the last letter belong to it.
        following = origin[end] if end < len(origin) else len(text)
        last = origin[end - 1] + 1
        while last < following and unicodedata.category(text[last])[0] == "M":
            last += 1
        found.append(Token(word, origin[start], last))
    return found


def _found_in(folded: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for found in TOKEN.finditer(folded):
        if found["net"]:
            word = "dotnet"
        else:
            word = found["ideograph"] or found["word"]
            word += "plusplus" if found["plus"] else "sharp" if found["sharp"] else ""
        yield word[:MAX_WORD], found.span()


IS_SPECIAL = re.compile(f"[{HEBREW}{IDEOGRAPH}]")


def is_plain(text: str) -> bool:
    """Whether folding keeps each letter in its place, and words are what stands between blanks and signs."""
    return text.isascii() or (all(len(FOLDING[letter]) == 1 for letter in set(text)) and not IS_SPECIAL.search(text))


def join_words(*pieces: str) -> str:
    """Return the words of several texts with a blank around each, and a break between texts."""
    made = f" {BREAK} ".join(" ".join(split_words(piece)) for piece in pieces)
    return f" {made} "


def parse(question: str, most: int | None = MAX_TERMS) -> list[Term]:
    """Return what a visitor looks for: at most ten terms of the first 200 characters. Nothing is an error.

    Quotes keep words together, a minus excludes; outside quotes a word may be a beginning. A quote that
    is never closed is ignored.
    """
    found = []
    for chunk in CHUNK.finditer(HEBREW_QUOTE.sub("", question[:MAX_QUERY])):
        is_phrase = chunk["phrase"] is not None
        made = tuple(split_words(chunk["phrase"] if is_phrase else chunk["plain"]))
        if made:
            found.append(Term(made, whole=is_phrase, excluded=bool(chunk["minus"]), typed=chunk[0]))
    return list(dict.fromkeys(found))[:most]
