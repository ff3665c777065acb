"""A form whose row has been deleted: the answer shows the unsaved input by label, and nothing else."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from jobs.models import Posting
from teams.models import Team
from tests.desk import change_url, get_form_data
from tests.factories import make_location, make_posting, make_tag, make_team, make_upload

from .decisions import post

pytestmark = pytest.mark.django_db

PAIR = re.compile(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", re.DOTALL)


def get_unsaved_input(desk: Client, row: Any, **typed: Any) -> dict[str, str]:
    """Delete the row after opening its form, send the form, and return the unsaved input by label, as HTML."""
    sent = get_form_data(desk, change_url(row)) | {name.replace("__", "-"): value for name, value in typed.items()}
    type(row)._base_manager.filter(pk=row.pk).delete()
    response = post(desk, row, sent)
    assert response.status_code == 404
    pairs = [(unescape(label), value) for label, value in PAIR.findall(response.text)]
    assert len(dict(pairs)) == len(pairs) == response.text.count("<dt>")
    return dict(pairs)


def test_unsaved_input_of_a_posting_is_shown_by_label(desk: Client) -> None:
    posting = make_posting(
        "Engineer", team=make_team("Backend"), locations=(make_location("Porto"), make_location("Lisbon")),
        tags=(make_tag("Python"),), published_from=None, employment_types=("full-time",), reference="KW-7", sections=2,
    )  # fmt: skip
    prefixed = {f"sections____prefix____{name}": value for name, value in (("heading", ""), ("position", "0"))}
    new = {"heading": "What we <offer>", "body": "a<b & plain", "id": "", "posting": str(posting.pk), "position": "1"}

    words = get_unsaved_input(
        desk,
        posting,
        **prefixed,
        **{f"sections__7__{name}": value for name, value in new.items()},
        title="Engineer <of> kites",
        reason="Because\nof that",
        closes_at_0="2036-10-26",
        closes_at_1="02:30",
        sections__0__position="2",
        sections__0__body='<p>Typed <strong>late</strong></p><p><a href="https://k.example/x">there</a>'
        '<script>alert(1)</script><img src="x" onerror="alert(1)"></p>',
        sections__1__position="0",
        sections__1__body="<p></p>",
        sections__1__DELETE="on",
    )

    assert words == {
        "Title": "Engineer &lt;of&gt; kites",
        "Reference": "KW-7",
        "Team": "Backend",
        "Workplace": "On-site",
        "Places": "Lisbon, Porto",
        "Employment types": "Full time",
        "Labels": "Python",
        "Language": "en",
        "Address to apply at": "https://apply.example.com/1",
        "Close on": "2036-10-26 02:30",
        "Why publish anyway?": "Because\nof that",
        "Section 1 (to be deleted): Heading": "Part 2",
        "Section 2: Heading": "What we &lt;offer&gt;",
        "Section 2: Text": "a&lt;b &amp; plain",
        "Section 3: Heading": "Part 1",
        "Section 3: Text": "<p>Typed <strong>late</strong></p>"
        '<p><a href="https://k.example/x" rel="noopener nofollow">there</a></p>',
    }


def test_unsaved_input_of_several_rows_is_shown(desk: Client) -> None:
    """The name of a picture is shown too; the file must be chosen again."""
    team = make_team("Backend", about="<p>About</p>")
    rows: list[dict[str, str]] = [{"title": "Craft"}, {"title": "Scale", "body": "Kind.\n\nAnd <fast>."}]
    typed = {f"pillars__{number}__{name}": value for number, row in enumerate(rows) for name, value in row.items()}

    words = get_unsaved_input(desk, team, image=make_upload("kite.jpg"), is_published="on", **typed)

    assert {name: words[name] for name in ("Name", "Published", "Image")} == {
        "Name": "Backend",
        "Published": "yes",
        "Image": "kite.jpg",
    }
    assert {name: words[name] for name in words if ": " in name} == {
        "Pillar 1: Title": "Craft",
        "Pillar 2: Title": "Scale",
        "Pillar 2: Body": "Kind.\n\nAnd &lt;fast&gt;.",
    }
    assert not Team.objects.exists()


def test_malformed_input_is_answered(desk: Client) -> None:
    team = make_team()
    sent = {"team": "9" * 30, "locations": ["x", "²"], "sections-999999-heading": "Far", "sections-x-heading": "x"}
    response = desk.post("/admin/jobs/posting/999999/change/", sent | {"sections-1-position": "²", "level": "none"})
    assert (response.status_code, PAIR.findall(response.text)) == (404, [("Section 2: Heading", "Far")])
    assert (Posting.objects.count(), Team.objects.get()) == (0, team)
