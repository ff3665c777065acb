from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField
from django.db.models import Manager
from django.db.models.fields.files import FieldFile
from django.utils.html import format_html

from teams.pictures.fields import PictureField
from teams.pictures.renditions import rendition_url

register = template.Library()

# Lists that recruiters use most come first. Others follow in Django's order.
ORDER = ["Posting", "Team", "Story", "Testimonial", "Location", "Tag", "Synonym", "Employer"]


@register.filter
def order_by_use(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the models of Django's `available_apps` as one list, the most used first."""
    lists = [model for app in apps for model in app["models"] if model["admin_url"]]
    return sorted(
        lists, key=lambda model: ORDER.index(model["object_name"]) if model["object_name"] in ORDER else len(ORDER)
    )


@register.filter
def readonly_value(field: AdminReadonlyField) -> str:
    """Return the value of a read-only field. A picture is shown as its rendition, as originals have no address."""
    row = field.form.instance
    value = getattr(row, field.field["name"], None)
    if isinstance(value, Manager):
        # Django formats only the forward side of a many-to-many relation.
        return ", ".join(map(str, value.all()))
    if not isinstance(value, FieldFile) or not isinstance(value.field, PictureField):
        return field.contents()
    address = rendition_url(getattr(row, value.field.renditions_field), 480) if value else ""
    return format_html('<img src="{}" alt="Current picture" class="thumbnail">', address) if address else ""
