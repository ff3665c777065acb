"""Originals stay private. Visitors get renditions with random names."""

import re
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from teams.models import Team
from teams.pictures.fields import original_storage
from teams.pictures.renditions import rendition_url
from teams.pictures.validation import MAX_BYTES, validate_picture
from tests.factories import make_team, make_upload


def list_names(renditions):
    return [name for names in renditions["files"].values() for name in names.values()]


def test_picture_gets_renditions_in_widths_and_formats_with_random_names(db):
    team = make_team(image=make_upload("secret-name.jpg", (1200, 800)), image_is_decoration=True)
    team.refresh_from_db()
    renditions = team.image_renditions

    assert (renditions["width"], renditions["height"], renditions["fallback"]) == (1200, 800, "jpeg")
    assert {kind: list(files) for kind, files in renditions["files"].items()} == {
        "webp": ["480", "960", "1200"],
        "jpeg": ["480", "960", "1200"],
    }
    assert all(re.fullmatch(r"[0-9a-f]{32}\.(webp|jpg)", name) for name in list_names(renditions))
    assert "secret" not in team.image.name
    with default_storage.open(renditions["files"]["webp"]["480"]) as file, Image.open(file) as image:
        assert (image.format, image.size) == ("WEBP", (480, 320))


def test_original_has_no_url(db):
    team = make_team(image=make_upload(), image_is_decoration=True)

    with pytest.raises(ValueError, match="no address"):
        team.image.url  # noqa: B018


def test_rendition_has_no_metadata_of_the_original(db):
    content = BytesIO()
    image = Image.new("RGB", (600, 400))
    exif = image.getexif()
    exif[0x010F] = "canary-camera"
    exif[0x0112] = 6
    image.save(content, "JPEG", exif=exif)
    team = make_team(image=SimpleUploadedFile("a.jpg", content.getvalue()), image_is_decoration=True)

    assert (team.image_renditions["width"], team.image_renditions["height"]) == (400, 600)
    for name in list_names(team.image_renditions):
        with default_storage.open(name) as file:
            assert b"canary" not in file.read()


def test_saving_again_makes_no_new_renditions(db):
    before = make_team(image=make_upload(), image_is_decoration=True).image_renditions
    team = Team.objects.get()
    team.save()

    assert team.image_renditions == before


@pytest.mark.parametrize("replacement", ["", "another"])
def test_removed_picture_is_deleted_for_the_public_but_not_for_the_history(
    db, replacement, django_capture_on_commit_callbacks
):
    team = make_team(image=make_upload(), image_is_decoration=True)
    before, original = list_names(team.image_renditions), team.image.name

    with django_capture_on_commit_callbacks(execute=True):
        team.image = make_upload(size=(300, 200)) if replacement else ""
        team.save()
    team.refresh_from_db()

    assert [name for name in before if default_storage.exists(name)] == []
    assert bool(team.image_renditions) == bool(replacement)
    assert original_storage().exists(original)


def test_restored_version_gets_its_picture_back(db, django_capture_on_commit_callbacks):
    team = make_team(image=make_upload(), image_is_decoration=True)
    with django_capture_on_commit_callbacks(execute=True):
        team.image = ""
        team.save()

    team.history.last().instance.save()
    team.refresh_from_db()

    assert all(default_storage.exists(name) for name in list_names(team.image_renditions))
    assert team.image_renditions["width"] == 1200


def test_transparent_picture_falls_back_on_png(db):
    content = BytesIO()
    Image.new("RGBA", (300, 100), (0, 0, 0, 0)).save(content, "PNG")
    team = make_team(image=SimpleUploadedFile("logo.png", content.getvalue()), image_is_decoration=True)

    assert team.image_renditions["fallback"] == "png"
    assert rendition_url(team.image_renditions).endswith(".png")


def bomb():
    content = BytesIO()
    Image.new("1", (9000, 9000)).save(content, "PNG")
    return SimpleUploadedFile("bomb.png", content.getvalue())


def gif():
    content = BytesIO()
    Image.new("P", (9, 9)).save(content, "GIF")
    return SimpleUploadedFile("a.gif", content.getvalue())


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (lambda: SimpleUploadedFile("a.jpg", b"no picture"), "This is not a picture we can read."),
        (lambda: SimpleUploadedFile("a.svg", b"<svg onload=x></svg>"), "This is not a picture we can read."),
        (lambda: SimpleUploadedFile("a.jpg", b"0" * (MAX_BYTES + 1)), "This picture has 13 MB."),
        (bomb, "This picture is 9000 × 9000 pixels."),
        (gif, "GIF pictures are not supported."),
    ],
)
def test_bad_picture_is_refused_with_a_reason(file, message):
    with pytest.raises(ValidationError) as caught:
        validate_picture(file())

    assert caught.value.messages[0].startswith(message)
