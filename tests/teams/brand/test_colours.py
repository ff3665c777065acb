"""The accent colour is legible for every brand colour."""

import pytest
from hypothesis import given, strategies as st

from teams.brand import colours


@given(colour=st.integers(0, 0xFFFFFF).map("#{:06x}".format), dark=st.booleans())
def test_accent_is_legible_on_every_background_and_under_text(colour, dark):
    shades = colours.shades(colour, dark=dark)
    backgrounds = colours.DARK_BACKGROUNDS if dark else colours.LIGHT_BACKGROUNDS

    for background in (*backgrounds, shades.soft, shades.on_accent):
        assert colours.contrast(shades.accent, background) >= 4.5


def test_accent_of_a_legible_colour_is_unchanged():
    assert colours.shades("#0F6B5C", dark=False).accent == "#0f6b5c"


@pytest.mark.parametrize(
    ("first", "second", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#abcdef", "#abcdef", 1)]
)
def test_contrast_follows_wcag(first, second, ratio):
    assert colours.contrast(first, second) == pytest.approx(ratio, abs=0.005)


def test_stylesheet_has_another_url_for_each_colour(client, employer):
    address = employer.brand_stylesheet
    current = client.get(address)
    employer.brand_colour = "#aa3300"
    employer.save()
    earlier = client.get(address)

    assert employer.brand_stylesheet != address
    assert current["Content-Type"] == "text/css"
    assert current["Cache-Control"] == "public, max-age=31536000, immutable"
    assert earlier["Cache-Control"] == "no-cache"
    assert "--color-accent: light-dark(#aa3300, " in earlier.text
