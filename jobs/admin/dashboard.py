"""What a person at the desk meets first: what needs doing in her teams, and what changed there."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from jobs.models import Posting
from jobs.publishing import check_results
from teams.admin.pages import EXPIRES_SOON, ExpiryFilter
from teams.desk import history
from teams.desk.conflicts import get_author_name
from teams.models import SharedText, Story, Team, Testimonial

from .filters import FAILING, REASONS, STATUSES, AttentionFilter, StatusFilter

FIRST = {
    Posting.Status.DRAFT: "Drafts to finish",
    Posting.Status.SCHEDULED: "Scheduled",
    Posting.Status.OPEN: "Open",
}
NEWEST = 12


class Figure(NamedTuple):
    """How many rows there are of one kind, and where they are listed."""

    label: str
    number: int
    address: str


class Change(NamedTuple):
    """What happened to a row last. `who`: empty for a change by nobody at the desk, such as an import by command."""

    who: str
    did: str
    kind: str
    title: str
    at: dt.datetime
    address: str


def get_figures(user: Any, today: dt.date) -> list[Figure]:
    """`today`: the employer's day."""
    now = timezone.now()
    postings = Posting.objects.visible_to(user).order_by()
    found = []
    if user.has_perm("jobs.view_posting"):
        for status, label in FIRST.items():
            rows = getattr(postings, STATUSES[status])()
            found.append(_figure(label, rows, StatusFilter.parameter_name, status.value))
        left = check_results.refresh(postings)
        for name, reason in REASONS.items():
            label = f"{reason.label}, as far as known" if left and name == FAILING else reason.label
            found.append(_figure(label, reason.rows(postings, now), AttentionFilter.parameter_name, name))
        if left:
            label = "Not checked yet: open this page again"
            found.append(Figure(label, left, reverse("admin:index")))
    if user.has_perm("teams.view_testimonial"):
        expiring = Testimonial.objects.visible_to(user).expiring(today, today + EXPIRES_SOON)
        label = "Testimonials about to expire"
        found.append(_figure(label, expiring, ExpiryFilter.parameter_name, ExpiryFilter.SOON))
    return found


def _figure(label: str, rows: Any, parameter: str, value: str) -> Figure:
    meta = rows.model._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return Figure(label, rows.count(), f"{address}?{parameter}={value}")


def get_recent_changes(user: Any, limit: int = NEWEST) -> list[Change]:
    """What happened last to the rows a person looks after, newest first, one query for each kind of row."""
    entries: list[Any] = []
    for model in (Posting, Team, Story, Testimonial, SharedText):
        if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
            own = model.objects.visible_to(user).order_by().values("pk")
            last = model.history.filter(id__in=own).order_by().values("id").annotate(last=Max("history_id"))
            entries_of_model = model.history.filter(history_id__in=last.values("last")).select_related("history_user")
            entries += entries_of_model[:limit]
    entries.sort(key=lambda entry: (entry.history_date, entry.history_id), reverse=True)
    return [_change(entry) for entry in entries[:limit]]


def _change(entry: Any) -> Change:
    meta = entry.instance_type._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[entry.id])
    who = get_author_name(entry) if entry.history_user else ""
    did, kind = history.ACTIONS[entry.history_type], history.get_model_label(entry)
    return Change(who, did, kind, history.get_row_title(entry), entry.history_date, address)
