"""Helpers for the tests of the posting form: drafts with warnings, and the page that asks for a reason."""

import html
import re
from typing import Any

from django.test import Client

from jobs.models import Decision, Posting
from tests.desk import FormReader, change_url, send
from tests.factories import make_location, make_posting

PUBLISH = {"published_from_0": "2026-03-01", "published_from_1": "09:00"}
ADVICE = " Not legal advice."
NO_PAY = "No pay is stated, and Colorado asks for it. Give both amounts. By law."
SHOUTED = "The title is written in capitals, which search engines may refuse. Write it as in a sentence."


def make_draft(**fields: Any) -> Posting:
    place = make_location("Denver", region="colorado", country="US")
    return make_posting(locations=(place,), **{"published_from": None, "employment_types": ("full-time",)} | fields)


def save_with_warnings(desk: Client, posting: Posting, **changes: Any) -> Any:
    """Save with these changes and without a reason; return the page that asks for one."""
    response = send(desk, change_url(posting), why="", **changes)
    assert response.status_code == 200
    return response


def resubmit(desk: Client, response: Any, posting: Posting, **changes: Any) -> Any:
    """Send the form of the response again, with these changes."""
    reader = FormReader()
    reader.feed(response.content.decode())
    data = reader.data | {name.replace("__", "-"): value for name, value in changes.items()}
    return desk.post(change_url(posting), data | {"_save": "Save"})


def shown_warnings(response: Any) -> list[tuple[str, bool]]:
    """The warnings on the page, and whether each is marked as new."""
    box = re.search(r'<section class="warnings".*?</ul>', response.content.decode(), re.DOTALL)
    rows = re.findall(r"<li>(.*?)</li>", box[0], re.DOTALL) if box else []
    aside = r'<a .*?</a>|<span class="basis">.*?</span>|<[^>]*>'
    texts = [" ".join(html.unescape(re.sub(aside, "", row)).split()) for row in rows]
    return [(text.removeprefix("New: "), text.startswith("New: ")) for text in texts]


def logged_decisions() -> list[tuple[Any, ...]]:
    rows = Decision.objects.order_by("rule").select_related("decided_by")
    return [(row.rule, row.message, row.reason, row.decided_by.username) for row in rows]
