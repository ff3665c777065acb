"""Teams, stories, testimonials and shared texts in the admin."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html

from teams.desk import consequences
from teams.desk.base import DeskAdmin, LinkedInline, OrderedInline
from teams.desk.lists.filters import VisibleTeamFilter
from teams.desk.lists.ordering import OrderedListMixin
from teams.desk.merging import MergingMultipleChoiceField
from teams.models import Pillar, SharedText, Story, Team, Testimonial
from teams.models.querysets import can_manage_every_team
from teams.pictures.renditions import rendition_url
from teams.spreadsheets.importing import ImportExportAdmin
from teams.spreadsheets.resources import TeamResource, TestimonialResource

# Instead of deleting a team: postings protect it.
HIDE_IT = (
    "Move these postings to another team, or close them. Then untick “published” in the team’s form: visitors no "
    "longer see the team. Without postings, it can also be deleted."
)
# Leaves time to ask the person again.
EXPIRES_SOON = dt.timedelta(days=30)


class VisibilityMixin:
    """Adds a column that shows whether a row is public. That depends on more than its `is_published`."""

    def get_public_rows(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows that are public today."""
        return self.model.objects.published()  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        is_shown = models.Q(pk__in=self.get_public_rows(request).order_by().values("pk"))
        rows = super().get_queryset(request)  # type: ignore[misc]
        return rows.annotate(is_shown=models.ExpressionWrapper(is_shown, models.BooleanField()))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Say at the box “published” what it does now, and what happens when it is changed."""
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        if obj is not None and "is_published" in form.base_fields:
            today = request.employer.today()  # type: ignore[attr-defined]
            form.base_fields["is_published"].help_text = consequences.describe_box(obj, today)
        return form

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say how many of the rows are public. Both confirmations of a deletion call this, and the deletion itself."""
        rows = self.get_public_rows(request).filter(pk__in=[row.pk for row in objs])
        if number := rows.count():
            before = "Visitors see it now." if len(objs) == 1 else f"Visitors see {number} of them now."
            note = consequences.DeletionNote(before, "Visitors no longer see it." if len(objs) == 1 else "")
            request.deletion_notes = [note]  # type: ignore[attr-defined]
        return super().get_deleted_objects(objs, request)  # type: ignore[misc]

    @admin.display(description="Picture")
    def thumbnail(self, row: Any) -> str:
        renditions = getattr(row, "image_renditions", None) or getattr(row, "photo_renditions", None)
        address = rendition_url(renditions, 480) if renditions else ""
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', address) if address else ""

    @admin.display(description="Public", ordering="is_shown")
    def public(self, row: Any) -> str:
        style, text = ("open", "Shown") if row.is_shown else ("draft", "Hidden")
        return format_html('<span class="badge badge-{}">{}</span>', style, text)


class PillarInline(OrderedInline):
    model = Pillar
    fields = ["title", "body", "position"]


class StoryInline(LinkedInline):
    model = Story


class TestimonialInline(LinkedInline):
    model = Testimonial


@admin.register(Team)
class TeamAdmin(OrderedListMixin, VisibilityMixin, ImportExportAdmin, DeskAdmin):
    resource_class = TeamResource
    list_display = ["name", "thumbnail", "public", "recruiter_names"]
    list_filter = ["is_published"]
    search_fields = ["name", "headline"]
    search_help_text = "Searches name and headline."
    prepopulated_fields = {"slug": ["name"]}
    inlines = [PillarInline, StoryInline, TestimonialInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "is_published"]}),
        ("Header", {"fields": ["headline", "image", "image_focus", "image_alt", "image_is_decoration"]}),
        ("About us", {"fields": ["about"]}),
        ("Open positions", {"fields": ["rows_at_first", "section_headings"]}),
        ("Recruiters", {"fields": ["recruiters"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("recruiters")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the postings that keep the team from being deleted, and say what to do instead.

        Both confirmations of a deletion call this, and the deletion itself. It deletes nothing that is protected.
        """
        request.instead_of_deleting = HIDE_IT  # type: ignore[attr-defined]
        deletable, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return deletable, counts, set() if protected else perms_needed, protected

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Recruiters of a team may not change its recruiters, nor its position: imports ask this too."""
        return () if can_manage_every_team(request.user) else ("recruiters", "position")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("username")
        return super().formfield_for_manytomany(
            db_field, request, **{"form_class": MergingMultipleChoiceField, **kwargs}
        )

    @admin.display(description="Recruiters")
    def recruiter_names(self, team: Team) -> str:
        return ", ".join(str(user.get_full_name() or user) for user in team.recruiters.all())


@admin.register(Story)
class StoryAdmin(VisibilityMixin, DeskAdmin):
    list_display = ["title", "thumbnail", "team", "kind", "date", "public"]
    list_filter = ["is_published", "kind", ("team", VisibleTeamFilter)]
    list_select_related = ["team"]
    search_fields = ["title", "summary", "team__name"]
    search_help_text = "Searches title, summary and team."
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "team", ("kind", "date"), "summary", "is_published"]}),
        ("Link or text", {"fields": ["url", "body"]}),
        ("Image", {"fields": ["image", "image_focus", "image_alt", "image_is_decoration"]}),
    ]


class ExpiryFilter(admin.SimpleListFilter):
    """Testimonials with an agreement that ends soon."""

    SOON = "soon"
    title = "agreement"
    parameter_name = "agreement"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(self.SOON, f"Ends within {EXPIRES_SOON.days} days")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = request.employer.today()  # type: ignore[attr-defined]
        return queryset.expiring(today, today + EXPIRES_SOON) if self.value() == self.SOON else queryset


@admin.register(Testimonial)
class TestimonialAdmin(VisibilityMixin, ImportExportAdmin, DeskAdmin):
    resource_class = TestimonialResource
    list_display = ["name", "thumbnail", "job_title", "team", "public", "agreed_on", "agreed_until"]
    list_filter = ["is_published", ExpiryFilter, "has_left", ("team", VisibleTeamFilter)]
    list_select_related = ["team"]
    search_fields = ["name", "job_title", "area", "quote", "team__name"]
    search_help_text = "Searches name, job title, area, quote and team."
    fieldsets = [
        (None, {"fields": ["team", "name", "job_title", "area", "quote"]}),
        ("Photo", {"fields": ["photo", "photo_focus", "photo_alt", "photo_is_decoration"]}),
        ("Publication and agreement", {"fields": ["is_published", "agreed_on", "agreed_until", "has_left"]}),
    ]

    def get_public_rows(self, request: HttpRequest) -> models.QuerySet[Any]:
        return Testimonial.objects.shown(request.employer.today())  # type: ignore[attr-defined]

    def view_on_site(self, testimonial: Testimonial) -> str:
        return testimonial.team.get_absolute_url()


@admin.register(SharedText)
class SharedTextAdmin(OrderedListMixin, DeskAdmin):
    # Below a posting, the texts of its team stand among those of all teams.
    ordered_within = ""
    list_display = ["heading", "where", "is_published"]
    list_filter = ["is_published", ("team", VisibleTeamFilter)]
    list_select_related = ["team"]
    search_fields = ["heading", "body", "team__name"]
    search_help_text = "Searches heading, text and team."
    fieldsets = [(None, {"fields": ["heading", "body", "team", "is_published"]})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if "team" in form.base_fields and not can_manage_every_team(request.user):
            # A text without a team is shown under the postings of all teams. Recruiters may not write one.
            team = form.base_fields["team"]
            team.required, team.empty_label, team.help_text = True, None, "Shown under every posting of this team."
        return form

    @admin.display(description="Shown under postings of", ordering="team__name")
    def where(self, text: SharedText) -> str:
        return text.team.name if text.team else "all teams"
