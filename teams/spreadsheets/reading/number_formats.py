"""Numbers with zeros in front, which only the format of their cell shows: 7 with the format 0000 is 0007."""

import re

# Places for digits, and texts around them that are shown as they are: "KW-"0000 or 000\-000.
TOKEN = re.compile(r'"([^"]*)"|\\(.)|(0)|([-+()/: ])')


def render(number: int, number_format: str) -> str:
    """Return a whole number as its format shows it, if the format pads it with zeros; else only its digits."""
    plain = str(number)
    positive = number_format.partition(";")[0]
    tokens = list(TOKEN.finditer(positive))
    places = sum(token[3] is not None for token in tokens)
    if number < 0 or places < 2 or "".join(token[0] for token in tokens) != positive:
        return plain
    digits = list(plain.zfill(places))
    shown = []
    for token in reversed(tokens):
        if token[3]:
            shown.append(digits.pop())
            places -= 1
            if not places:
                shown += reversed(digits)
        else:
            shown.append(next(part for part in (token[1], token[2], token[4]) if part is not None))
    return "".join(reversed(shown))
