"""Imports of the admin: choose a file, preview what it would change, confirm.

Nothing is written before the confirmation. Files of many rows are checked and stored by a thread, while the page
shows how far it is.
"""

from collections import defaultdict
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from .exporting import ExportAdmin
from .faults import Fault
from .preview import ImportNeedsReason, OutdatedPreview
from .records import SpreadsheetResource
from .storing import CHECK, ImportInterrupted
from .uploads import files, plans, runs
from .uploads.forms import ConfirmForm, UploadForm, read_upload
from .uploads.sentences import INTERRUPTED, count, describe_end, describe_missing, describe_progress, format_totals

PER_PAGE = 100
OUTDATED = (
    "Nothing was imported, because someone has changed this data. Below is what the import would do now. "
    "Check it and confirm again."
)
BUSY = (
    "Nothing was imported, because the database is busy, perhaps with this file. "
    "Check the list in a minute before you try again."
)


class ImportExportAdmin(ExportAdmin):
    """An admin page that imports, with a preview, and exports the rows of its `resource_class`."""

    def get_urls(self) -> list[Any]:
        name, wrap = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_view), name=f"{name}_import"),
            path("import/<str:reference>/", wrap(self.preview_view), name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"may_import": self.has_change_permission(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        self._require_permission(request)
        resource = self.resource_class
        data = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*data, columns=resource.known_columns())
        if form.is_valid():
            title = form.cleaned_data["file"].name[-80:]
            return self._redirect_to(request, files.store(form.content, title, (), form.rows))
        context = {
            "form": form,
            "title": f"Import {self.opts.verbose_name_plural}",
            "resource": resource,
            "columns": [(column, resource.column_help.get(column, "")) for column in resource.columns],
        }
        return self._render(request, "admin/import.html", context)

    def preview_view(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show what a file would change. A POST request with the digest of the preview imports the file."""
        self._require_permission(request)
        upload = None
        try:
            upload = files.find(reference, request.user, self.opts.label)
            if not upload.exists():
                raise files.UploadGone
            state = runs.read_state(upload)
            if state and state.is_running:
                if request.method == "POST":
                    return HttpResponseRedirect(request.path)
                return self._show_progress(request, upload, state)
            if state and state.phase == runs.IMPORTED:
                return self._finish(request, upload, state)
            if request.method == "POST" and "create" in request.POST:
                return self._create_missing(request, upload)
            plan = None if state else plans.find(upload)
            if plan is None:
                plan = self._check(request, upload, describe_end(state))
            if plan is None:
                return self._show_progress(request, upload, runs.State(CHECK, 0, upload.rows))
            return self._answer(request, upload, plan)
        except files.UploadGone:
            return self._redirect_gone(request, upload)

    def _answer(self, request: HttpRequest, upload: files.Upload, plan: plans.Plan) -> HttpResponse:
        data = request.POST if request.method == "POST" else None
        needs_reason = bool(plan.warnings and not plan.faults)
        form = ConfirmForm(data, max_length=self.resource_class.max_reason_length, is_required=needs_reason)
        if not form.is_valid():
            return self._show_plan(request, upload, plan, form)
        try:
            return self._confirm(request, upload, plan, form.cleaned_data["reason"])
        except DatabaseError:
            upload.delete(files.STATE)
            messages.error(request, BUSY)
            return HttpResponseRedirect(request.path)

    def _confirm(self, request: HttpRequest, upload: files.Upload, plan: plans.Plan, reason: str) -> HttpResponse:
        """Import the previewed rows and log it, or begin to."""
        digest = request.POST.get("digest", "")
        upload.content()
        with transaction.atomic():
            # Lock the user, so that a double click imports the file once.
            get_user_model()._default_manager.select_for_update(no_key=True).get(pk=_get_user(request).pk)
            if self._was_imported(_get_user(request), upload):
                return self._redirect_gone(request, upload)
            state = runs.read_state(upload)
            if state and state.is_running:
                return HttpResponseRedirect(request.path)
            runs.write_state(upload, CHECK, 0, upload.rows)
        resource = self._make_resource(request, upload, reason)
        work = partial(self._import, _get_user(request), upload, resource, digest)
        if runs.is_long(upload):
            runs.start(upload, request.user, work)
        else:
            try:
                work()
            except BaseException:
                upload.delete(files.STATE)
                raise
        return self._redirect_after(request, upload)

    def _redirect_after(self, request: HttpRequest, upload: files.Upload) -> HttpResponse:
        """Answer a confirmation: with the list if it is imported, else with the page of this import."""
        state = runs.read_state(upload)
        if state and state.phase == runs.STOPPED and state.message == OUTDATED:
            plan = self._check(request, upload, OUTDATED)
            if plan:
                form = ConfirmForm(max_length=self.resource_class.max_reason_length, is_required=False)
                return self._show_plan(request, upload, plan, form, 409)
        if state and state.phase == runs.IMPORTED:
            return self._finish(request, upload, state)
        return HttpResponseRedirect(request.path)

    def _finish(self, request: HttpRequest, upload: files.Upload, state: runs.State) -> HttpResponse:
        upload.delete()
        messages.success(request, state.message)
        return HttpResponseRedirect(self.build_url("changelist"))

    def _import(self, user: Any, upload: files.Upload, resource: SpreadsheetResource, digest: str) -> None:
        """Check and store a file, log it, and leave behind how it ended."""
        sheet = read_upload(upload.content(), self.resource_class.known_columns())
        resource.lines = sheet.lines
        try:
            if sheet.faults:
                raise OutdatedPreview
            resource.import_data(sheet.records, expected_digest=digest)
        except (OutdatedPreview, ImportNeedsReason):
            runs.write_state(upload, runs.STOPPED, message=OUTDATED)
        except DatabaseError:
            runs.write_state(upload, runs.STOPPED, message=BUSY)
        except ImportInterrupted as error:
            self._log(user, upload, f"Imported in part: {error} ({upload.name}, in part).")
            runs.write_state(upload, runs.STOPPED, message=INTERRUPTED.format(error))
        else:
            totals = format_totals(resource)
            self._log(user, upload, f"Imported: {totals} ({upload.name}).")
            runs.write_state(upload, runs.IMPORTED, message=f"Imported {upload.title}: {totals}.")

    def _check(self, request: HttpRequest, upload: files.Upload, error: str) -> plans.Plan | None:
        """Make the plan of a file. Return it, or None if a thread makes it."""
        upload.delete(files.PLAN, files.ROWS)
        resource = self._make_resource(request, upload)
        work = partial(_make_plan, upload, resource, error)
        if runs.is_long(upload):
            runs.write_state(upload, CHECK, 0, upload.rows)
            runs.start(upload, request.user, work)
            return None
        work()
        return plans.find(upload)

    def _create_missing(self, request: HttpRequest, upload: files.Upload) -> HttpResponse:
        """Show what the same file would do if related rows that do not exist were created."""
        new = files.store(upload.content(), upload.title, self._creatable(request), upload.rows)
        upload.delete()
        return self._redirect_to(request, new)

    def _show_progress(self, request: HttpRequest, upload: files.Upload, state: runs.State) -> HttpResponse:
        context = {"title": f"Import {upload.title}", "state": state, "text": describe_progress(state)}
        return self._render(request, "admin/import_progress.html", context)

    def _show_plan(
        self, request: HttpRequest, upload: files.Upload, plan: plans.Plan, form: ConfirmForm, status: int = 200
    ) -> HttpResponse:
        page = Paginator(plans.Changes(upload, plan.offsets), PER_PAGE).get_page(request.GET.get("page"))
        creatable = self._creatable(request)
        missing = {column: names for column, names in plan.missing.items() if column in creatable}
        by_line: dict[int, list[Fault]] = defaultdict(list)
        for fault in plan.faults:
            if not (fault.is_missing and fault.column in missing):
                by_line[fault.line].append(fault)
        context = {
            "title": f"Import {upload.title}?",
            "plan": plan,
            "faults": dict(by_line),
            "missing": [(*count(column, names), names) for column, names in missing.items()],
            "missing_text": describe_missing(missing),
            "lines_to_correct": len({fault.line for fault in plan.faults}),
            "created": [(*count(column, names), column, names) for column, names in plan.created.items()],
            "nothing_to_do": not (plan.faults or page.paginator.count),
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "form": form,
        }
        return self._render(request, "admin/import_preview.html", context, status)

    def _creatable(self, request: HttpRequest) -> list[str]:
        return self.resource_class.creatable_columns(request.user)

    def _make_resource(self, request: HttpRequest, upload: files.Upload, reason: str = "") -> SpreadsheetResource:
        creatable = self._creatable(request)
        any_row = self.get_queryset(request).first()
        return self.resource_class(
            [column for column in upload.create if column in creatable],
            user=request.user,
            read_only=self.get_readonly_fields(request, any_row),
            reason=reason,
            progress=runs.Progress(upload) if runs.is_long(upload) else runs.no_progress,
        )

    def _log(self, user: Any, upload: files.Upload, message: str) -> None:
        LogEntry.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=upload.title[:200],
            action_flag=CHANGE,
            change_message=message,
        )

    def _was_imported(self, user: Any, upload: files.Upload) -> bool:
        since = timezone.now() - 2 * files.LIFETIME
        recent = LogEntry.objects.filter(user=user, action_time__gt=since)
        return recent.filter(change_message__endswith=f"({upload.name}).").exists()

    def _redirect_to(self, request: HttpRequest, upload: files.Upload) -> HttpResponse:
        return HttpResponseRedirect(self.build_url("preview", upload.reference(request.user, self.opts.label)))

    def _redirect_gone(self, request: HttpRequest, upload: files.Upload | None) -> HttpResponse:
        if upload and self._was_imported(_get_user(request), upload):
            messages.warning(request, f"{upload.title} has been imported already.")
            return HttpResponseRedirect(self.build_url("changelist"))
        messages.error(request, "This preview has expired. Choose the file again.")
        return HttpResponseRedirect(self.build_url("import"))

    def _require_permission(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _render(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context, status=status)


def _make_plan(upload: files.Upload, resource: SpreadsheetResource, error: str) -> None:
    sheet = read_upload(upload.content(), resource.known_columns())
    resource.lines = sheet.lines
    result = resource.import_data(sheet.records, dry_run=True)
    plans.keep(upload, *plans.make(resource, result, sheet, error))
    upload.delete(files.STATE)


def _get_user(request: HttpRequest) -> Any:
    """Return the user, typed as one who is signed in: the admin refuses all others."""
    return request.user
