from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from .desk import Desk, OrderedInline
from .models import Employer, ExchangeRate, Pillar, Story, Team, Testimonial
from .widgets import ColourInput, CurrencyInput, TimeZoneInput

# The header of every page leads to every list, so the sidebar would say the same again.
admin.site.enable_nav_sidebar = False
admin.site.index_title = "The recruiter's desk"


class SeenBadge:
    """A column that says whether the public sees a row, which more decides than its own tick."""

    def seen(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The rows that a visitor sees today."""
        return self.model.objects.published()  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        is_seen = models.Q(pk__in=self.seen(request).order_by().values("pk"))
        return super().get_queryset(request).annotate(is_seen=models.ExpressionWrapper(is_seen, models.BooleanField()))  # type: ignore[misc]

    @admin.display(description="Public", ordering="is_seen")
    def public(self, row: Any) -> str:
        kind, text = ("open", "Seen") if row.is_seen else ("draft", "Not seen")
        return format_html('<span class="badge badge-{}">{}</span>', kind, text)


class ExchangeRateInline(admin.StackedInline):
    model = ExchangeRate
    fields = [("currency", "rate", "date")]
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"widgets": {"currency": CurrencyInput}, **kwargs})


@admin.register(Employer)
class EmployerAdmin(Desk):
    inlines = [ExchangeRateInline]
    fieldsets = [
        (None, {"fields": ["name", "tagline", "about"]}),
        ("How it looks", {"fields": ["logo", "brand_colour"]}),
        ("When someone shares a page", {"fields": ["social_image", "social_image_alt"]}),
        ("Where to find you", {"fields": ["website", "contact_email"]}),
        ("What holds unless a posting says otherwise", {"fields": ["currency", "time_zone", "language"]}),
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        widgets = {"brand_colour": ColourInput, "currency": CurrencyInput, "time_zone": TimeZoneInput}
        return super().get_form(request, obj, change, **{"widgets": widgets, **kwargs})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one employer, so the list leads straight to it."""
        current = Employer.objects.first()
        if current is None:
            return HttpResponseRedirect(reverse("admin:teams_employer_add"))
        return HttpResponseRedirect(reverse("admin:teams_employer_change", args=[current.pk]))

    def view_on_site(self, employer: Employer) -> str:
        return "/"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Employer.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PillarInline(OrderedInline):
    model = Pillar
    fields = ["title", "body", "position"]


class StoryInline(OrderedInline):
    model = Story
    prepopulated_fields = {"slug": ["title"]}
    fields = [
        "title",
        "slug",
        ("kind", "date"),
        "summary",
        "url",
        "body",
        "image",
        "image_alt",
        "image_is_decoration",
        "is_published",
        "position",
    ]


class TestimonialInline(OrderedInline):
    model = Testimonial
    fields = [
        ("name", "job_title"),
        "area",
        "quote",
        "photo",
        "photo_alt",
        "photo_is_decoration",
        ("agreed_on", "agreed_until"),
        "has_left",
        "is_published",
        "position",
    ]


@admin.register(Team)
class TeamAdmin(SeenBadge, Desk):
    list_display = ["name", "public", "position", "looked_after_by"]
    list_filter = ["is_published"]
    search_fields = ["name", "headline"]
    search_help_text = "Words of a name or a headline."
    prepopulated_fields = {"slug": ["name"]}
    inlines = [PillarInline, StoryInline, TestimonialInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "is_published"]}),
        ("The head of the page", {"fields": ["headline", "image", "image_alt", "image_is_decoration"]}),
        ("About us", {"fields": ["about"]}),
        ("Behind the page", {"fields": ["recruiters", "position"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("recruiters")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("username")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="Looked after by")
    def looked_after_by(self, team: Team) -> str:
        return ", ".join(str(user.get_full_name() or user) for user in team.recruiters.all())


@admin.register(Story)
class StoryAdmin(SeenBadge, Desk):
    list_display = ["title", "team", "kind", "date", "public"]
    list_filter = ["is_published", "kind", "team"]
    list_select_related = ["team"]
    search_fields = ["title", "summary", "team__name"]
    search_help_text = "Words of a title, a summary or a team's name."
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "team", ("kind", "date"), "summary", "is_published"]}),
        ("The story, here or elsewhere", {"fields": ["url", "body"]}),
        ("Image", {"fields": ["image", "image_alt", "image_is_decoration"]}),
        ("Behind the page", {"fields": ["position"]}),
    ]


@admin.register(Testimonial)
class TestimonialAdmin(SeenBadge, Desk):
    list_display = ["name", "job_title", "team", "public", "agreed_on", "agreed_until"]
    list_filter = ["is_published", "has_left", "team"]
    list_select_related = ["team"]
    search_fields = ["name", "job_title", "area", "quote", "team__name"]
    search_help_text = "Words of a name, a job title, an area, a quote or a team's name."
    fieldsets = [
        (None, {"fields": ["team", "name", "job_title", "area", "quote"]}),
        ("Photo", {"fields": ["photo", "photo_alt", "photo_is_decoration"]}),
        ("May it be shown?", {"fields": ["is_published", "agreed_on", "agreed_until", "has_left"]}),
        ("Behind the page", {"fields": ["position"]}),
    ]

    def seen(self, request: HttpRequest) -> models.QuerySet[Any]:
        return Testimonial.objects.shown(request.employer.today())  # type: ignore[attr-defined]

    def view_on_site(self, testimonial: Testimonial) -> str:
        return testimonial.team.get_absolute_url()
