"""Links to the fields of the posting form, for other pages of the desk."""

from django import template
from django.urls import reverse

from jobs.admin.forms import SECTIONS, PostingForm
from jobs.models import Posting
from jobs.publishing.rules import Violation

register = template.Library()


@register.filter
def fix_address(violation: Violation, posting: Posting) -> str:
    """The address of the form field that a violation is about."""
    address = reverse("admin:jobs_posting_change", args=[posting.pk])
    if violation.field == SECTIONS:
        return f"{address}#{SECTIONS}-group"
    field = PostingForm.base_fields.get(violation.field)
    if field is None:
        return address
    # A field with several inputs has no label of its own: link to its first input.
    html_id = f"id_{violation.field}"
    return f"{address}#{field.widget.id_for_label(html_id) or f'{html_id}_0'}"
