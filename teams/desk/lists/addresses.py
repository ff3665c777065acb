"""What the address of a list may ask for."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ERROR_FLAG
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst

from teams.models.validators import ROW_ID

# The maximum number of values in the address of a list, and of characters in a search. SQLite refuses a query with
# 1,000 conditions.
MAX_VALUES, MAX_SEARCH = 100, 200


class SafeChangeListMixin(admin.ModelAdmin):
    """A list that accepts only the lookups of its filters, and only valid ids as ids.

    Django accepts any lookup on a field of the model. Some lookups never finish on one of the databases, such as a
    regular expression. Others make one of the databases fail, such as a date after the year 9999.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Whether a filter of this list uses `lookup`."""
        return lookup in self._get_filter_lookups(request) and super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list. Raise IncorrectLookupParameters if an id is invalid. The list and its export handle this."""
        for lookup, is_id in self._get_filter_lookups(request).items():
            if is_id and not all(ROW_ID.fullmatch(value) for value in request.GET.getlist(lookup)):
                # SQLite fails on an id that is too large, sometimes only while the template is rendered.
                raise IncorrectLookupParameters(lookup)
        return super().get_changelist_instance(request)

    def _get_filter_lookups(self, request: HttpRequest) -> dict[str, bool]:
        """Map each lookup of the filters to whether its value is an id."""
        lookups = {}
        for list_filter in self.get_list_filter(request):
            if isinstance(list_filter, type):
                lookups[list_filter.parameter_name] = False  # type: ignore[attr-defined]  # of a SimpleListFilter
                continue
            path = str(list_filter[0] if isinstance(list_filter, tuple) else list_filter)
            field: Any = get_fields_from_path(self.model, path)[-1]
            exact = f"{path}__{field.target_field.name}__exact" if field.is_relation else f"{path}__exact"
            lookups |= {exact: field.is_relation, f"{path}__isnull": False}
        return lookups

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if sum(len(values) for _name, values in request.GET.lists()) > MAX_VALUES:
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        if ids := request.POST.getlist(ACTION_CHECKBOX_NAME):
            data = request.POST.copy()
            data.setlist(ACTION_CHECKBOX_NAME, [pk for pk in ids if ROW_ID.fullmatch(pk)])
            request.POST = data  # type: ignore[assignment]
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, {**title, **(extra_context or {})})
