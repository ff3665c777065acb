"""The admin of the rules that postings in a country or region must follow."""

from typing import Any

from django.contrib import admin
from django.db.models import DecimalField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst, get_text_list

from jobs.models import PlaceRule
from jobs.publishing.rules.places import format_money
from teams.desk.base import DeskAdmin
from teams.desk.widgets import CountrySelect, CurrencyInput

from .fields import AmountField


@admin.register(PlaceRule)
class PlaceRuleAdmin(DeskAdmin):
    list_display = ["place", "asks", "effect", "note"]
    list_display_links = ["place"]
    list_filter = ["is_blocking"]
    search_fields = ["country", "region", "note"]
    search_help_text = "Words of a region or a note, or the code of a country: DE."
    fieldsets = [
        (None, {"fields": [("country", "region"), "is_blocking"]}),
        ("Pay", {"fields": ["requires_pay", "requires_range", ("widest_range", "exempt_above"), "currency"]}),
        ("Dates", {"fields": ["requires_closing_date"]}),
        ("Source", {"fields": ["note"]}),
    ]

    formfield_overrides = {**DeskAdmin.formfield_overrides, DecimalField: {"form_class": AmountField}}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        widgets = {"country": CountrySelect, "currency": CurrencyInput}
        return super().get_form(request, obj, change, **{"widgets": widgets, **kwargs})

    @admin.display(description="Place", ordering="country")
    def place(self, rule: PlaceRule) -> str:
        return str(rule)

    @admin.display(description="Requires")
    def asks(self, rule: PlaceRule) -> str:
        requirements = {
            "pay": rule.requires_pay,
            "both ends of it": rule.requires_range,
            f"a range of at most {format_money(rule.widest_range, rule.currency)} a year": rule.widest_range
            is not None,
            "a closing date": rule.requires_closing_date,
        }
        return (
            capfirst(get_text_list([name for name, is_required in requirements.items() if is_required], "and"))
            or "Nothing"
        )

    @admin.display(description="Effect", ordering="is_blocking")
    def effect(self, rule: PlaceRule) -> str:
        badge, text = ("closed", "Blocks") if rule.is_blocking else ("scheduled", "Warns")
        return format_html('<span class="badge badge-{}">{}</span>', badge, text)
