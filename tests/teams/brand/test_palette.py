"""Everything is legible, whatever colour is typed in."""

import itertools
import math
import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from teams.brand.colours import contrast, to_hex, to_oklch
from teams.brand.palette import DARK, LIGHT, make_palette

TOKENS = (Path(__file__).parents[3] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
NAMED = ["#fff44f", "#000000", "#ffe4e9", "#0000ff", "#ffffff", "#808080", "#0f6b5c", "#ff0000", "#00ff00", "#0b5cad"]


def read_token(name, *, dark):
    """Return a colour of tokens.css as `#rrggbb`."""
    value = re.search(rf"--color-{name}: light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)", TOKENS)[2 if dark else 1]
    lightness, chroma, degrees = map(float, value.split())
    return to_hex((lightness, chroma, math.radians(degrees)))


def find_faults(colour, *, dark):
    """Return the pairs of colours whose contrast is too small."""
    scheme, palette = DARK if dark else LIGHT, make_palette(colour, dark=dark)
    pairs = [
        *((palette.accent, ground, 4.5) for ground in (scheme.canvas, scheme.wash, scheme.raised)),
        (palette.accent, palette.accent_soft, 4.5),
        (palette.accent, palette.on_accent, 4.5),
        (palette.accent_soft, scheme.canvas, 1.15),
        *((palette.accent_soft, read_token(name, dark=dark), 4.5) for name in ("ink", "ink-soft")),
        (palette.ground, palette.on_ground, 10),
        (palette.ground, palette.on_ground_soft, 7),
        (palette.ground, palette.ground_line, 1.6),
        (palette.ground, palette.ground_accent, 4.5),
    ]
    return [pair for pair in pairs if contrast(pair[0], pair[1]) < pair[2]]


@given(colour=st.integers(0, 0xFFFFFF).map("#{:06x}".format), dark=st.booleans())
def test_every_colour_is_legible(colour, dark):
    assert find_faults(colour, dark=dark) == []


@pytest.mark.parametrize("dark", [False, True])
def test_colours_over_the_whole_cube_are_legible(dark):
    cube = ["#" + "".join(f"{value:02x}" for value in rgb) for rgb in itertools.product(range(0, 256, 51), repeat=3)]

    assert {colour: faults for colour in [*cube, *NAMED] if (faults := find_faults(colour, dark=dark))} == {}


@pytest.mark.parametrize("colour", NAMED)
def test_ground_has_the_lightness_and_hue_of_the_look(colour):
    _lightness, chroma, hue = to_oklch(colour)
    for dark, expected in [(False, 0.33), (True, 0.27)]:
        ground = to_oklch(make_palette(colour, dark=dark).ground)
        assert ground[0] == pytest.approx(expected, abs=0.01)
        assert ground[1] <= chroma + 0.01
        if chroma > 0.01:
            assert abs(math.remainder(ground[2] - hue, math.tau)) < 0.15
        else:
            assert ground[1] < 0.005


@pytest.mark.parametrize("colour", NAMED)
def test_accent_in_the_dark_has_its_own_lightness(colour):
    assert to_oklch(make_palette(colour, dark=True).accent)[0] == pytest.approx(0.78, abs=0.01)


def test_accent_of_a_legible_colour_is_unchanged():
    assert make_palette("#0F6B5C", dark=False).accent == "#0f6b5c"


def test_colour_that_is_bright_enough_stays_itself_on_the_ground():
    assert make_palette("#fff44f", dark=False).ground_accent == "#fff44f"
