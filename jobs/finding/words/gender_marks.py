"""Marks that say a job is open to every gender: "(m/w/d)", "[F/M/X]", "Entwickler*in". Searches leave them out."""

import re

CODE = r"(?:[mwfdxhvi]|gn|nb|div(?:erse?)?|male|female|other)"
SEPARATOR = r"\s*[/|,;*·+&\-–]\s*"
PAIR = r"(?:m/w|w/m|m/f|f/m|h/f|f/h|m/v|v/m|k/m|m/k)"
ENDING = "innen|in|rinnen|rin|r|n|s|e|es|ne|nes|se|ses|euse|euses|trice|trices|[eè]re|i[eè]re|ienne|x|a|as|o|os"
MARKS = re.compile(
    rf"[(\[{{]\s*{CODE}(?:{SEPARATOR}{CODE})+\s*[)\]}}]\*?"
    r"|[(\[{]\s*(?:[mwfdx]{3}|gn|all(?:e)? (?:genders?|geschlechter)|tous genres|any gender)\s*[)\]}]"
    r"|\ball(?:e)? (?:genders?|geschlechter)\b"
    rf"|(?<![\w/])(?:{PAIR}(?:[/|][dxi])?|[mwfdx](?:[/|][mwfdxi]){{2,3}})(?![\w/])"
    # Entwickler*in, Entwickler:innen, Entwickler/-in, Assistant(e), Ingeniero/a, position(s).
    rf"|(?<=[^\W\d_]{{3}})(?:[*:_]|/-?|-?\()(?:{ENDING})\)?(?![^\W_])"
    # Chargé·e, employé·e·s, développeur·euse.
    r"|(?<=[^\W\d_]{2})(?:[·•‧][^\W\d_]{1,5})+(?![^\W_])",
    re.IGNORECASE,
)


def blank_out(text: str) -> str:
    """Return the text with a space for each letter of such marks, so that all other letters keep their places."""
    return MARKS.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
