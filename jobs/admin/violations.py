"""What the form of a stored posting shows about publishing: violations, decisions and dates."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from jobs.models import Decision, Posting, local_time
from jobs.publishing import check
from teams.models import Employer

from .forms import PostingForm


def get_publishing_context(form: PostingForm) -> dict[str, Any]:
    """The violations that are not decided, the notes, and the decisions, for `admin/jobs/posting/change_form.html`.

    A form that comes back shows its own errors, so it gets no second list.
    """
    posting = form.instance
    if posting.pk is None or form.is_bound:
        return {}
    status = posting.status()
    findings = check.check_postings([posting], include_decided=False, include_notes=True)[posting.pk]
    shown = [] if status == Posting.Status.CLOSED else findings
    decisions = posting.decisions.select_related("decided_by")
    return {
        "violations_title": "Before you publish" if status == Posting.Status.DRAFT else "Worth a look",
        "violations": [form.make_line(finding) for finding in shown if not finding.is_note],
        "notes": [form.make_line(finding) for finding in shown if finding.is_note],
        "decisions": [_describe_decision(decision, form.employer) for decision in decisions],
    }


def describe_publication(posting: Posting, employer: Employer) -> str:
    """When a posting is public: “Public from 1 June 2026, 09:00 (Europe/Lisbon), stays open until you close it.”"""
    if posting.published_from is None:
        return "Not published yet."
    now, zone = timezone.now(), posting.zone(employer)
    parts = [f"Public from {local_time.format_opening(posting.published_from, zone)}"]
    if posting.closes_at:
        verb = "closed" if posting.closes_at <= now else "closes"
        parts.append(f"{verb} {local_time.format_closing(posting.closes_at, zone)}")
    else:
        parts.append("stays open until you close it")
    if not posting.team.is_published:
        parts.append("hidden until its team is published")
    return f"{', '.join(parts)}."


def _describe_decision(decision: Decision, employer: Employer) -> dict[str, str]:
    at, user = decision.decided_at.astimezone(employer.zone), decision.decided_by
    return {
        "message": decision.message,
        "reason": decision.reason,
        "author": (user.get_full_name() or str(user)) if user else "a command or a former user",
        "moment": at.isoformat(timespec="seconds"),
        "when": date_format(at, "j F Y, H:i"),
    }
