import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import get_text_list

from teams.desk import Desk, OrderedInline
from teams.widgets import ChoiceBox, CurrencyInput, TimeZoneInput

from .. import moments, publishing
from ..fields import ChoiceSetField
from ..forms import PostingForm, SectionFormSet
from ..models import Posting, Section
from .filters import AttentionFilter, EmploymentTypeFilter, StatusFilter


class SectionInline(OrderedInline):
    model = Section
    formset = SectionFormSet
    fields = ["heading", "body", "position"]
    is_open = True

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


def close_as(reason: Posting.ClosingReason) -> Any:
    """Return an action that closes the chosen postings for that reason."""

    @admin.action(description=f"Close now: {reason.label.lower()}", permissions=["change"])
    def close(desk: Any, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        postings = list(queryset.select_related("team"))
        closed = publishing.close(postings, reason)
        if closed:
            desk.message_user(request, f"Closed as {reason.label.lower()}: {_number(closed)}.", messages.SUCCESS)
        if left := len(postings) - closed:
            desk.message_user(request, f"Not open, so left as before: {_number(left)}.", messages.WARNING)

    close.__name__ = f"close_as_{reason.value}"
    return close


def said(day: dt.date, time: dt.time | None) -> str:
    return date_format(day, "j M Y") + (f", {time:%H:%M}" if time else "")


def _number(count: int) -> str:
    return f"{count} posting" if count == 1 else f"{count} postings"


@admin.register(Posting)
class PostingAdmin(Desk):
    form = PostingForm
    inlines = [SectionInline]
    list_filter = [StatusFilter, AttentionFilter, "team", "locations", "workplace", EmploymentTypeFilter, "level"]
    list_select_related = ["team"]
    search_fields = ["title", "reference", "team__name", "locations__name"]
    search_help_text = "Words of a title, a reference, a team or a place."
    formfield_overrides = {**Desk.formfield_overrides, ChoiceSetField: {"widget": ChoiceBox}}
    actions = ["publish_now", *map(close_as, Posting.ClosingReason)]
    fieldsets = [
        (None, {"fields": ["title", ("reference", "team")]}),
        ("Where", {"fields": ["workplace", "locations", "remote_anywhere", "remote_countries"]}),
        ("What kind of job", {"fields": ["employment_types", ("level", "language"), "tags"]}),
        ("Pay", {"fields": [("pay_minimum", "pay_maximum"), ("pay_currency", "pay_period"), "pay_note"]}),
        ("How to apply", {"fields": [("apply_url", "apply_email")]}),
        ("When", {"fields": [("published_from", "closes_at"), ("time_zone", "closing_reason")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("locations")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        widgets = {"time_zone": TimeZoneInput, "pay_currency": CurrencyInput}
        return super().get_form(request, obj, change, **{"widgets": widgets, **kwargs})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What holds for the employer, and nothing from the address, which could say anything."""
        employer = request.employer  # type: ignore[attr-defined]
        return {"pay_currency": employer.currency, "language": employer.language}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft may be deleted. What has once been open is closed."""
        is_kept = obj is not None and Posting.objects.filter(pk=obj.pk).once_open().exists()
        return super().has_delete_permission(request, obj) and not is_kept

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deletable, counts, missing, protected = super().get_deleted_objects(objs, request)
        kept = list(Posting.objects.filter(pk__in=[posting.pk for posting in objs]).once_open())
        protected += [
            f"“{posting}” has been open: close it instead, so that its address keeps answering" for posting in kept
        ]
        if kept and super().has_delete_permission(request):
            # It is the posting that may not go, not the person who may not delete.
            missing.discard(self.opts.verbose_name)
        return deletable, counts, missing, protected

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        employer = request.employer  # type: ignore[attr-defined]

        @admin.display(description="Published", ordering="published_from")
        def published(posting: Posting) -> str:
            at = posting.published_from
            return date_format(moments.as_said(at, posting.zone(employer))[0], "j M Y") if at else ""

        @admin.display(description="Closes", ordering="closes_at")
        def closes(posting: Posting) -> str:
            at = posting.closes_at
            return said(*moments.as_closing(at, posting.zone(employer))) if at else ""

        return ["name_and_number", "team", "where", "status_badge", published, closes]

    @admin.action(description="Publish now", permissions=["change"])
    def publish_now(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        published, hidden = 0, 0
        for posting in queryset.select_related("team"):
            if posting.is_open():
                self.message_user(request, f"“{posting}” is open already, so left as before.", messages.WARNING)
                continue
            try:
                publishing.publish(posting)
            except ValidationError as error:
                self.message_user(request, f"“{posting}” is not published. {' '.join(error.messages)}", messages.ERROR)
                continue
            published += 1
            hidden += not posting.team.is_published
        if published:
            self.message_user(request, f"Published: {_number(published)}.", messages.SUCCESS)
        if hidden:
            text = f"Hidden until the team is published: {_number(hidden)}."
            self.message_user(request, text, messages.WARNING)

    @admin.display(description="Title and reference", ordering="title_folded")
    def name_and_number(self, posting: Posting) -> str:
        return format_html('{} <span class="reference">{}</span>', posting.title, posting.reference)

    @admin.display(description="Where")
    def where(self, posting: Posting) -> str:
        places = ", ".join(location.name for location in posting.locations.all())
        if not posting.is_remote:
            return f"{places} (hybrid)" if posting.workplace == Posting.Workplace.HYBRID else places
        people = "anywhere" if posting.remote_anywhere else get_text_list(posting.country_names, "or")
        return ", ".join(filter(None, [f"Remote ({people})", places]))

    @admin.display(description="Status")
    def status_badge(self, posting: Posting) -> str:
        status = posting.status()
        return format_html('<span class="badge badge-{}">{}</span>', status.value, status.label)
