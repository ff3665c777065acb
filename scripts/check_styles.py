"""Refuses raw values in stylesheets: lengths, sizes, weights, radii and colours stand in files named tokens.css.

Allowed: 0, 1px, %, fr, the whole of the screen (100vh), and lengths in conditions such as `@media`. Prints every other
value with its file and line, and ends with 1 if there is one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

# Files of tokens, and the one that shows families of type as the headings that they are for.
LEFT_OUT = ("tokens.css", "voices.css")
STYLES = Path(__file__).resolve().parent.parent / "static" / "css"
LENGTH = re.compile(
    r"(?<![\w.#-])-?(?!(?:0(?!\.)|1px|100(?:vw|vh|vi|vb|dvh|cqi))\b)(?:\d*\.)?\d+"
    r"(?:px|rem|em|ex|ch|lh|vw|vh|vi|vb|vmin|vmax|dvh|svh|cqi|cqb|pt|pc|cm|mm|in)\b"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\((?!from)", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.%])")
# Properties whose plain numbers are sizes too.
NUMBERED = ("font-weight", "line-height")
HIDDEN = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'|url\([^)]*\)", re.DOTALL)
DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)(?=[;}])")


def find_raw_values(css: str) -> Iterator[tuple[int, str]]:
    """Yield the line, from 1, and the declaration of each raw value."""
    css = HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), css)
    for declaration in DECLARATION.finditer(css):
        name, value = declaration[1], " ".join(declaration[2].split())
        is_raw = LENGTH.search(value) or COLOUR.search(value) or (name in NUMBERED and NUMBER.search(value))
        if is_raw:
            yield css.count("\n", 0, declaration.start()) + 1, f"{name}: {value}"


def main() -> int:
    files = sorted(path for path in STYLES.rglob("*.css") if path.name not in LEFT_OUT)
    found = [(path, *raw) for path in files for raw in find_raw_values(path.read_text(encoding="utf-8"))]
    for path, line, declaration in found:
        print(f"{path.relative_to(STYLES.parent.parent)}:{line}: {declaration}")
    if found:
        print(f"{len(found)} raw values. Use tokens of static/css/tokens.css (for the desk also admin/tokens.css).")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
