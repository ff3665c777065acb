"""A9: who may open which page: every route of the site, every role, every method.

The routes come from the resolver, so a new route without a row in `access.txt` fails. The requested rows belong to
an unpublished team, and all their texts contain "kanarie", a word that no time zone contains. They must not exist
for anyone but the recruiter of the team, editors and administrators.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jobs.models import PlaceRule, PreviewLink, Synonym
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
# Parts of an address that its own answer may repeat.
ECHOED = re.compile(rb"/(?:teams|stories)/kanarie[a-z-]*/(?:feed/)?")
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(\w+)>|\(\[\^/\]\+\)")


def get_routes() -> dict[str, str]:
    """Return the name of each route of the site by its pattern."""

    def walk(resolver: Any, prefix: str) -> Any:
        for entry in resolver.url_patterns:
            pattern = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, pattern)
            elif isinstance(entry, URLPattern):
                yield pattern, entry.name or "-"

    routes: dict[str, str] = {}
    for pattern, name in walk(get_resolver(), ""):
        routes.setdefault(pattern or "/", name)
    return routes


def read_table() -> dict[str, dict[str, list[str]]]:
    """Return the expected answers to the roles, by pattern and method."""
    rows: dict[str, dict[str, list[str]]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, *answers = (part.strip() for part in line.split(" | "))
            rows[pattern] = {method: cells.split() for method, cells in zip(METHODS, answers, strict=True)}
    return rows


@pytest.fixture
def rows(employer: Any) -> dict[str, Any]:
    """One row of each model, whose ids are part of the addresses."""
    hidden = make_team("Kanarie", is_published=False, about="<p>kanarie</p>")
    story = make_story(hidden, title="Kanarie story")
    posting = make_posting("Kanarie posting", team=hidden, reference="KANARIE-1", locations=(make_location("Lisbon"),))
    created = {
        "posting": posting,
        "team": hidden,
        "story": story,
        "testimonial": make_testimonial(hidden, name="Kanarie", quote="kanarie"),
        "sharedtext": SharedText.objects.create(team=hidden, heading="Kanarie", body="<p>kanarie</p>"),
        "location": posting.locations.get(),
        "tag": make_tag(),
        "employer": Employer.objects.get(),
        "synonym": Synonym.objects.create(typed="web coder", found="web developer"),
        "placerule": PlaceRule.objects.create(country="NZ"),
        "user": make_user("kanarie.person", "Recruiter"),
    }
    make_posting("Elsewhere", team=make_team("Elsewhere"), published_from=None)
    created["link"] = PreviewLink.objects.create(posting=posting, expires_at=days(1))
    return created


def get_clients(rows: dict[str, Any]) -> dict[str, Client]:
    users = {
        "outsider": make_user("outsider", "Recruiter"),
        "recruiter": make_user("recruiter", "Recruiter", rows["team"]),
        "other": make_user("other", "Recruiter", make_team("Another")),
        "editor": make_user("editor", "Editor"),
        "administrator": make_user("administrator", "Administrator"),
    }
    clients = {"anonymous": Client()}
    for role, user in users.items():
        clients[role] = Client()
        clients[role].force_login(user)
    return clients


def get_address(pattern: str, rows: dict[str, Any]) -> str:
    """Return the address of a pattern for the rows with "kanarie"."""
    model = next((part for part in pattern.split("/") if part in rows), "posting")
    row = rows[model]
    version = row.history.first().pk if hasattr(row, "history") else 1
    values = {
        "slug": {"locations": "lisbon", "stories": "kanarie-story"}.get(pattern.split("/")[0], "kanarie"),
        "path": rows["posting"].path,
        "digest": "0123456789ab",
        "name": "0" * 32 + ".webp",
        "app_label": "jobs",
        "url": "no/such/page",
        "pk": 1,
        "link": rows["link"].pk,
        "file_format": "csv",
    }
    if "/move/" in pattern:
        values["name"] = "close"
    ids = iter([row.pk, version])

    def fill(match: Any) -> str:
        name = match[1] or match[2] or ""
        return str(values[name] if name in values else next(ids))

    return "/" + re.sub(r"[\^$]|\\(?=\.)", "", GROUP.sub(fill, pattern)).removeprefix("/")


def describe(response: Any) -> str:
    """Return the status of an answer, or the name of the page to which it redirects."""
    if response.status_code != 302:
        return str(response.status_code)
    target = response["Location"].split("?")[0]
    if target in ("/admin/login/", "/admin/"):
        return {"/admin/login/": "login", "/admin/": "index"}[target]
    return "302"


def request(client: Client, method: str, address: str, form: dict[str, Any]) -> tuple[Any, bytes, bool]:
    """Send a request and roll back its changes. Return the response, its body, and whether content was changed."""
    data = {"data": form} if method == "POST" else {}
    with transaction.atomic():
        before = edition.token()
        response = getattr(client, method.lower())(address, **data)
        body = b"".join(response) if response.streaming else response.content
        is_changed = edition.token() != before
        transaction.set_rollback(True)
    return response, body, is_changed


def read_form(page: bytes) -> dict[str, Any]:
    """Return what a browser would submit for the form of a page, and the fields of confirmation pages.

    "kanarie" is replaced, because the answer to a stranger may repeat what was submitted.
    """
    reader = FormReader()
    reader.feed(page.decode(errors="replace"))
    data = {name: [re.sub("(?i)kanarie", "typed", value) for value in values] for name, values in reader.data.items()}
    return {**data, "post": "yes", "_save": "Save"}


def test_table_has_exactly_the_routes_of_the_site() -> None:
    assert sorted(read_table()) == sorted(get_routes())


@pytest.mark.parametrize("pattern", sorted(get_routes()))
def test_each_role_gets_the_answer_of_the_table(rows: dict[str, Any], pattern: str) -> None:
    """A1, A10, A15, A17. Unused methods change nothing."""
    address = get_address(pattern, rows)
    answers: dict[str, list[str]] = {method: [] for method in METHODS}
    clients = get_clients(rows)
    # All roles submit the form that the administrator sees, who may do the most.
    form = read_form(request(clients["administrator"], "GET", address, {})[1])
    for role, client in clients.items():
        for method in METHODS:
            response, body, is_changed = request(client, method, address, form)
            answers[method].append(describe(response))
            if role in STRANGERS:
                assert not is_changed, (role, method, address)
                text = ECHOED.sub(b"", body.replace(address.encode(), b""))
                headers = str(response.headers).replace(address, "").encode()
                assert not KANARIE.search(text + headers), (role, method, address)
        for method in UNUSED:
            response, body, is_changed = request(client, method, address, form)
            assert not is_changed, (role, method, address)
            assert response.status_code < 500, (role, method, address)
    line = " | ".join([pattern, *(" ".join(cells) for cells in answers.values())])
    assert answers == read_table().get(pattern), line
