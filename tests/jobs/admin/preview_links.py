"""Helpers for the tests of previews: postings that are not public, and links to them. The time is always NOW."""

from django.contrib.auth.models import User

from jobs.models import PreviewLink
from tests.desk import make_user
from tests.factories import make_posting, make_team
from tests.jobs.transitions import DAY, NOW

STATES = ["draft", "scheduled", "hidden", "hidden-closed"]


def make(state="draft", title="Secret engineer", **fields):
    dates = {
        "draft": {"published_from": None},
        "scheduled": {"published_from": NOW + DAY},
        "hidden": {"published_from": NOW - DAY},
        "hidden-closed": {"published_from": NOW - 2 * DAY, "closes_at": NOW - DAY},
    }[state]
    team = make_team(is_published="hidden" not in state)
    return make_posting(title, **{"team": team, **dates, **fields})


def make_link(posting, days=7, **fields):
    """A link made by an editor, or by `created_by`."""
    if "created_by" not in fields:
        fields["created_by"] = User.objects.filter(username="maker").first() or make_user("maker", "Editor")
    return PreviewLink.objects.create(posting=posting, expires_at=NOW + days * DAY, **fields)


def preview_url(posting):
    return f"/admin/jobs/posting/{posting.pk}/preview/"


def assert_like_missing(client, address, posting):
    """Assert that the answer equals that of a posting that never existed, in content and headers."""
    response = client.get(address)
    missing = client.get(address.replace(f"/jobs/{posting.pk}", f"/jobs/{posting.pk + 1000}"))
    assert (response.status_code, response.content) == (404, missing.content)
    assert dict(response.headers) == dict(missing.headers)
