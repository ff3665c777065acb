"""Originals stay private. Visitors get renditions with random names."""

import gc
import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from teams.models import Team
from teams.pictures.fields import original_storage
from teams.pictures.renditions import has_all_files, rendition_url
from tests.factories import make_team, make_upload


def list_stored():
    """Return the names of all originals and renditions."""
    return {
        (storage, name)
        for storage in (original_storage(), default_storage)
        for name in (storage.listdir("")[1] if storage.exists("") else [])
    }


def list_names(renditions):
    return [name for names in renditions["files"].values() for name in names.values()]


def test_picture_gets_renditions_in_widths_and_formats_with_random_names(db):
    team = make_team(image=make_upload("secret-name.jpg", (1200, 800)), image_is_decoration=True)
    team.refresh_from_db()
    renditions = team.image_renditions

    assert (renditions["width"], renditions["height"], renditions["fallback"]) == (1200, 800, "jpeg")
    assert {kind: list(files) for kind, files in renditions["files"].items()} == {
        "avif": ["480", "960", "1200"],
        "webp": ["480", "960", "1200"],
        "jpeg": ["480", "960", "1200"],
    }
    assert all(re.fullmatch(r"[0-9a-f]{32}\.(avif|webp|jpg)", name) for name in list_names(renditions))
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

    with django_capture_on_commit_callbacks(execute=True):
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


def test_failed_save_leaves_no_file_behind(db):
    before = list_stored()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_team(image=make_upload())  # without a description

    assert list_stored() == before


def test_committed_files_stay(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        team = make_team(image=make_upload(), image_is_decoration=True)
    gc.collect()

    assert has_all_files(team.image_renditions)
    assert original_storage().exists(team.image.name)


def test_missing_file_does_not_block_a_save(db, django_capture_on_commit_callbacks):
    team = make_team(image=make_upload(), image_is_decoration=True)
    for name in list_names(team.image_renditions):
        default_storage.delete(name)
    original_storage().delete(team.image.name)

    with django_capture_on_commit_callbacks(execute=True):
        team.headline = "Bakers"
        team.save()
    team.refresh_from_db()

    assert (team.headline, team.image_renditions, bool(team.image)) == ("Bakers", {}, True)
