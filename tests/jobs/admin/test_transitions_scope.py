"""Transitions of many postings, and forged requests for postings of other teams."""

import pytest
import time_machine
from django.test import Client

from jobs.admin import transitions
from jobs.models import Posting
from jobs.publishing.transitions import TRANSITIONS, version_of
from tests.desk import make_user
from tests.factories import make_location, make_posting, make_team
from tests.jobs.transitions import DAY, LIST, NOW, get_messages, make_fit, open_confirmation, submit, transition_url


@pytest.fixture
def desk(employer):
    """An editor who signed in at NOW."""
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(make_user("robin", "Editor"))
        yield client


@pytest.fixture
def berlin(employer):
    return make_location("Berlin", country="DE", time_zone="Europe/Berlin")


@pytest.fixture
def teams():
    return make_team("Own"), make_team("Foreign")


@pytest.fixture
def recruiter(desk, teams):
    desk.force_login(make_user("ines", "Recruiter", teams[0]))
    return desk


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a12_foreign_postings_are_neither_shown_nor_touched(recruiter, teams, berlin, name):
    statuses = [{}, {"published_from": NOW + DAY}, {"published_from": NOW - DAY}]
    statuses.append({"published_from": NOW - 2 * DAY, "closes_at": NOW - DAY})
    foreign = [make_fit("Foreign", team=teams[1], locations=(berlin,), **fields) for fields in statuses]
    before = list(Posting.objects.order_by("pk").values())
    versions = " ".join(f"{posting.pk}.{version_of(posting)}" for posting in foreign)
    typed = {"day": "2026-07-15", "time": "09:00", "closing_reason": "filled", "why": "x"}
    planned = {"schedule": "2026-07-15 09:00:00 ", "extend": "2026-07-15", "reopen": "2026-07-15"}.get(name, "")

    for response in (
        open_confirmation(recruiter, name, *foreign),
        open_confirmation(recruiter, name, *foreign, select_across="1"),
        recruiter.get(transition_url(name), {"chosen": versions}),
        recruiter.post(transition_url(name), {"chosen": versions, "planned": "", "look": "x", **typed}),
    ):
        assert response.status_code == 200
        assert "Foreign" not in response.text
    sent = recruiter.post(
        transition_url(name), {"chosen": versions, "planned": planned, "sure": "x", **typed}, follow=True
    )
    assert [str(message) for message in sent.context["messages"]] == [
        f"{TRANSITIONS[name].done_label} no posting. No longer there, or not yours: 4."
    ]
    assert "Foreign" not in sent.text
    assert list(Posting.objects.order_by("pk").values()) == before


def test_a12_selecting_all_selects_only_own_postings(recruiter, teams, berlin):
    own, foreign = (make_fit(team=team, locations=(berlin,)) for team in teams)

    get_messages(recruiter, submit(recruiter, open_confirmation(recruiter, "publish", foreign, select_across="1")))

    assert list(Posting.objects.open()) == [own]


def test_user_without_permission_changes_no_posting(desk, berlin):
    posting = make_fit(locations=(berlin,))
    client = Client()
    client.force_login(make_user("guest"))
    for send in (client.get, client.post):
        assert send(transition_url("publish"), {"chosen": posting.pk, "sure": "x", "planned": ""}).status_code == 403
    assert Client().get(transition_url("publish")).status_code == 302


@pytest.mark.parametrize("chosen", ["", "x", "1", "1.", "-1.5", "1.2.3", "9" * 19, "\x00", "²", f"{9**18}.{9**18}"])
def test_malformed_choice_is_answered(desk, chosen):
    for sent in ({"chosen": chosen}, {"chosen": chosen, "planned": "", "sure": "x", "closing_reason": "filled"}):
        assert desk.post(transition_url("close"), sent, follow=True).status_code == 200
    assert desk.get(transition_url("nonsense")).status_code == 404


# Many


def test_long_lists_are_shortened_and_counted(desk, berlin, monkeypatch):
    monkeypatch.setattr("jobs.publishing.transitions.CHUNK_SIZE", 3)
    monkeypatch.setattr(transitions, "MAX_ROWS", 10)
    for number in range(13):
        make_posting(f"Draft {number}", team=None, published_from=None, sections=0, locations=(berlin,))
    drafts = [make_fit(f"Fit {number}", locations=(berlin,)) for number in range(12)]

    confirmation = open_confirmation(desk, "publish", drafts[0], select_across="1")

    assert "Not changed" in confirmation.text
    assert "and 2 more" in confirmation.text
    assert "and 3 more" in confirmation.text
    [message] = get_messages(desk, submit(desk, confirmation))
    assert message.startswith("Published 12 postings. Skipped 13: ")
    assert message.endswith("and 8 more.")
    assert Posting.objects.open().count() == 12


def test_too_many_postings_are_refused(desk, berlin, monkeypatch):
    monkeypatch.setattr(transitions, "MAX_POSTINGS", 2)
    postings = [make_fit(locations=(berlin,)) for _ in range(3)]

    response = desk.post(
        LIST, {"action": "publish", "_selected_action": [posting.pk for posting in postings]}, follow=True
    )
    assert [str(message) for message in response.context["messages"]] == ["Choose at most 2 postings at once."]
    assert desk.get(transition_url("publish"), {"chosen": "1 2 3"}).status_code == 400
