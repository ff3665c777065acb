"""The pages of the desk: lists, histories and who may see them."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from teams import models
from teams.models import Employer, SharedText, Story, Team
from tests.desk import add_url, change_url, changelist_url, make_recruiter, send
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


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/teams/",
        "/admin/jobs/",
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
def test_pages_require_signing_in(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 200
    assert Client().get(address).status_code == 302


def test_every_row_has_a_form_and_a_history(desk: Client) -> None:
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
        assert desk.get(change_url(row)).status_code == 200, row
        history = desk.get(change_url(row).replace("change", "history"))
        assert history.status_code == 200, row
        version = row.history.first().pk
        assert desk.get(change_url(row).replace("change", f"history/{version}")).status_code == 200, row


@pytest.mark.parametrize("model", [Team, Story, models.Testimonial])
@pytest.mark.parametrize("words", ["Backend", "no such thing", "100%", "'\"\\"])
def test_search_accepts_any_text(desk: Client, model: Any, words: str) -> None:
    make_testimonial(make_team("Backend"))
    assert desk.get(changelist_url(model), {"q": words}).status_code == 200


@pytest.mark.parametrize("model", [Team, Story, models.Testimonial])
def test_lists_make_the_same_queries_for_more_rows(desk: Client, model: Any) -> None:
    def add_rows(number: int) -> None:
        for _ in range(number):
            team = make_team()
            make_story(team)
            make_testimonial(team)
            team.recruiters.add(make_recruiter(team.slug))

    make_team(), make_team()  # a filter with only one option is hidden and makes no query
    add_rows(1)
    desk.get(changelist_url(model))
    with CaptureQueriesContext(connection) as first:
        desk.get(changelist_url(model))
    add_rows(2)
    with CaptureQueriesContext(connection) as second:
        desk.get(changelist_url(model))
    assert len(first) == len(second)


def test_employer_list_redirects_to_the_employer(desk: Client, employer: Employer) -> None:
    response = desk.get(changelist_url(Employer))
    assert (response.status_code, response["Location"]) == (302, change_url(employer))
    assert desk.get(add_url(Employer)).status_code == 403
    assert desk.post(change_url(employer).replace("change", "delete")).status_code == 403
    Employer.objects.all().delete()
    assert desk.get(changelist_url(Employer))["Location"] == add_url(Employer)
    assert desk.get(add_url(Employer)).status_code == 200


def test_list_of_testimonials_says_which_are_shown(desk: Client) -> None:
    team = make_team()
    make_testimonial(team, name="Shown")
    make_testimonial(team, name="Expired", agreed_until=days(-2).date())
    make_testimonial(make_team(is_published=False), name="Hidden")
    rows = desk.get(changelist_url(models.Testimonial)).context["cl"].result_list
    assert {row.name: row.is_shown for row in rows} == {"Shown": True, "Expired": False, "Hidden": False}


def test_team_with_postings_is_not_deleted(desk: Client) -> None:
    team = make_team()
    make_posting(team=team)
    response = desk.post(change_url(team).replace("change", "delete"), {"post": "yes"})
    assert response.status_code == 200
    assert Team.objects.filter(pk=team.pk).exists()


def test_view_on_site_links_to_the_page(desk: Client) -> None:
    team = make_team("Backend")
    story = make_story(team, title="House")
    for row, address in (
        (team, "/teams/backend/"),
        (story, "/stories/house/"),
        (make_testimonial(team), "/teams/backend/"),
    ):
        assert f'href="{address}" class="viewsitelink"' in desk.get(change_url(row)).content.decode()


def test_nonce_is_sent_only_with_the_editor(desk: Client) -> None:
    with_editor = desk.get(change_url(make_team()))
    nonce = with_editor.context["request"].csp_nonce
    assert f"'nonce-{nonce}'" in with_editor["Content-Security-Policy"]
    assert f'<script type="importmap" nonce="{nonce}">' in with_editor.content.decode()
    for address in (changelist_url(Team), add_url(models.Testimonial), "/admin/"):
        assert "nonce" not in desk.get(address)["Content-Security-Policy"]


def test_history_names_who_changed_a_row_of_a_team(desk: Client) -> None:
    team = make_team()
    pillar = make_pillar(team)
    send(desk, change_url(team), pillars__0__title="Limits")
    assert pillar.history.first().history_user.username == "robin"


def test_history_shows_what_a_user_changed(desk: Client) -> None:
    team = make_team(headline="Then")
    send(desk, change_url(team), headline="Now", image=make_upload(), image_alt="Us")
    page = desk.get(change_url(team).replace("change", "history")).content.decode()
    assert "<strong>Headline:</strong> Then → Now" in page
    assert "renditions" not in page
    assert "Updated at" not in page


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
def test_invalid_addresses_make_no_server_error(desk: Client, address: str) -> None:
    make_team()
    assert desk.get(f"/admin/teams/{address}".replace("teams/../", "")).status_code in (200, 302, 400, 404)


def test_user_with_view_permission_sees_every_page(employer: Employer) -> None:
    team = make_team(image=make_upload(), image_alt="Us", about="<p>Words</p>")
    rows = [team, make_story(team, image=make_upload(), image_alt="A van"), make_testimonial(team), employer]
    rows.append(make_posting(team=team, locations=(make_location(),)))
    viewer = User.objects.create_user("lou", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    team.recruiters.add(viewer)
    client = Client()
    client.force_login(viewer)
    for row in rows:
        assert client.get(change_url(row)).status_code == 200, row


def test_search_folds_accents_and_finds_texts_without_a_team(desk: Client) -> None:
    body = {"body": "<p>Words.</p>"}
    for_all = SharedText.objects.create(heading="Für alle", **body)
    of_team = SharedText.objects.create(heading="Benefits", team=make_team("Łódź"), **body)

    def search(words: str) -> list[Any]:
        return list(desk.get(changelist_url(SharedText), {"q": words}).context["cl"].result_list)

    assert search("fur ALLE") == [for_all]
    assert search("lodz benefits") == [of_team]
    assert search("none") == []
