"""The admin site: the recruiter's desk."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class DeskSite(admin.AdminSite):
    index_title = "The recruiter’s desk"
    # The header of every page already links to every list.
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        """Return all addresses except `r/<type>/<id>/`, which would reveal the titles of hidden rows."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"]


class DeskConfig(AdminConfig):
    default = False
    default_site = "careers.admin_site.DeskSite"
