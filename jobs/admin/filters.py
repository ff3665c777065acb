"""What a recruiter narrows the list of postings by."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ..models import Posting

STATUSES = {
    Posting.Status.DRAFT: "drafts",
    Posting.Status.SCHEDULED: "scheduled",
    Posting.Status.OPEN: "open",
    Posting.Status.CLOSED: "closed",
    Posting.Status.HIDDEN: "hidden",
}


class StatusFilter(admin.SimpleListFilter):
    """Status is never stored, so this asks the same words as every list of the site."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.label) for status in STATUSES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        word = STATUSES.get(self.value())
        return getattr(queryset, word)() if word else queryset


class EmploymentTypeFilter(admin.SimpleListFilter):
    title = "employment type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Posting.EmploymentType.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in Posting.EmploymentType.values
        return queryset.filter(employment_types__has=self.value()) if known else queryset
