"""A2: a visitor who follows all links, filters, feeds, calendars and the sitemap sees only public content."""

import html
import re
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import pytest

from jobs.models import Posting, Section

from .factories import (
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

SITE = "http://127.0.0.1:8000"
ADDRESS = re.compile(r"""\s(?:href|src|action)="([^"]+)"|<loc>([^<]+)</loc>|<link [^>]*href="([^"]+)"|URL[^:]*:(\S+)""")
OPTION = re.compile(r'<input[^>]*type="checkbox"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


def plant_canaries():
    """Create hidden rows of each model with "canary" in all their texts, and public rows. Return hidden postings."""
    team = make_team("Backend", about="<p>About</p>", image=make_upload(), image_is_decoration=True)
    make_pillar(team)
    make_story(team, title="Here")
    make_testimonial(team)
    lisbon = make_location("Lisbon")
    for number in range(23):
        make_posting(f"Job {number}", team=team, locations=(lisbon,), tags=(), level="mid", closes_at=days(9))
    make_posting("Once here", team=team, published_from=days(-9), closes_at=days(-1))

    hidden = make_team("Canary hidden", is_published=False, about="<p>canary</p>", headline="canary")
    make_pillar(hidden, title="canary", body="canary")
    make_story(hidden, title="Canary of hidden", summary="canary")
    make_testimonial(hidden, name="Canary", quote="canary")
    make_story(team, title="Canary story", summary="canary", is_published=False)
    make_testimonial(team, name="Canary", quote="canary", agreed_on=days(-9).date(), agreed_until=days(-2).date())
    make_testimonial(team, name="Canary", quote="canary", has_left=True)
    make_testimonial(team, name="Canary", quote="canary", agreed_on=None)
    states = {
        "draft": {"published_from": None},
        "scheduled": {"published_from": days(1)},
        "hidden": {"team": hidden},
        "hidden-closed": {"team": hidden, "published_from": days(-9), "closes_at": days(-1)},
    }
    return [
        make_posting(
            f"Canary {state}",
            **{
                "team": team,
                "locations": (make_location(f"Canary {state}"), lisbon),
                "tags": (make_tag(f"Canary {state}"),),
                "reference": f"canary-{state}",
                "pay_note": "canary",
                "level": "lead",
                "closes_at": days(9),
            }
            | fields,
        )
        for state, fields in states.items()
    ]


def crawl(client):
    """Get all addresses that can be reached, and closed postings. Return the bodies by address."""
    closed = [posting.get_absolute_url() for posting in Posting.objects.closed()]
    queue, bodies = [*closed, "/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt"], {}
    while queue:
        address = queue.pop()
        if address in bodies or address.startswith("/admin/"):
            continue
        response = client.get(address)
        assert response.status_code in (200, 410), address
        bodies[address] = response.getvalue().decode("utf-8", "replace")
        if address.count("=") > 2:
            continue  # three filters at once lead to no new kind of page
        text = bodies[address].replace("\r\n ", "")
        links = {html.unescape(next(filter(None, match))) for match in ADDRESS.findall(text)}
        for box in OPTION.findall(text):
            attributes = dict(ATTRIBUTE.findall(box))
            links.add("?" + urlencode({attributes["name"]: html.unescape(attributes["value"])}))
        for link in links:
            target = urlsplit(urljoin(SITE + address, urldefrag(link)[0]))
            if target.scheme == "http" and f"http://{target.netloc}" == SITE and not target.path.startswith("/static/"):
                queue.append(target.path + (f"?{target.query}" if target.query else ""))
    return bodies


def test_a2_crawl_finds_no_canary(client, employer):
    hidden = plant_canaries()
    bodies = crawl(client)

    assert len(bodies) > 60
    assert {address for address, text in bodies.items() if "canary" in (address + text).lower()} == set()
    expected = [
        "/teams/backend/",
        "/locations/lisbon/",
        "/stories/here/",
        "/people/",
        "/jobs/feed/",
        "/teams/backend/feed/",
        "/jobs/?page=2",
    ]
    assert [
        part
        for part in [*expected, "/jobs/calendar.ics", "/jobs/?level=mid", "/media/", "-once-here/"]
        if not any(part in address for address in bodies)
    ] == []
    assert not any(posting.get_absolute_url() in bodies for posting in hidden)


@pytest.mark.parametrize("query", ["level=lead", "location=canary-draft", "tag=canary-scheduled", "team=canary-hidden"])
def test_a2_value_of_hidden_postings_is_unknown(client, employer, query):
    plant_canaries()
    name, value = query.split("=")

    for address in ("/jobs/", "/teams/backend/"):
        listing = client.get(f"{address}?{query}").context["listing"]
        if name in [facet.name for facet in listing.facets]:
            assert (listing.total, [unknown.label for unknown in listing.unknown]) == (0, [value])


@pytest.mark.parametrize("words", ["canary", "canar", "canari", '"canary draft"', "canary-hidden", "lisbon canary"])
def test_a2_words_of_hidden_postings_are_neither_found_nor_suggested(client, employer, words):
    hidden = plant_canaries()
    for posting in hidden:
        Section.objects.create(posting=posting, heading="Canary", body="<p>canary</p>")

    for path in ("/jobs/", "/teams/backend/", "/locations/lisbon/"):
        listing = client.get(path, {"q": words}).context["listing"]
        assert (listing.total, listing.search_help.did_you_mean) == (0, None)
        assert {suggestion.count for suggestion in listing.suggestions} <= {23}
    for path in ("/jobs/feed/", "/jobs/calendar.ics"):
        assert "job 1" not in client.get(path, {"q": words}).text.lower()
        assert not any(posting.title in client.get(path, {"q": words}).text for posting in hidden)


def test_a2_countries_and_pay_of_hidden_postings_are_not_counted(client, employer):
    plant_canaries()
    for posting in Posting.objects.filter(title__startswith="Canary"):
        posting.workplace, posting.remote_countries = "remote", ("KE",)
        posting.pay_minimum, posting.pay_currency, posting.pay_period = 90000, "EUR", "year"
        posting.save()

    listing = client.get("/jobs/?country=ke&pay=1").context["listing"]

    [country] = [facet for facet in listing.facets if facet.name == "country"]
    assert ([(option.value, option.count) for option in country.options if option.count], country.other_countries) == (
        [],
        [],
    )
    make_posting("From anywhere", team=Posting.objects.open().first().team, workplace="remote", remote_anywhere=True)
    [country] = [facet for facet in client.get("/jobs/").context["listing"].facets if facet.name == "country"]
    # No public posting names Kenya, so it is among the countries that only "anywhere" matches.
    assert [option.value for option in country.options] == ["PT"]
    assert "KE" in dict(country.other_countries)
    assert (listing.total, listing.pay.unstated) == (0, 0)
    assert client.get("/jobs/?pay=1").context["listing"].pay.unstated == 24


def test_a1_hidden_page_equals_a_page_that_never_existed(client, employer):
    plant_canaries()
    pairs = [
        ("/teams/canary-hidden/", "/teams/never/"),
        ("/teams/canary-hidden/feed/", "/teams/never/feed/"),
        ("/locations/canary-draft/", "/locations/never/"),
        ("/stories/canary-story/", "/stories/never/"),
        ("/stories/canary-of-hidden/", "/stories/never/"),
    ]
    for hidden, never in pairs:
        responses = [client.get(address) for address in (hidden, never)]
        assert [response.status_code for response in responses] == [404, 404]
        assert responses[0].content == responses[1].content
        assert dict(responses[0].headers) == dict(responses[1].headers)


def test_canary_is_found_if_public(client, employer):
    team = make_team("Backend")
    posting = make_posting("Open", team=team)
    Section.objects.create(posting=posting, heading="More", body="<p>canary</p>")

    assert any("canary" in text for text in crawl(client).values())
