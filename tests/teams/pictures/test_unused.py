"""A picture lives as long as its row: public files go at once, originals after 30 days."""

import datetime as dt
import os

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from teams.models import Team, Testimonial
from teams.pictures.fields import original_storage
from teams.pictures.renditions import file_names, has_all_files
from teams.pictures.unused import UnusedOriginal, delete_due
from tests.factories import make_story, make_team, make_testimonial, make_upload

TODAY = dt.date.today()  # noqa: DTZ011  # the employer's time zone is UTC


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def list_left(renditions):
    return [name for name in file_names(renditions) if default_storage.exists(name)]


def make_person(**fields):
    return make_testimonial(make_team(), photo=make_upload(size=(500, 500)), photo_alt="Ines", **fields)


@pytest.mark.parametrize("whole_team", [False, True])
@pytest.mark.parametrize("kind", ["story", "testimonial"])
def test_deleted_row_takes_its_picture_along(employer, commit, kind, whole_team):
    team = make_team()
    if kind == "story":
        row = make_story(team, image=make_upload(), image_alt="Ovens")
        original, renditions = row.image.name, row.image_renditions
    else:
        row = make_testimonial(team, photo=make_upload(), photo_alt="Ines")
        original, renditions = row.photo.name, row.photo_renditions

    with commit():
        (team if whole_team else row).delete()

    assert list_left(renditions) == []
    assert original_storage().exists(original)
    assert list(UnusedOriginal.objects.values_list("pk", flat=True)) == [original]


@pytest.mark.parametrize(
    "change", [{"has_left": True}, {"agreed_on": None}, {"agreed_until": TODAY - dt.timedelta(days=1)}]
)
def test_ended_agreement_deletes_the_public_photo(employer, commit, change):
    person = make_person()
    before = person.photo_renditions

    with commit():
        for name, value in change.items():
            setattr(person, name, value)
        person.save()
    person.refresh_from_db()

    assert (person.photo_renditions, list_left(before)) == ({}, [])
    assert original_storage().exists(person.photo.name)


def test_renewed_agreement_brings_the_photo_back(employer, commit):
    person = make_person()
    with commit():
        person.has_left = True
        person.save()
    with commit():
        person.has_left = False
        person.save()
    person.refresh_from_db()

    assert has_all_files(person.photo_renditions)
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)), commit():
        assert delete_due() == []
    assert original_storage().exists(person.photo.name)


def test_photo_without_an_agreement_is_not_public(employer):
    assert make_person(agreed_on=None).photo_renditions == {}


@pytest.mark.parametrize("days", [0, 1])
def test_agreement_that_ends_by_its_date_closes_the_address(employer, client, days):
    person = make_person(agreed_until=TODAY)
    address = f"/media/{person.photo_renditions['files']['webp']['480']}"

    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(12), dt.UTC) + dt.timedelta(days=days)):
        response = client.get(address)
        response.close()
    assert response.status_code == (404 if days else 200)


def test_original_is_deleted_thirty_days_after_its_row(employer, commit):
    person = make_person()
    original = person.photo.name
    with commit():
        person.has_left = True
        person.save()

    with time_machine.travel(timezone.now() + dt.timedelta(days=29)), commit():
        assert delete_due() == []
    with time_machine.travel(timezone.now() + dt.timedelta(days=30, hours=1)), commit():
        assert delete_due() == [original]

    assert (original_storage().exists(original), UnusedOriginal.objects.count()) == (False, 0)
    assert Testimonial.objects.get().photo.name == ""


def test_restored_version_takes_the_newer_picture_away(employer, commit):
    team = make_team(image=make_upload(), image_is_decoration=True)
    with commit():
        team.image = make_upload(size=(300, 200))
        team.save()
    newer = team.image_renditions

    with commit():
        team.history.last().instance.save()

    assert list_left(newer) == []
    assert has_all_files(Team.objects.get().image_renditions)


def make_old(storage, name):
    storage.save(name, ContentFile(b"x"))
    os.utime(storage.path(name), (0, 0))


def test_command_finds_and_removes_what_does_not_belong(employer, commit, capsys):
    team = make_team("Bakery", image=make_upload(), image_is_decoration=True)
    bare = make_team("Bar", image=make_upload(), image_is_decoration=True)
    person = make_person(agreed_until=TODAY)
    lone, unused, missing = "a" * 32 + ".webp", "b" * 32, bare.image_renditions["files"]["webp"]["480"]
    make_old(default_storage, lone)
    make_old(original_storage(), unused)
    default_storage.delete(missing)
    original_storage().delete(team.image.name)
    tomorrow = timezone.now() + dt.timedelta(days=1)

    with time_machine.travel(tomorrow):
        call_command("check_pictures")
    lines = capsys.readouterr().out.splitlines()
    found = [lines[number + 1] for number, line in enumerate(lines[:-1]) if not lines[number + 1].endswith(" 0")]
    assert f"  {lone}" in found
    assert f"  {unused}" in found
    assert f"  testimonial {person.pk} ({person}): photo" in found
    assert f"  team {bare.pk} (Bar): image" in found
    assert f"  team {team.pk} (Bakery): image" in found
    assert default_storage.exists(lone)

    with time_machine.travel(tomorrow), commit():
        call_command("check_pictures", "--remove", "--make")
    bare.refresh_from_db()
    assert (default_storage.exists(lone), list_left(person.photo_renditions)) == (False, [])
    assert has_all_files(bare.image_renditions)
    assert has_all_files(team.image_renditions)
    assert original_storage().exists(unused)

    with time_machine.travel(tomorrow + dt.timedelta(days=31)), commit():
        call_command("check_pictures", "--remove")
    assert not original_storage().exists(unused)
