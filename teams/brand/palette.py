"""The colours of the site, made of the employer's brand colour so that everything is legible, whatever the colour."""

import math
import re
from dataclasses import dataclass

from .colours import Triple, contrast, darken, lighten, to_hex, to_oklch

# Of an employer who has not chosen a colour, or whose row holds no colour.
DEFAULT_COLOUR = "#0b5cad"
COLOUR = re.compile("#[0-9a-fA-F]{6}")

# The least contrasts: of text; of text on the ground, and of quieter text on it; of a hairline; of a tint to the page.
TEXT, ON_GROUND, ON_GROUND_SOFT, LINE, TINT = 4.5, 10, 7, 1.6, 1.15


def _oklch(lightness: float, chroma: float, degrees: float) -> str:
    return to_hex((lightness, chroma, math.radians(degrees)))


@dataclass(frozen=True)
class Scheme:
    """The backgrounds of light or dark mode, as static/css/tokens.css has them, and the lightnesses that begin a shade.

    `soft` and `on_ground_soft` are moved from there until their contrast is enough.
    """

    canvas: str
    wash: str
    raised: str
    ground: float
    on_ground: float
    on_ground_soft: float
    ground_line: float
    soft: float
    soft_chroma: float


LIGHT = Scheme(
    canvas=_oklch(0.993, 0.002, 95),
    wash=_oklch(0.935, 0.006, 85),
    raised="#ffffff",
    ground=0.33,
    on_ground=0.985,
    on_ground_soft=0.86,
    ground_line=0.45,
    soft=0.94,
    soft_chroma=0.045,
)
DARK = Scheme(
    canvas=_oklch(0.2, 0.008, 250),
    wash=_oklch(0.262, 0.01, 250),
    raised=_oklch(0.275, 0.01, 250),
    ground=0.27,
    on_ground=0.96,
    on_ground_soft=0.82,
    ground_line=0.41,
    soft=0.265,
    soft_chroma=0.05,
)
# The lightness of the accent in dark mode, and the least of the accent on the ground.
DARK_ACCENT, GROUND_ACCENT = 0.78, 0.8


@dataclass(frozen=True)
class Palette:
    """Colours as `#rrggbb`, for light or dark mode. Each field is the custom property `--color-<field>`.

    `accent` is legible on the backgrounds of the page and on `accent_soft`, a tint. `ground` is the dark background of
    the heads of pages; `on_ground` and `on_ground_soft` are text on it, `ground_line` a hairline. `ground_accent` is
    for small things on the ground and the focus ring; a text on a surface in it has the colour of the ground.
    """

    accent: str
    on_accent: str
    accent_soft: str
    ground: str
    on_ground: str
    on_ground_soft: str
    ground_line: str
    ground_accent: str


def make_palette(colour: str, *, dark: bool) -> Palette:
    """Return the colours for a brand colour, `#rrggbb`, with its hue and at most its chroma."""
    scheme = DARK if dark else LIGHT
    own = to_oklch(colour)
    _lightness, chroma, hue = own
    soft = _make_soft(scheme, own, dark=dark)
    accent = _make_accent(scheme, colour, soft, dark=dark)
    on_ground = to_hex((scheme.on_ground, min(chroma, 0.01), hue))
    ground = darken((scheme.ground, chroma, hue), lambda shade: contrast(shade, on_ground) >= ON_GROUND)
    return Palette(
        accent=accent,
        on_accent=max(("#ffffff", DARK.canvas), key=lambda text: contrast(text, accent)),
        accent_soft=soft,
        ground=ground,
        on_ground=on_ground,
        on_ground_soft=lighten(
            (scheme.on_ground_soft, min(chroma, 0.03), hue), lambda shade: contrast(shade, ground) >= ON_GROUND_SOFT
        ),
        ground_line=lighten((scheme.ground_line, chroma, hue), lambda shade: contrast(shade, ground) >= LINE),
        ground_accent=lighten((max(GROUND_ACCENT, own[0]), chroma, hue), lambda shade: contrast(shade, ground) >= TEXT),
    )


def _make_soft(scheme: Scheme, own: Triple, *, dark: bool) -> str:
    start = (scheme.soft, min(own[1], scheme.soft_chroma), own[2])
    return (lighten if dark else darken)(start, lambda shade: contrast(shade, scheme.canvas) >= TINT)


def _make_accent(scheme: Scheme, colour: str, soft: str, *, dark: bool) -> str:
    """Return the brand colour itself where it is legible on light backgrounds; for dark ones, always a shade of it."""
    backgrounds = (scheme.canvas, scheme.wash, scheme.raised, soft)

    def is_legible(shade: str) -> bool:
        return all(contrast(shade, background) >= TEXT for background in backgrounds)

    if dark:
        return lighten((DARK_ACCENT, *to_oklch(colour)[1:]), is_legible)
    return colour.lower() if is_legible(colour) else darken(to_oklch(colour), is_legible)
