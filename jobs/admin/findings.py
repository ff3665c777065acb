"""What the change page of a posting says about publishing it."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from jobs.models import local_time
from jobs.publishing import check
from teams.models import Employer

from ..models import Decision, Posting
from .forms import PostingForm

TITLES = {Posting.Status.DRAFT: "Before you publish"}


def publishing_context(form: PostingForm) -> dict[str, Any]:
    """What `admin/jobs/posting/change_form.html` shows of a stored posting: findings nobody decided, and decisions.

    A form that was just sent says itself what is wrong with what it holds, so there is no second list then.
    """
    posting = form.instance
    if posting.pk is None or form.is_bound:
        return {}
    status = posting.status()
    found = check.check_postings([posting], include_decided=False)[posting.pk]
    return {
        "findings_title": TITLES.get(status, "Worth a look"),
        "findings": [] if status == Posting.Status.CLOSED else [form.make_line(finding) for finding in found],
        "decisions": [_told(one, form.employer) for one in posting.decisions.select_related("decided_by")],
    }


def standing_in_words(posting: Posting, employer: Employer) -> str:
    """When a posting is public: “Public from 1 June 2026, 09:00 (Europe/Lisbon), stays open until you close it.”"""
    if posting.published_from is None:
        return "Not published yet."
    at, zone = timezone.now(), posting.zone(employer)
    said = [f"Public from {local_time.format_opening(posting.published_from, zone)}"]
    if posting.closes_at:
        closes = "closed" if posting.closes_at <= at else "closes"
        said.append(f"{closes} {local_time.format_closing(posting.closes_at, zone)}")
    else:
        said.append("stays open until you close it")
    if not posting.team.is_published:
        said.append("hidden until its team is published")
    return f"{', '.join(said)}."


def _told(decision: Decision, employer: Employer) -> dict[str, str]:
    at, user = decision.decided_at.astimezone(employer.zone), decision.decided_by
    return {
        "message": decision.message,
        "reason": decision.reason,
        "who": (user.get_full_name() or str(user)) if user else "a command, or somebody who has left",
        "moment": at.isoformat(timespec="seconds"),
        "when": date_format(at, "j F Y, H:i"),
    }
