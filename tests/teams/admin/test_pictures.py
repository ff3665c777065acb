"""Pictures in the forms of the desk: what is refused, what stays, and when they are decoded."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from teams.models import Employer, Team
from teams.pictures import child_process
from teams.pictures.fields import original_storage
from tests.desk import add_url, change_url, get_error_messages, send
from tests.factories import make_team, make_testimonial, make_upload

DAMAGED = "This picture is damaged and cannot be read to its end. Open it, save it again, and choose the new file."


def count_files():
    storages = [storage for storage in (default_storage, original_storage()) if storage.exists("")]
    return sum(len(storage.listdir("")[1]) for storage in storages)


def make_damaged(name="cut.jpg"):
    return SimpleUploadedFile(name, make_upload().read()[:3000])


def test_damaged_picture_is_refused_beside_its_field_and_the_words_stay(desk):
    before = count_files()
    response = send(desk, add_url(Team), name="Bakery", slug="bakery", headline="We bake", image=make_damaged())

    form = response.context["adminform"].form
    assert form.errors == {"image": [DAMAGED]}
    assert form["headline"].value() == "We bake"
    assert "again. Browsers do not keep files" not in response.content.decode()
    assert (Team.objects.count(), count_files()) == (0, before)


def test_damaged_picture_of_a_testimonial_is_refused(desk):
    testimonial = make_testimonial(make_team("Bakery"), quote="Bread.")

    response = send(desk, change_url(testimonial), photo=make_damaged(), quote="Wine.")

    assert get_error_messages(response) == [DAMAGED]
    assert ">\nWine.</textarea>" in response.content.decode()


def test_picture_is_stored_whatever_its_name_is(desk):
    name = f"{'long ' * 40}.bmp"
    response = send(
        desk, add_url(Team), name="Bakery", slug="bakery", image=make_upload(name), image_is_decoration="on"
    )

    assert response.status_code == 302
    assert Team.objects.get().image_renditions["width"] == 1200


@pytest.mark.parametrize(
    ("size", "reason"),
    [((100, 300), "at least 112 pixels"), ((640, 160), "about as wide as tall"), ((300, 400), ""), ((400, 300), "")],
)
def test_square_logo_is_about_as_wide_as_tall(desk, size, reason):
    employer = Employer.objects.get()
    response = send(desk, change_url(employer), logo_square=make_upload(size=size))

    if reason:
        [message] = get_error_messages(response)
        assert message.startswith(f"This picture is {size[0]} × {size[1]} pixels. Choose one ")
        assert reason in message
    else:
        assert response.status_code == 302


@pytest.mark.django_db(transaction=True)
def test_pictures_are_decoded_outside_transactions(desk, monkeypatch):
    """While a picture is decoded, nobody waits for a lock, and PostgreSQL does not end the transaction."""
    seen, run = [], child_process.run

    def observe(program, picture):
        seen.append(connection.in_atomic_block)
        return run(program, picture)

    monkeypatch.setattr(child_process, "run", observe)
    team = make_team("Bakery")
    send(desk, change_url(team), image=make_upload(), image_is_decoration="on")
    default_storage.delete(Team.objects.get().image_renditions["files"]["webp"]["480"])
    send(desk, change_url(team).replace("change/", f"history/{team.history.first().pk}/"))

    assert seen == [False, False]
    assert default_storage.exists(Team.objects.get().image_renditions["files"]["webp"]["480"])
