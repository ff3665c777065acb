"""What the pages about one posting begin with."""

import re
from typing import Any

from django.http import Http404, HttpRequest

from ..models import Posting


def posting_of(desk: Any, request: HttpRequest, object_id: str) -> Posting:
    """The posting, with its team, whose id stands in the address. Raises Http404 unless it is this person's."""
    rows = desk.get_queryset(request).select_related("team")
    found = rows.filter(pk=object_id).first() if re.fullmatch("[0-9]{1,18}", object_id) else None
    if found is None:
        raise Http404
    return found
