"""The preview page: links are made, listed and revoked, and the posting looks as on other sites."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.models import Posting, PreviewLink
from teams.models import SharedText
from tests.desk import change_url, make_user
from tests.factories import make_location, make_posting, make_team
from tests.jobs.transitions import DAY, NOW

from .preview_links import STATES, assert_like_missing, make, make_link, preview_url

pytestmark = pytest.mark.usefixtures("frozen_time")


@pytest.mark.parametrize("state", STATES)
def test_a21_link_shows_only_what_its_author_may_see(client, desk, employer, state):
    posting, other_team = make(state), make_team()
    maker = make_user("ines", "Recruiter", posting.team, first_name="Ines", last_name="Sol")
    link = make_link(posting, created_by=maker)
    address = link.get_absolute_url()

    def closed():
        assert_like_missing(client, address, posting)
        page = desk.get(preview_url(posting)).text
        assert address not in page
        assert "Made by Ines Sol, who may no longer show this posting" in page
        return True

    assert client.get(address).status_code == 200
    for name in ("is_active", "is_staff"):
        User.objects.filter(pk=maker.pk).update(**{name: False})
        assert closed()
        User.objects.filter(pk=maker.pk).update(**{name: True})
        assert client.get(address).status_code == 200
    Posting.objects.update(team=other_team)
    if "hidden" not in state:  # there the posting is public now
        assert closed()
    Posting.objects.update(team=posting.team)
    maker.groups.clear()
    assert closed()
    boss = make_user("boss", is_superuser=True)
    assert client.get(make_link(posting, created_by=boss).get_absolute_url()).status_code == 200
    maker.delete()
    assert_like_missing(client, address, posting)


@pytest.fixture
def desk(employer):
    client = Client()
    client.force_login(make_user("robin", "Editor", first_name="Robin", last_name="Hale"))
    return client


@pytest.mark.parametrize("days", [1, 7, 30])
def test_link_is_made_listed_and_revoked(desk, client, days):
    posting = make()

    page = desk.post(preview_url(posting), {"make": "x", "days": days}, follow=True)
    link = PreviewLink.objects.get()
    address = f"http://127.0.0.1:8000{link.get_absolute_url()}"

    assert (link.posting, link.created_by.username, link.expires_at) == (posting, "robin", NOW + days * DAY)
    assert f'value="{address}" readonly' in page.text
    assert "Made by Robin Hale, valid until" in page.text
    assert "no-store" in page["Cache-Control"]
    assert client.get(link.get_absolute_url()).status_code == 200

    page = desk.post(preview_url(posting), {"revoke": link.pk}, follow=True)
    assert address not in page.text
    assert "revoked on 10 June 2026" in page.text
    assert client.get(link.get_absolute_url()).status_code == 404
    again = desk.post(preview_url(posting), {"revoke": link.pk}, follow=True)
    assert [str(message) for message in again.context["messages"]] == ["That link has ended."]


def test_get_request_makes_and_revokes_no_link(desk):
    posting = make()
    assert f'href="{preview_url(posting)}"' in desk.get(change_url(posting)).text
    link = make_link(posting)

    desk.get(preview_url(posting), {"make": "x", "days": "7", "revoke": link.pk})

    assert PreviewLink.objects.get().revoked_at is None


@pytest.mark.parametrize(
    "sent", [{"make": "x", "days": "365"}, {"make": "x", "days": ""}, {"make": "x"}, {"revoke": "x"}, {"revoke": "²"},
             {"revoke": "9" * 30}, {"revoke": "other"}, {}]
)  # fmt: skip
def test_malformed_post_makes_and_revokes_no_link(desk, sent):
    posting, link = make(), make_link(make(title="Other"))
    if sent.get("revoke") == "other":
        sent = {"revoke": link.pk}

    assert desk.post(preview_url(posting), sent).status_code == 302
    assert [link.revoked_at for link in PreviewLink.objects.all()] == [None]


def test_public_posting_needs_no_link(desk):
    posting = make_posting(published_from=NOW - DAY)

    assert "http://127.0.0.1:8000" + posting.get_absolute_url() in desk.get(preview_url(posting)).text
    desk.post(preview_url(posting), {"make": "x", "days": "7"})
    assert not PreviewLink.objects.exists()


def test_a10_links_of_a_foreign_posting_are_neither_shown_nor_made_nor_revoked(employer):
    posting = make()
    link = make_link(posting)
    other, guest = Client(), Client()
    other.force_login(make_user("other", "Recruiter", make_team()))
    guest.force_login(make_user("guest"))

    for client, statuses in ((other, {404}), (guest, {403}), (Client(), {302, 403})):
        for sent in ({"make": "x", "days": "7"}, {"revoke": link.pk}):
            assert client.post(preview_url(posting), sent).status_code in statuses
        assert client.get(preview_url(posting)).status_code in statuses
    for wrong in ("x", "²", "9" * 19, "0"):
        assert guest.get(f"/admin/jobs/posting/{wrong}/preview/").status_code in (403, 404)
    assert [(row.pk, row.revoked_at) for row in PreviewLink.objects.all()] == [(link.pk, None)]


def test_draft_is_previewed_as_on_other_sites(desk, employer):
    employer.tagline = "We fly"
    employer.save()
    lisbon = make_location()
    posting = make(
        title="Engineer & <i>", locations=(lisbon,), sections=0, employment_types=("full-time",), pay_minimum=1,
        pay_maximum=2, pay_currency="EUR", pay_period="hour", closes_at=NOW + DAY,
    )  # fmt: skip
    posting.sections.create(heading="What you will do", body="<p>You fly kites &amp; more.</p>")
    SharedText.objects.create(heading="Us", body="<p>Shared words.</p>")

    context = desk.get(preview_url(posting)).context

    assert context["head"].title == "Engineer & <i> · Kitewell"
    assert context["head"].meta["canonical"] == f"http://127.0.0.1:8000{posting.get_absolute_url()}"
    assert context["head"].meta["description"] == "You fly kites & more."
    assert context["social"] == {
        "site_name": "Kitewell", "title": "Engineer & <i>", "description": "You fly kites & more.", "picture": "",
    }  # fmt: skip
    assert context["entry"]["title"] == "Engineer & <i>"
    assert "You fly kites &amp; more." in context["entry"]["summary"]
    assert (context["data"]["validThrough"], context["data"]["baseSalary"]["value"]["minValue"]) == (
        "2026-06-11T12:00:00+00:00", 1,
    )  # fmt: skip
    assert "datePosted" not in context["data"]
    assert context["facts"] == {
        "Posted": "the moment it is published", "Open until": "11 June 2026, 12:00 (UTC)",
        "Pay": "€1–2 an hour", "Where": "Lisbon", "Employment": "Full time",
    }  # fmt: skip
    assert "Shared words." in context["data"]["description"]
    assert "<i>" not in desk.get(preview_url(posting)).text.partition("<main")[2]


def test_structured_data_is_shown_in_words(desk):
    bare = make("hidden", locations=(), workplace="remote", remote_countries=("DE", "US"))
    full = make(
        "scheduled", locations=(make_location(time_zone="Europe/Lisbon"),), employment_types=("full-time", "contract"),
        closes_at=dt.datetime(2026, 10, 30, 0, tzinfo=dt.UTC) + DAY, pay_minimum=5800, pay_maximum=7200,
        pay_currency="EUR", pay_period="month",
    )  # fmt: skip

    pages = [desk.get(preview_url(posting)) for posting in (bare, full)]

    assert pages[0].context["facts"] | {"Posted": ""} == {
        "Posted": "", "Open until": "not stated", "Pay": "not stated", "Where": "Remote: Germany, United States",
        "Employment": "not stated",
    }  # fmt: skip
    assert pages[1].context["facts"] == {
        "Posted": "11 June 2026", "Open until": "the end of 30 October 2026 (Europe/Lisbon)",
        "Pay": "€5,800–7,200 a month", "Where": "Lisbon", "Employment": "Full time, Contract",
    }  # fmt: skip
    facts = pages[1].text.partition("look-facts")[2].partition("</dl>")[0]
    assert not any(raw in facts for raw in ("T00:00", "MONTH", "FULL_TIME"))
    assert "&quot;FULL_TIME&quot;" in pages[1].text


def test_preview_query_count_is_constant(desk):
    posting, counts = make(), []
    desk.get("/jobs/")  # the index is built once
    for number in (1, 3):
        for _ in range(number):
            make_link(posting)
        with CaptureQueriesContext(connection) as queries:
            desk.get(preview_url(posting))
        counts.append(len(queries))

    assert counts[0] == counts[1]
