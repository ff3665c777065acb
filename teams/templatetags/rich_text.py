from django import template
from django.utils.safestring import SafeString, mark_safe

from teams.pages.metadata import to_plain_text
from teams.texts.links import write_mail_domain

register = template.Library()


@register.filter
def rich_text(value: str) -> SafeString:
    """Output the HTML of a `RichTextField`, which is sanitised when it is saved."""
    return mark_safe(value)  # noqa: S308  # clean by teams.texts.cleaning.sanitize


@register.filter
def excerpt(value: str, max_length: int) -> str:
    """Return the beginning of rich text as plain text, with at most `max_length` characters."""
    return to_plain_text(value, max_length)


@register.filter
def mail_address(value: str) -> str:
    """Return a mail address as links write it, with its domain in ASCII."""
    return write_mail_domain(value)
