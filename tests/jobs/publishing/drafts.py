"""Drafts with and without violations, published and closed, for the tests of publishing."""

from jobs.publishing.transition_rules import TransitionRequest
from teams.models import Employer
from tests.factories import make_location, make_posting
from tests.jobs.transitions import apply_transition


def make_fit(*args, **fields):
    """Make a draft without violations."""
    places = fields.pop("locations", None) or (make_location("Kyiv", country="UA"),)
    defaults = {
        "published_from": None,
        "employment_types": ("full-time",),
        "pay_minimum": 1,
        "pay_maximum": 2,
        "pay_currency": "EUR",
        "pay_period": "hour",
    }
    return make_posting(*args, locations=places, **defaults | fields)


def make_doubtful(**fields):
    """Make a draft with two warnings."""
    return make_fit(**{"employment_types": (), "pay_minimum": None, "pay_maximum": None} | fields)


def publish(posting, *, by=None, reason=""):
    """Publish or reopen a posting as the desk does. Return the skip reason and the rules that warn."""
    name = "reopen" if posting.status() == "closed" else "publish"
    [planned] = apply_transition(
        name, Employer.objects.current(), posting, transition_request=TransitionRequest(reason=reason), by=by
    )
    return planned.skip_reason, [warning.rule for warning in planned.warnings]


def close(posting, reason="filled"):
    apply_transition(
        "close", Employer.objects.current(), posting, transition_request=TransitionRequest(closing_reason=reason)
    )
