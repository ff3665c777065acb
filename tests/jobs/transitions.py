"""Postings and requests for the tests of transitions. In these tests the time is always NOW."""

import datetime as dt

from django.urls import reverse

from jobs.models import Posting
from jobs.publishing.transition_rules import TransitionRequest
from jobs.publishing.transitions import TRANSITIONS, apply, version_of

from ..factories import make_location, make_posting, make_team

LIST = "/admin/jobs/posting/"
NOW = dt.datetime(2026, 6, 10, 12, tzinfo=dt.UTC)
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
PAY = {"pay_minimum": 60000, "pay_maximum": 80000, "pay_currency": "EUR", "pay_period": "year"}
NOTHING, JULY = TransitionRequest(), TransitionRequest(day=dt.date(2026, 7, 15))


def make_fit(title="Engineer", **fields):
    """A draft that passes the check before publishing."""
    fields.setdefault("locations", (make_location(f"Place {Posting.objects.count()}", time_zone="Europe/Lisbon"),))
    return make_posting(title, **{"employment_types": ("full-time",), "published_from": None, **PAY, **fields})


def make_each_status(place):
    """A posting of each status of a published and of a hidden team, by title."""
    dates = {
        "draft": {},
        "scheduled": {"published_from": NOW + DAY, "closes_at": NOW + 9 * DAY},
        "open": {"published_from": NOW - DAY, "closes_at": NOW + 9 * DAY},
        "closed": {"published_from": NOW - 9 * DAY, "closes_at": NOW - DAY, "closing_reason": "paused"},
    }
    return {
        f"{prefix}{status}": make_fit(f"{prefix}{status}", team=team, locations=(place,), **fields)
        for prefix, team in (("", make_team("Backend")), ("hidden-", make_team("Secret", is_published=False)))
        for status, fields in dates.items()
    }


def apply_transition(name, employer, *postings, transition_request=NOTHING, by=None):
    """Apply a transition to stored postings and refresh them. Return the plans."""
    versions = {posting.pk: version_of(Posting.objects.get(pk=posting.pk)) for posting in postings}
    plans = apply(TRANSITIONS[name], Posting.objects.all(), versions, transition_request, employer, by)
    for posting in postings:
        posting.refresh_from_db()
    return plans


def transition_url(name):
    return reverse("admin:jobs_posting_transition", args=[name])


def open_confirmation(desk, name, *postings, **more):
    """Choose postings and an action in the list; return the page that asks to confirm."""
    ids = [posting.pk for posting in postings]
    return desk.post(LIST, {"action": name, "_selected_action": ids, "index": 0, **more})


def submit(desk, response, button="sure", **typed):
    """Send the form of the response with these values and posting of its buttons."""
    context = response.context
    hidden = {
        "chosen": context["chosen"],
        "planned": context["form"].get_decisive_values(),
        "back": context["back"],
    }
    return desk.post(transition_url(context["transition"].name), {**hidden, button: "x", **typed})


def get_messages(desk, response):
    """Follow the redirect and return the messages of the page."""
    assert response.status_code == 302, response.context["form"].errors
    return [str(message) for message in desk.get(response["Location"]).context["messages"]]
