"""Rows in an order of their own: put in order in their list, so that nobody types a number."""

from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from simple_history.utils import bulk_update_with_history

from teams.models.querysets import can_manage_every_team


class OrderedListMixin(admin.ModelAdmin):
    """Adds actions that move rows up and down in their list. Only who manages all teams may: the order is of all."""

    actions = ["move_up", "move_down"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not can_manage_every_team(request.user):
            for name in ("move_up", "move_down"):
                actions.pop(name, None)
        return actions

    @admin.action(description="Move up", permissions=["change"])
    def move_up(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._move(request, queryset, up=True)

    @admin.action(description="Move down", permissions=["change"])
    def move_down(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._move(request, queryset, up=False)

    def _move(self, request: HttpRequest, queryset: models.QuerySet[Any], *, up: bool) -> None:
        selected = set(queryset.order_by().values_list("pk", flat=True))
        with transaction.atomic():
            # Locked by id: docs/decisions/0015-order-of-locks.md.
            locked = list(self.model._base_manager.order_by("pk").select_for_update(no_key=True))
            rows = sorted(locked, key=lambda row: (row.position, row.pk), reverse=not up)
            for index in range(1, len(rows)):
                if rows[index].pk in selected and rows[index - 1].pk not in selected:
                    rows[index - 1], rows[index] = rows[index], rows[index - 1]
            moved = []
            for position, row in enumerate(rows if up else reversed(rows), start=1):
                if row.position != position:
                    row.position = position
                    moved.append(row)
            bulk_update_with_history(moved, self.model, ["position"], default_user=request.user)
        names = ", ".join(str(row) for row in rows if row.pk in selected)
        self.message_user(request, f"Moved {'up' if up else 'down'}: {names}.")
