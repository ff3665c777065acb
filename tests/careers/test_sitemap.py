"""The sitemap and robots.txt: pages, dates and queries."""

import datetime as dt
from xml.etree import ElementTree

from jobs.models import Posting
from teams.models import Employer

from ..factories import days, make_location, make_posting, make_story, make_team

SITE = "http://127.0.0.1:8000"


def get_sitemap(client):
    """Return the last modification of each address in the sitemap."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
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
    # The employer. Postings, teams and employer for the lists. For each of the four other sitemaps: count and rows.
    with django_assert_num_queries(12):
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
