"""The admin of postings: the list, the form, and the steps of a save."""

import re
import zoneinfo
from contextlib import AbstractContextManager, nullcontext
from functools import partial, reduce
from operator import and_, or_
from typing import Any, cast

from django.contrib import admin
from django.contrib.messages import WARNING
from django.db.models import Prefetch, Q, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import get_text_list

from jobs.finding.index_cache import leave_out_unreadable
from jobs.models import Location, Posting, local_time
from jobs.models.fields import one_entry
from jobs.models.querysets import PostingQuerySet
from jobs.publishing import changelog, check_results, messages
from jobs.publishing.transition_rules import status_by_dates
from jobs.publishing.transitions import TRANSITIONS
from jobs.spreadsheets.resources import PostingResource
from teams.desk.base import DeskAdmin
from teams.desk.double_submit import one_at_a_time, store_result
from teams.desk.lists.filters import VisibleTeamFilter
from teams.desk.lists.search import among, matches, read_search
from teams.desk.saving import get_token
from teams.desk.widgets import CurrencyInput, TimeZoneInput
from teams.models import Team
from teams.models.folding import fold
from teams.models.geography.country_groups import name_countries
from teams.spreadsheets.importing import ImportExportAdmin

from . import copying, previewing, transitions
from .deleting import filter_deleted_objects, filter_model_count
from .fields import AmountField
from .filters import FAILING, AttentionFilter, EmploymentTypeFilter, PlaceFilter, StatusFilter
from .forms import PUBLISH, PostingForm
from .places.field import PlacesField, PlacesWidget
from .violations import describe_publication, get_publishing_context
from .writing import unsaved
from .writing.defaults import get_initial_data, get_section_headings
from .writing.sections import SectionInline


@admin.register(Posting)
class PostingAdmin(ImportExportAdmin, DeskAdmin):
    resource_class = PostingResource
    form = PostingForm
    object_history_form_template = "admin/jobs/posting/history_form.html"
    inlines = [SectionInline]
    list_filter = [
        StatusFilter,
        AttentionFilter,
        ("team", VisibleTeamFilter),
        ("locations", PlaceFilter),
        "workplace",
        EmploymentTypeFilter,
        "level",
    ]
    list_select_related = ["team"]
    search_fields = ["title", "reference", "team__name", "locations__name"]
    search_help_text = "Words of a title, a reference, a team or a place."
    actions = [transitions.make_action(transition) for transition in TRANSITIONS.values()]
    fieldsets = [
        (None, {"fields": ["title", "team"]}),
        ("Where", {"fields": ["workplace", "locations", "remote_anywhere", "remote_countries"]}),
        ("What kind of job", {"fields": ["employment_types", ("level", "language"), "tags", "reference"]}),
        ("Pay", {"fields": [("pay_minimum", "pay_maximum"), ("pay_currency", "pay_period"), "pay_note"]}),
        ("How to apply", {"fields": [("apply_url", "apply_email")]}),
        ("When", {"fields": [("published_from", "closes_at"), ("time_zone", "closing_reason")]}),
    ]

    class Media:
        js = [Script("js/admin/writing.js", type="module")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A row that cannot be read would stop the list. The front page of the desk names it.
        places = Prefetch("locations", leave_out_unreadable(Location.objects.all()))
        return leave_out_unreadable(super().get_queryset(request)).prefetch_related(places)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Search in the database. Other lists search in Python, but there may be very many postings."""
        variants = read_search(search_term)
        if not variants:
            return queryset, False
        named = (rows.values_list("pk", "name") for rows in (Team.objects, Location.objects))
        teams, places = ([(pk, fold(name)) for pk, name in rows] for rows in named)
        by_word: dict[Any, Q] = {}
        for word in (word for variant in variants for word in variant if word not in by_word):
            in_teams, in_places = (
                among(pk for pk, name in rows if matches([[word]], [name])) for rows in (teams, places)
            )
            placed = Posting.locations.through.objects.filter(location__in=in_places).values("posting")
            by_word[word] = Q(team__in=in_teams) | Q(pk__in=placed)
            for form in word:
                by_word[word] |= Q(title_folded__contains=form) | Q(reference__icontains=form)
        has_words = [reduce(and_, (by_word[word] for word in variant)) for variant in variants]
        return queryset.filter(reduce(or_, has_words)), False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        widgets = {"time_zone": TimeZoneInput, "pay_currency": CurrencyInput}
        return super().get_form(request, obj, change, **{"widgets": widgets, **kwargs})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Location:
            kwargs |= {"form_class": PlacesField, "widget": PlacesWidget}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        context |= get_publishing_context(form)
        posting = context.get("original")
        # A form with errors has put what was submitted into the posting, and “Publish” submits a date.
        is_draft = form.initial.get("published_from") is None
        context["may_publish"] = is_draft and self.has_change_permission(request, posting)
        if posting is None:
            context["section_headings"] = get_section_headings(request)
        # A form with errors holds unsaved input, which a link to another page would lose.
        if posting and not form.is_bound:
            context["badge"] = self.status_badge(posting)
            context["publication"] = describe_publication(posting, form.employer)
            if self.has_change_permission(request, posting):
                context |= {"transitions": transitions.get_transition_links(posting), "may_change": True}
                context["may_copy"] = self.has_add_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[Any]:
        pages = {
            "transition": ("move/<str:name>/", transitions.transition_view),
            "copy": ("<str:object_id>/copy/", copying.copy_view),
            "previews": ("<str:object_id>/preview/", previewing.preview_view),
        }
        urls = [
            path(route, self.admin_site.admin_view(partial(view, self)), name=f"jobs_posting_{name}")
            for name, (route, view) in pages.items()
        ]
        return urls + super().get_urls()

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and unsaved.BUTTON in request.POST:
            return unsaved.preview_unsaved(self, request, object_id)
        # New postings are added one at a time, so that no two get the same proposed reference.
        is_new = request.method == "POST" and object_id is None
        with self._log_changes(request, object_id), one_at_a_time("new posting") if is_new else nullcontext():
            return super().changeform_view(request, object_id, *args, **kwargs)

    def _changeform_view(self, *args: Any, **kwargs: Any) -> Any:
        """Django calls this inside the transaction of the save."""
        with one_entry():
            return super()._changeform_view(*args, **kwargs)

    def _history_form_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        with one_entry():
            return super()._history_form_view(*args, **kwargs)

    def get_time_zone(self, request: HttpRequest, number: int) -> zoneinfo.ZoneInfo:
        """Return the time zone of the posting with the id `number`. Each request reads it once."""
        zones = request.__dict__.setdefault("zones", {})
        if number not in zones:
            zones[number] = Posting.objects.get(pk=number).zone(request.employer)  # type: ignore[attr-defined]
        return zones[number]

    def get_version_context(self, request: HttpRequest, row: Any, entry: Any) -> dict[str, Any]:
        context = super().get_version_context(request, row, entry)
        if entry is not None:
            context["outcome"] = messages.describe_status_change(
                row.status(), entry.instance, self.get_time_zone(request, row.pk)
            )
        return context

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = Posting.objects.select_related("team").filter(pk=obj.pk).first() if change else None
        obj.status_before = stored.status() if stored else None
        obj.status_by_dates_before = status_by_dates(stored, timezone.now()) if stored else None
        super().save_model(request, obj, form, change)
        for field in form.fields.values():
            if isinstance(field, AmountField) and field.note:
                self.message_user(request, field.note)
        if form.reference_note:
            self.message_user(request, form.reference_note, WARNING)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().response_add(request, obj, *args, **kwargs)
        return self._lead_to_published(request, obj, self._message_outcome(request, obj)) or response

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response = super().response_change(request, obj)
        return self._lead_to_published(request, obj, self._message_outcome(request, obj)) or response

    def _lead_to_published(self, request: HttpRequest, posting: Posting, outcome: str) -> HttpResponse | None:
        """After “Publish”, the form shows the state and the public address. A second click is told the same."""
        if PUBLISH not in request.POST:
            return None
        address = reverse("admin:jobs_posting_change", args=[posting.pk])
        store_result(*get_token(request), address, f"Saved. {outcome}".strip())
        return HttpResponseRedirect(address)

    def _message_outcome(self, request: HttpRequest, posting: Any) -> str:
        """Tell the user whether the posting is public now. Its places must be saved already: they set its time zone."""
        message = messages.describe_saved_status(posting.status_before, posting, request.employer)  # type: ignore[attr-defined]
        if message:
            self.message_user(request, message)
        return message

    def history_form_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        with self._log_changes(request, object_id):
            return super().history_form_view(request, object_id, *args, **kwargs)

    def _log_changes(self, request: HttpRequest, object_id: str | None) -> AbstractContextManager[None]:
        """Write the changes of a form or of a restored version to the change log."""
        has_posting = request.method == "POST" and object_id is not None and re.fullmatch("[0-9]{1,18}", object_id)
        return changelog.recording_changes(int(object_id or 0)) if has_posting else nullcontext()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.GET.get(AttentionFilter.parameter_name) == FAILING:
            check_results.refresh(cast(PostingQuerySet, self.get_queryset(request)))
        return super().changelist_view(request, extra_context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        posting = form.instance
        posting._change_reason = messages.name_transition(posting.status_by_dates_before, posting)
        check_results.refresh(Posting.objects.filter(pk=form.instance.pk))
        for place in form.new_places:
            self.message_user(request, f"“{place}” is a new place. Editors see that it is new.")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Ignore the parameters of the address, which Django would use."""
        return get_initial_data(request)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Give a new posting its first sections, also when it is submitted, so that they count as unchanged."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs if obj.pk else {"initial": inline.get_initial_rows(request), **kwargs}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow deleting only a posting that has never been open. Other postings can be closed."""
        was_open = obj is not None and Posting.objects.filter(pk=obj.pk).ever_open().exists()
        return super().has_delete_permission(request, obj) and not was_open

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deletable, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        ever_open = list(Posting.objects.filter(pk__in=[posting.pk for posting in objs]).ever_open())
        protected += [
            f"“{posting}” has been open: close it instead, so its address keeps working" for posting in ever_open
        ]
        if ever_open and super().has_delete_permission(request):
            # The postings are protected. The user does not lack a permission.
            perms_needed.discard(self.opts.verbose_name)
        return filter_deleted_objects(deletable), filter_model_count(counts), perms_needed, protected

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        employer = request.employer  # type: ignore[attr-defined]

        @admin.display(description="Published", ordering="published_from")
        def published(posting: Posting) -> str:
            at = posting.published_from
            return date_format(local_time.to_day_and_time(at, posting.zone(employer))[0], "j M Y") if at else ""

        @admin.display(description="Closes", ordering="closes_at")
        def closes(posting: Posting) -> str:
            at = posting.closes_at
            if at is None:
                return ""
            day, time = local_time.to_closing_day(at, posting.zone(employer))
            return date_format(day, "j M Y") + (f", {time:%H:%M}" if time else "")

        return ["name_and_number", "team", "where", "status_badge", published, closes]

    @admin.display(description="Title and reference", ordering="title_folded")
    def name_and_number(self, posting: Posting) -> str:
        return format_html('{} <span class="reference">{}</span>', posting.title, posting.reference)

    @admin.display(description="Where")
    def where(self, posting: Posting) -> str:
        places = ", ".join(location.name for location in posting.locations.all())
        if not posting.is_remote:
            return f"{places} (hybrid)" if posting.workplace == Posting.Workplace.HYBRID else places
        names = ("anywhere",) if posting.remote_anywhere else name_countries(posting.remote_countries)
        # A draft may name no countries yet.
        remote = f"Remote ({get_text_list(list(names), 'or')})" if names else "Remote"
        return ", ".join(filter(None, [remote, places]))

    @admin.display(description="Status")
    def status_badge(self, posting: Posting) -> str:
        status = posting.status()
        return format_html('<span class="badge badge-{}">{}</span>', status.value, status.label)
