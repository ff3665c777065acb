"""C17: nothing typed into an address makes an error, on either database."""

import random
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User

from .factories import days, make_location, make_posting, make_story, make_tag, make_team

NUMBER = 500
PUBLIC = [
    "/",
    "/jobs/",
    "/teams/",
    "/teams/backend/",
    "/locations/lisbon/",
    "/jobs/feed/",
    "/teams/backend/feed/",
    "/jobs/calendar.ics",
    "/jobs/1/",
    "/stories/here/",
    "/sitemap.xml",
    "/media/",
    "/brand-0123456789ab.css",
    "/admin/login/",
]
ADMIN = [
    "/admin/",
    "/admin/jobs/posting/",
    "/admin/jobs/posting/1/change/",
    "/admin/jobs/posting/1/history/",
    "/admin/teams/team/",
    "/admin/teams/story/",
    "/admin/jobs/location/",
    "/admin/jobs/tag/",
    "/admin/teams/testimonial/",
    "/admin/teams/employer/",
]
NAMES = [
    "team",
    "location",
    "workplace",
    "type",
    "level",
    "tag",
    "sort",
    "page",
    "q",
    "country",
    "pay",
    "p",
    "o",
    "e",
    "all",
    "status",
    "team__id__exact",
    "locations__id__exact",
    "team__name__startswith",
    "_changelist_filters",
    "next",
    "",
    "\x00",
]
PIECES = [
    "\x00",
    "'",
    '"',
    "%",
    "\\",
    ";--",
    "/*",
    "${x}",
    "{{x}}",
    "<script>",
    "\ud800",
    "\u202e",
    "٣",
    "９",
    "-1",
    "1e9",
    "lisbon",
    "newest",
    "9" * 40,
    "9" * 5000,
    "../",
    "..%2f",
    "\r\n",
    "é",
    "😀",
    " ",
    "OR 1=1",
    "[]",
    "a" * 8000,
    "None",
    "true",
    "on-site",
]


def random_addresses(paths):
    chance = random.Random(20261121)
    for _number in range(NUMBER):
        path = chance.choice(paths)
        if chance.random() < 0.3:
            path = (
                path.rstrip("/")
                + "/"
                + "".join(chance.choices(PIECES, k=chance.randint(1, 2)))
                + chance.choice(["", "/"])
            )
        keys = chance.choices(NAMES, k=chance.randint(0, 4)) * chance.choice([1, 1, 1, 90])
        pairs = ((key, "".join(chance.choices(PIECES, k=chance.randint(0, 3)))[:9000]) for key in keys)
        query = "&".join(f"{escaped(key)}={escaped(value)}" for key, value in pairs)
        yield escaped(path, safe="/") + (f"?{query}" if query else "")


def escaped(text, safe=""):
    return quote(text.encode("utf-8", "surrogatepass"), safe=safe)


@pytest.fixture
def site(employer):
    team = make_team("Backend")
    make_posting(team=team, locations=(make_location(),), tags=(make_tag(),), closes_at=days(3))
    make_story(team, title="Here")


def test_c17_random_public_addresses_make_no_error(client, site):
    client.raise_request_exception = False
    wrong = [
        (address[:60], status)
        for address in random_addresses(PUBLIC)
        if (status := client.get(address).status_code) >= 500
    ]

    assert wrong == []


def test_c17_random_admin_addresses_make_no_error(client, site):
    client.raise_request_exception = False
    client.force_login(User.objects.create_superuser("root"))

    wrong = [
        (address[:60], status)
        for address in random_addresses(ADMIN)
        if (status := client.get(address).status_code) >= 500
    ]

    assert wrong == []
