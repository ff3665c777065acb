"""The sitemap and robots.txt: pages, dates and queries."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from careers.sitemaps import SiteSitemap
from jobs.models import Posting
from teams.models import Employer

from ..factories import days, make_location, make_posting, make_story, make_team

SITE = "http://127.0.0.1:8000"


def get_sitemap(client, address="/sitemap.xml"):
    """Return the last modification of each address in the sitemap."""
    root = ElementTree.fromstring(client.get(address).content)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return {url.findtext(f"{space}loc"): url.findtext(f"{space}lastmod") for url in root.iter(f"{space}url")}


def test_sitemap_lists_exactly_the_public_pages_with_their_last_change(client, employer):
    team, lisbon, berlin = make_team("Backend"), make_location("Lisbon"), make_location("Berlin")
    posting = make_posting("Open", team=team, locations=(lisbon,))
    make_posting("Draft", team=team, published_from=None, locations=(berlin,))
    make_posting("Closed", team=team, published_from=days(-9), closes_at=days(-1), locations=(berlin,))
    make_posting("Hidden", team=make_team("Secret", is_published=False), locations=(berlin,))
    make_story(team, title="Told here")
    make_story(team, title="Not yet", is_published=False)
    make_story(team, title="Elsewhere", url="https://other.example")
    make_story(make_team("Secret two", is_published=False), title="Hidden story")
    changed = dt.datetime(2026, 3, 12, 10, tzinfo=dt.UTC)
    Posting.objects.update(updated_at=changed, first_published=changed)

    entries = get_sitemap(client)

    assert set(entries) == {
        f"{SITE}/", f"{SITE}/teams/", f"{SITE}/jobs/", f"{SITE}/teams/backend/", f"{SITE}/locations/lisbon/",
        f"{SITE}{posting.get_absolute_url()}", f"{SITE}/stories/told-here/",
    }  # fmt: skip
    assert entries[f"{SITE}{posting.get_absolute_url()}"] == "2026-03-12"


def test_sitemap_dates_a_scheduled_posting_by_its_opening(client, employer):
    posting = make_posting()
    opened = dt.datetime(2026, 3, 12, 10, tzinfo=dt.UTC)
    Posting.objects.update(updated_at=opened - dt.timedelta(days=9), first_published=opened)

    assert get_sitemap(client)[f"{SITE}{posting.get_absolute_url()}"] == "2026-03-12"


def test_robots_names_the_sitemap_and_disallows_the_admin(client, db):
    assert client.get("/robots.txt").text == f"User-agent: *\nDisallow: /admin/\nSitemap: {SITE}/sitemap.xml\n"


def test_sitemap_costs_the_same_for_any_number_of_pages(client, employer, django_assert_num_queries):
    for number in range(3):
        posting = make_posting(team=make_team(f"T{number}"), locations=(make_location(f"P{number}"),))
        make_story(posting.team)

    client.get("/jobs/")
    # The employer. Testimonials, postings, teams and employer for the lists. For each of the four other sitemaps: count
    # and rows.
    with django_assert_num_queries(13):
        client.get("/sitemap.xml")


def test_closed_posting_updates_lists_team_and_location_in_the_sitemap(client, employer):
    team, lisbon = make_team("Backend"), make_location("Lisbon")
    make_posting(team=team, locations=(lisbon,))
    past = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    make_posting(team=team, locations=(lisbon,), published_from=past, closes_at=past + dt.timedelta(days=66))
    Posting.objects.update(updated_at=past, first_published=past)
    for model in (type(team), type(lisbon), Employer):
        model.objects.update(updated_at=past)

    entries = get_sitemap(client)

    assert {entries[f"{SITE}{path}"] for path in ("/", "/jobs/", "/teams/backend/", "/locations/lisbon/")} == {
        "2026-03-12"
    }


@pytest.fixture
def long_site(employer, monkeypatch):
    """A site whose pages do not fit into one file. 50,000 addresses would take minutes."""
    monkeypatch.setattr(SiteSitemap, "limit", 3)
    team, place = make_team("Backend"), make_location("Lisbon")
    return [make_posting(f"Pilot {number}", team=team, locations=(place,)) for number in range(7)]


def get_parts(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{space}sitemapindex"
    return [node.text for node in root.iter(f"{space}loc")]


def test_limit_is_that_of_search_engines():
    assert SiteSitemap.limit == 50_000


def test_long_sitemap_is_an_index_whose_parts_list_every_page_once(client, long_site):
    assert get_parts(client) == [
        f"{SITE}/sitemap-pages.xml", f"{SITE}/sitemap-postings.xml", f"{SITE}/sitemap-postings.xml?p=2",
        f"{SITE}/sitemap-postings.xml?p=3", f"{SITE}/sitemap-teams.xml", f"{SITE}/sitemap-locations.xml",
    ]  # fmt: skip

    parts = [get_sitemap(client, address.removeprefix(SITE)) for address in get_parts(client)]

    assert [len(part) for part in parts] == [3, 3, 3, 1, 1, 1]
    assert {address for part in parts for address in part} == {
        *(f"{SITE}{path}" for path in ("/", "/teams/", "/jobs/", "/teams/backend/", "/locations/lisbon/")),
        *(f"{SITE}{posting.get_absolute_url()}" for posting in long_site),
    }


@pytest.mark.parametrize("address", ["/sitemap-postings.xml?p=4", "/sitemap-postings.xml?p=x", "/sitemap-jobs.xml"])
def test_part_that_does_not_exist_is_not_found(client, long_site, address):
    assert client.get(address).status_code == 404


def test_sitemap_of_just_as_many_addresses_as_fit_is_one_file(client, long_site, monkeypatch):
    monkeypatch.setattr(SiteSitemap, "limit", 12)

    assert len(get_sitemap(client)) == 12


def test_index_and_parts_cost_the_same_for_any_number_of_pages(client, long_site, django_assert_num_queries):
    client.get("/jobs/")
    # The employer, testimonials, and a count for each of the four sitemaps with rows.
    with django_assert_num_queries(6):
        client.get("/sitemap.xml")
    # The employer, the count of postings and their rows.
    with django_assert_num_queries(3):
        client.get("/sitemap-postings.xml?p=2")
