"""The `<picture>` of a page."""

import re

from teams.templatetags.pictures import picture
from tests.factories import make_employer, make_team, make_testimonial, make_upload


def test_formats_stand_from_the_smallest_to_the_one_that_every_browser_reads(db, client):
    make_employer(logo=make_upload(size=(500, 125)))
    page = client.get("/teams/").text
    source = re.search(r"<picture>.*?</picture>", page)[0]

    assert re.findall(r'type="image/(\w+)"', source) == ["avif", "webp"]
    assert re.search(r'<img src="/media/[0-9a-f]{28}0500\.jpg" srcset="', source)


def test_logo_for_dark_mode_stands_before_the_logo(db, client):
    make_employer(logo=make_upload(size=(500, 125)), logo_dark=make_upload(size=(400, 100)))
    source = re.search(r"<picture>.*?</picture>", client.get("/teams/").text)[0]

    kinds = re.findall(r'<source (media="\(prefers-color-scheme: dark\)" )?type="image/(\w+)"', source)
    assert [(bool(media), kind) for media, kind in kinds] == [
        (True, "avif"),
        (True, "webp"),
        (True, "jpeg"),
        (False, "avif"),
        (False, "webp"),
    ]
    assert source.count('width="400" height="100"') == 3


def test_focus_is_a_class_of_the_picture(employer, client):
    team = make_team(image=make_upload(), image_alt="Us", image_focus="top-left")
    make_testimonial(team, photo=make_upload(), photo_alt="Ines")
    page = client.get(team.get_absolute_url()).text

    assert 'class="hero__image focus-top-left"' in page
    assert 'class="voice__portrait"' in page


def test_picture_made_before_there_was_avif_is_shown():
    files = {"webp": {"480": "a.webp"}, "jpeg": {"480": "a.jpg"}}
    context = picture({"width": 480, "height": 320, "fallback": "jpeg", "files": files})

    assert context["sources"] == {"webp": "/media/a.webp 480w"}
