"""Previews of postings that are not public: who sees them; for others, the posting does not exist."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from jobs.models import Posting, PreviewLink
from tests.desk import change_url, make_user
from tests.factories import make_posting, make_team
from tests.jobs.transitions import DAY, NOW, SECOND

from .preview_links import STATES, assert_like_missing, make, make_link, preview_url

pytestmark = pytest.mark.usefixtures("frozen_time")


@pytest.mark.parametrize("state", STATES)
def test_a21_link_shows_the_posting_to_anyone_and_is_not_cached(client, employer, state):
    posting = make(state, time_zone="Europe/Lisbon")

    response = client.get(make_link(posting).get_absolute_url())

    assert response.status_code == 200
    assert "Secret engineer" in response.text
    status = posting.status().label
    assert f"{status}, not public. This link ends on 17 June 2026, 13:00 (Europe/Lisbon)." in response.text
    assert "no-store" in response["Cache-Control"]
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert '<meta name="robots" content="noindex">' in response.text
    assert "/admin/" not in response.text
    # A hidden team has no page to link to.
    assert (f'href="{posting.team.get_absolute_url()}"' in response.text) == posting.team.is_published
    for absent in ("application/ld+json", 'rel="canonical"', "og:url", "data-save ", "http://127.0.0.1:8000/jobs"):
        assert absent not in response.text


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("tail", ["", "-secret-engineer", "-other"])
def test_a21_invalid_link_answers_like_a_missing_posting(client, employer, state, tail):
    posting, other = make(state), make("draft", "Other")
    token = make_link(posting).get_absolute_url().partition("preview=")[2]
    revoked = make_link(posting, revoked_at=NOW)
    ended = make_link(posting, days=0)
    tokens = [
        *(link.get_absolute_url().partition("preview=")[2] for link in (make_link(other), revoked, ended)),
        *(token[:place] + chr(ord(token[place]) ^ 1) + token[place + 1 :] for place in range(len(token))),
        token[:-1],
        f"{token}A", token.partition(":")[0], token.partition(":")[2], f"0{token}", "", "é", "%00", "x" * 5000,
    ]  # fmt: skip

    for invalid in tokens:
        assert_like_missing(client, f"/jobs/{posting.pk}{tail}/?preview={invalid}", posting)


def test_a21_link_ends_on_time_when_revoked_and_with_its_posting(client, employer):
    posting = make()
    link = make_link(posting)
    address = link.get_absolute_url()

    with time_machine.travel(link.expires_at - SECOND, tick=False):
        assert client.get(address).status_code == 200
    with time_machine.travel(link.expires_at, tick=False):
        assert_like_missing(client, address, posting)
    PreviewLink.objects.update(revoked_at=NOW)
    assert_like_missing(client, address, posting)
    PreviewLink.objects.update(revoked_at=None)
    assert client.get(address).status_code == 200
    pk = posting.pk
    posting.delete()
    posting.pk = pk
    assert_like_missing(client, address, posting)


def test_link_redirects_to_the_right_slug_with_its_token(client, employer):
    posting = make()
    address = make_link(posting).get_absolute_url()
    token = address.partition("?")[2]

    response = client.get(f"/jobs/{posting.pk}-old-title/?{token}")

    assert (response.status_code, response["Location"]) == (301, address)
    assert "no-store" in response["Cache-Control"]
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")


@pytest.mark.parametrize("closed", [False, True])
def test_link_to_a_public_posting_leads_to_the_public_page(client, employer, closed):
    posting = make_posting(published_from=NOW - 2 * DAY, closes_at=NOW - DAY if closed else None)
    link = make_link(posting)
    token = link.get_absolute_url().partition("?")[2]

    for address in (link.get_absolute_url(), f"/jobs/{posting.pk}/?{token}", f"/jobs/{posting.pk}/?preview=x"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, posting.get_absolute_url())
        assert response["Cache-Control"] == "no-cache"


def test_link_has_ended_when_its_posting_is_hidden_after_it_was_public(client, employer):
    posting = make()
    link = make_link(posting)
    posting.published_from = NOW
    posting.save()
    with time_machine.travel(NOW + DAY, tick=False):
        posting.team.is_published = False
        posting.team.save()
        assert_like_missing(client, link.get_absolute_url(), posting)
        later = make_link(posting)
        assert client.get(later.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("state", STATES)
def test_a1_recruiter_of_another_team_sees_a_missing_posting(employer, state):
    posting = make(state)
    own, other, editor = Client(), Client(), Client()
    own.force_login(make_user("own", "Recruiter", posting.team))
    other.force_login(make_user("other", "Recruiter", make_team()))
    editor.force_login(make_user("editor", "Editor"))

    for client in (own, editor):
        response = client.get(posting.get_absolute_url())
        assert response.status_code == 200
        assert f"{posting.status().label}: only staff who look after its team can see this page." in response.text
        assert f'<a href="{change_url(posting)}">Edit</a>' in response.text
        assert "no-store" in response["Cache-Control"]
        assert 'rel="canonical"' not in response.text
    for address in (posting.get_absolute_url(), f"/jobs/{posting.pk}/", preview_url(posting)):
        assert other.get(address).status_code == 404
    assert_like_missing(other, posting.get_absolute_url(), posting)
    if "hidden" in state:
        assert [client.get(posting.team.get_absolute_url()).status_code for client in (own, other)] == [200, 404]


def test_scheduled_posting_opens_on_time(client, employer):
    posting = make("scheduled")

    with time_machine.travel(NOW + DAY, tick=False):
        assert client.get(posting.get_absolute_url()).status_code == 200
    with time_machine.travel(NOW + DAY - dt.timedelta(microseconds=1), tick=False):
        assert_like_missing(client, posting.get_absolute_url(), posting)
    assert Posting.objects.count() == 1
