"""How a page of the desk is stored: once, whole, and never over words that nobody has read."""

import zoneinfo
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from teams.models.validators import ROW_ID

from . import double_submit, history
from .conflicts import get_author_name
from .double_submit import DuplicateSubmit
from .unsaved_input import collect_unsaved_input


class LockingMixin(admin.ModelAdmin):
    """A page on which nobody else saves while it is being saved."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row to edit; locked while it is being saved, so that two who save at once are noticed."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST":
            # Not from the list's queryset: PostgreSQL locks no rows that are grouped to be counted.
            # Not its key: rows that only point to it need not wait, and so wait for nobody in a circle.
            found = self.model._base_manager.select_for_update(no_key=True).filter(pk=found.pk).first()
        return found


class SavingMixin(LockingMixin, SimpleHistoryAdmin):
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DuplicateSubmit:
            text = "This was saved already: pressing the button twice has changed nothing more."
            self.message_user(request, text, messages.WARNING)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
            address = reverse(f"{name}_change", args=[object_id]) if object_id else reverse(f"{name}_changelist")
            return HttpResponseRedirect(address)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Where there is no such row, or none of this person's. What she has typed is given back to her."""
        if request.method != "POST":
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": opts,
            "words": collect_unsaved_input(self, request),
            "title": "It is not here any more",
        }
        return render(request, "admin/gone.html", context, status=404)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the row, unless nothing was changed: history tells of changes, not of visits."""
        self._claim_token(form)
        entry = getattr(obj, "_history", None)
        if entry:
            self._keep_unshown_fields(obj, form)
        if not change or entry or form.has_changed():
            super().save_model(request, obj, form, change)
        if entry:
            for inline in self._get_restorable_inlines(request):
                history.restore_rows(entry, inline)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store the rows of the page. They are part of what it is about, so that is changed with them, and first."""
        if change and not form.has_changed() and any(rows.has_changed() for rows in formsets):
            super().save_model(request, form.instance, form, change)
        super().save_related(request, form, formsets, change)

    def _claim_token(self, form: Any) -> None:
        """Raise SavedTwice for a page that was stored before as it is sent now."""
        double_submit.claim_token(form.cleaned_data.get("idempotency_token", ""), double_submit.form_digest(form))

    def _keep_unshown_fields(self, obj: Any, form: Any) -> None:
        """An earlier version brings back what its page shows and what follows from its pictures; the rest stays."""
        current = self.model._base_manager.get(pk=obj.pk)
        for field in self.model._meta.concrete_fields:
            if field.name not in form.fields and not field.name.endswith("_renditions"):
                setattr(obj, field.attname, getattr(current, field.attname))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._get_row_or_404(request, object_id)
        return super().history_view(request, object_id, extra_context)

    @transaction.atomic
    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """An earlier version, and the way back to it: for those who may change the row as it is."""
        row = self._get_row_or_404(request, object_id, version_id)
        if request.method == "POST" and not self.has_change_permission(request, row):
            raise PermissionDenied
        entry = self.model.history.filter(pk=version_id, id=object_id).first()
        restored = self._get_restorable_inlines(request) if entry else []
        rows = [(one.opts.verbose_name_plural, history.rows_at(entry, one)) for one in restored]
        context = {"earlier_rows": rows, **self.get_version_context(request, row, entry), **(extra_context or {})}
        try:
            return super().history_form_view(request, object_id, version_id, context)
        except DuplicateSubmit:
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def get_version_context(self, request: HttpRequest, row: Any, entry: Any) -> dict[str, Any]:
        """Which version a page shows, and what bringing it back would change."""
        if entry is None:
            return {}
        now = row.history.first()
        return {
            "title": f"Earlier version of {row}",
            "entry": entry,
            "made_by": get_author_name(entry),
            "is_newest": now.pk == entry.pk,
            "differences": history.differences(now, entry, request, self.get_time_zone(request, row.pk)),
        }

    def get_time_zone(self, request: HttpRequest, number: int) -> zoneinfo.ZoneInfo:
        """In which time zone the history of the row with that number is told."""
        return request.employer.zone  # type: ignore[attr-defined]

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.has_change_permission(request, obj)

    def _get_restorable_inlines(self, request: HttpRequest) -> list[Any]:
        """The rows of the page that an earlier version brings back with it."""
        return [one for one in self.get_inline_instances(request) if getattr(one, "is_restored", False)]

    def _get_row_or_404(self, request: HttpRequest, object_id: str, *parts_of_address: str) -> Any:
        """The row, or Http404 where there is none or none of this person's; history would tell of it all the same."""
        if all(ROW_ID.fullmatch(part) for part in (object_id, *parts_of_address)):
            row = self.get_object(request, object_id)
            if row is not None:
                return row
        raise Http404
