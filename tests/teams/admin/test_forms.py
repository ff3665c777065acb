"""The forms of the employer and the teams: what they save, refuse and keep."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from teams.models import Employer, ExchangeRate, Pillar, Story, Team
from tests.desk import add_url, change_url, get_error_messages, get_form_data, send
from tests.factories import (
    make_pillar,
    make_story,
    make_team,
    make_testimonial,
    make_upload,
)

pytestmark = pytest.mark.django_db


def test_employer_is_saved_as_typed(desk: Client, employer: Employer) -> None:
    response = send(
        desk, change_url(employer), tagline="Kites for everyone", brand_colour="#aa2200", time_zone="Europe/Berlin"
    )
    assert response.status_code == 302
    employer.refresh_from_db()
    assert (employer.tagline, employer.brand_colour, employer.time_zone) == (
        "Kites for everyone",
        "#aa2200",
        "Europe/Berlin",
    )


def test_employer_says_who_answers_and_when_in_one_line(desk: Client, employer: Employer) -> None:
    sentence = "You hear from a person within ten working days."
    assert send(desk, change_url(employer), answers=sentence).status_code == 302
    employer.refresh_from_db()
    assert (employer.answers, employer.history.first().answers) == (sentence, sentence)
    assert get_error_messages(send(desk, change_url(employer), answers="a" * 201))


def test_constraint_is_an_error_of_the_form(desk: Client, employer: Employer) -> None:
    response = send(desk, change_url(employer), social_image=make_upload())
    assert "Describe the social image, for those who cannot see it." in get_error_messages(response)


def test_unchanged_form_changes_nothing(desk: Client) -> None:
    team = make_team(about="<h3>What we run</h3><p>A <strong>lot</strong>.</p>", image=make_upload(), image_alt="Us")
    story = make_story(team, image=make_upload(), image_alt="A van")
    pillar = make_pillar(team, position=3)
    before = [Model.objects.values().get() for Model in (Team, Story, Pillar)]
    assert send(desk, change_url(team)).status_code == 302
    after = [Model.objects.values().get() for Model in (Team, Story, Pillar)]
    for values in (*before, *after):
        values.pop("updated_at", None)
    assert after == before
    assert story.history.count() == 1
    assert pillar.history.count() == 1


def test_rows_of_a_team_are_added_and_ordered(desk: Client) -> None:
    team = make_team()
    first, second = make_pillar(team, title="First", position=1), make_pillar(team, title="Second", position=2)
    response = send(
        desk,
        change_url(team),
        pillars__0__position="3",
        pillars__1__position="1",
        pillars__2__title="Third",
        pillars__2__body="New.",
        pillars__2__position="2",
        pillars__TOTAL_FORMS="3",
    )
    assert response.status_code == 302
    assert [pillar.title for pillar in team.pillars.all()] == ["Second", "Third", "First"]
    assert (first.history.count(), second.history.count()) == (2, 2)


def test_empty_row_that_was_only_moved_is_ignored(desk: Client) -> None:
    team = make_team()
    response = send(desk, change_url(team), pillars__0__position="7", pillars__TOTAL_FORMS="1")
    assert response.status_code == 302
    assert not team.pillars.exists()


def test_form_with_an_error_keeps_all_input(desk: Client) -> None:
    team = make_team()
    pillar = make_pillar(team, title="How we move")
    response = send(
        desk,
        change_url(team),
        name="",
        about="<p>Words of the editor</p>",
        pillars__0__body="Words of a row's body",
        pillars__1__title="Words of a new row",
        pillars__1__position="1",
        pillars__TOTAL_FORMS="2",
    )
    assert response.status_code == 200
    page = response.content.decode()
    for text in ("Words of the editor", "Words of a row&#x27;s body", "Words of a new row"):
        assert text in page
    assert "Nothing is saved yet" in page
    assert "Please correct the error" in page
    team.refresh_from_db()
    assert team.name
    assert pillar.history.count() == 1


def test_form_with_an_error_asks_to_choose_the_file_again(desk: Client) -> None:
    team = make_team()
    response = send(desk, change_url(team), name="", image=make_upload("lunch.jpg"), image_alt="Lunch")
    assert "Choose “lunch.jpg” again" in response.content.decode()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (SimpleUploadedFile("photo.jpg", b"no picture", "image/jpeg"), "not a picture we can read"),
        (
            SimpleUploadedFile("photo.gif", make_upload(picture_format="GIF").read(), "image/gif"),
            "GIF pictures are not supported",
        ),
        (make_upload(size=(8000, 6500)), "megapixels"),
        (SimpleUploadedFile("photo.jpg", make_upload().read() + bytes(31 * 2**20), "image/jpeg"), "has 32 MB"),
    ],
)
def test_invalid_picture_is_refused_at_its_field(desk: Client, file: Any, message: str) -> None:
    team = make_team()
    file.seek(0)
    response = send(desk, change_url(team), image=file, image_alt="Lunch")
    assert message in " ".join(get_error_messages(response))


def test_picture_shows_its_rendition_and_can_be_removed(desk: Client) -> None:
    team = make_team(image=make_upload(), image_alt="Us")
    page = desk.get(change_url(team)).content.decode()
    smallest = team.image_renditions["files"]["jpeg"]["480"]
    assert f'src="/media/{smallest}"' in page
    assert 'accept="image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif"' in page
    assert send(desk, change_url(team), **{"image-clear": "on"}).status_code == 302
    team.refresh_from_db()
    assert not team.image
    assert team.image_renditions == {}


def test_rows_are_deleted_from_the_page_of_their_team(desk: Client) -> None:
    team = make_team()
    make_testimonial(team)
    assert send(desk, change_url(team), testimonials__0__DELETE="on").status_code == 302
    assert not team.testimonials.exists()


def test_earlier_version_is_restored(desk: Client) -> None:
    team = make_team(headline="Then")
    earlier = team.history.first().pk
    send(desk, change_url(team), headline="Now")
    address = change_url(team).replace("change", f"history/{earlier}")
    assert send(desk, address).status_code == 302
    team.refresh_from_db()
    assert team.headline == "Then"


def test_exchange_rates_are_edited_with_the_employer(desk: Client, employer: Employer) -> None:
    rate = {"currency": "USD", "rate": "0.92", "date": "2026-05-03"}
    rows = {f"exchange_rates-0-{name}": value for name, value in rate.items()}
    data = get_form_data(desk, change_url(employer)) | rows | {"exchange_rates-TOTAL_FORMS": "1", "_save": "Save"}

    assert desk.post(change_url(employer), data).status_code == 302
    assert [str(rate) for rate in ExchangeRate.objects.all()] == ["USD: 0.92 EUR on 2026-05-03"]


@pytest.mark.parametrize(
    ("invalid", "message"),
    [
        ({"currency": "XQZ"}, "“XQZ” is not a currency code. Write it like EUR."),
        ({"rate": "0"}, "Enter a rate above zero."),
        ({"date": ""}, "This field is required."),
    ],
)
def test_invalid_exchange_rate_is_refused_and_stays_in_the_form(
    desk: Client, employer: Employer, invalid: dict[str, str], message: str
) -> None:
    rate = {"currency": "USD", "rate": "0.92", "date": "2026-05-03"} | invalid
    rows = {f"exchange_rates-0-{name}": value for name, value in rate.items()}
    data = get_form_data(desk, change_url(employer)) | rows | {"exchange_rates-TOTAL_FORMS": "1", "_save": "Save"}

    response = desk.post(change_url(employer), data)

    assert get_error_messages(response) == [message]
    assert not ExchangeRate.objects.exists()
    assert rate["currency"] in response.text


@pytest.mark.parametrize("button", ["_save", "_continue", "_addanother"])
def test_save_says_saved(desk: Client, button: str) -> None:
    team = make_team()
    for address in (add_url(Team), change_url(team)):
        # Another slug would be said too.
        slug = {"slug": "kites"} if address == add_url(Team) else {}
        data = get_form_data(desk, address) | {"name": "Kites", button: "Save"} | slug
        response = desk.post(address, data, follow=True)
        assert [str(message) for message in response.context["messages"]] == ["Saved."]
        Team.objects.exclude(pk=team.pk).delete()


def test_button_for_a_new_row_is_named_after_it(desk: Client) -> None:
    page = desk.get(change_url(make_team())).text
    assert "Add pillar" in page
    assert "Add another Pillar" not in page
