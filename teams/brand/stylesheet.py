"""The stylesheet that makes a site the employer's: colours, and the family of headings."""

import hashlib
from dataclasses import fields
from functools import lru_cache

from .fonts.faces import Font
from .palette import COLOUR, DEFAULT_COLOUR, Palette, make_palette
from .voices import get_style


@lru_cache(maxsize=64)
def write(colour: str, voice: str = "", font: Font | None = None) -> str:
    """Return CSS that sets the custom properties of `Palette`, and those of headings.

    `colour`: `#rrggbb`. A text that is no colour, which only SQL can store, is taken for the default. `voice`: a value
    of `Voice`. Its families stand in for `font`.
    """
    colour = colour if COLOUR.fullmatch(str(colour)) else DEFAULT_COLOUR
    light, dark = make_palette(colour, dark=False), make_palette(colour, dark=True)
    style = get_style(voice)
    names = font.list_families(is_serif=style.is_serif) if font else []
    families = ", ".join([*(f'"{name}"' for name in names), style.families])
    lines = [
        *(
            f"--color-{field.name.replace('_', '-')}: "
            f"light-dark({getattr(light, field.name)}, {getattr(dark, field.name)});"
            for field in fields(Palette)
        ),
        f"--font-head: {families};",
        f"--head-weight: {font.weight if font else style.weight};",
        f"--head-spacing: {'0em' if font else style.spacing};",
    ]
    faces = font.write_faces(is_serif=style.is_serif) if font else ""
    properties = "".join(f"    {line}\n" for line in lines)
    return f"{faces}@layer tokens {{\n  :root {{\n{properties}  }}\n}}\n"


def digest(colour: str, voice: str = "", font: Font | None = None) -> str:
    """Return a hash of the stylesheet for its URL."""
    return hashlib.sha256(write(colour, voice, font).encode()).hexdigest()[:12]
