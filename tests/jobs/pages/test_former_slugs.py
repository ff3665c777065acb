"""Addresses and filters with former slugs. Nothing tells that a hidden row ever had one."""

import pytest

from teams.models import Team
from tests.desk import make_user
from tests.factories import days, make_location, make_posting, make_story, make_tag, make_team


@pytest.fixture
def renamed(employer):
    """A team, a place, a label and a story, each renamed from "old-…" to "new-…"."""
    team, place = make_team("Kites", slug="old-team"), make_location("Lisbon", slug="old-place")
    tag, story = make_tag("Outdoors", slug="old-tag"), make_story(team, slug="old-story")
    make_posting("Kite maker", team=team, locations=(place,), tags=(tag,), closes_at=days(3))
    make_posting("Other", team=make_team("Other"))
    for row in (team, place, tag, story):
        row.slug = row.slug.replace("old", "new")
        row.save()
    return team


PAGES = {
    "/teams/old-team/": "/teams/new-team/",
    "/teams/old-team/?level=mid&page=2": "/teams/new-team/?level=mid&page=2",
    "/teams/old-team/feed/?q=kite": "/teams/new-team/feed/?q=kite",
    "/locations/old-place/?sort=title": "/locations/new-place/?sort=title",
    "/stories/old-story/": "/stories/new-story/",
}


@pytest.mark.parametrize("address", PAGES)
def test_former_address_redirects_for_ever(client, renamed, address):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, PAGES[address])
    assert response["Cache-Control"] == "no-cache"
    assert client.get(PAGES[address].split("?")[0]).status_code == 200


@pytest.mark.parametrize("parameter", ["team", "location", "tag"])
def test_former_slug_is_understood_as_a_filter(client, renamed, parameter):
    kind = "place" if parameter == "location" else parameter
    query = f"{parameter}=old-{kind}"
    page = client.get(f"/jobs/?{query}")
    assert [chip.url for chip in page.context["listing"].chips] == ["/jobs/"]
    assert page.context["listing"].unknown == []
    assert page.context["listing"].total == 1
    assert f"{parameter}=new-{kind}" in page.context["listing"].url
    assert client.get(f"/jobs/?{query}&{parameter}=new-{kind}").context["listing"].url.count(f"{parameter}=") == 1
    for address in ("/jobs/feed/", "/jobs/calendar.ics"):
        answer = client.get(f"{address}?{query}").content.decode()
        assert "Kite maker" in answer
        assert "Other" not in answer


def test_former_addresses_of_hidden_rows_never_existed(client, renamed):
    Team.objects.filter(pk=renamed.pk).update(is_published=False)
    secret = make_tag("Secret", slug="old-secret")
    make_posting("Draft", published_from=None, tags=(secret,))
    secret.slug = "new-secret"
    secret.save()
    for address in ("/teams/{}/", "/teams/{}/feed/", "/locations/{}/", "/stories/{}/"):
        for slug in ("old-team", "old-place", "old-story"):
            former, never = client.get(address.format(slug)), client.get(address.format("never"))
            assert (former.status_code, never.status_code) == (404, 404)
            assert former.content.decode().replace(slug, "never") == never.content.decode()
    for query in ("team=old-team", "location=old-place", "tag=old-secret"):
        page = client.get(f"/jobs/?{query}")
        assert "new-" not in page.content.decode()
        assert page.context["listing"].total == 0


def test_staff_of_the_team_are_led_to_its_preview(client, renamed):
    Team.objects.filter(pk=renamed.pk).update(is_published=False)
    client.force_login(make_user("own", "Recruiter", renamed))
    for address in ("/teams/old-team/", "/stories/old-story/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, address.replace("old", "new"))
        assert "no-store" in response["Cache-Control"]
    client.force_login(make_user("foreign", "Recruiter", make_team("Elsewhere")))
    assert client.get("/teams/old-team/").status_code == 404
