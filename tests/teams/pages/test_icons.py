"""The icons of the site, and where the square logo and the social image appear."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from careers.management.commands.load_demo import FIXTURES
from jobs.pages.structured_data import job_posting
from tests.factories import make_employer, make_posting, make_story, make_team, make_upload


def get_picture(client, address):
    response = client.get(address)
    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=86400")
    return Image.open(BytesIO(response.content))


@pytest.mark.parametrize("logo", [None, (512, 512), (150, 200)])
def test_icons_are_made_from_the_square_logo(db, client, logo):
    make_employer(**({"logo_square": make_upload(size=logo)} if logo else {}))

    icon, touch_icon = (get_picture(client, address) for address in ("/favicon.ico", "/apple-touch-icon.png"))

    assert (icon.format, icon.size) == ("PNG", (48, 48))
    assert (touch_icon.format, touch_icon.mode, touch_icon.size) == ("PNG", "RGB", (180, 180))
    colour = touch_icon.getpixel((90, 60))
    assert (abs(colour[1] - 0x6B) < 6) == bool(logo)


def test_favicon_of_the_demo_is_small_and_transparent(db, client):
    content = (FIXTURES / "pictures" / "logo-square.png").read_bytes()
    make_employer(logo_square=SimpleUploadedFile("logo.png", content))

    answer = client.get("/favicon.ico")

    assert len(answer.content) < 1000
    assert Image.open(BytesIO(answer.content)).convert("RGBA").getpixel((0, 0))[3] == 0


def test_pages_name_the_icons_of_a_square_logo(db, client):
    employer = make_employer()
    assert 'rel="icon" href="/static/img/icon.svg"' in client.get("/teams/").text

    employer.logo_square = make_upload(size=(300, 300))
    employer.save()
    page = client.get("/teams/").text
    assert '<link rel="icon" href="/favicon.ico" sizes="48x48">' in page
    assert '<link rel="apple-touch-icon" href="/apple-touch-icon.png">' in page


@pytest.mark.parametrize(
    ("logo", "square", "named"),
    [((640, 160), None, ""), ((600, 240), None, "logo"), ((640, 160), (300, 300), "square"), (None, None, "")],
)
def test_search_engines_get_a_logo_of_a_shape_they_take(db, logo, square, named):
    pictures = {"logo": logo, "logo_square": square}
    employer = make_employer(**{name: make_upload(size=size) for name, size in pictures.items() if size})
    posting = make_posting()
    posting.location_list = []

    found = job_posting(posting, employer, [])["hiringOrganization"].get("logo", "")

    renditions = {"logo": employer.logo_renditions, "square": employer.logo_square_renditions, "": {}}[named]
    assert bool(found) == bool(named)
    assert found.rpartition("/")[2] in [*renditions.get("files", {}).get("jpeg", {}).values(), ""]


def test_feed_has_icon_and_logo(db, client):
    make_employer(logo=make_upload(size=(640, 320)))
    feed = client.get(reverse("jobs:feed")).text

    assert "<icon>http://127.0.0.1:8000/favicon.ico</icon>" in feed
    assert "<logo>http://127.0.0.1:8000/media/" in feed


def test_social_image_has_its_size_and_description(employer, client):
    team = make_team(image=make_upload(size=(2400, 1200)), image_alt='Ovens & "bread"')
    story = make_story(team, image=make_upload(size=(800, 450)), image_is_decoration=True)

    page = client.get(team.get_absolute_url()).text
    assert '<meta property="og:image:width" content="1600">' in page
    assert '<meta property="og:image:height" content="800">' in page
    assert '<meta property="og:image:alt" content="Ovens &amp; &quot;bread&quot;">' in page
    page = client.get(story.get_absolute_url()).text
    assert '<meta property="og:image:height" content="450">' in page
    assert "og:image:alt" not in page
    assert "og:image" not in client.get("/teams/").text
