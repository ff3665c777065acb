"""Conversions of colours, and contrast."""

import pytest

from teams.brand.colours import contrast, darken, lighten, to_hex, to_oklch


@pytest.mark.parametrize(
    ("first", "second", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#abcdef", "#abcdef", 1)]
)
def test_contrast_follows_wcag(first, second, ratio):
    assert contrast(first, second) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#0f6b5c", "#0000ff", "#fff44f", "#ffe4e9", "#808080"])
def test_colour_survives_the_way_to_oklch_and_back(colour):
    assert to_hex(to_oklch(colour)) == colour


def test_colour_outside_the_gamut_keeps_its_lightness():
    lightness, chroma, _hue = to_oklch(to_hex((0.33, 0.3, 1.9)))

    assert lightness == pytest.approx(0.33, abs=0.01)
    assert 0.05 < chroma < 0.1


def test_colour_is_shifted_no_further_than_white_and_black():
    assert lighten((0.5, 0.1, 1), lambda colour: False) == "#ffffff"
    assert darken((0.5, 0.1, 1), lambda colour: False) == "#000000"
