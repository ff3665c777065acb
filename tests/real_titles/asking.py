"""Imports a spreadsheet and asks the list of open positions, in a process with Django: see `benchmarks/part.py`."""

import html
import io
import re
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from jobs.models import Posting as StoredPosting
from teams.models import Employer
from teams.models.folding import fold
from teams.models.validators import countries

from .queries import Posting, Query, build_queries

FIRST = 5
ROW = re.compile(r'<h3[^>]*>\s*<a[^>]*href="/jobs/(\d+)-')
WORD = re.compile(r"[^\W_]+[+#]*")
DID_YOU_MEAN = re.compile(r'<a class="mean" href="([^"]+)"')


def ask_all(file: str, seed: int) -> list[dict[str, Any]]:
    """Import the postings of `file` and ask all their queries. Return the result of each."""
    Employer.objects.create(name="Kitewell", contact_email="jobs@kitewell.example")
    # Its warnings about real postings are not the subject here.
    call_command(
        "import_postings",
        file,
        "--create-missing",
        "--publish-teams",
        "--reason",
        "As the file says.",
        stderr=io.StringIO(),
    )
    postings = read_postings()
    by_id = {posting.pk: posting for posting in postings}
    client = Client(SERVER_NAME="127.0.0.1")
    return [_ask(client, query, by_id) for query in build_queries(postings, seed)]


def read_postings() -> list[Posting]:
    """Return the open postings in the order of their references, which is the same on every database."""
    names = countries()
    rows = StoredPosting.objects.open(timezone.now()).prefetch_related("locations").order_by("reference")
    postings = []
    for row in rows:
        places = list(row.locations.all())
        codes = [*dict.fromkeys([*row.remote_countries, *(place.country for place in places)])]
        postings.append(
            Posting(
                pk=row.pk,
                title=row.title,
                folded=" ".join(WORD.findall(fold(row.title))),
                types=list(row.employment_types),
                level=row.level,
                workplace=row.workplace,
                cities=[place.city for place in places],
                countries=codes,
                country_names={code: names[code] for code in codes},
            )
        )
    return postings


def _ask(client: Client, query: Query, by_id: dict[int, Posting]) -> dict[str, Any]:
    rows, page = _fetch(client, f"/jobs/?{urlencode({'q': query.text})}", by_id)
    found = [rank for rank, posting in enumerate(rows) if query.is_found_in(posting)]
    meant = False
    if not found and (link := DID_YOU_MEAN.search(page)):
        corrected, _page = _fetch(client, _resolve(html.unescape(link[1])), by_id)
        meant = any(query.is_found_in(posting) for posting in corrected)
    return {
        "kind": query.kind,
        "query": query.text,
        "title": query.posting.title,
        "found": bool(found),
        "first": found[:1] == [0],
        "named": any(query.is_named_in(posting) for posting in rows),
        "meant": meant,
        "rows": [posting.title for posting in rows],
    }


def _fetch(client: Client, path: str, by_id: dict[int, Posting]) -> tuple[list[Posting], str]:
    """Return the first postings on a list, and its HTML."""
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} was answered with {response.status_code}.")
    page = response.content.decode()
    return [by_id[int(number)] for number in ROW.findall(page)[:FIRST]], page


def _resolve(href: str) -> str:
    return f"/jobs/{href}" if href.startswith("?") else href
