"""What the address of a list may ask for. Anything else leads to the list, with a sentence."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import Truncator, capfirst, get_text_list

from teams.models.validators import ROW_ID

# The maximum number of values in the address of a list, and of characters in a search. SQLite refuses a query with
# 1,000 conditions.
MAX_VALUES, MAX_SEARCH = 100, 200
# What a list understands beside its filters.
OF_EVERY_LIST = {ALL_VAR, ORDER_VAR, PAGE_VAR, SEARCH_VAR}
# At most this many parameters are named, each with at most this many characters.
MAX_NAMED, MAX_CHARACTERS = 3, 40


class SafeChangeListMixin(admin.ModelAdmin):
    """A list that accepts only the lookups of its filters, and only values that they offer.

    Django accepts any lookup on a field of the model. Some lookups never finish on one of the databases, such as a
    regular expression. Others make one of the databases fail, such as a date after the year 9999.

    An address with anything else leads to the list without it, with a sentence: it may come from a bookmark, and the
    row it names may have been deleted since. A row that the user may not see is answered like one that does not exist.
    """

    # So no list has a link to the counts, whose parameter would be unknown here.
    show_facets = admin.ShowFacets.ALWAYS

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Whether a filter of this list uses `lookup`."""
        return lookup in self._get_filter_lookups(request) and super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list. Raise IncorrectLookupParameters if the address asks for something that it does not know."""
        unknown = self._find_unreadable(request)
        if not unknown:
            changelist = super().get_changelist_instance(request)
            unknown = _find_unknown_values(request, changelist)
        if unknown:
            request.unknown_parameters = unknown  # type: ignore[attr-defined]  # for `redirect_to_list`
            raise IncorrectLookupParameters(unknown)
        return changelist

    def redirect_to_list(self, request: HttpRequest) -> HttpResponse:
        """Lead to the list without what it does not know, and say what that is."""
        query = request.GET.copy()
        unknown = getattr(request, "unknown_parameters", None) or set(query) & {PAGE_VAR} or set(query)
        left_out = [f"{name} = {query[name]}".removesuffix(" = ") for name in query if name in unknown - {ERROR_FLAG}]
        for name in unknown:
            query.pop(name, None)
        named = [f"“{Truncator(text).chars(MAX_CHARACTERS)}”" for text in left_out[:MAX_NAMED]]
        more = [f"{len(left_out) - MAX_NAMED} more"] if len(left_out) > MAX_NAMED else []
        text = "The address asked for something that this list does not have"
        self.message_user(
            request, f"{text}: {get_text_list([*named, *more], 'and')}." if named else f"{text}.", messages.WARNING
        )
        path = reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)

    def _find_unreadable(self, request: HttpRequest) -> set[str]:
        """Return the parameters that are no filter of this list, or an invalid id."""
        if sum(len(values) for _name, values in request.GET.lists()) > MAX_VALUES:
            return set(request.GET)
        lookups = self._get_filter_lookups(request)
        return {
            name
            for name, values in request.GET.lists()
            # SQLite fails on an id that is too large, sometimes only while the template is rendered.
            if name not in OF_EVERY_LIST | lookups.keys()
            or (lookups.get(name) and not all(map(ROW_ID.fullmatch, values)))
        }

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
        if unknown := self._find_unreadable(request):
            request.unknown_parameters = unknown  # type: ignore[attr-defined]
            return self.redirect_to_list(request)
        if ids := request.POST.getlist(ACTION_CHECKBOX_NAME):
            data = request.POST.copy()
            data.setlist(ACTION_CHECKBOX_NAME, [pk for pk in ids if ROW_ID.fullmatch(pk)])
            request.POST = data  # type: ignore[assignment]
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        response = super().changelist_view(request, {**title, **(extra_context or {})})
        # Django's answer to an IncorrectLookupParameters.
        is_refused = response.headers.get("Location") == f"{request.path}?{ERROR_FLAG}=1"
        return self.redirect_to_list(request) if is_refused else response


def _find_unknown_values(request: HttpRequest, changelist: Any) -> set[str]:
    """Return the parameters of filters that offer none of the values asked for."""
    used = set(request.GET) - OF_EVERY_LIST
    unknown = set(used)
    # The counts beside the choices are not needed here.
    counts, changelist.add_facets = changelist.add_facets, False
    for spec in changelist.filter_specs:
        parameters = used.intersection(spec.expected_parameters())
        if parameters and any(choice["selected"] for choice in spec.choices(changelist)):
            unknown -= parameters
    changelist.add_facets = counts
    return unknown
