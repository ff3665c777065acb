"""Saving pages of the desk: row locks, double submits, deleted rows, earlier versions and messages."""

import re
import zoneinfo
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from simple_history.admin import SimpleHistoryAdmin

from teams.brand.fonts.uploads import looks_like_font, prepare
from teams.models.querysets import next_position
from teams.models.validators import ROW_ID
from teams.pictures.uploads import reduce_all

from . import consequences, double_submit, history
from .conflicts import get_author_name
from .double_submit import DuplicateSubmit
from .unsaved_input import collect_unsaved_input

# Django names the row and invites the user to edit it again. Recruiters need one word.
SAVED = re.compile(r" was (added|changed) successfully\.")
DELETED = re.compile(r"(was deleted successfully|^Successfully deleted )")


def lock_with_rows_of(model: Any, ids: list[int]) -> None:
    """Lock rows that will be deleted, and then those that are deleted with them, each by id."""
    list(model._base_manager.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))
    for relation in model._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
            list(rows.order_by("pk").select_for_update().values_list("pk"))


class LockingMixin(admin.ModelAdmin):
    """Locks a row while it is saved, and confirms a save with “Saved.”."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row to edit. While saving, it is locked, so that conflicts are detected."""
        row = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "POST":
            # The queryset of the list does not work here: PostgreSQL cannot lock rows of a query with GROUP BY.
            # The key is not locked, so saving a row that only refers to this one does not wait, and cannot deadlock.
            row = self.model._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
        return row

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete rows. All are locked first, in the order of docs/decisions/0015-order-of-locks.md."""
        with transaction.atomic():
            lock_with_rows_of(self.model, list(queryset.values_list("pk", flat=True)))
            super().delete_queryset(request, queryset)

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> HttpResponse | None:
        """Say that the chosen rows are deleted if a second click finds none of them. Django would say nothing."""
        ids = request.POST.getlist(ACTION_CHECKBOX_NAME)
        is_deletion = request.POST.get("action") == "delete_selected" and "post" in request.POST
        if is_deletion and ids and not self.model._base_manager.filter(pk__in=ids).exists():
            self.message_user(request, f"The chosen {self.opts.verbose_name_plural} are deleted.", messages.SUCCESS)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *args)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        lock_with_rows_of(self.model, [obj.pk])
        super().delete_model(request, obj)

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        text = getattr(request, "saved_text", "Saved.") if SAVED.search(str(message)) else message
        if DELETED.search(str(text)):
            text = " ".join([str(text), *(note.after for note in getattr(request, "deletion_notes", ()))])
        super().message_user(request, text, *args, **kwargs)


class SavingMixin(LockingMixin, SimpleHistoryAdmin):
    """Saves a page once and with its history. `ordered_within`: the column of the owner whose rows have an order."""

    ordered_within = "team_id"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            if request.method != "POST" or object_id is not None:
                _read_files(request)
                return super().changeform_view(request, object_id, form_url, extra_context)
            # Validation would refuse the second click: the row it adds exists, and its reference is unique.
            token, digest = get_token(request)
            _refuse_duplicate(token, digest)
            _read_files(request)
            with double_submit.one_at_a_time(token):
                _refuse_duplicate(token, digest)
                return super().changeform_view(request, object_id, form_url, extra_context)
        except DuplicateSubmit:
            token, digest = get_token(request)
            if first := double_submit.stored_message(token, digest):
                self.message_user(request, first, messages.SUCCESS)
                return HttpResponseRedirect(double_submit.stored_result(token, digest))
            text = "This was already saved. The second click changed nothing."
            self.message_user(request, text, messages.WARNING)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
            url = reverse(f"{name}_change", args=[object_id]) if object_id else reverse(f"{name}_changelist")
            return HttpResponseRedirect(url)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Answer for a row that does not exist or is not visible to the user. Shows what the user submitted."""
        if request.method != "POST":
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": opts,
            "values": collect_unsaved_input(self, request),
            "title": "This no longer exists",
        }
        return render(request, "admin/gone.html", context, status=404)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the row if something was changed, so that history holds changes only."""
        double_submit.claim_token(*get_token(request))
        entry = getattr(obj, "_history", None)
        if entry:
            self._keep_unshown_fields(obj, form)
            at = entry.history_date.astimezone(self.get_time_zone(request, obj.pk))
            obj._change_reason = f"Version of {date_format(at, 'j F Y, H:i')} restored"
        before = self.model._base_manager.filter(pk=obj.pk).first() if change else None
        if not change and "position" not in form.fields and hasattr(obj, "position"):
            obj.position = next_position(self.model, obj, self.ordered_within)
        if not change or entry or form.has_changed():
            super().save_model(request, obj, form, change)
        today = request.employer.today()  # type: ignore[attr-defined]
        request.saved_text = consequences.describe_saved(before, obj, today)  # type: ignore[attr-defined]
        if entry:
            for inline in self._get_restorable_inlines(request):
                history.restore_rows(entry, inline)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the inline rows. A change to them also counts as a change to the row itself, which is saved first."""
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            super().save_model(request, form.instance, form, change)
        super().save_related(request, form, formsets, change)
        forms = [form, *(row for formset in formsets for row in formset.forms)]
        for message in dict.fromkeys(each.merged_message for each in forms if getattr(each, "merged_message", "")):
            self.message_user(request, message)

    def _keep_unshown_fields(self, obj: Any, form: Any) -> None:
        """Restore only the fields that the form shows, and renditions of pictures. Other fields keep their values."""
        current = self.model._base_manager.get(pk=obj.pk)
        for field in self.model._meta.concrete_fields:
            if field.name not in form.fields and not field.name.endswith("_renditions"):
                setattr(obj, field.attname, getattr(current, field.attname))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._get_row_or_404(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show an earlier version, and restore it if the user may change the row."""
        _read_files(request)
        with transaction.atomic():
            return self._history_form_view(request, object_id, version_id, extra_context)

    def _history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any
    ) -> HttpResponse:
        row = self._get_row_or_404(request, object_id, version_id)
        if request.method == "POST" and not self.has_change_permission(request, row):
            raise PermissionDenied
        entry = self.model.history.filter(pk=version_id, id=object_id).first()
        inlines = self._get_restorable_inlines(request) if entry else []
        rows = [(inline.opts.verbose_name_plural, history.rows_at(entry, inline)) for inline in inlines]
        context = {"earlier_rows": rows, **self.get_version_context(request, row, entry), **(extra_context or {})}
        try:
            return super().history_form_view(request, object_id, version_id, context)
        except DuplicateSubmit:
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def get_version_context(self, request: HttpRequest, row: Any, entry: Any) -> dict[str, Any]:
        """Return the template context about a version: its author, and what restoring it would change."""
        if entry is None:
            return {}
        latest = row.history.first()
        return {
            "title": f"Earlier version of {row}",
            "entry": entry,
            "author": get_author_name(entry),
            "is_newest": latest.pk == entry.pk,
            "differences": history.differences(latest, entry, request, self.get_time_zone(request, row.pk)),
        }

    def get_time_zone(self, request: HttpRequest, pk: int) -> zoneinfo.ZoneInfo:
        """Return the time zone of the times in the history of a row."""
        return request.employer.zone  # type: ignore[attr-defined]

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.has_change_permission(request, obj)

    def _get_restorable_inlines(self, request: HttpRequest) -> list[Any]:
        """Return the inlines whose rows are restored with an earlier version."""
        return [inline for inline in self.get_inline_instances(request) if getattr(inline, "is_restored", False)]

    def _get_row_or_404(self, request: HttpRequest, object_id: str, *ids: str) -> Any:
        """Return the row. Raises Http404 if it is not visible to the user, because its history would be."""
        if all(ROW_ID.fullmatch(part) for part in (object_id, *ids)):
            row = self.get_object(request, object_id)
            if row is not None:
                return row
        raise Http404


def _read_files(request: HttpRequest) -> None:
    """Read submitted pictures and fonts before the transaction begins: it takes time, and others wait for its locks."""
    for upload in [upload for _name, uploads in request.FILES.lists() for upload in uploads]:
        if looks_like_font(upload):
            prepare(upload)
        else:
            reduce_all([upload])


def get_token(request: HttpRequest) -> tuple[str, str]:
    """Return the idempotency token of a submitted form, and the digest of the form."""
    return request.POST.get("idempotency_token", ""), double_submit.get_digest(request.POST, request.FILES)


def _refuse_duplicate(token: str, digest: str) -> None:
    if double_submit.is_duplicate(token, digest):
        raise DuplicateSubmit
