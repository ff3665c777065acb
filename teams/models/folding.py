"""Texts without case and accents, for whoever looks for them on another keyboard."""

import unicodedata
from typing import Any

MAX_LETTERS = 20_000  # remembered
FOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def fold(text: str) -> str:
    """Return a text without case and accents, the same wherever it is computed."""
    return text.lower() if text.isascii() else text.translate(FOLDING)


class Folding(dict[Any, str]):
    """Each letter with what it is folded to; for `str.translate`, also by code point."""

    def __missing__(self, letter: str | int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(letter) if isinstance(letter, int) else letter)
        kept = "".join(one for one in decomposed if not _is_silent(one))
        folded = kept.casefold().translate(FOLDED)
        if len(self) < MAX_LETTERS:
            self[letter] = folded
        return folded


def _is_silent(letter: str) -> bool:
    """Accents and vowel signs, and what only says how to break or join; a blank without width is a blank."""
    return unicodedata.category(letter) in ("Mn", "Mc", "Me") or (
        unicodedata.category(letter) == "Cf" and letter != "\u200b"
    )


FOLDING = Folding()
