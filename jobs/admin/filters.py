"""What a recruiter narrows the list of postings by."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from jobs.models.querysets import PostingQuerySet
from jobs.publishing import check_results
from teams.desk.base import CachedChoicesFilter

from ..models import Posting

STATUSES = {
    Posting.Status.DRAFT: "drafts",
    Posting.Status.SCHEDULED: "scheduled",
    Posting.Status.OPEN: "open",
    Posting.Status.CLOSED: "closed",
    Posting.Status.HIDDEN: "hidden",
}
SOON = dt.timedelta(days=7)
LONG = dt.timedelta(days=60)


class StatusFilter(admin.SimpleListFilter):
    """Status is never stored, so this asks the same words as every list of the site."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.label) for status in STATUSES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        status = self.value() or ""
        return getattr(queryset, STATUSES[Posting.Status(status)])() if status in Posting.Status.values else queryset


class PlaceFilter(CachedChoicesFilter, admin.RelatedOnlyFieldListFilter):
    """Places of postings the person may know of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = SafeString("No place")


class EmploymentTypeFilter(admin.SimpleListFilter):
    title = "employment type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Posting.EmploymentType.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in Posting.EmploymentType.values
        return queryset.filter(employment_types__has=self.value()) if known else queryset


class AttentionFilter(admin.SimpleListFilter):
    """Postings that somebody should look at, and why."""

    title = "what needs a look"
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, reason.label) for name, reason in REASONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        reason = REASONS.get(self.value() or "")
        return reason.rows(cast(PostingQuerySet, queryset), timezone.now()) if reason else queryset


class Reason(NamedTuple):
    """Why a posting needs a look. `rows`: those that do, out of some, at a moment."""

    label: str
    rows: Callable[[PostingQuerySet, dt.datetime], PostingQuerySet]


FAILING = "failing"
REASONS = {
    FAILING: Reason("Failing the check", lambda postings, at: check_results.filter_failing(postings)),
    "closing": Reason("Closing within a week", lambda postings, at: postings.closing_by(at + SOON, at)),
    "unchanged": Reason(
        f"Open for {LONG.days} days without a change", lambda postings, at: postings.unchanged_since(at - LONG, at)
    ),
    "no-pay": Reason("Open without pay", lambda postings, at: postings.open(at).without_pay()),
}
