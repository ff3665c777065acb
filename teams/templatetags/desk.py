from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField
from django.db.models import Manager
from django.db.models.fields.files import FieldFile
from django.utils.html import format_html

from teams.pictures.fields import PictureField
from teams.pictures.renditions import rendition_url

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


@register.filter
def shown(field: AdminReadonlyField) -> str:
    """What a person sees who may look but not change: a picture for a picture, as its original has no address."""
    row = field.form.instance
    value = getattr(row, field.field["name"], None)
    if isinstance(value, Manager):
        # Django writes out one side of such a relation only.
        return ", ".join(map(str, value.all()))
    if not isinstance(value, FieldFile) or not isinstance(value.field, PictureField):
        return field.contents()
    address = rendition_url(getattr(row, value.field.renditions_field), 480) if value else ""
    return format_html('<img src="{}" alt="The picture as it is now" class="thumbnail">', address) if address else ""
