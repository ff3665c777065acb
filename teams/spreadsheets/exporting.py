"""Exports of the admin: a filtered list, or selected rows, as a spreadsheet."""

import tempfile
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.text import capfirst, slugify

from teams.desk.base import DeskAdmin

from . import spreadsheet
from .records import SpreadsheetResource
from .spreadsheet import CONTENT_TYPES
from .workbook import Unwritable

# Larger files are written to disk.
MAX_IN_MEMORY = 5_000_000
Response = HttpResponse | FileResponse


class ExportAdmin(DeskAdmin):
    """An admin page that exports the rows of its `resource_class`."""

    resource_class: type[SpreadsheetResource]
    change_list_template = "admin/export_list.html"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/<str:file_format>/", export, name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        for file_format in CONTENT_TYPES:
            name, label = f"export_{file_format}", f"Export as {file_format.upper()}"
            export: Any = partial(_export_selected, file_format=file_format)
            actions[name] = (export, name, label)
        return actions

    def export_view(self, request: HttpRequest, file_format: str) -> Response:
        """Export all pages of the list that the query selects."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if file_format not in CONTENT_TYPES:
            raise Http404
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return self.redirect_to_list(request)
        return self.export(request, rows, file_format)

    def export(self, request: HttpRequest, rows: QuerySet[Any], file_format: str) -> Response:
        """Return a file of `rows`, which come from `get_queryset` and are visible to the user."""
        resource = self.resource_class()
        queryset = resource.get_queryset().filter(pk__in=rows.order_by().values("pk"))
        plural = str(self.opts.verbose_name_plural)
        file = tempfile.SpooledTemporaryFile(MAX_IN_MEMORY)  # noqa: SIM115  # the response closes it
        try:
            spreadsheet.write(file, file_format, resource.columns, resource.export_rows(queryset), capfirst(plural))
        except Unwritable as error:
            file.close()
            hint = "Nothing was exported. {} Choose CSV instead: it holds texts of any length."
            self.message_user(request, hint.format(error), messages.ERROR)
            query = request.GET.urlencode()
            return HttpResponseRedirect(self.build_url("changelist") + (query and f"?{query}"))
        file.seek(0)
        today = request.employer.today()  # type: ignore[attr-defined]
        name = f"{slugify(plural)}-{today}.{file_format}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[file_format])

    def build_url(self, name: str, *args: str) -> str:
        """Return the URL of an admin page of this model."""
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)


def _export_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any], *, file_format: str) -> Response:
    return model_admin.export(request, queryset, file_format)
