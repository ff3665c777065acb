"""Filters of lists by related rows."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from teams.models import Team

from .. import unreadable


class CachedChoicesFilter(admin.RelatedFieldListFilter):
    """A filter that queries its choices once per request. Django creates each filter again to count its facets."""

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
