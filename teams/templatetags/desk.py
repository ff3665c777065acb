from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField
from django.db.models import Manager
from django.db.models.fields.files import FieldFile
from django.utils.html import format_html

from teams.brand.fonts.fields import FontField
from teams.pictures.original_field import OriginalField
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
    """Return the value of a read-only field. Originals have no address."""
    row = field.form.instance
    value = getattr(row, field.field["name"], None)
    if isinstance(value, Manager):
        # Django formats only the forward side of a many-to-many relation.
        return ", ".join(map(str, value.all()))
    if not isinstance(value, FieldFile) or not isinstance(value.field, OriginalField):
        return field.contents()
    renditions = getattr(row, value.field.renditions_field) if value else {}
    if isinstance(value.field, FontField):
        return str(renditions.get("name", ""))
    address = rendition_url(renditions, 480)
    return format_html('<img src="{}" alt="Current picture" class="thumbnail">', address) if address else ""
