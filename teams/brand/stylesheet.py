"""The stylesheet that makes a site the employer's: its colours."""

import hashlib
from dataclasses import fields
from functools import lru_cache

from .palette import COLOUR, DEFAULT_COLOUR, Palette, make_palette


@lru_cache(maxsize=64)
def write(colour: str) -> str:
    """Return CSS that sets the custom properties of `Palette`. `colour` is `#rrggbb`.

    A text that is no colour, which only SQL can store, is taken for the default.
    """
    colour = colour if COLOUR.fullmatch(str(colour)) else DEFAULT_COLOUR
    light, dark = make_palette(colour, dark=False), make_palette(colour, dark=True)
    lines = [
        f"    --color-{field.name.replace('_', '-')}: "
        f"light-dark({getattr(light, field.name)}, {getattr(dark, field.name)});\n"
        for field in fields(Palette)
    ]
    return f"@layer tokens {{\n  :root {{\n{''.join(lines)}  }}\n}}\n"


def digest(colour: str) -> str:
    """Return a hash of the stylesheet for its URL."""
    return hashlib.sha256(write(colour).encode()).hexdigest()[:12]
