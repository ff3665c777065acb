"""What the views about one posting share."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from jobs.models import Posting

# The form field with a reference that somebody has said is another one.
CONFIRMED_REFERENCE = "confirmed_reference"


def get_posting_or_404(desk: Any, request: HttpRequest, object_id: str) -> Posting:
    """Return the posting with its team. Raises Http404 unless the user may see it.

    Unlike `desk.get_object`, this does not lock the row on POST.
    """
    postings = desk.get_queryset(request).select_related("team")
    posting = postings.filter(pk=object_id).first() if re.fullmatch("[0-9]{1,18}", object_id) else None
    if posting is None:
        raise Http404
    return posting


def ask_about_zeros(form: Any, typed: str, others: Any, references: Iterable[str] = ()) -> None:
    """Raise ValidationError once if one of `others` has a reference that differs from a new one only in zeros.

    `typed`: the reference as typed. `references`: those that it stands for, by default itself. The page of the form
    sends `reference_to_confirm` back as CONFIRMED_REFERENCE.
    """
    found = (others.with_reference_like(reference).first() for reference in references or [typed])
    if alike := next(filter(None, found), None):
        form.reference_to_confirm = typed
        if form.data.get(CONFIRMED_REFERENCE) != typed:
            raise ValidationError(
                f"There is “{alike.reference}” already, which differs only in zeros. If this is another posting, "
                "save again."
            )
