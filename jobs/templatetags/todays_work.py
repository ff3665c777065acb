from typing import Any

from django import template
from django.urls import reverse

from ..admin.filters import STATUSES, AttentionFilter, StatusFilter, needing_a_look
from ..models import Posting

register = template.Library()


@register.simple_tag
def todays_work() -> list[dict[str, Any]]:
    """What there is to do, each with its count and the list that shows it."""
    postings = Posting.objects.order_by()
    statuses = (Posting.Status.OPEN, Posting.Status.DRAFT, Posting.Status.SCHEDULED)
    found = [
        (status.label, getattr(postings, STATUSES[status])(), StatusFilter.parameter_name, status.value)
        for status in statuses
    ]
    found += [
        (label, needing_a_look(postings, why), AttentionFilter.parameter_name, why)
        for why, label in AttentionFilter.labels.items()
    ]
    address = reverse("admin:jobs_posting_changelist")
    return [
        {"label": label, "count": rows.count(), "address": f"{address}?{name}={value}"}
        for label, rows, name, value in found
    ]
