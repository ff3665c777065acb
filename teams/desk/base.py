"""Base classes of the admin pages: DeskAdmin, fields and inlines."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from js_asset import Media

from teams.brand.fonts.fields import FontField
from teams.models import Team
from teams.models.choice_set import ChoiceSetField
from teams.models.folding import fold
from teams.models.rich_text import RichTextField
from teams.pictures.fields import PictureField

from . import empty_choices, history, unreadable
from .forms import DeskForm, OrderedForm, OrderedFormSet
from .lists.addresses import SafeChangeListMixin
from .lists.search import among, matches, read_search
from .lists.spelling import CorrectingChangeList
from .merging import SafeMultipleChoiceField
from .saving import SavingMixin
from .widgets import ChoiceBox, DayInput, FontWidget, PictureWidget, RadioBox, RichTextWidget

# The maximum number of inline rows on one page. A form that claims to have more would block a worker.
MAX_ROWS = 300
WIDGETS: dict[Any, dict[str, Any]] = {
    RichTextField: {"widget": RichTextWidget},
    ChoiceSetField: {"widget": ChoiceBox},
    PictureField: {"widget": PictureWidget},
    FontField: {"widget": FontWidget},
    models.DateField: {"widget": DayInput},
    models.URLField: {
        "widget": forms.URLInput,
        "error_messages": {"invalid": "Write a complete address that begins with https://."},
    },
}


class TeamField(forms.ModelChoiceField):
    """A choice of one team. It says of a hidden one that what belongs to it is hidden too."""

    def label_from_instance(self, team: Any) -> str:
        return str(team) if team.is_published else f"{team} (hidden: not published yet)"


class FieldOptionsMixin(BaseModelAdmin):
    """Form fields and widgets of the desk, for pages and for inlines."""

    formfield_overrides = WIDGETS

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # The icons that add or change a related row in a popup confuse new users.
            field.widget = field.widget.widget
        if field and db_field.is_relation and isinstance(field.widget, ChoiceBox | RadioBox):
            field.widget.when_empty = empty_choices.describe(db_field.related_model, request)
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Team:
            kwargs |= {
                "queryset": unreadable.leave_out(Team.objects.visible_to(request.user)),
                "widget": RadioBox,
                "form_class": TeamField,
                "empty_label": "All teams",
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", unreadable.leave_out(db_field.related_model._default_manager.all()))
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": ChoiceBox, "form_class": SafeMultipleChoiceField, **kwargs}
        )


class DeskAdmin(SafeChangeListMixin, FieldOptionsMixin, SavingMixin):
    """Base of all admin pages: history, safe saving, and only rows that are visible to the user."""

    form = DeskForm
    list_per_page = 50
    history_list_per_page = 25
    empty_value_display = ""
    # A list of fifty rows ends far from its head.
    actions_on_bottom = True
    object_history_template = "admin/history.html"
    object_history_list_template = "admin/history_list.html"
    object_history_form_template = "admin/history_form.html"

    class Media:
        js = [Script("js/admin/forms.js", type="module"), "js/admin/leaving.js"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows that are visible to the user. All pages of the desk start from here."""
        rows = unreadable.leave_out(super().get_queryset(request))
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.employer, form.user = request.employer, request.user  # type: ignore[attr-defined]
        return form

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> Any:
        """Label the button for a new row “Add section”, where Django says “Add another Section”."""
        formsets = super().get_inline_formsets(*args, **kwargs)
        for formset in formsets:
            data = json.loads(formset.inline_formset_data())
            data["options"]["addText"] = f"Add {formset.opts.verbose_name}"
            formset.inline_formset_data = json.dumps(data)
        return formsets

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return CorrectingChangeList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Return rows that contain each word in some field, ignoring case and accents, or a synonym of it.

        The search runs in Python, because the two databases treat case and accents differently. The tables are small.
        """
        variants = read_search(search_term)
        if not variants:
            return queryset, False
        rows = queryset.order_by().values_list("pk", *self.search_fields)
        found = [pk for pk, *texts in rows if matches(variants, (fold(text or "") for text in texts))]
        return queryset.filter(pk__in=among(found)), False

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Return to the page that sent the user here to add something, if one did."""
        back = empty_choices.get_back(request)
        return HttpResponseRedirect(back) if back else super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        back = empty_choices.get_back(request)
        return HttpResponseRedirect(back) if back else super().response_post_save_change(request, obj)

    def view_on_site(self, row: Any) -> str | None:
        """Return the address of the public page, if there is one. Staff can also open it before it is public."""
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
    """Add the nonce of the content security policy to the editor's import map. Pages without an editor have none."""
    return media.with_nonce(request.csp_nonce) if isinstance(media, Media) else media  # type: ignore[attr-defined]


class OrderedInline(FieldOptionsMixin, admin.StackedInline):
    """Inline rows that can be moved with buttons or a handle.

    `is_open`: whether the fields of each row are shown at first. `is_restored`: whether restoring an earlier version
    of the page also restores its rows. It is False for testimonials, because a person may have withdrawn consent.
    """

    form = OrderedForm
    formset = OrderedFormSet
    template = "admin/edit_inline/ordered.html"
    extra = 0
    max_num = MAX_ROWS
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


class LinkedInline(OrderedInline):
    """Rows with pages of their own: here they are put in order or deleted. A team may have hundreds of them."""

    fields = ["position"]
    template = "admin/edit_inline/linked.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """New rows have a page of their own: see `get_formset`."""
        return False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset, with the address of the page for a new row. It is "" if the user may not add one."""
        formset = super().get_formset(request, obj, **kwargs)
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        formset.add_url = f"{address}?team={obj.pk}" if obj and super().has_add_permission(request, obj) else ""
        return formset
