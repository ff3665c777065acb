"""What the views about one posting share."""

import re
from typing import Any

from django.http import Http404, HttpRequest

from jobs.models import Posting


def get_posting_or_404(desk: Any, request: HttpRequest, object_id: str) -> Posting:
    """Return the posting with its team. Raises Http404 unless the user may see it.

    Unlike `desk.get_object`, this does not lock the row on POST.
    """
    postings = desk.get_queryset(request).select_related("team")
    posting = postings.filter(pk=object_id).first() if re.fullmatch("[0-9]{1,18}", object_id) else None
    if posting is None:
        raise Http404
    return posting
