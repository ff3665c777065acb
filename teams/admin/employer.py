"""The employer and its exchange rates in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from teams.desk.base import MAX_ROWS, DeskAdmin
from teams.desk.brand_widgets import BrandColourInput, LogoWidget, VoiceInput
from teams.desk.merging import MergingForm, MergingFormSet
from teams.desk.widgets import CurrencyInput, TimeZoneInput
from teams.models import Employer, ExchangeRate


class ExchangeRateInline(admin.StackedInline):
    model = ExchangeRate
    form = MergingForm
    formset = MergingFormSet
    fields = [("currency", "rate", "date")]
    extra = 0
    max_num = MAX_ROWS

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(
            request, obj, **{"widgets": {"currency": CurrencyInput}, "absolute_max": MAX_ROWS, **kwargs}
        )


@admin.register(Employer)
class EmployerAdmin(DeskAdmin):
    inlines = [ExchangeRateInline]
    fieldsets = [
        (None, {"fields": ["name", "tagline", "about"]}),
        (
            "Logo, colour and headings",
            {"fields": ["logo", "logo_dark", "logo_square", "brand_colour", "heading_voice", "heading_font"]},
        ),
        ("Preview when a page is shared", {"fields": ["social_image", "social_image_alt"]}),
        ("Contact", {"fields": ["website", "contact_email", "answers"]}),
        (
            "Defaults for postings",
            {"fields": ["section_headings", "currency", "time_zone", "language", "employs_in", "employees"]},
        ),
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        widgets = {
            "logo": LogoWidget,
            "logo_dark": LogoWidget(backgrounds=("dark",)),
            "logo_square": LogoWidget(backgrounds=("light",)),
            "brand_colour": BrandColourInput,
            "heading_voice": VoiceInput,
            "currency": CurrencyInput,
            "time_zone": TimeZoneInput,
        }
        return super().get_form(request, obj, change, **{"widgets": widgets, **kwargs})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirect to the only employer."""
        employer = Employer.objects.first()
        if employer is None:
            return HttpResponseRedirect(reverse("admin:teams_employer_add"))
        return HttpResponseRedirect(reverse("admin:teams_employer_change", args=[employer.pk]))

    def view_on_site(self, employer: Employer) -> str:
        return "/"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Employer.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
