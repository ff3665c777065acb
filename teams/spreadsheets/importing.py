"""The admin's way in: choose a file, see what it would change, confirm it."""

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
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import get_text_list

from . import uploads
from .exporting import ExportAdmin
from .faults import Fault, Unreadable
from .preview import OutdatedPreview, ReasonRequired
from .records import SpreadsheetResource
from .spreadsheet import Sheet, read

MAX_BYTES = 20 * 1024 * 1024
# More would keep the other recruiters from saving for too long.
MAX_ROWS = 10_000
NAMED = 20
PER_PAGE = 100
PLURALS = {"team": "teams", "locations": "places", "tags": "tags"}
OUTDATED = "Nothing was imported: meanwhile somebody has changed what this file is about. This is what it would do now."
BUSY = (
    "Nothing was imported, because the database is busy, perhaps with this very file. "
    "Look at the list in a minute before you try again."
)


class UploadForm(forms.Form):
    """A file of a size and kind that can be read. What is in it, the preview tells."""

    file = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text="CSV in UTF-8 or XLSX, with the names of the columns in the first line; at most 20 MB.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty. Choose another."},
    )
    create = forms.BooleanField(required=False)

    def __init__(self, *args: Any, columns: tuple[str, ...], creatable: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.columns = columns
        if creatable:
            kinds = get_text_list([PLURALS[column] for column in creatable], "and")
            self.fields["create"].label = f"Create {kinds} that do not exist"
            self.fields["create"].help_text = "Otherwise a row that names one is not taken, and you are told."
        else:
            del self.fields["create"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError("This file is larger than 20 MB. Split it into several.")
        self.content = file.read()
        try:
            read_rows(self.content, self.columns)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return file


class ConfirmForm(forms.Form):
    """Why to publish in spite of warnings; whether there are any shows only during the import."""

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["reason"] = forms.CharField(
            label="Why publish anyway?",
            required=False,
            max_length=longest,
            widget=forms.TextInput(attrs={"required": True}),
            help_text="Kept with each of these postings, with your name.",
        )


def read_rows(content: bytes, columns: tuple[str, ...]) -> Sheet:
    """Read a file that is short enough for a page. Raises Unreadable."""
    sheet = read(content, columns)
    if len(sheet.lines) > MAX_ROWS:
        raise Unreadable(f"There are {len(sheet.lines):,} rows; {MAX_ROWS:,} can be imported at once. Split the file.")
    return sheet


class ImportExportAdmin(ExportAdmin):
    """A page of the desk with a `resource_class`: spreadsheets in, with a preview, and out."""

    def get_urls(self) -> list[Any]:
        name, wrap = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_view), name=f"{name}_import"),
            path("import/<str:reference>/", wrap(self.preview_view), name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        allowed = {"may_import": self.has_change_permission(request)}
        return super().changelist_view(request, {**allowed, **(extra_context or {})})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        self._require_permission(request)
        resource, creatable = self.resource_class, self.resource_class.creatable_columns(request.user)
        asked = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*asked, columns=resource.columns, creatable=creatable)
        if form.is_valid():
            create = creatable if form.cleaned_data.get("create") else []
            upload = uploads.keep(form.content, form.cleaned_data["file"].name[-80:], create)
            return HttpResponseRedirect(self._page("preview", upload.reference(request.user, self.opts.label)))
        context = {
            "form": form,
            "title": f"Import {self.opts.verbose_name_plural}",
            "resource": resource,
            "columns": [(column, resource.column_help.get(column, "")) for column in resource.columns],
        }
        return self._answer(request, "admin/import.html", context)

    def preview_view(self, request: HttpRequest, reference: str) -> HttpResponse:
        """What a file would do; sent back with what was shown, do it."""
        self._require_permission(request)
        try:
            upload = uploads.find(reference, request.user, self.opts.label)
        except uploads.Gone:
            return self._gone(request)
        try:
            sheet = read_rows(upload.content(), self.resource_class.columns)
        except uploads.Gone:
            return self._gone(request, upload)
        asked = request.POST if request.method == "POST" else None
        form = ConfirmForm(asked, longest=self.resource_class.max_reason_length)
        if not form.is_valid():
            return self._preview(request, upload, sheet, form)
        try:
            return self._confirm(request, upload, sheet, form.cleaned_data["reason"])
        except OutdatedPreview:
            return self._preview(request, upload, sheet, form, OUTDATED)
        except ReasonRequired:
            form.add_error("reason", "Say why to publish these all the same.")
            return self._preview(request, upload, sheet, form)
        except DatabaseError:
            messages.error(request, BUSY)
            return HttpResponseRedirect(request.path)

    def _confirm(self, request: HttpRequest, upload: uploads.Upload, sheet: Sheet, reason: str) -> HttpResponse:
        """Import what was shown, in one transaction with the note that it was. Raises Outdated, Unexplained."""
        if sheet.faults:
            raise OutdatedPreview
        resource = self._resource(request, upload, sheet, reason)
        with transaction.atomic():
            # One after the other, should the button have been pressed twice.
            get_user_model()._default_manager.select_for_update(no_key=True).get(pk=_person(request).pk)
            if self._was_imported(request, upload):
                return self._gone(request, upload)
            resource.import_data(sheet.records, expected=request.POST.get("plan", ""))
            self._note(request, upload, resource)
        upload.forget()
        messages.success(request, f"Imported {upload.title}: {_totals(resource)}.")
        return HttpResponseRedirect(self._page("changelist"))

    def _preview(
        self, request: HttpRequest, upload: uploads.Upload, sheet: Sheet, form: ConfirmForm, error: str = ""
    ) -> HttpResponse:
        resource = self._resource(request, upload, sheet)
        result = resource.import_data(sheet.records, dry_run=True)
        faults = sorted([*sheet.faults, *resource.faults(result)], key=attrgetter("line"))
        faults = [Fault(1, "", str(one.error)) for one in result.base_errors] or faults
        page = Paginator(resource.preview.changes, PER_PAGE).get_page(request.GET.get("page"))
        by_line: dict[int, list[Fault]] = defaultdict(list)
        for fault in faults:
            by_line[fault.line].append(fault)
        context = {
            "title": f"Import {upload.title}?",
            "resource": resource,
            "totals": resource.preview.totals,
            "faults": dict(by_line),
            "made": [
                (PLURALS[column], sorted(map(str, one.created)))
                for column, one in resource.lookups.items()
                if one.created
            ],
            "nothing_to_do": not (faults or resource.preview.changes),
            "warnings": _grouped(resource.warnings),
            "plan": resource.digest(),
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "error": error,
            "form": form,
            "missing": resource.missing() and self.resource_class.creatable_columns(request.user),
        }
        return self._answer(request, "admin/import_preview.html", context, 409 if error else 200)

    def _resource(
        self, request: HttpRequest, upload: uploads.Upload, sheet: Sheet, reason: str = ""
    ) -> SpreadsheetResource:
        allowed = self.resource_class.creatable_columns(request.user)
        some_row = self.get_queryset(request).first()
        return self.resource_class(
            [column for column in upload.create if column in allowed],
            sheet.lines,
            request.user,
            self.get_readonly_fields(request, some_row),
            reason=reason,
        )

    def _note(self, request: HttpRequest, upload: uploads.Upload, resource: SpreadsheetResource) -> None:
        LogEntry.objects.create(
            user=_person(request),
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=upload.title[:200],
            action_flag=CHANGE,
            change_message=f"Imported: {_totals(resource)} ({upload.name}).",
        )

    def _was_imported(self, request: HttpRequest, upload: uploads.Upload) -> bool:
        recent = LogEntry.objects.filter(user=_person(request), action_time__gt=timezone.now() - 2 * uploads.KEPT)
        return recent.filter(change_message__endswith=f"({upload.name}).").exists()

    def _gone(self, request: HttpRequest, upload: uploads.Upload | None = None) -> HttpResponse:
        if upload and self._was_imported(request, upload):
            messages.warning(request, f"{upload.title} has been imported already.")
            return HttpResponseRedirect(self._page("changelist"))
        messages.error(request, "This preview has been kept for a day and is gone. Choose the file again.")
        return HttpResponseRedirect(self._page("import"))

    def _require_permission(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context, status=status)

    def _page(self, name: str, *parts: str) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{name}", args=parts)


def _person(request: HttpRequest) -> Any:
    """Who asks: somebody who is signed in, or no page of the desk would have answered."""
    return request.user


def _grouped(warnings: list[Fault]) -> list[tuple[str, str, list[int], int]]:
    """Each warning once: its column, what it says, the first lines it is about, and how many more there are."""
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    for warning in warnings:
        lines[warning.column, warning.reason].append(warning.line)
    return [(*said, where[:NAMED], len(where[NAMED:])) for said, where in lines.items()]


def _totals(resource: SpreadsheetResource) -> str:
    return ", ".join(f"{resource.plan.totals[kind]:,} {kind}" for kind in ("new", "changed", "unchanged"))
