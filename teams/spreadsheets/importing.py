"""Imports of the admin: choose a file, preview what it would change, confirm."""

from collections import defaultdict
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import get_text_list

from . import uploads
from .columns import Columns
from .exporting import ExportAdmin
from .faults import Fault, Unreadable
from .preview import ImportNeedsReason, OutdatedPreview
from .records import SpreadsheetResource
from .spreadsheet import Sheet, read

MAX_BYTES = 20 * 1024 * 1024
# A larger import would block other users from saving for too long.
MAX_ROWS = 10_000
MAX_LISTED = 20
PER_PAGE = 100
PLURALS = {"team": "teams", "locations": "places", "tags": "labels"}
OUTDATED = (
    "Nothing was imported, because someone has changed this data. Below is what the import would do now. "
    "Check it and confirm again."
)
BUSY = (
    "Nothing was imported, because the database is busy, perhaps with this file. "
    "Check the list in a minute before you try again."
)


class UploadForm(forms.Form):
    """A file that can be read. Errors in its rows are shown by the preview."""

    file = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text="CSV or XLSX, with the names of the columns above the rows; at most 20 MB.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty. Choose another."},
    )
    create = forms.BooleanField(required=False)

    def __init__(self, *args: Any, columns: Columns, creatable: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.columns = columns
        if creatable:
            plurals = get_text_list([PLURALS[column] for column in creatable], "and")
            self.fields["create"].label = f"Create {plurals} that do not exist"
            self.fields["create"].help_text = "Otherwise, you have to correct the rows that name them."
        else:
            del self.fields["create"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError("This file is larger than 20 MB. Split it into several.")
        self.content = file.read()
        try:
            read_upload(self.content, self.columns)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return file


class ConfirmForm(forms.Form):
    """The reason to publish despite warnings. Only the import knows whether there are any, so it is optional here."""

    def __init__(self, *args: Any, max_length: int, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["reason"] = forms.CharField(
            label="Why publish anyway?",
            required=False,
            max_length=max_length,
            widget=forms.TextInput(attrs={"required": True}),
            help_text="Saved with each of these postings, with your name.",
        )


def read_upload(content: bytes, columns: Columns) -> Sheet:
    """Read a file of at most `MAX_ROWS` rows. Raise Unreadable."""
    return read(content, columns, MAX_ROWS)


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
        resource, creatable = self.resource_class, self.resource_class.creatable_columns(request.user)
        data = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*data, columns=resource.known_columns(), creatable=creatable)
        if form.is_valid():
            create = creatable if form.cleaned_data.get("create") else []
            upload = uploads.store(form.content, form.cleaned_data["file"].name[-80:], create)
            reference = upload.reference(request.user, self.opts.label)
            return HttpResponseRedirect(self.build_url("preview", reference))
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
            upload = uploads.find(reference, request.user, self.opts.label)
            sheet = read_upload(upload.content(), self.resource_class.known_columns())
        except uploads.UploadGone:
            return self._redirect_gone(request, upload)
        data = request.POST if request.method == "POST" else None
        form = ConfirmForm(data, max_length=self.resource_class.max_reason_length)
        if not form.is_valid():
            return self._show_preview(request, upload, sheet, form)
        try:
            return self._confirm(request, upload, sheet, form.cleaned_data["reason"])
        except OutdatedPreview:
            return self._show_preview(request, upload, sheet, form, OUTDATED)
        except ImportNeedsReason:
            form.add_error("reason", "Say why to publish these anyway.")
            return self._show_preview(request, upload, sheet, form)
        except DatabaseError:
            messages.error(request, BUSY)
            return HttpResponseRedirect(request.path)

    def _confirm(self, request: HttpRequest, upload: uploads.Upload, sheet: Sheet, reason: str) -> HttpResponse:
        """Import the previewed rows and log it in one transaction. Raise OutdatedPreview, ImportNeedsReason."""
        if sheet.faults:
            raise OutdatedPreview
        resource = self._make_resource(request, upload, sheet, reason)
        with transaction.atomic():
            # Lock the user, so that a double click imports the file once.
            get_user_model()._default_manager.select_for_update(no_key=True).get(pk=_get_user(request).pk)
            if self._was_imported(request, upload):
                return self._redirect_gone(request, upload)
            resource.import_data(sheet.records, expected_digest=request.POST.get("digest", ""))
            self._log(request, upload, resource)
        upload.delete()
        messages.success(request, f"Imported {upload.title}: {_format_totals(resource)}.")
        return HttpResponseRedirect(self.build_url("changelist"))

    def _show_preview(
        self, request: HttpRequest, upload: uploads.Upload, sheet: Sheet, form: ConfirmForm, error: str = ""
    ) -> HttpResponse:
        resource = self._make_resource(request, upload, sheet)
        result = resource.import_data(sheet.records, dry_run=True)
        faults = sorted([*sheet.faults, *resource.faults(result)], key=attrgetter("line"))
        faults = [Fault(1, "", str(base_error.error)) for base_error in result.base_errors] or faults
        page = Paginator(resource.preview.changes, PER_PAGE).get_page(request.GET.get("page"))
        by_line: dict[int, list[Fault]] = defaultdict(list)
        for fault in faults:
            by_line[fault.line].append(fault)
        context = {
            "title": f"Import {upload.title}?",
            "resource": resource,
            "totals": resource.preview.totals,
            "reading": sheet.notes,
            "faults": dict(by_line),
            "created": [
                (PLURALS[column], sorted(map(str, lookup.created)))
                for column, lookup in resource.lookups.items()
                if lookup.created
            ],
            "nothing_to_do": not (faults or resource.preview.changes),
            "warnings": _group_warnings(resource.warnings),
            "notes": _group_warnings(resource.notes),
            "digest": resource.digest(),
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "error": error,
            "form": form,
            "can_create": resource.has_missing_rows() and self.resource_class.creatable_columns(request.user),
        }
        return self._render(request, "admin/import_preview.html", context, 409 if error else 200)

    def _make_resource(
        self, request: HttpRequest, upload: uploads.Upload, sheet: Sheet, reason: str = ""
    ) -> SpreadsheetResource:
        creatable = self.resource_class.creatable_columns(request.user)
        any_row = self.get_queryset(request).first()
        return self.resource_class(
            [column for column in upload.create if column in creatable],
            sheet.lines,
            request.user,
            self.get_readonly_fields(request, any_row),
            reason=reason,
        )

    def _log(self, request: HttpRequest, upload: uploads.Upload, resource: SpreadsheetResource) -> None:
        LogEntry.objects.create(
            user=_get_user(request),
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=upload.title[:200],
            action_flag=CHANGE,
            change_message=f"Imported: {_format_totals(resource)} ({upload.name}).",
        )

    def _was_imported(self, request: HttpRequest, upload: uploads.Upload) -> bool:
        since = timezone.now() - 2 * uploads.LIFETIME
        recent = LogEntry.objects.filter(user=_get_user(request), action_time__gt=since)
        return recent.filter(change_message__endswith=f"({upload.name}).").exists()

    def _redirect_gone(self, request: HttpRequest, upload: uploads.Upload | None) -> HttpResponse:
        if upload and self._was_imported(request, upload):
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


def _get_user(request: HttpRequest) -> Any:
    """Return the user, typed as one who is signed in: the admin refuses all others."""
    return request.user


def _group_warnings(warnings: list[Fault]) -> list[tuple[str, str, list[int], int]]:
    """Return each warning once: column, text, its first lines, and the number of further lines."""
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    for warning in warnings:
        lines[warning.column, warning.reason].append(warning.line)
    return [(*warning, numbers[:MAX_LISTED], len(numbers[MAX_LISTED:])) for warning, numbers in lines.items()]


def _format_totals(resource: SpreadsheetResource) -> str:
    return ", ".join(f"{resource.preview.totals[status]:,} {status}" for status in ("new", "changed", "unchanged"))
