"""The logo on the backgrounds of the site, and the brand colour as chosen and as used."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.desk import change_url


def make_logo(colour):
    """A transparent logo with a bar of one colour."""
    image = Image.new("RGBA", (400, 100))
    image.paste(colour, (50, 20, 350, 80))
    content = BytesIO()
    image.save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue())


@pytest.mark.parametrize(
    ("colour", "faint"), [("#111", ["dark"]), ("#fff", ["light"]), ("#0f6b5c", []), ("#f5f0e6", ["light"])]
)
def test_logo_that_vanishes_is_warned_about(desk, employer, colour, faint):
    employer.logo = make_logo(colour)
    employer.save()

    page = desk.get(change_url(employer)).text
    logo = page[page.index("data-logo") : page.index("field-logo_dark")]
    grounds = re.findall(r'data-ground="(\w+)">.*?role="status"( hidden)?>', logo, re.DOTALL)
    assert [name for name, hidden in grounds if not hidden] == faint
    assert len(grounds) == 2
    assert employer.logo_renditions["faint_on"] == faint


def test_colour_is_shown_as_chosen_and_as_used(desk, employer):
    employer.brand_colour = "#ffcc00"
    employer.save()

    page = desk.get(change_url(employer)).text
    assert re.search(
        r"In light mode: #ffcc00 has a contrast of 1\.5, so the site uses #\w{6}, with a contrast of [45]\.\d\.", page
    )
    assert re.search(r"In dark mode: the site uses #\w{6}, with a contrast of \d+\.\d\.", page)
    assert re.search(r"Behind the head of each page: #\w{6} in light mode, #\w{6} in dark mode\.", page)


def test_legible_colour_is_used_as_chosen(desk, employer):
    employer.brand_colour = "#0f6b5c"
    employer.save()

    assert "In light mode: used as chosen, with a contrast of 6." in desk.get(change_url(employer)).text
