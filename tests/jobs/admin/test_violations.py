"""The form of a stored posting: violations, earlier decisions, status and dates."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.models import Decision, Posting
from teams.models import Employer
from tests.desk import change_url
from tests.factories import days

from .warnings import NO_PAY, PUBLISH, SHOUTED, make_draft, save_with_warnings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pay_rule")]


def listed_violations(response: Any) -> list[tuple[str, str]]:
    """Type and message of each violation in the list."""
    return [(line.severity, line.message) for line in response.context.get("violations") or []]


def test_draft_shows_violations(desk: Client, draft: Posting) -> None:
    Posting.objects.update(apply_url="", title="ENGINEER")
    response = desk.get(change_url(draft))
    assert listed_violations(response) == [
        ("Required", "Say how to apply: give an address or an e-mail address before publishing."),
        ("Warning", NO_PAY),
        ("Warning", SHOUTED),
    ]
    page = response.content.decode()
    assert "Before you publish" in page
    assert '<a href="#id_pay_minimum">Fix<' in page
    assert 'name="reason"' not in page


def test_draft_without_violations_has_no_list(desk: Client) -> None:
    posting = make_draft(pay_minimum=1, pay_maximum=2, pay_currency="EUR", pay_period="hour")
    assert "Before you publish" not in desk.get(change_url(posting)).content.decode()


def test_form_with_errors_shows_one_list(desk: Client, draft: Posting) -> None:
    assert listed_violations(save_with_warnings(desk, draft, **PUBLISH)) == []


@pytest.mark.parametrize(
    ("dates", "title"),
    [
        ({"published_from": None}, "Before you publish"),
        ({"published_from": days(1)}, "Worth a look"),
        ({"published_from": days(-9)}, "Worth a look"),
        ({"published_from": days(-9), "closes_at": days(-2)}, ""),
    ],
)
def test_list_of_violations_has_a_title_by_status(desk: Client, dates: dict[str, Any], title: str) -> None:
    page = desk.get(change_url(make_draft(**dates))).content.decode()
    assert re.findall(r'<h2 id="violations-heading">(.*?)</h2>', page) == ([title] if title else [])


def test_decisions_show_user_and_reason_and_hide_their_warnings(desk: Client, draft: Posting) -> None:
    robin = User.objects.get(username="robin")
    robin.first_name, robin.last_name = "Robin", "<b>Reed</b>"
    robin.save()
    Employer.objects.update(time_zone="Asia/Tokyo")
    decision = {"posting": draft, "rule": "place-pay", "message": NO_PAY, "reason": "<i>Pay</i> follows."}
    Decision.objects.create(**decision, decided_by=robin)
    Decision.objects.create(**decision | {"rule": "pay", "message": "Of old."})
    Decision.objects.update(decided_at=dt.datetime(2026, 3, 1, 20, 30, tzinfo=dt.UTC))
    response = desk.get(change_url(draft))
    assert listed_violations(response) == []
    page = response.content.decode()
    assert "Published despite 2 warnings" in page
    assert "<q>&lt;i&gt;Pay&lt;/i&gt; follows.</q> · Robin &lt;b&gt;Reed&lt;/b&gt;," in page
    assert "a command or a former user," in page
    assert '<time datetime="2026-03-02T05:30:00+09:00">2 March 2026, 05:30</time>' in page


def test_violations_query_count_is_constant(desk: Client, draft: Posting) -> None:
    desk.get(change_url(draft))
    with CaptureQueriesContext(connection) as few:
        desk.get(change_url(draft))
    Posting.objects.update(title="ENGINEER!", employment_types="", apply_url="")
    for number in range(3):
        Decision.objects.create(posting=draft, rule="pay", message=str(number), reason="Pay follows.")
    with CaptureQueriesContext(connection) as more:
        desk.get(change_url(draft))
    assert len(more) == len(few)


@pytest.fixture
def _august_2026() -> Iterator[None]:
    """What the clocks show in September is known, and no law can change it."""
    with time_machine.travel(dt.datetime(2026, 8, 1, tzinfo=dt.UTC)):
        yield


@pytest.mark.usefixtures("_august_2026")
@pytest.mark.parametrize(
    ("fields", "badge", "standing"),
    [
        ({"published_from": None}, "Draft", "Not published yet."),
        (
            {"published_from": "2026-09-01T07:00Z", "closes_at": "2026-09-30T22:00Z"},
            "Scheduled",
            (
                "Public from 1 September 2026, 09:00 (Europe/Berlin), "
                "closes at the end of 30 September 2026 (Europe/Berlin)."
            ),
        ),
        (
            {"published_from": "2026-06-01T07:00Z"},
            "Open",
            "Public from 1 June 2026, 09:00 (Europe/Berlin), stays open until you close it.",
        ),
        (
            {"published_from": "2026-06-01T07:00Z", "closes_at": "2026-06-30T10:00Z"},
            "Closed",
            "Public from 1 June 2026, 09:00 (Europe/Berlin), closed on 30 June 2026, 12:00 (Europe/Berlin).",
        ),
    ],
)
def test_page_shows_status_and_dates(desk: Client, fields: dict[str, Any], badge: str, standing: str) -> None:
    moments = {name: value and dt.datetime.fromisoformat(value) for name, value in fields.items()}
    posting = make_draft(time_zone="Europe/Berlin", **moments)
    address = change_url(posting)
    line = f'<p class="standing"><span class="badge badge-{badge.lower()}">{badge}</span> {standing}</p>'
    assert line in desk.get(address).content.decode()
    if posting.published_from:
        posting.team.is_published = False
        posting.team.save()
        hidden = f"{standing.removesuffix('.')}, hidden until its team is published.</p>"
        assert f'badge-hidden">Hidden</span> {hidden}' in desk.get(address).content.decode()
    assert 'class="standing"' not in save_with_warnings(desk, posting, title="").content.decode()
