"""Text without case and accents, so that people find it from any keyboard."""

import unicodedata
from typing import Any

from django.utils.text import slugify

MAX_CACHED = 20_000
# Letters that Unicode does not decompose into a letter and an accent.
SPECIAL = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def fold(text: str) -> str:
    """Return a text without case and accents. It does not depend on the database or the system."""
    return text.lower() if text.isascii() else text.translate(FOLDING)


def make_slug(text: str) -> str:
    """Return a text as a part of an address. Latin letters are folded: `strasse`. Other scripts keep their letters."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text).translate(LATIN)
    return slugify(composed, allow_unicode=True)


class Folding(dict[Any, str]):
    """A cache of folded letters by letter and by code point, as `str.translate` needs it."""

    def __missing__(self, letter: str | int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(letter) if isinstance(letter, int) else letter)
        visible = "".join(character for character in decomposed if not _is_ignored(character))
        folded = visible.casefold().translate(SPECIAL)
        if len(self) < MAX_CACHED:
            self[letter] = folded
        return folded


def _is_ignored(character: str) -> bool:
    """Return whether folding drops it: accents, vowel signs, and format characters except the zero-width space."""
    return unicodedata.category(character) in ("Mn", "Mc", "Me") or (
        unicodedata.category(character) == "Cf" and character != "\u200b"
    )


FOLDING = Folding()


class LatinFolding(dict[int, Any]):
    """A cache of folded Latin letters, and of all others as they are, by code point, as `str.translate` needs it."""

    def __missing__(self, code: int) -> Any:
        folded = fold(chr(code)) if unicodedata.name(chr(code), "").startswith("LATIN ") else code
        if len(self) < MAX_CACHED:
            self[code] = folded
        return folded


LATIN = LatinFolding()
