"""Families of headings, in the stylesheet and at the desk."""

import re
from pathlib import Path

import pytest

from teams.brand.voices import STYLES, Voice, get_style
from teams.models import Employer
from tests.desk import change_url, send

AT_THE_DESK = (Path(__file__).parents[3] / "static" / "css" / "admin" / "voices.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("voice", Voice)
def test_desk_shows_each_family_as_headings_of_it_look(voice):
    rule = re.search(rf"\.voices__name--{voice.value} {{(.*?)}}", AT_THE_DESK, re.DOTALL)[1]
    declared = dict(line.strip(" ;").split(": ", 1) for line in rule.strip().splitlines())

    assert declared == {
        "font-family": STYLES[voice].families,
        "font-weight": str(STYLES[voice].weight),
        "letter-spacing": STYLES[voice].spacing,
    }


@pytest.mark.parametrize("voice", Voice)
def test_each_family_ends_with_those_of_linux_and_a_generic_one(voice):
    families = STYLES[voice].families.replace('"', "").split(", ")

    kind = "Serif" if STYLES[voice].is_serif else "Sans"
    assert set(families) >= {f"Liberation {kind}", f"Noto {kind}", f"DejaVu {kind}"}
    assert families[-1] == ("serif" if STYLES[voice].is_serif else "sans-serif")


def test_text_that_is_no_voice_is_taken_for_the_first():
    assert get_style("fraktur") == STYLES[Voice.GROTESQUE]


def test_family_is_chosen_at_the_desk(desk, client, employer):
    before = employer.brand_stylesheet
    page = desk.get(change_url(employer)).text

    assert re.findall(r'type="radio" name="heading_voice" value="([a-z-]+)"', page) == Voice.values
    assert re.findall(r'voices__name--([a-z-]+)">([^<]+)<', page) == [(each.value, each.label) for each in Voice]
    assert re.findall(r'value="([a-z-]+)"[^>]* checked', page[page.index('id="id_heading_voice"') :])[0] == "grotesque"

    assert send(desk, change_url(employer), heading_voice="slab").status_code == 302
    employer = Employer.objects.get()
    style = client.get(employer.brand_stylesheet).text
    assert employer.brand_stylesheet != before
    assert f"--font-head: {STYLES[Voice.SLAB].families};" in style
    assert "--head-weight: 700;" in style
    assert "--head-spacing: -0.01em;" in style
    assert "@font-face" not in style


def test_voice_outside_the_list_is_refused(desk, employer):
    response = send(desk, change_url(employer), heading_voice="fraktur")

    assert "heading_voice" in response.context["adminform"].form.errors


def test_new_row_has_the_first_voice(db):
    Employer.objects.create()

    assert Employer.objects.get().heading_voice == "grotesque"
