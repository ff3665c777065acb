"""What the change page of a posting says about publishing it."""

from typing import Any

from django.utils.formats import date_format

from teams.models import Employer

from .. import publishing
from ..forms import PostingForm
from ..models import Decision, Posting

TITLES = {Posting.Status.DRAFT: "Before you publish"}


def publishing_context(form: PostingForm) -> dict[str, Any]:
    """What `admin/jobs/posting/change_form.html` shows of a stored posting: findings nobody decided, and decisions.

    A form that was just sent says itself what is wrong with what it holds, so there is no second list then.
    """
    posting = form.instance
    if posting.pk is None or form.is_bound:
        return {}
    status = posting.status()
    found = publishing.findings_of([posting], with_decided=False)[posting.pk]
    return {
        "findings_title": TITLES.get(status, "Worth a look"),
        "findings": [] if status == Posting.Status.CLOSED else [form.line(finding) for finding in found],
        "decisions": [_told(one, form.employer) for one in posting.decisions.select_related("decided_by")],
    }


def _told(decision: Decision, employer: Employer) -> dict[str, str]:
    at, user = decision.decided_at.astimezone(employer.zone), decision.decided_by
    return {
        "message": decision.message,
        "reason": decision.reason,
        "who": (user.get_full_name() or str(user)) if user else "a command, or somebody who has left",
        "moment": at.isoformat(timespec="seconds"),
        "when": date_format(at, "j F Y, H:i"),
    }
