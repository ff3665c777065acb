"""The admin's way out: a list, as it is narrowed down and searched, or chosen rows of it, as a spreadsheet."""

import tempfile
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.text import capfirst, slugify

from teams.desk.base import MAX_VALUES, DeskAdmin

from . import spreadsheet
from .records import SpreadsheetResource
from .spreadsheet import CONTENT_TYPES
from .workbook import Unwritable

# Beyond this a file waits on the disk.
IN_MEMORY = 5_000_000
Answer = HttpResponse | FileResponse


class ExportAdmin(DeskAdmin):
    """A page of the desk with a `resource_class`."""

    resource_class: type[SpreadsheetResource]
    change_list_template = "admin/export_list.html"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/<str:kind>/", export, name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        for kind in CONTENT_TYPES:
            name, said = f"export_{kind}", f"Export as {kind.upper()}"
            actions[name] = (_export_chosen_as(kind), name, said)
        return actions

    def export_view(self, request: HttpRequest, kind: str) -> Answer:
        """The rows of the list at the same query, on all its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in CONTENT_TYPES:
            raise Http404
        if sum(len(values) for _name, values in request.GET.lists()) > MAX_VALUES:
            return self._list(f"?{ERROR_FLAG}=1")
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return self._list(f"?{ERROR_FLAG}=1")
        return self.exported(request, rows, kind)

    def exported(self, request: HttpRequest, rows: QuerySet[Any], kind: str) -> Answer:
        """Rows of `get_queryset`, which knows this person's alone, as a file."""
        resource = self.resource_class()
        own = resource.get_queryset().filter(pk__in=rows.order_by().values("pk"))
        plural = str(self.opts.verbose_name_plural)
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the response closes it
        try:
            spreadsheet.write(file, kind, resource.columns, resource.records(own), capfirst(plural))
        except Unwritable as error:
            file.close()
            hint = "Nothing was exported. {} Choose CSV instead: it holds texts of any length."
            self.message_user(request, hint.format(error), messages.ERROR)
            query = request.GET.urlencode()
            return self._list(query and f"?{query}")
        file.seek(0)
        today = request.employer.today()  # type: ignore[attr-defined]
        name = f"{slugify(plural)}-{today}.{kind}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[kind])

    def _list(self, query: str = "") -> HttpResponse:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(reverse(name) + query)


def _export_chosen_as(kind: str) -> Any:
    def export(desk: Any, request: HttpRequest, queryset: QuerySet[Any]) -> Answer:
        return desk.exported(request, queryset, kind)

    return export
