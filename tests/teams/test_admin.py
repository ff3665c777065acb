"""The desk of the employer and the teams."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams import models
from teams.models import Employer, Pillar, Story, Team
from tests.desk import form_data, make_recruiter, messages_of, send
from tests.factories import (
    days,
    make_location,
    make_pillar,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
    make_upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(employer: Employer) -> Client:
    client = Client()
    client.force_login(make_recruiter())
    return client


def change(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def add(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def changelist(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/teams/",
        "/admin/jobs/",
        "/admin/password_change/",
        *[
            f"/admin/{model}/"
            for model in ("teams/team", "teams/story", "teams/testimonial", "jobs/posting", "jobs/location", "jobs/tag")
        ],
        *[
            f"/admin/{model}/add/"
            for model in ("teams/team", "teams/story", "teams/testimonial", "jobs/posting", "jobs/location", "jobs/tag")
        ],
    ],
)
def test_pages_open_for_the_recruiter_alone(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 200
    assert Client().get(address).status_code == 302


def test_every_row_has_pages_to_change_it_and_to_read_its_history(desk: Client) -> None:
    team = make_team(image=make_upload(), image_alt="The team at lunch")
    rows = [
        team,
        make_story(team),
        make_testimonial(team),
        make_posting(team=team, locations=(make_location(),)),
        make_tag(),
        Employer.objects.get(),
    ]
    make_pillar(team)
    for row in rows:
        assert desk.get(change(row)).status_code == 200, row
        history = desk.get(change(row).replace("change", "history"))
        assert history.status_code == 200, row
        version = row.history.first().pk
        assert desk.get(change(row).replace("change", f"history/{version}")).status_code == 200, row


@pytest.mark.parametrize("model", [Team, Story, models.Testimonial])
@pytest.mark.parametrize("words", ["Backend", "no such thing", "100%", "'\"\\"])
def test_search_answers_whatever_is_typed(desk: Client, model: Any, words: str) -> None:
    make_testimonial(make_team("Backend"))
    assert desk.get(changelist(model), {"q": words}).status_code == 200


@pytest.mark.parametrize("model", [Team, Story, models.Testimonial])
def test_lists_cost_the_same_for_more_rows(desk: Client, model: Any) -> None:
    def rows(number: int) -> None:
        for _ in range(number):
            team = make_team()
            make_story(team)
            make_testimonial(team)
            team.recruiters.add(make_recruiter(team.slug))

    make_team(), make_team()  # a filter with one option is not shown, and not counted
    rows(1)
    desk.get(changelist(model))
    with CaptureQueriesContext(connection) as one:
        desk.get(changelist(model))
    rows(2)
    with CaptureQueriesContext(connection) as three:
        desk.get(changelist(model))
    assert len(one) == len(three)


def test_employer_list_leads_straight_to_the_one_employer(desk: Client, employer: Employer) -> None:
    response = desk.get(changelist(Employer))
    assert (response.status_code, response["Location"]) == (302, change(employer))
    assert desk.get(add(Employer)).status_code == 403
    assert desk.post(change(employer).replace("change", "delete")).status_code == 403
    Employer.objects.all().delete()
    assert desk.get(changelist(Employer))["Location"] == add(Employer)
    assert desk.get(add(Employer)).status_code == 200


def test_employer_is_stored_as_typed(desk: Client, employer: Employer) -> None:
    response = send(
        desk, change(employer), tagline="Kites for everyone", brand_colour="#aa2200", time_zone="Europe/Berlin"
    )
    assert response.status_code == 302
    employer.refresh_from_db()
    assert (employer.tagline, employer.brand_colour, employer.time_zone) == (
        "Kites for everyone",
        "#aa2200",
        "Europe/Berlin",
    )


def test_a_constraint_speaks_at_the_form(desk: Client, employer: Employer) -> None:
    response = send(desk, change(employer), social_image=make_upload())
    assert "Describe the social image, for those who cannot see it." in messages_of(response)


def test_an_untouched_form_changes_nothing(desk: Client) -> None:
    team = make_team(about="<h3>What we run</h3><p>A <strong>lot</strong>.</p>", image=make_upload(), image_alt="Us")
    story = make_story(team, image=make_upload(), image_alt="A van")
    pillar = make_pillar(team, position=3)
    before = [Model.objects.values().get() for Model in (Team, Story, Pillar)]
    assert send(desk, change(team)).status_code == 302
    after = [Model.objects.values().get() for Model in (Team, Story, Pillar)]
    for one, other in zip(before, after, strict=True):
        one.pop("updated_at", None), other.pop("updated_at", None)
    assert after == before
    assert story.history.count() == 1
    assert pillar.history.count() == 1


def test_rows_of_a_team_are_added_and_ordered(desk: Client) -> None:
    team = make_team()
    first, second = make_pillar(team, title="First", position=1), make_pillar(team, title="Second", position=2)
    response = send(
        desk,
        change(team),
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


def test_an_empty_row_that_was_only_moved_is_left_out(desk: Client) -> None:
    team = make_team()
    response = send(desk, change(team), pillars__0__position="7", pillars__TOTAL_FORMS="1")
    assert response.status_code == 302
    assert not team.pillars.exists()


def test_a_form_with_an_error_keeps_every_word(desk: Client) -> None:
    team = make_team()
    story = make_story(team, title="How we moved")
    response = send(
        desk,
        change(team),
        name="",
        about="<p>Words of the editor</p>",
        stories__0__summary="Words of a row",
        stories__0__body="<h3>Words of a row's editor</h3>",
        pillars__0__title="Words of a new row",
        pillars__0__position="1",
        pillars__TOTAL_FORMS="1",
    )
    assert response.status_code == 200
    page = response.content.decode()
    for words in ("Words of the editor", "Words of a row", "Words of a row&#x27;s editor", "Words of a new row"):
        assert words in page
    assert "Nothing is saved yet" in page
    assert "Please correct the error" in page
    team.refresh_from_db()
    assert team.name
    assert story.history.count() == 1


def test_a_form_that_comes_back_says_that_the_file_must_be_chosen_again(desk: Client) -> None:
    team = make_team()
    response = send(desk, change(team), name="", image=make_upload("lunch.jpg"), image_alt="Lunch")
    assert "Choose “lunch.jpg” again" in response.content.decode()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (SimpleUploadedFile("photo.jpg", b"no picture", "image/jpeg"), "valid image"),
        (
            SimpleUploadedFile("photo.gif", make_upload(kind="GIF").read(), "image/gif"),
            "GIF pictures are not supported",
        ),
        (make_upload(size=(8000, 6000)), "megapixels"),
        (SimpleUploadedFile("photo.jpg", make_upload().read() + bytes(13 * 2**20), "image/jpeg"), "has 13 MB"),
    ],
)
def test_a_file_that_is_no_good_picture_is_refused_at_its_field(desk: Client, file: Any, message: str) -> None:
    team = make_team()
    file.seek(0)
    response = send(desk, change(team), image=file, image_alt="Lunch")
    assert message in " ".join(messages_of(response))


def test_a_picture_shows_its_rendition_and_can_be_removed(desk: Client) -> None:
    team = make_team(image=make_upload(), image_alt="Us")
    page = desk.get(change(team)).content.decode()
    smallest = team.image_renditions["files"]["jpeg"]["480"]
    assert f'src="/media/{smallest}"' in page
    assert 'accept="image/jpeg,image/png,image/webp"' in page
    assert send(desk, change(team), **{"image-clear": "on"}).status_code == 302
    team.refresh_from_db()
    assert not team.image
    assert team.image_renditions == {}


def test_who_saves_second_is_told_and_may_still_save(desk: Client) -> None:
    """F8, R22: nobody's words are lost."""
    team = make_team("Backend")
    mine = form_data(desk, change(team))
    other = Client()
    other.force_login(make_recruiter("sam"))
    assert send(other, change(team), headline="Sam's headline").status_code == 302
    response = desk.post(change(team), mine | {"headline": "My headline", "_save": "Save"})
    [message] = messages_of(response)
    assert "sam saved this at" in message
    assert "Changed: headline." in message
    assert "My headline" in response.content.decode()
    team.refresh_from_db()
    assert team.headline == "Sam's headline"
    version = response.context["adminform"].form["version"].value()
    again = desk.post(change(team), mine | {"headline": "My headline", "version": version, "_save": "Save"})
    assert again.status_code == 302
    team.refresh_from_db()
    assert team.headline == "My headline"


def test_list_of_testimonials_says_what_the_public_sees(desk: Client) -> None:
    team = make_team()
    make_testimonial(team, name="Shown")
    make_testimonial(team, name="Expired", agreed_until=days(-2).date())
    make_testimonial(make_team(is_published=False), name="Hidden")
    rows = desk.get(changelist(models.Testimonial)).context["cl"].result_list
    assert {row.name: row.is_seen for row in rows} == {"Shown": True, "Expired": False, "Hidden": False}


def test_rows_are_deleted_from_the_page_of_their_team(desk: Client) -> None:
    team = make_team()
    make_testimonial(team)
    assert send(desk, change(team), testimonials__0__DELETE="on").status_code == 302
    assert not team.testimonials.exists()


def test_a_team_with_postings_is_not_deleted(desk: Client) -> None:
    team = make_team()
    make_posting(team=team)
    response = desk.post(change(team).replace("change", "delete"), {"post": "yes"})
    assert response.status_code == 200
    assert Team.objects.filter(pk=team.pk).exists()


def test_view_on_site_leads_to_the_page(desk: Client) -> None:
    team = make_team("Backend")
    story = make_story(team, title="House")
    for row, address in (
        (team, "/teams/backend/"),
        (story, "/stories/house/"),
        (make_testimonial(team), "/teams/backend/"),
    ):
        assert f'href="{address}" class="viewsitelink"' in desk.get(change(row)).content.decode()


def test_a_nonce_is_sent_only_where_the_editor_is(desk: Client) -> None:
    with_editor = desk.get(change(make_team()))
    nonce = with_editor.context["request"].csp_nonce
    assert f"'nonce-{nonce}'" in with_editor["Content-Security-Policy"]
    assert f'<script type="importmap" nonce="{nonce}">' in with_editor.content.decode()
    for address in (changelist(Team), add(models.Testimonial), "/admin/"):
        assert "nonce" not in desk.get(address)["Content-Security-Policy"]


def test_history_names_who_changed_a_row_of_a_team(desk: Client) -> None:
    team = make_team()
    pillar = make_pillar(team)
    send(desk, change(team), pillars__0__title="Limits")
    assert pillar.history.first().history_user.username == "robin"


def test_an_earlier_version_is_brought_back(desk: Client) -> None:
    team = make_team(headline="Then")
    earlier = team.history.first().pk
    send(desk, change(team), headline="Now")
    address = change(team).replace("change", f"history/{earlier}")
    assert send(desk, address).status_code == 302
    team.refresh_from_db()
    assert team.headline == "Then"


@pytest.mark.parametrize(
    "address",
    [
        "team/abc/change/",
        "team/abc/history/",
        "team/abc/history/1/",
        "team/1/history/abc/",
        "team/99999999999999999999999999/history/",
        "team/99999999999999999999999999/delete/",
        "team/?team__id=a",
        "team/?p=abc&o=99.-9&all=1",
        "story/?team__id__exact=99999999999999999999999",
        "story/add/?date=abc&team=x&image=y&version=z",
        "../jobs/posting/add/?team=abc&locations=x&published_from=zz&closes_at=2020-01-01&pay_minimum=x",
        "../jobs/posting/?locations__id__exact=abc&status=zz&type=yy",
    ],
)
def test_addresses_that_make_no_sense_are_answered(desk: Client, address: str) -> None:
    make_team()
    assert desk.get(f"/admin/teams/{address}".replace("teams/../", "")).status_code in (200, 302, 404)


def test_who_may_only_look_sees_every_page(employer: Employer) -> None:
    team = make_team(image=make_upload(), image_alt="Us", about="<p>Words</p>")
    rows = [team, make_story(team, image=make_upload(), image_alt="A van"), make_testimonial(team), employer]
    rows.append(make_posting(team=team, locations=(make_location(),)))
    looker = User.objects.create_user("lou", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(looker)
    for row in rows:
        assert client.get(change(row)).status_code == 200, row
