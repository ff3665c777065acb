"""What the page of a posting says around its text: how to apply, until when, who answers, and its facts in order."""

import datetime as dt
import re
from collections import Counter
from unittest import mock

import pytest
from django.utils.html import strip_tags

from jobs.models import Posting
from tests.factories import days, make_location, make_posting, make_tag, make_team

BUTTON = re.compile(r'<a class="button apply".*?</a>', re.DOTALL)
FACT = re.compile(r'<div class="facts__fact"><dt>(.*?)</dt>(.*?)</div>', re.DOTALL)
ANSWERS = "You hear from a <person> within ten working days."


def read(text: str) -> str:
    """Return the text of markup as people read it."""
    return " ".join(strip_tags(text).replace("&lt;", "<").replace("&gt;", ">").split())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"apply_url": "https://apply.example.com/1?x=2"}, "Apply on apply.example.com"),
        ({"apply_url": "https://WWW.Example.com:8443/jobs"}, "Apply on example.com"),
        ({"apply_url": "https://a.example/", "apply_email": "jobs@k.example"}, "Apply on a.example"),
        ({"apply_url": "", "apply_email": "jobs@k.example"}, "Apply by e-mail"),
        ({"apply_url": "https://[broken"}, "Apply"),
    ],
)
def test_apply_says_where_it_leads_beside_the_facts_and_after_the_text(client, team, fields, words):
    posting = make_posting(team=team)
    Posting.objects.update(**fields)
    page = client.get(posting.get_absolute_url()).text

    assert [read(button) for button in BUTTON.findall(page)] == [words, words]
    assert page.index('class="posting__text"') < page.rindex('class="button apply"')


def test_closed_posting_has_no_way_to_apply(client, employer):
    employer.answers = ANSWERS
    employer.save()
    posting = make_posting(team=make_team(), published_from=days(-9), closes_at=days(-2))
    page = client.get(posting.get_absolute_url()).text
    assert re.findall("posting__(?:apply|answers|end)", page) == []


def test_employer_says_who_answers_in_every_posting(client, employer):
    posting = make_posting()
    assert "posting__answers" not in client.get(posting.get_absolute_url()).text
    employer.answers = ANSWERS
    employer.save()
    page = client.get(posting.get_absolute_url()).text
    assert re.findall(r'<p class="posting__answers" dir="auto">(.*?)</p>', page) == [
        "You hear from a &lt;person&gt; within ten working days."
    ]


@pytest.mark.parametrize(
    ("closes_at", "left"),
    [
        (None, []),
        ("2026-06-10T15:00Z", []),
        ("2026-06-09T15:00Z", ["7 days left"]),
        ("2026-06-08T15:00Z", ["6 days left"]),
        ("2026-06-02T15:00Z", ["Closes today"]),
    ],
)
def test_posting_counts_the_days_of_its_last_week_in_its_own_time_zone(client, team, closes_at, left):
    """Days end at 15:00 UTC in Tokyo, and it is already 2 June there."""
    now = dt.datetime(2026, 6, 1, 15, 30, tzinfo=dt.UTC)
    closing = closes_at and dt.datetime.fromisoformat(closes_at)
    posting = make_posting(
        team=team, published_from=now - dt.timedelta(days=9), closes_at=closing, time_zone="Asia/Tokyo"
    )
    with mock.patch("django.utils.timezone.now", return_value=now):
        page = client.get(posting.get_absolute_url()).text
    assert [read(words) for words in re.findall(r'<bdi class="posting__left">(.+?)</bdi>', page)] == left


def test_facts_that_decide_come_before_all_others(client, employer):
    lisbon = make_location("Lisbon")
    posting = make_posting(
        locations=(lisbon, make_location("Berlin", country="DE")),
        tags=(make_tag("On-call"),),
        workplace="hybrid",
        level="senior",
        employment_types=("full-time",),
        pay_minimum=50_000,
        pay_currency="EUR",
        pay_period="year",
        closes_at=days(30),
    )
    page = client.get(posting.get_absolute_url()).text
    first, second = page.split('class="posting__facts posting__facts--more"')
    names = [[name for name, _value in FACT.findall(part)] for part in (first, second)]
    assert names == [
        ["Pay", "Places", "Workplace", "Apply by"],
        ["Employment", "Level", "Team", "Labels", "Posted", "Reference"],
    ]


def test_pay_that_is_not_stated_is_said_to_be(client, team):
    posting = make_posting(team=team)
    facts = dict(FACT.findall(client.get(posting.get_absolute_url()).text))
    assert read(facts["Pay"]) == "Not stated"
    Posting.objects.update(pay_note="Negotiable", language="de")
    facts = dict(FACT.findall(client.get(posting.get_absolute_url()).text))
    assert read(facts["Pay"]) == "Negotiable"


def test_pay_beside_the_button_is_read_out_once(client, team):
    posting = make_posting(team=team, pay_minimum=50_000, pay_currency="EUR", pay_period="year")
    page = client.get(posting.get_absolute_url()).text.split('class="section section--ruled')[0]
    assert page.count("from €50,000 a year") == 2
    assert page.count('aria-hidden="true">from €50,000 a year</bdi>') == 1


@pytest.mark.parametrize("closes_at", [5, -1])
def test_page_names_nothing_twice(client, employer, closes_at):
    posting = make_posting(
        locations=(make_location("Lisbon"),), published_from=days(-9), closes_at=days(closes_at), sections=3
    )
    make_posting(team=posting.team)
    ids = re.findall(r'\sid="([^"]+)"', client.get(posting.get_absolute_url()).text)
    assert [name for name, number in Counter(ids).items() if number > 1] == []
