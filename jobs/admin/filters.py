"""The filters of the list of postings."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from jobs.models import Posting
from jobs.models.querysets import PostingQuerySet
from jobs.publishing import check_results
from teams.desk.lists.filters import CachedChoicesFilter

# The queryset method of each status.
STATUS_QUERYSETS = {
    Posting.Status.DRAFT: "drafts",
    Posting.Status.SCHEDULED: "scheduled",
    Posting.Status.OPEN: "open",
    Posting.Status.CLOSED: "closed",
    Posting.Status.HIDDEN: "hidden",
}
CLOSING_SOON = dt.timedelta(days=7)
LONG_UNCHANGED = dt.timedelta(days=60)


class StatusFilter(admin.SimpleListFilter):
    """Status is not stored, so this uses the querysets that the public lists use."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.label) for status in STATUS_QUERYSETS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        status = self.value() or ""
        if status not in Posting.Status.values:
            return queryset
        return getattr(queryset, STATUS_QUERYSETS[Posting.Status(status)])()


class PlaceFilter(CachedChoicesFilter, admin.RelatedOnlyFieldListFilter):
    """The places of the postings that the user may see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = SafeString("No place")


class EmploymentTypeFilter(admin.SimpleListFilter):
    title = "employment type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Posting.EmploymentType.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_valid = self.value() in Posting.EmploymentType.values
        return queryset.filter(employment_types__has=self.value()) if is_valid else queryset


class AttentionFilter(admin.SimpleListFilter):
    """Postings that need attention, by reason."""

    title = "what needs attention"
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, reason.label) for name, reason in ATTENTION_REASONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        reason = ATTENTION_REASONS.get(self.value() or "")
        return reason.select(cast(PostingQuerySet, queryset), timezone.now()) if reason else queryset


class AttentionReason(NamedTuple):
    """Why a posting needs attention. `select` takes postings and a moment, and returns those that need it then."""

    label: str
    select: Callable[[PostingQuerySet, dt.datetime], PostingQuerySet]


FAILING = "failing"
ATTENTION_REASONS = {
    FAILING: AttentionReason("Failing the check", lambda postings, at: check_results.filter_failing(postings)),
    "closing": AttentionReason(
        "Closing within a week", lambda postings, at: postings.closing_by(at + CLOSING_SOON, at)
    ),
    "unchanged": AttentionReason(
        f"Open for {LONG_UNCHANGED.days} days without a change",
        lambda postings, at: postings.unchanged_since(at - LONG_UNCHANGED, at),
    ),
    "no-pay": AttentionReason("Open without pay", lambda postings, at: postings.open(at).without_pay()),
}
