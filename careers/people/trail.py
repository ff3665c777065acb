"""The page of security events. Nobody changes them; each is deleted after a year."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format

from teams.desk.lists.addresses import SafeChangeListMixin
from teams.models import SecurityEvent


@admin.register(SecurityEvent)
class SecurityEventAdmin(SafeChangeListMixin, admin.ModelAdmin):
    list_filter = ["kind"]
    list_display_links = None
    list_per_page = 50
    search_fields = ["name", "by_name", "address"]
    search_help_text = "Words of a name, or a network address."
    empty_value_display = ""
    actions = None

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        zone = request.employer.zone  # type: ignore[attr-defined]

        @admin.display(description="When", ordering="at")
        def when(event: SecurityEvent) -> str:
            return date_format(event.at.astimezone(zone), "j M Y, H:i")

        return [when, "what", "whom", "by_whom", "address", "detail"]

    def get_urls(self) -> list[Any]:
        """Return the address of the list. There is no page for one event."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") == self._list_name()]

    def _list_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_changelist"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="What happened", ordering="kind")
    def what(self, event: SecurityEvent) -> str:
        times = f" ({event.times} times within an hour)" if event.times > 1 else ""
        return f"{event.get_kind_display()}{times}"

    @admin.display(description="Account", ordering="name")
    def whom(self, event: SecurityEvent) -> str:
        return event.name or "no account"

    @admin.display(description="By", ordering="by_name")
    def by_whom(self, event: SecurityEvent) -> str:
        return event.by_name
