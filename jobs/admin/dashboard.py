"""The front page of the desk: what the user has to do, and what changed last in the user's teams."""

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

from .filters import ATTENTION_REASONS, FAILING, STATUS_QUERYSETS, AttentionFilter, StatusFilter

STATUS_LABELS = {
    Posting.Status.DRAFT: "Drafts to finish",
    Posting.Status.SCHEDULED: "Scheduled",
    Posting.Status.OPEN: "Open",
}
MAX_CHANGES = 12


class Figure(NamedTuple):
    """A number of rows, and the address of the list that shows them."""

    label: str
    number: int
    address: str


class Change(NamedTuple):
    """The last change of a row. `author` is empty if no user made it: an import by command, for example."""

    author: str
    action: str
    resource: str
    title: str
    at: dt.datetime
    address: str


def get_figures(user: Any, today: dt.date) -> list[Figure]:
    """Count what the user has to do. `today` is the day in the employer's time zone."""
    now = timezone.now()
    postings = Posting.objects.visible_to(user).order_by()
    figures = []
    if user.has_perm("jobs.view_posting"):
        for status, label in STATUS_LABELS.items():
            rows = getattr(postings, STATUS_QUERYSETS[status])()
            figures.append(_make_figure(label, rows, StatusFilter.parameter_name, status.value))
        unchecked = check_results.refresh(postings)
        for name, reason in ATTENTION_REASONS.items():
            label = f"{reason.label}, as far as known" if unchecked and name == FAILING else reason.label
            rows = reason.select(postings, now)
            figures.append(_make_figure(label, rows, AttentionFilter.parameter_name, name))
        if unchecked:
            figures.append(Figure("Not checked yet: open this page again", unchecked, reverse("admin:index")))
    if user.has_perm("teams.view_testimonial"):
        expiring = Testimonial.objects.visible_to(user).expiring(today, today + EXPIRES_SOON)
        label = "Testimonials about to expire"
        figures.append(_make_figure(label, expiring, ExpiryFilter.parameter_name, ExpiryFilter.SOON))
    return figures


def _make_figure(label: str, rows: Any, parameter: str, value: str) -> Figure:
    meta = rows.model._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return Figure(label, rows.count(), f"{address}?{parameter}={value}")


def get_recent_changes(user: Any, limit: int = MAX_CHANGES) -> list[Change]:
    """The last change of each row that the user may see, newest first, with one query for each model."""
    entries: list[Any] = []
    for model in (Posting, Team, Story, Testimonial, SharedText):
        if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
            visible = model.objects.visible_to(user).order_by().values("pk")
            last = model.history.filter(id__in=visible).order_by().values("id").annotate(last=Max("history_id"))
            newest = model.history.filter(history_id__in=last.values("last")).select_related("history_user")
            entries += newest[:limit]
    entries.sort(key=lambda entry: (entry.history_date, entry.history_id), reverse=True)
    return [_make_change(entry) for entry in entries[:limit]]


def _make_change(entry: Any) -> Change:
    meta = entry.instance_type._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[entry.id])
    author = get_author_name(entry) if entry.history_user else ""
    action, resource = history.ACTIONS[entry.history_type], history.get_model_label(entry)
    return Change(author, action, resource, history.get_row_title(entry), entry.history_date, address)
