"""Filters of lists by related rows."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from teams.models import Team

from .. import unreadable

# Longer filters show no counts: each is a column of a query, and SQLite allows 2,000.
MAX_COUNTED = 100


class CachedChoicesFilter(admin.RelatedFieldListFilter):
    """A filter that queries its choices once per request. Django creates each filter again to count its facets."""

    def has_output(self) -> bool:
        """Show a filter with a single choice too while it is in use."""
        return super().has_output() or bool(self.used_parameters)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the choices, with counts unless they are very many."""
        counts = changelist.add_facets
        changelist.add_facets = counts and len(self.lookup_choices) <= MAX_COUNTED
        choices = list(super().choices(changelist))
        changelist.add_facets = counts
        yield from choices

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        cached = request.__dict__.setdefault("filter_choices", {})
        if field.name not in cached:
            cached[field.name] = self.get_field_choices(field, request, model_admin)
        return cached[field.name]

    def get_field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [(row.pk, str(row)) for row in unreadable.leave_out(field.related_model._default_manager.all())]


class VisibleTeamFilter(CachedChoicesFilter):
    """A filter that offers the teams that are visible to the user."""

    def get_field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [(team.pk, str(team)) for team in unreadable.leave_out(Team.objects.visible_to(request.user))]
