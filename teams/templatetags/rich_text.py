from django import template
from django.utils.safestring import SafeString, mark_safe

from teams.pages.metadata import to_plain_text

register = template.Library()


@register.filter
def rich_text(value: str) -> SafeString:
    """Print the HTML of a `RichTextField`, which was sanitised as it was stored."""
    return mark_safe(value)  # noqa: S308  # clean by teams.models.fields.sanitize


@register.filter
def opening(value: str, max_length: int) -> str:
    """The beginning of rich text as plain text, at most that long."""
    return to_plain_text(value, max_length)
