"""The admin of places and labels."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.html import format_html
from django.utils.text import slugify

from jobs.models import Location, Posting, Tag
from teams.desk.base import DeskAdmin
from teams.desk.consequences import DeletionNote, count
from teams.desk.widgets import CountrySelect, TimeZoneInput
from teams.models.folding import fold

from ..words import FrontPageMixin, also_called_view
from .finding import find_view


class OpenPostingsMixin:
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        is_open = Q(postings__in=Posting.objects.open())
        return super().get_queryset(request).annotate(open_postings=Count("postings", filter=is_open))  # type: ignore[misc]

    @admin.display(description="Open positions", ordering="open_postings")
    def open_count(self, row: Any) -> int:
        return row.open_postings


@admin.register(Location)
class LocationAdmin(OpenPostingsMixin, DeskAdmin):
    list_display = ["name", "city", "country_name", "time_zone", "open_count", "check_badge"]
    list_filter = ["is_checked"]
    actions = ["mark_checked"]
    search_fields = ["name", "city", "region", "also_called"]
    search_help_text = "Words of a name, a city or a region."
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "also_called"]}),
        ("Address", {"fields": ["street_address", ("postal_code", "city"), "region", "country"]}),
        ("Dates", {"fields": ["time_zone"]}),
        ("New places", {"fields": ["is_checked"]}),
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        widgets = {"time_zone": TimeZoneInput, "country": CountrySelect}
        return super().get_form(request, obj, change, **{"widgets": widgets, **kwargs})

    def get_urls(self) -> list[Any]:
        also_called = self.admin_site.admin_view(partial(also_called_view, self))
        find = self.admin_site.admin_view(partial(find_view, self))
        return [
            path("also-called/", also_called, name="jobs_location_also_called"),
            path("find/", find, name="jobs_location_find"),
            *super().get_urls(),
        ]

    @admin.display(description="State", ordering="is_checked")
    def check_badge(self, location: Location) -> str:
        return "" if location.is_checked else format_html('<span class="badge badge-scheduled">{}</span>', "New")

    @admin.action(description="Mark as checked", permissions=["change"])
    def mark_checked(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Mark new places as checked, each with its history."""
        with transaction.atomic():
            rows = Location.objects.filter(pk__in=queryset.order_by().values("pk"), is_checked=False)
            locations = list(rows.order_by("pk").select_for_update(no_key=True))
            for location in locations:
                location.is_checked = True
                location.save()
        self.message_user(request, f"Places marked as checked: {len(locations)}.")

    def view_on_site(self, location: Location) -> str | None:
        """Only a place with open positions has a page."""
        return location.get_absolute_url() if location.postings.open().exists() else None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect a place that a published posting names, because a posting must say where the work is."""
        request.instead_of_deleting = "Choose another place for these postings first."  # type: ignore[attr-defined]
        deletable, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        postings = Posting.objects.filter(locations__in=objs, published_from__isnull=False).distinct()
        protected += [f"“{posting}” is published with this place" for posting in postings]
        return deletable, counts, perms_needed, protected


@admin.register(Tag)
class TagAdmin(FrontPageMixin, OpenPostingsMixin, DeskAdmin):
    list_display = ["name", "slug", "open_count"]
    search_fields = ["name"]
    search_help_text = "Words of a name."
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [(None, {"fields": ["name", "slug"]})]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say how many open positions lose the labels. Both confirmations of a deletion call this, and the deletion."""
        number = Posting.objects.open().filter(tags__in=[tag.pk for tag in objs]).distinct().count()
        if number:
            positions = count(number, "open position", "open positions")
            verbs = ("loses", "has lost") if number == 1 else ("lose", "have lost")
            label = "this label" if len(objs) == 1 else "a label"
            note = DeletionNote(f"{positions} {verbs[0]} {label}.", f"{positions} {verbs[1]} {label}.")
            request.deletion_notes = [note]  # type: ignore[attr-defined]
        return super().get_deleted_objects(objs, request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Without JavaScript, nothing else makes the slug of a name from the address."""
        initial = super().get_changeform_initial_data(request)
        return {"slug": slugify(fold(str(initial.get("name", "")))), **initial}
