"""The recruiter's desk: what every page of the admin has in common."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.text import capfirst
from js_asset import Media

from teams.models import Team
from teams.models.fields import RichTextField
from teams.models.folding import fold
from teams.models.validators import ROW_ID
from teams.pictures.fields import PictureField

from . import history
from .forms import DeskForm, OrderedForm, OrderedFormSet
from .merging import SafeMultipleChoiceField
from .saving import SavingMixin
from .widgets import ChoiceBox, DayInput, PictureWidget, RadioBox, RichTextWidget

# More than anybody chooses or types; SQLite takes no thousand conditions in one question.
MAX_VALUES, MAX_SEARCH = 100, 200
# Rows of one page; a form that claims to have more would keep everybody else waiting.
MAX_ROWS = 300
WIDGETS: dict[Any, dict[str, Any]] = {
    RichTextField: {"widget": RichTextWidget},
    PictureField: {"widget": PictureWidget},
    models.DateField: {"widget": DayInput},
    models.URLField: {
        "widget": forms.URLInput,
        "error_messages": {"invalid": "Write a complete address that begins with https://."},
    },
}


class FieldOptionsMixin(BaseModelAdmin):
    """How fields are asked for, on a page of their own and as rows of another."""

    formfield_overrides = WIDGETS

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Pictograms that open a second window explain nothing to someone who has never seen them.
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Team:
            kwargs |= {
                "queryset": Team.objects.visible_to(request.user),
                "widget": RadioBox,
                "empty_label": "All teams",
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": ChoiceBox, "form_class": SafeMultipleChoiceField, **kwargs}
        )


class CachedChoicesFilter(admin.RelatedFieldListFilter):
    """Asks for its choices once a page; Django makes every filter anew for the counts of each."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        known = request.__dict__.setdefault("filter_choices", {})
        if field.name not in known:
            known[field.name] = self.get_field_choices(field, request, model_admin)
        return known[field.name]

    def get_field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return super().field_choices(field, request, model_admin)


class VisibleTeamFilter(CachedChoicesFilter):
    """The teams a person looks after; the others do not exist here."""

    def get_field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [(team.pk, str(team)) for team in Team.objects.visible_to(request.user)]


class SafeChangeListMixin(admin.ModelAdmin):
    """A list that takes from an address what its filters offer, and numbers of rows where rows are meant.

    Django takes any lookup on a field of the row itself: among them are some that never come to an end on one
    database (a regular expression) or that the other cannot answer (a moment past the last year).
    """

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Whether a filter of this list would put `lookup` into an address."""
        return lookup in self._offered(request) and super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Where the list and its export begin; raises IncorrectLookupParameters, which both answer."""
        for lookup, is_row in self._offered(request).items():
            if is_row and not all(ROW_ID.fullmatch(value) for value in request.GET.getlist(lookup)):
                # SQLite breaks off at a number that no row can have, and here and there only as the page is written.
                raise IncorrectLookupParameters(lookup)
        return super().get_changelist_instance(request)

    def _offered(self, request: HttpRequest) -> dict[str, bool]:
        """Every lookup that the filters offer: whether the number of a row belongs to it."""
        found = {}
        for one in self.get_list_filter(request):
            if isinstance(one, type):
                found[one.parameter_name] = False  # type: ignore[attr-defined]  # of a SimpleListFilter
                continue
            path = str(one[0] if isinstance(one, tuple) else one)
            field: Any = get_fields_from_path(self.model, path)[-1]
            exact = f"{path}__{field.target_field.name}__exact" if field.is_relation else f"{path}__exact"
            found |= {exact: field.is_relation, f"{path}__isnull": False}
        return found

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if sum(len(values) for _name, values in request.GET.lists()) > MAX_VALUES:
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        if chosen := request.POST.getlist(ACTION_CHECKBOX_NAME):
            sent = request.POST.copy()
            sent.setlist(ACTION_CHECKBOX_NAME, [one for one in chosen if ROW_ID.fullmatch(one)])
            request.POST = sent  # type: ignore[assignment]
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, {**title, **(extra_context or {})})


class DeskAdmin(SafeChangeListMixin, FieldOptionsMixin, SavingMixin):
    """A page of the desk: with history, with the address of what it edits, and of the person's own teams alone."""

    form = DeskForm
    show_facets = admin.ShowFacets.ALWAYS
    list_per_page = 50
    history_list_per_page = 25
    empty_value_display = ""
    object_history_template = "admin/history.html"
    object_history_list_template = "admin/history_list.html"
    object_history_form_template = "admin/history_form.html"

    class Media:
        js = [Script("js/admin/forms.js", type="module"), "js/admin/leaving.js"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """The rows a person may know of. Everything the desk shows of rows starts here."""
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.employer, form.user = request.employer, request.user  # type: ignore[attr-defined]
        return form

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Rows that have each word in some field, whatever its case and accents; of a long text, by its beginning.

        Databases do not agree about either, and none of these tables is long.
        """
        words = fold(search_term[:MAX_SEARCH]).split()
        if not words:
            return queryset, False
        rows = queryset.order_by().values_list("pk", *self.search_fields)
        said = ((pk, [fold(text or "") for text in texts]) for pk, *texts in rows)
        found = [pk for pk, texts in said if all(any(word in text for text in texts) for word in words)]
        return queryset.filter(pk__in=found), False

    def view_on_site(self, row: Any) -> str | None:
        """Where the public reads it; staff see there what is not public yet."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["media"] = add_nonce(context["media"], request)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> history.EditableChangesHelper:
        return history.EditableChangesHelper(
            self.model, historical_record, request, self.get_time_zone(request, historical_record.id)
        )

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, *args: Any) -> None:
        super().set_history_delta_changes(request, historical_records, *args)
        history.attach_row_changes(historical_records, self.get_inline_instances(request), request)

    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        if form := context.get("adminform"):
            context["media"] = add_nonce(self.media + form.media, request)
        with timezone.override(request.employer.zone):  # type: ignore[attr-defined]
            return super().render_history_view(request, template, context, **kwargs)


def add_nonce(media: Any, request: HttpRequest) -> Any:
    """Let the editor's import map pass the content security policy, on pages that have an editor and no others."""
    return media.with_nonce(request.csp_nonce) if isinstance(media, Media) else media  # type: ignore[attr-defined]


class OrderedInline(FieldOptionsMixin, admin.StackedInline):
    """Rows of another page, moved by buttons or by a handle.

    `is_open`: whether each shows its fields at once. `is_restored`: whether an earlier version of the page
    brings its rows back; not where somebody may have withdrawn consent meanwhile.
    """

    form = OrderedForm
    formset = OrderedFormSet
    template = "admin/edit_inline/ordered.html"
    is_open = False
    is_restored = False
    show_change_link = False
    view_on_site = False

    class Media:
        js = ["js/admin/reorder.js"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **{"absolute_max": MAX_ROWS, **kwargs})
        formset.employer, formset.user = request.employer, request.user  # type: ignore[attr-defined]
        return formset

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0

    def get_max_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return MAX_ROWS
