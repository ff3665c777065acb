"""A9: who may open what. Every route of the site, every role, every method.

The routes come from the resolver, so that a new one without a row in `access.txt` fails. What is asked
for belongs to a team that is not published, whose every text says "kanarie", which no time zone does:
to everybody but its own recruiter and those who look after all teams it must be as if it did not exist.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jobs.models import PlaceRule, PreviewLink
from teams.models import Employer, SharedText, edition

from .desk import FormReader, make_user
from .factories import days, make_location, make_posting, make_story, make_tag, make_team, make_testimonial

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "outsider", "recruiter", "other", "editor", "administrator")
STRANGERS = ("anonymous", "outsider", "other")
METHODS = ("GET", "POST")
UNUSED = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
TABLE = Path(__file__).with_name("access.txt")
KANARIE = re.compile(rb"kanarie", re.IGNORECASE)
# What a person reads back because it was in the address.
ASKED_FOR = re.compile(rb"/(?:teams|stories)/kanarie[a-z-]*/(?:feed/)?")
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(\w+)>|\(\[\^/\]\+\)")


def routes() -> dict[str, str]:
    """Every route of the site as the resolver has it: its pattern, and by what name it is called."""

    def walk(resolver: Any, before: str) -> Any:
        for one in resolver.url_patterns:
            pattern = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, pattern)
            elif isinstance(one, URLPattern):
                yield pattern, one.name or "-"

    found: dict[str, str] = {}
    for pattern, name in walk(get_resolver(), ""):
        found.setdefault(pattern or "/", name)
    return found


def table() -> dict[str, dict[str, list[str]]]:
    """What each role is answered, by pattern and method."""
    rows: dict[str, dict[str, list[str]]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, *answers = (part.strip() for part in line.split(" | "))
            rows[pattern] = {method: one.split() for method, one in zip(METHODS, answers, strict=True)}
    return rows


@pytest.fixture
def world(employer: Any) -> dict[str, Any]:
    """One of everything, with the numbers that addresses name."""
    hidden = make_team("Kanarie", is_published=False, about="<p>kanarie</p>")
    story = make_story(hidden, title="Kanarie story")
    posting = make_posting("Kanarie posting", team=hidden, reference="KANARIE-1", locations=(make_location("Lisbon"),))
    rows = {
        "posting": posting,
        "team": hidden,
        "story": story,
        "testimonial": make_testimonial(hidden, name="Kanarie", quote="kanarie"),
        "sharedtext": SharedText.objects.create(team=hidden, heading="Kanarie", body="<p>kanarie</p>"),
        "location": posting.locations.get(),
        "tag": make_tag(),
        "employer": Employer.objects.get(),
        "placerule": PlaceRule.objects.create(country="NZ"),
        "user": make_user("kanarie.person"),
    }
    make_posting("Elsewhere", team=make_team("Elsewhere"), published_from=None)
    rows["link"] = PreviewLink.objects.create(posting=posting, expires_at=days(1))
    return rows


def clients(world: dict[str, Any]) -> dict[str, Client]:
    people = {
        "outsider": make_user("outsider", "Recruiter"),
        "recruiter": make_user("recruiter", "Recruiter", world["team"]),
        "other": make_user("other", "Recruiter", make_team("Another")),
        "editor": make_user("editor", "Editor"),
        "administrator": make_user("administrator", "Administrator"),
    }
    found = {"anonymous": Client()}
    for role, person in people.items():
        found[role] = Client()
        found[role].force_login(person)
    return found


def address_of(pattern: str, world: dict[str, Any]) -> str:
    """The address of that pattern which names the kanarie."""
    model = next((part for part in pattern.split("/") if part in world), "posting")
    row = world[model]
    version = row.history.first().pk if hasattr(row, "history") else 1
    values = {
        "slug": {"locations": "lisbon", "stories": "kanarie-story"}.get(pattern.split("/")[0], "kanarie"),
        "path": world["posting"].path,
        "digest": "0123456789ab",
        "name": "0" * 32 + ".webp",
        "app_label": "jobs",
        "url": "no/such/page",
        "pk": 1,
        "link": world["link"].pk,
        "kind": "csv",
    }
    if "/move/" in pattern:
        values["name"] = "close"
    numbers = iter([row.pk, version])

    def fill(match: Any) -> str:
        name = match[1] or match[2] or ""
        return str(values[name] if name in values else next(numbers))

    return "/" + re.sub(r"[\^$]|\\(?=\.)", "", GROUP.sub(fill, pattern)).removeprefix("/")


def said(response: Any) -> str:
    """An answer in a word."""
    if response.status_code != 302:
        return str(response.status_code)
    place = response["Location"].split("?")[0]
    if place in ("/admin/login/", "/admin/"):
        return {"/admin/login/": "login", "/admin/": "index"}[place]
    return "302"


def ask(client: Client, method: str, address: str, form: dict[str, Any]) -> tuple[Any, bytes, bool]:
    """Ask, and undo whatever that changed. Returns the answer, its body, and whether content was changed."""
    data = {"data": form} if method == "POST" else {}
    with transaction.atomic():
        before = edition.token()
        response = getattr(client, method.lower())(address, **data)
        body = b"".join(response) if response.streaming else response.content
        changed = edition.token() != before
        transaction.set_rollback(True)
    return response, body, changed


def read_form(page: bytes) -> dict[str, Any]:
    """What a browser would send for the form of a page, and what pages of a question ask for.

    With another word instead of the one that nobody may meet, since strangers are given back what they send.
    """
    reader = FormReader()
    reader.feed(page.decode(errors="replace"))
    words = {name: [re.sub("(?i)kanarie", "typed", value) for value in values] for name, values in reader.data.items()}
    return {**words, "post": "yes", "_save": "Save"}


def test_table_has_a_row_for_every_route_and_no_other() -> None:
    assert sorted(table()) == sorted(routes())


@pytest.mark.parametrize("pattern", sorted(routes()))
def test_each_role_is_answered_as_the_table_says(world: dict[str, Any], pattern: str) -> None:
    """A1, A10, A15, A17. Methods that nobody uses change nothing, whoever uses them."""
    address = address_of(pattern, world)
    found: dict[str, list[str]] = {method: [] for method in METHODS}
    people = clients(world)
    # The form as those see it who may do most: what it holds is sent by everybody.
    form = read_form(ask(people["administrator"], "GET", address, {})[1])
    for role, client in people.items():
        for method in METHODS:
            response, body, changed = ask(client, method, address, form)
            found[method].append(said(response))
            if role in STRANGERS:
                assert not changed, (role, method, address)
                shown = ASKED_FOR.sub(b"", body.replace(address.encode(), b""))
                headers = str(response.headers).replace(address, "").encode()
                assert not KANARIE.search(shown + headers), (role, method, address)
        for method in UNUSED:
            response, body, changed = ask(client, method, address, form)
            assert not changed, (role, method, address)
            assert response.status_code < 500, (role, method, address)
    line = " | ".join([pattern, *(" ".join(answers) for answers in found.values())])
    assert found == table().get(pattern), line
