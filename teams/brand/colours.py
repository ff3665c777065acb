"""Colours as `#rrggbb` and in OKLCH, and the contrast between two of them.

Conversions follow Björn Ottosson's OKLab (https://bottosson.github.io/posts/oklab/), contrast follows WCAG 2.2,
"relative luminance".
"""

import math
from collections.abc import Callable

# Lightness and chroma as in CSS, the hue in radians.
Triple = tuple[float, float, float]
STEP = 0.005


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def to_oklch(colour: str) -> Triple:
    red, green, blue = _to_linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def to_hex(colour: Triple) -> str:
    """Return the nearest displayable colour. Reduce chroma, not lightness, because contrast depends on lightness."""
    lightness, chroma, hue = max(0.0, min(1.0, colour[0])), colour[1], colour[2]
    channels = _from_oklch((lightness, chroma, hue))
    while chroma > 0 and any(not -0.0001 <= value <= 1.0001 for value in channels):
        chroma = max(0.0, chroma - 0.002)
        channels = _from_oklch((lightness, chroma, hue))
    return "#" + "".join(f"{_encode(value):02x}" for value in channels)


def lighten(colour: Triple, is_enough: Callable[[str], bool]) -> str:
    """Return the colour, made lighter step by step until it is enough, at the latest white."""
    return _shift(colour, STEP, is_enough)


def darken(colour: Triple, is_enough: Callable[[str], bool]) -> str:
    """Return the colour, made darker step by step until it is enough, at the latest black."""
    return _shift(colour, -STEP, is_enough)


def _shift(colour: Triple, step: float, is_enough: Callable[[str], bool]) -> str:
    lightness, chroma, hue = colour
    shade = to_hex(colour)
    while not is_enough(shade) and 0 <= lightness <= 1:
        lightness += step
        shade = to_hex((lightness, chroma, hue))
    return shade


def _luminance(colour: str) -> float:
    red, green, blue = _to_linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(colour: str) -> Triple:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return red, green, blue


def _from_oklch(colour: Triple) -> Triple:
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encode(value: float) -> int:
    value = max(0.0, min(1.0, value))
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))
