"""Marks that say a job is open to every gender: "(m/w/d)", "[F/M/X]", "Entwickler*in". Searches leave them out."""

import re

CODE = (
    r"(?:(?:[mwfdxhvikn]|gn|nb|div(?:erse?)?|male|female|other|m[aä]nnlich|weiblich|homme|femme|hombre|mujer)[.*]?|\*)"
)
SEPARATOR = r"\s*[/|,;*·\-–.]\s*"
PAIR = r"(?:m/w|w/m|m/f|f/m|h/f|f/h|m/v|v/m|k/m|m/k)"
ENDING = "innen|in|rinnen|rin|r|n|s|e|es|ne|nes|se|ses|euse|euses|trice|trices|[eè]re|i[eè]re|ienne|x|a|as|o|os"
# After a stroke or in brackets, where other words stand too: Python/R, Windows/OS, Matlab(R), Retail/E-Commerce.
STRICT_ENDING = (
    r"-?r?innen|-?r?in|-?euses?|-?trices?|-?i?[eè]re|-?ienne|(?<=[td]e.)r|(?<=[or].)as?|(?<=a.)o|(?<=en.)nes?|(?<=r.)ses?"
    r"|(?<=[^\W\d_]{3}[teé].)es?"
)
MARKS = re.compile(
    # Not (I-V).
    rf"[(\[{{](?=[^)\]}}]*[mwfh])\s*{CODE}(?:{SEPARATOR}{CODE})+\s*[)\]}}]\*?"
    r"|[(\[{]\s*(?:(?:mw|wm|mf|fm)[dx]|gn\*?|all(?:e)? (?:genders?|geschlechter)|tous genres|any gender)\s*[)\]}]"
    r"|[(\[{]\s*[mwf]\s*[&+]\s*[mwf]\s*[)\]}]"
    r"|\ball(?:e)? (?:genders?|geschlechter)\b"
    rf"|(?<![\w/])(?:{PAIR}(?:[/|][dxi])?|[mwfdxv](?:[/|][mwfdxiv]){{2,3}})(?![\w/])"
    # Entwickler*in, Entwickler:innen, Entwickler/-in, Assistant(e), Ingeniero/a, position(s).
    rf"|(?<=[^\W\d_]{{3}})(?:(?:[*_]|/-)(?:{ENDING})|:(?:r?innen|r?in|n|r|e[nrs]?))(?![^\W_])"
    rf"|(?<=[^\W\d_]{{3}})(?:/(?:{STRICT_ENDING})|-?\((?:{STRICT_ENDING}|s)\))(?![^\W_]|-[^\W_])"
    # Chargé·e, employé·e·s, développeur·euse.
    rf"|(?<=[^\W\d_]{{2}})(?:[·•‧](?:{ENDING}|le|te|ve))+(?![^\W_])",
    re.IGNORECASE,
)


def blank_out(text: str) -> str:
    """Return the text with a space for each letter of such marks, so that all other letters keep their places."""
    return MARKS.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
