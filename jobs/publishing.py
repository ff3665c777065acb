"""Everything that makes a posting public passes through here: what must be right first, and what follows.

The rules across rows and tables are `problems()`; a form, an action, an import and the loader of the
demo all ask it. Rules on one row are constraints of the model.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from teams.models import Team

from .models import Posting

WITHDRAWN = "This posting has been open, so it is closed, not withdrawn: keep this date and set a closing date."


def problems(posting: Posting, *, places: int, sections: int) -> dict[str, str]:
    """What keeps a posting from being published: messages by the field to mend.

    `places` and `sections` are how many it has, or will have once the form at hand is saved.
    Empty when nothing is in the way.
    """
    found = {}
    if not (posting.apply_url or posting.apply_email):
        found["apply_url"] = "Say how to apply: give an address or an e-mail address before publishing."
    if not sections:
        found["sections"] = "Write at least one section before publishing: what is the job?"
    if posting.is_remote:
        if not (places or posting.remote_anywhere or posting.remote_countries):
            found["remote_anywhere"] = "Say where a person may live before publishing: anywhere, or in which countries."
    elif not places:
        found["locations"] = "Choose at least one place before publishing: where is the work done?"
    return found


def check(posting: Posting) -> None:
    """Raise ValidationError if a stored posting that has a date of publishing must not be public."""
    found = problems(posting, places=posting.locations.count(), sections=posting.sections.count())
    if posting.published_from and found:
        raise ValidationError(list(found.values()))


@transaction.atomic
def publish(posting: Posting, at: dt.datetime | None = None) -> None:
    """Make a stored posting public from that moment on, now by default; one that was closed opens again.

    Raises ValidationError, and stores nothing, if something is in the way.
    """
    at = at or timezone.now()
    current = _locked([posting]).get()
    was_closed = current.status(at) == Posting.Status.CLOSED
    if not current.is_open(at):
        current.published_from = at
        if current.closes_at and current.closes_at <= at:
            current.closes_at = None
    forget_closing_reason(current, was_closed=was_closed, at=at)
    check(current)
    current.save()


@transaction.atomic
def close(postings: Sequence[Posting], reason: str, at: dt.datetime | None = None) -> int:
    """Close open postings at that moment, now by default, and return how many were open.

    `reason` is one of `Posting.ClosingReason`; candidates are told.
    """
    at = at or timezone.now()
    open_ones = [posting for posting in _locked(postings) if posting.is_open(at)]
    for posting in open_ones:
        posting.closes_at = at
        posting.closing_reason = reason
        posting.save()
    return len(open_ones)


def withdraws(posting: Posting, published_from: dt.datetime | None) -> bool:
    """Whether that date of publishing would take back a posting that has been open, as if it had never been."""
    now = timezone.now()
    is_public = published_from is not None and published_from <= now
    return not is_public and posting.pk is not None and Posting.objects.filter(pk=posting.pk).once_open(now).exists()


def forget_closing_reason(posting: Posting, *, was_closed: bool, at: dt.datetime | None = None) -> None:
    """A posting that opens again must not tell, when it closes next, why it closed before."""
    if was_closed and posting.status(at) != Posting.Status.CLOSED:
        posting.closing_reason = ""


def _locked(postings: Sequence[Posting]) -> QuerySet[Any]:
    """The postings as they are stored now, kept from other writers until the transaction ends."""
    wanted = Posting.objects.filter(pk__in=[posting.pk for posting in postings])
    return wanted.select_related("team").select_for_update(of=("self",))


def team_saved(sender: type[Team], instance: Team, **kwargs: Any) -> None:
    """Note the first moment of postings that a published team opens; forget it where a hidden team forestalls it."""
    now = timezone.now()
    waiting = Posting.objects.filter(Q(first_published__isnull=True) | Q(first_published__gt=now), team=instance)
    if instance.is_published:
        not_closed = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
        waiting.filter(not_closed, published_from__isnull=False).update(
            first_published=Greatest(F("published_from"), now)
        )
    else:
        waiting.update(first_published=None)
