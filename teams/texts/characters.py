"""Characters that no page can hold, and those that stand for what a page has no element for."""

import re

from .lines import Run

# Control characters except tab, line feed and carriage return; surrogates and noncharacters: pages, feeds and
# calendars cannot hold them. Also the characters that change text direction: they would affect the text around them.
CONTROL_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
DIGITS = "0123456789+-−=()"
RAISED = str.maketrans(DIGITS + "ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans(DIGITS, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
SHIFTS = {"sup": RAISED, "sub": LOWERED}
# Word writes those of the private area.
BULLETS = "•●◦▪▫■□‣⁃∙○◆◇➢➤►▶▸✓✔❖⦁·\uf0b7\uf0a7\uf0d8\uf0fc"
HARD = "\u00a0\u202f"
BLANKS = rf"[ \t\r\n\f{HARD}]"
# Beside a digit or a mark such as “:”, a hard blank keeps together what belongs together: 10 km, « oui », § 5.
HARD_BLANKS = re.compile(rf"{BLANKS}*[{HARD}]{BLANKS}*")
KEEPS_BEFORE, KEEPS_AFTER = "«§‹", ":;!?»›%‰€$£"


def shift(text: str, direction: str) -> str:
    """Return a text as superscript (`sup`) or subscript (`sub`) characters, if there is one for each letter."""
    table = SHIFTS[direction]
    return text.translate(table) if all(ord(letter) in table or letter.isspace() for letter in text) else text


def soften(runs: list[Run]) -> list[Run]:
    """Return runs with soft blanks for hard ones between words."""
    whole = "".join(text for text, _marks in runs)
    if not any(blank in whole for blank in HARD):
        return runs
    whole = HARD_BLANKS.sub(_soften, whole)
    softened, position = [], 0
    for text, marks in runs:
        softened.append((whole[position : position + len(text)], marks))
        position += len(text)
    return softened


def _soften(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()][-1:], found.string[found.end() : found.end() + 1]
    keeps = before.isdigit() or after.isdigit() or before in KEEPS_BEFORE or after in KEEPS_AFTER
    return found[0] if before and after and keeps and len(found[0]) == 1 else " " * len(found[0])
