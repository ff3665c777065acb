"""The page of a posting: its address, how to apply, and postings that are closed or not public."""

import datetime as dt

import pytest

from jobs.models import Posting
from tests.factories import days, make_posting, make_team


def test_posting_has_one_address_and_others_redirect_to_it(client, team):
    posting = make_posting("Backend engineer", team=team)
    address = f"/jobs/{posting.pk}-backend-engineer/"

    assert client.get(address).status_code == 200
    for other in (
        f"/jobs/{posting.pk}/",
        f"/jobs/{posting.pk}-/",
        f"/jobs/{posting.pk}-old-title/",
        f"/jobs/0{posting.pk}-x/",
    ):
        response = client.get(f"{other}?utm=1")
        assert (response.status_code, response["Location"]) == (301, f"{address}?utm=1")
        assert response["Cache-Control"] == "no-cache"


def test_address_with_letters_that_are_folded_now_redirects(client, team):
    """Addresses had all letters of the title before."""
    posting = make_posting("Straßenbauer in Łódź", team=team)
    address = f"/jobs/{posting.pk}-strassenbauer-in-lodz/"

    assert client.get(address).status_code == 200
    response = client.get(f"/jobs/{posting.pk}-straßenbauer-in-łódź/")
    assert (response.status_code, response["Location"]) == (301, address)


@pytest.mark.parametrize(
    "state",
    [
        {"published_from": None},
        {"published_from": "future"},
        {"team": "hidden"},
        {"team": "hidden", "closes_at": "past"},
    ],
)
@pytest.mark.parametrize("slug", ["", "-right", "-wrong"])
def test_posting_that_is_not_public_answers_like_one_that_does_not_exist(client, employer, state, slug):
    fields = {"published_from": days(1)} if state.get("published_from") == "future" else {}
    fields |= {"published_from": None} if state.get("published_from", "") is None else {}
    fields |= {"closes_at": days(-0.5)} if "closes_at" in state else {}
    posting = make_posting("Right", team=make_team("Secret", is_published="team" not in state), **fields)

    hidden = client.get(f"/jobs/{posting.pk}{slug}/")
    never = client.get(f"/jobs/{posting.pk + 1000}{slug}/")

    assert (hidden.status_code, hidden.content) == (404, never.content)
    assert dict(hidden.headers) == dict(never.headers)


def test_closed_posting_answers_gone_and_shows_similar_ones(client, employer):
    team = make_team()
    posting = make_posting(
        "Gone engineer", team=team, published_from=days(-9), closes_at=days(-2), closing_reason="filled"
    )
    similar = make_posting("Still here", team=team)

    response = client.get(posting.get_absolute_url())

    assert response.status_code == 410
    assert "noindex" in response.text
    assert "JobPosting" not in response.text
    assert posting.apply_url not in response.text
    assert [card.url for card in response.context["cards"]] == [similar.get_absolute_url()]
    assert "filled" in response.text
    assert response.text.index("Still here") < response.text.index("Part 1")


def test_closed_posting_is_never_listed_as_similar(client, employer):
    team = make_team()
    posting = make_posting(team=team)
    make_posting(team=team, published_from=days(-9), closes_at=days(-2))

    assert client.get(posting.get_absolute_url()).context["cards"] == []


@pytest.mark.parametrize(
    ("fields", "href"),
    [
        ({"apply_url": "https://apply.example.com/?a=1&b=2"}, "https://apply.example.com/?a=1&amp;b=2"),
        (
            {"apply_url": "", "apply_email": "jobs@k.example", "title": "R&D: 50 % “lead”", "reference": "K-7"},
            "mailto:jobs@k.example?subject=R%26D%3A%2050%20%25%20%E2%80%9Clead%E2%80%9D%20%28K-7%29",
        ),
        ({"apply_url": "https://a.example/", "apply_email": "jobs@k.example"}, "https://a.example/"),
    ],
)
def test_apply_link_leads_to_the_stored_address(client, team, fields, href):
    response = client.get(make_posting(team=team, **fields).get_absolute_url())

    assert f'href="{href}"' in response.text
    if href.startswith("https"):
        assert 'rel="noopener nofollow"' in response.text


def test_unsafe_address_in_the_database_is_not_shown(client, team):
    posting = make_posting(team=team)
    Posting.objects.update(apply_url="javascript:alert(1)")

    assert "javascript:" not in client.get(posting.get_absolute_url()).text


def test_closing_day_is_shown_in_the_time_zone_of_the_posting(client, employer):
    midnight_in_tokyo = dt.datetime(2030, 6, 30, 15, tzinfo=dt.UTC)
    posting = make_posting(time_zone="Etc/GMT-9", closes_at=midnight_in_tokyo)  # whatever a law may change

    assert "30 June 2030" in client.get(posting.get_absolute_url()).text


@pytest.mark.parametrize(
    ("fields", "href", "printed"),
    [
        ({"apply_url": "https://apply.example.com/7?a=1&b=2"}, "https://apply.example.com/7?a=1&amp;b=2", None),
        (
            {"apply_url": "", "apply_email": "jobs@müller.example"},
            "mailto:jobs@xn--mller-kva.example?subject=Cook%20%28R-1%29",
            "jobs@müller.example",
        ),
    ],
)
def test_posting_says_where_to_apply_on_screen_and_on_paper(client, employer, fields, href, printed):
    posting = make_posting("Cook", reference="R-1", **fields)
    page = client.get(posting.get_absolute_url()).text
    assert f'href="{href}"' in page
    assert f"Apply: <bdi>{printed or href}</bdi>" in page


def test_contact_address_of_the_footer_is_written_in_ascii(client, employer):
    employer.contact_email = "jobs@müller.example"
    employer.save()
    assert '<a href="mailto:jobs@xn--mller-kva.example">jobs@müller.example</a>' in client.get("/jobs/").text
    assert "Contact: mailto:jobs@xn--mller-kva.example\n" in client.get("/.well-known/security.txt").text
