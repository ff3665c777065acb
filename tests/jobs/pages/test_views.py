"""Pages of teams and places, previews for make_staff, and rules for every page."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.factories import make_location, make_pillar, make_posting, make_story, make_team, make_testimonial


def test_team_page_shows_only_its_own_places_with_any_filter(client, team):
    make_posting(team=team, locations=(make_location("Lisbon"),))
    make_posting(team=make_team("Design"), locations=(make_location("Berlin"),), workplace="remote")

    for query in ("", "?location=berlin", "?workplace=remote"):
        context = client.get(f"/teams/backend-development/{query}").context
        assert [place.label for place in context["places"]] == ["Lisbon"]
        assert (context["remote_possible"], context["open_count"]) == (False, 1)


def test_team_page_leaves_out_parts_without_content(client, team):
    headings = ["About us", "What makes us different", "The latest from", "The people who make us"]

    bare = client.get("/teams/backend-development/").text
    team.about = "<p>We run it.</p>"
    team.save()
    make_pillar(team)
    make_story(team)
    make_testimonial(team)
    full = client.get("/teams/backend-development/").text

    assert [heading for heading in headings if heading in bare] == []
    content = full[full.index("<main") :]
    places = [content.index(heading) for heading in [
        "Meet the Backend Development team", "About us", "Open positions at Backend Development team",
        "What makes us different", "The latest from Kitewell Backend Development", "The people who make us",
    ]]  # fmt: skip
    assert places == sorted(places)


def test_location_without_an_open_posting_has_no_page(client, team):
    make_posting(team=team, locations=(make_location("Lisbon"),), published_from=None)

    assert client.get("/locations/lisbon/").status_code == 404


def make_staff(*permissions):
    """Sign in a user with these permissions for every team. Returns the client."""
    user = User.objects.create_user("robin", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[*permissions, "every_team"]))
    client = Client()
    client.force_login(user)
    return client


def make_hidden_pages():
    team = make_team("Hidden", is_published=False)
    story = make_story(make_team(), is_published=False)
    return {
        "change_posting": make_posting("Draft", published_from=None).get_absolute_url(),
        "change_team": team.get_absolute_url(),
        "change_story": story.get_absolute_url(),
    }


def test_staff_with_the_permission_see_a_preview_that_is_not_cached(employer):
    pages = make_hidden_pages()
    client = make_staff(*pages)

    for address in pages.values():
        response = client.get(address)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert "Preview" in response.text
        assert "JobPosting" not in response.text


def test_staff_without_the_permission_see_nothing(employer):
    pages = make_hidden_pages()

    for permission, address in pages.items():
        others = make_staff(*set(pages) - {permission})
        assert others.get(address).status_code == 404
        User.objects.all().delete()


def test_public_page_is_not_a_preview_for_staff(employer):
    posting = make_posting()
    client = make_staff("change_posting", "change_team")

    for address in (posting.get_absolute_url(), posting.team.get_absolute_url()):
        assert "Preview" not in client.get(address).text


def test_public_pages_set_no_cookie(client, team):
    posting = make_posting(team=team, locations=(make_location("Lisbon"),))

    for address in (
        "/",
        "/jobs/",
        "/teams/",
        team.get_absolute_url(),
        posting.get_absolute_url(),
        "/locations/lisbon/",
        "/x/",
    ):
        assert client.get(address).cookies == {}


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_refuse_other_methods(client, team, method):
    posting = make_posting(team=team)

    for address in ("/", "/jobs/", "/teams/", team.get_absolute_url(), posting.get_absolute_url(), "/jobs/feed/"):
        assert getattr(client, method)(address).status_code == 405
