"""Where on the desk something is mended, for pages other than the form itself."""

from django import template
from django.urls import reverse

from jobs.admin.forms import SECTIONS, PostingForm
from jobs.publishing.rules import Finding

from ..models import Posting

register = template.Library()


@register.filter
def fix_address(finding: Finding, posting: Posting) -> str:
    """The address of the field of the posting's form that a finding is about."""
    address = reverse("admin:jobs_posting_change", args=[posting.pk])
    if finding.field == SECTIONS:
        return f"{address}#{SECTIONS}-group"
    field = PostingForm.base_fields.get(finding.field)
    if field is None:
        return address
    # Several controls make up a field: the first of them.
    own = f"id_{finding.field}"
    return f"{address}#{field.widget.id_for_label(own) or f'{own}_0'}"
