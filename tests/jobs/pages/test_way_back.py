"""Back to results: from a posting to exactly the list that a visitor came from, at its row."""

import re
from urllib.parse import quote

import pytest

from jobs.models import Posting
from tests.factories import days, make_location, make_posting, make_team

from .lists import titles

LISTS = (
    "/jobs/?page=2",
    "/jobs/?sort=title",
    "/jobs/?workplace=hybrid&workplace=remote",
    "/jobs/?q=%22engineer+07%22+%26&sort=newest",
    "/jobs/?location=atlantis&location=lisbon&pay=100&pay=unstated&sort=closing",
    "/teams/backend-development/?workplace=hybrid&page=2",
    "/teams/backend-development/?page=2",
    "/locations/lisbon/?sort=title&page=2",
)


@pytest.fixture
def make(team):
    places = (make_location("Lisbon"),)

    def make(number=1):
        for row in range(number):
            make_posting(
                f"Engineer {row:02}", team=team, locations=places, workplace="hybrid", published_from=days(-1 - row)
            )
        return Posting.objects.earliest("pk")

    return make


@pytest.fixture
def posting(make):
    return make()


def get_links(response):
    return re.findall(r'class="position__link" href="([^"]+)"', response.text)


def get_way_back(response):
    return re.search(r'class="hero__back" href="([^"]+)">([^<]+)<', response.text).groups()


def test_way_back_leads_to_the_same_list_at_the_same_row(client, make):
    make(22)
    for address in LISTS:
        here = client.get(address)
        link = get_links(here)[-1]
        back, text = get_way_back(client.get(link.replace("&amp;", "&")))
        back, _, row = back.replace("&amp;", "&").partition("#")
        there = client.get(back)
        assert text == "Back to results"
        assert there.context["canonical"] == here.context["canonical"]
        assert titles(there) == titles(here)
        assert re.search(rf'id="{row}">\s*<h3 [^>]+><a class="position__link" href="{re.escape(link)}"', there.text)


@pytest.mark.parametrize(
    "address", ["/", "/jobs/", "/teams/backend-development/", "/locations/lisbon/", "/jobs/?page=1&utm=x"]
)
def test_links_of_a_plain_first_page_carry_nothing(client, posting, address):
    links = get_links(client.get(address))

    assert links
    assert [link for link in links if "?" in link] == []
    assert get_way_back(client.get(links[0])) == ("/jobs/", "All open positions")


def test_link_carries_no_address_that_is_very_long(client, posting):
    unknown = "&".join(f"location=unknown-{number}" for number in range(100))
    assert get_links(client.get(f"/jobs/?location=lisbon&{unknown}")) == [posting.get_absolute_url()]


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/jobs/?q=a",
        "//evil.example/jobs/?q=a",
        "/\\evil.example/jobs/",
        "javascript:alert(1)",
        "/admin/",
        "/jobs/saved/?q=a",
        "/jobs/feed/?q=a",
        "jobs/?q=a",
        "/jobs/1-x/?q=a",
        "?q=a",
        "",
        "/jobs/?" + "&q=a" * 300,
        "/teams/Not A Slug/",
    ],
)
def test_way_back_never_leads_anywhere_but_to_a_list(client, posting, back):
    response = client.get(f"{posting.get_absolute_url()}?back={quote(back)}")

    assert response.status_code == 200
    assert get_way_back(response) == ("/jobs/", "All open positions")


@pytest.mark.parametrize(
    ("back", "rebuilt"),
    [
        ("/jobs/?utm=x&next=//evil&page=2", "/jobs/?page=2"),
        ("/jobs/?sort=wild&page=two&q=<b>'", "/jobs/?q=%3Cb%3E%27"),
        ("/jobs/?q=&pay=plenty", "/jobs/"),
        ("/teams/backend-development/?team=other&level=mid", "/teams/backend-development/?level=mid"),
        ("/jobs/?pay=60k&country=pt", "/jobs/?country=PT&amp;pay=60000"),
        ("/jobs\x00/?q=a\n", "/jobs/?q=a"),
    ],
)
def test_way_back_is_rebuilt_from_what_lists_understand(client, posting, back, rebuilt):
    response = client.get(f"{posting.get_absolute_url()}?back={quote(back)}")

    assert get_way_back(response) == (f"{rebuilt}#p{posting.pk}", "Back to results")


def test_closed_posting_and_similar_ones_keep_the_way_back(client, posting):
    closed = make_posting("Gone", team=posting.team, published_from=days(-9), closes_at=days(-2))
    response = client.get(f"{closed.get_absolute_url()}?back=/jobs/%3Flevel=mid%26page=2")

    assert response.status_code == 410
    assert get_way_back(response) == (f"/jobs/?level=mid&amp;page=2#p{closed.pk}", "Back to results")
    assert {link.partition("?")[2] for link in get_links(response)} == {"back=/jobs/?level=mid%26page=2"}


def test_address_with_a_way_back_stays_out_of_shared_copies_and_search_engines(client, posting, settings):
    for address, status in (
        (posting.get_absolute_url(), 200),
        (f"/jobs/{posting.pk}-old-title/", 301),
        (f"/jobs/{posting.pk + 1000}/", 404),
    ):
        response = client.get(f"{address}?back=/jobs/%3Fpage=2")
        assert response.status_code == status
        assert "private" in response["Cache-Control"]
        assert "private" not in client.get(address).get("Cache-Control", "")
    assert client.get(f"/jobs/{posting.pk}-old-title/?back=/jobs/%3Fpage=2")["Location"] == (
        f"{posting.get_absolute_url()}?back=/jobs/%3Fpage=2"
    )
    response = client.get(f"{posting.get_absolute_url()}?back=/jobs/%3Fpage=2")
    assert response.context["canonical"] == f"{settings.SITE_URL}{posting.get_absolute_url()}"
    assert response.text.count("page=2") - len(get_links(response)) == 1  # only the link itself


def test_way_back_of_a_page_of_a_hidden_team_reveals_nothing(client, posting):
    make_team("Secret", is_published=False)
    address = f"{posting.get_absolute_url()}?back="
    pages = [client.get(f"{address}/teams/{slug}/%3Flevel=mid").text for slug in ("secret", "nobody")]

    assert pages[0].replace("/teams/secret/", "/teams/nobody/") == pages[1]
