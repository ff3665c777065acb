"""The admin of the rules that postings in a country, region or city must follow."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import DecimalField
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst, get_text_list

from jobs.models import PlaceRule
from jobs.models.place_rule import rule_areas
from jobs.publishing.rules.places import format_money
from jobs.spreadsheets.place_rules import PlaceRuleResource
from teams.desk.widgets import CountrySelect, CurrencyInput
from teams.spreadsheets.importing import ImportExportAdmin

from .fields import AmountField


class AreaSelect(CountrySelect):
    """Countries, and the European Union."""

    def __init__(self) -> None:
        super().__init__()
        self.choices = [("", "Choose a country"), *rule_areas().items()]


@admin.register(PlaceRule)
class PlaceRuleAdmin(ImportExportAdmin):
    resource_class = PlaceRuleResource
    list_display = ["place", "applies", "asks", "effect", "read_on"]
    list_display_links = ["place"]
    list_filter = ["is_active", "is_blocking"]
    search_fields = ["country", "region", "city", "also_asks", "source"]
    search_help_text = "Words of a region, a city, a duty or a source, or the code of a country: DE."
    fieldsets = [
        (None, {"fields": [("country", "region", "city"), "is_active", "is_blocking"]}),
        ("Since when, and for whom", {"fields": [("in_force_from", "employees_from")]}),
        (
            "Pay",
            {
                "fields": [
                    "requires_pay",
                    "may_tell_pay_later",
                    "requires_range",
                    ("widest_range", "exempt_above"),
                    "currency",
                ]
            },
        ),
        ("Dates", {"fields": ["requires_closing_date"]}),
        ("Not checked here", {"fields": ["also_asks"]}),
        ("Source", {"fields": ["source", "read_on"]}),
    ]

    formfield_overrides = {**ImportExportAdmin.formfield_overrides, DecimalField: {"form_class": AmountField}}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        lines = forms.Textarea({"rows": 3})
        widgets = {"country": AreaSelect, "currency": CurrencyInput, "also_asks": lines, "source": lines}
        return super().get_form(request, obj, change, **{"widgets": widgets, **kwargs})

    @admin.display(description="Place", ordering="country")
    def place(self, rule: PlaceRule) -> str:
        return str(rule)

    @admin.display(description="Applies", ordering="in_force_from")
    def applies(self, rule: PlaceRule) -> str:
        day = f"from {date_format(rule.in_force_from, 'j F Y')}" if rule.in_force_from else ""
        size = f"from {rule.employees_from} employees" if rule.employees_from is not None else ""
        unknown = "Always" if rule.is_active else "Day not known"
        return capfirst(", ".join(filter(None, [day, size]))) or unknown

    @admin.display(description="Requires")
    def asks(self, rule: PlaceRule) -> str:
        requirements = {
            "pay": rule.requires_pay and not rule.may_tell_pay_later,
            "pay before the interview": rule.requires_pay and rule.may_tell_pay_later,
            "both ends of it": rule.requires_range,
            f"a range of at most {format_money(rule.widest_range, rule.currency)} a year": rule.widest_range
            is not None,
            "a closing date": rule.requires_closing_date,
            "more that is not checked": bool(rule.also_asks),
        }
        return (
            capfirst(get_text_list([name for name, is_required in requirements.items() if is_required], "and"))
            or "Nothing"
        )

    @admin.display(description="Effect", ordering="is_blocking")
    def effect(self, rule: PlaceRule) -> str:
        badge, text = ("closed", "Blocks") if rule.is_blocking else ("scheduled", "Warns")
        if not rule.is_active:
            badge, text = "draft", "Off"
        return format_html('<span class="badge badge-{}">{}</span>', badge, text)
