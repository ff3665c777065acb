"""The stylesheet with the employer's colours and headings."""

import re

from django.urls import reverse


def test_stylesheet_has_another_address_for_each_colour(client, employer):
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


def test_stylesheet_names_all_properties(client, employer):
    style = client.get(employer.brand_stylesheet).text

    assert re.findall(r"^    (--[a-z-]+): ", style, re.MULTILINE) == [
        "--color-accent",
        "--color-on-accent",
        "--color-accent-soft",
        "--color-ground",
        "--color-on-ground",
        "--color-on-ground-soft",
        "--color-ground-line",
        "--color-ground-accent",
        "--font-head",
        "--head-weight",
        "--head-spacing",
    ]
    colours = re.findall(r"^    --color-[a-z-]+: (.*);$", style, re.MULTILINE)
    assert all(re.fullmatch(r"light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\)", colour) for colour in colours)


def test_site_without_an_employer_has_a_stylesheet(client, db):
    assert "--color-ground: " in client.get(reverse("teams:brand", args=["0" * 12])).text
