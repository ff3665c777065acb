"""The site of the recruiter's desk."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class DeskSite(admin.AdminSite):
    index_title = "The recruiter's desk"
    # The header of every page leads to every list, so the sidebar would say the same again.
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        """Every page but `r/<type>/<id>/`, which leads to any row by its number and so tells a hidden title."""
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]


class DeskConfig(AdminConfig):
    default = False
    default_site = "careers.desk.DeskSite"
