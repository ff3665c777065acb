"""Gives odd clipboards to the editor's address, to the form of a posting and to an import, and judges the answers."""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import setup_test_environment

from jobs.models import Posting, Section
from jobs.spreadsheets.resources import PostingResource
from teams.models import Team
from teams.spreadsheets.spreadsheet import read
from tests.desk import add_url, get_error_messages, get_form_data
from tests.importing import confirm, make_file, upload

from .clipboards import odd_clipboards
from .report import Report
from .words import find_lost_words

PASTED = "/admin/pasted/"
# Every how many clipboards are sent with a form too, which takes most of the time.
FORMS = 5
ROWS_PER_FILE = 100
BODY = "sections-0-body"
# Reading takes 3 µs for a character. In seconds of processor time.
MAX_SECONDS, MAX_SECONDS_PER_CHARACTER = 0.5, 12e-6
Clipboard = tuple[str, str]


def paste_in_a_process(number: int, seed: int) -> dict[str, Any]:
    """Call `paste_clipboards` in a process with Django; see `part.py`."""
    setup_test_environment()  # otherwise answers do not tell their errors
    return paste_clipboards(number, seed)


def paste_clipboards(number: int, seed: int, forms: int = FORMS) -> dict[str, Any]:
    """Send each clipboard to the editor and in an import, one of `forms` with a form too. Return what went wrong.

    `failures`: server errors, lost words, refusals without a sentence, and answers that took too long.
    """
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.create_superuser("clipboards"))
    team = Team.objects.create(name="Bakery of clipboards", slug="bakery-of-clipboards")
    typed = _fill_in(client, team)
    clipboards, report = [], Report()
    for each, (description, content) in enumerate(odd_clipboards(number, seed)):
        text = content.decode("utf-8", "replace")
        start = time.thread_time()
        outcome, failure = _judge_pasted(client.post(PASTED, content, content_type="text/html; charset=utf-8"), text)
        seconds = time.thread_time() - start
        report.add_time(seconds, description)
        if seconds > MAX_SECONDS + MAX_SECONDS_PER_CHARACTER * len(text):
            failure = failure or f"{seconds:.1f} s for {len(text):,} characters"
        report.add(outcome, failure, description)
        if each % forms == 0:
            report.add(*_save(client, typed, text), description)
        clipboards.append((description, text))
    for first in range(0, number, ROWS_PER_FILE):
        for found in _import(client, team, clipboards[first : first + ROWS_PER_FILE]):
            report.add(*found)
    return report.summarize()


def _judge_pasted(response: Any, text: str) -> tuple[str, str]:
    """Return what became of a clipboard: its outcome, and what is wrong about it or ""."""
    if response.status_code != 200:
        return "pasted", f"status {response.status_code}"
    [(kind, answer)] = json.loads(response.content).items()
    if kind == "problem":
        return "not pasted", "" if answer.endswith(".") else f"no sentence: {answer}"
    return "pasted", _describe(find_lost_words(text, answer))


def _fill_in(client: Client, team: Team) -> dict[str, Any]:
    return get_form_data(client, add_url(Posting)) | {
        "team": str(team.pk),
        "title": "Baker",
        "reference": "C-0",
        "idempotency_token": "",
        "sections-TOTAL_FORMS": "1",
        "sections-0-heading": "The role",
        "_save": "Save",
    }


def _save(client: Client, typed: dict[str, Any], text: str) -> tuple[str, str]:
    """Add a draft with this text. Return its outcome and what is wrong about it."""
    response = client.post(add_url(Posting), typed | {BODY: text})
    if response.status_code == 302:
        posting = Posting.objects.latest("pk")
        stored = "".join(posting.sections.values_list("body", flat=True))
        posting.delete()
        return "saved", _describe(find_lost_words(text, stored))
    if len(text) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        is_told = response.status_code == 413 and "Nothing was stored." in response.text
        return "too large", "" if is_told else f"status {response.status_code}"
    if response.status_code != 200:
        return "not saved", f"status {response.status_code}"
    messages = get_error_messages(response)
    if not messages or not all(message.endswith(".") for message in messages):
        return "not saved", f"no sentence: {messages}"
    [sections] = [inline for inline in response.context["inline_admin_formsets"] if inline.formset.prefix == "sections"]
    kept = sections.formset.forms[0]["body"].value()
    return "not saved", _describe(find_lost_words(text, kept))


def _import(client: Client, team: Team, clipboards: Sequence[Clipboard]) -> Iterator[tuple[str, str, str]]:
    """Import postings with these texts. Yield the outcome of each, what is wrong about it or "", and its description.

    Rows with errors are left out, and the others imported.
    """
    rows = {f"C-{number}": clipboard for number, clipboard in enumerate(clipboards, 1)}
    content = _make_file(team, rows)
    preview, refused = upload(client, Posting, content), set()
    if preview.status_code == 200 and "plan" not in preview.context:
        # A file with a cell that is too long cannot be read at all.
        errors = preview.context["form"].errors["file"]
        long = max(rows, key=lambda reference: len(rows[reference][1]))
        yield "no file", "" if all(error.endswith(".") for error in errors) else f"no sentence: {errors}", rows[long][0]
        yield from _import(client, team, [clipboard for reference, clipboard in rows.items() if reference != long])
        return
    faults = preview.context["plan"].faults if preview.status_code == 200 else ()
    lines = read(content, PostingResource.known_columns()).lines if faults else []
    references = dict(zip(lines, rows, strict=True)) if faults else {}
    for fault in faults:
        reference = references[fault.line]
        refused.add(reference)
        yield "no row", "" if fault.reason.endswith(".") else f"no sentence: {fault}", rows[reference][0]
    stored = {reference: clipboard for reference, clipboard in rows.items() if reference not in refused}
    if faults and stored:
        preview = upload(client, Posting, _make_file(team, stored))
    answer = confirm(client, preview) if preview.status_code == 200 and stored else preview
    if answer.status_code != 302 and stored:
        yield "no file", f"status {answer.status_code}", ", ".join(description for description, _text in clipboards)
        return
    texts: dict[str, str] = defaultdict(str)
    for reference, heading, body in Section.objects.filter(posting__team=team).values_list(
        "posting__reference", "heading", "body"
    ):
        texts[reference] += f"<p>{heading}</p>{body}"
    for reference, (description, text) in stored.items():
        yield "imported", _describe(find_lost_words(text, texts[reference])), description
    for posting in Posting.objects.filter(team=team):
        posting.delete()


def _make_file(team: Team, rows: dict[str, Clipboard]) -> bytes:
    record = {"title": "Baker", "team": team.name, "workplace": "remote", "countries": "DE"}
    cells = ({"reference": reference, "description": text} for reference, (_description, text) in rows.items())
    return make_file(PostingResource, *(record | cell for cell in cells))


def _describe(lost: list[str]) -> str:
    return f"lost words: {lost[:9]}" if lost else ""
