from typing import Any

from django import template

register = template.Library()

# What a recruiter opens most often stands first. Anything else follows in Django's order.
ORDER = ["Posting", "Team", "Story", "Testimonial", "Location", "Tag", "Employer"]


@register.filter
def in_daily_order(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lists a person may open, as Django's `available_apps` has them, without the apps around them."""
    lists = [model for app in apps for model in app["models"] if model["admin_url"]]
    return sorted(
        lists, key=lambda model: ORDER.index(model["object_name"]) if model["object_name"] in ORDER else len(ORDER)
    )
