"""What a recruiter narrows the list of postings by."""

import datetime as dt
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from ..models import Posting
from ..querysets import PostingQuerySet

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


class EmploymentTypeFilter(admin.SimpleListFilter):
    title = "employment type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Posting.EmploymentType.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in Posting.EmploymentType.values
        return queryset.filter(employment_types__has=self.value()) if known else queryset


class AttentionFilter(admin.SimpleListFilter):
    """Open postings that somebody should look at, and why."""

    title = "what needs a look"
    parameter_name = "look"
    labels = {
        "closing": "Closing within a week",
        "no-pay": "Open without pay",
        "long": f"Open for more than {LONG.days} days",
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.labels.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return needing_a_look(cast(PostingQuerySet, queryset), self.value() or "")


def needing_a_look(postings: PostingQuerySet, why: str) -> PostingQuerySet:
    """Return the postings that one of `AttentionFilter.labels` names; all of them for any other word."""
    now = timezone.now()
    if why == "closing":
        return postings.open(now).filter(closes_at__lte=now + SOON)
    if why == "no-pay":
        return postings.open(now).filter(pay_minimum__isnull=True, pay_maximum__isnull=True)
    if why == "long":
        return postings.open(now).filter(first_published__lte=now - LONG)
    return postings
