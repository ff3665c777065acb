"""The check before publishing, and the log of decisions to publish in spite of warnings.

Every way of publishing uses it: transitions, the form, imports and the demo's loader. The rules across rows and
tables are in `jobs.publishing.rules`. Rules on one row are constraints of the model.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from jobs.finding.index_cache import get_unreadable_ids
from jobs.models import Check, Decision, Location, Posting, Section
from teams.models import Team

from . import rules
from .rules import Draft, RuleContext, Violation

WITHDRAWAL_REFUSED = (
    "This posting has been open, so it can only be closed, not withdrawn. Keep this date and set a closing date."
)
MAX_REASON_LENGTH: int = Decision._meta.get_field("reason").max_length or 0
# Rows in one query: databases limit the number of parameters.
CHUNK_SIZE = 5000


class ReasonRequired(ValidationError):
    """There are warnings (`violations`), and no reason was given to publish in spite of them."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__([violation.message for violation in violations])
        self.violations = violations


def check_postings(
    postings: Iterable[Posting], *, include_decided: bool = True, include_notes: bool = False
) -> dict[int, list[Violation]]:
    """Return the violations of stored postings of any status by id, blocking ones first.

    Reads their places and sections in a fixed number of queries for each chunk. `include_decided`: with the warnings
    that somebody has decided to publish in spite of. `include_notes`: with what is only told, last.
    """
    violations_by_id, context = {}, RuleContext.current()
    rows = iter(postings)
    while chunk := list(islice(rows, CHUNK_SIZE)):
        ids = [posting.pk for posting in chunk]
        locations, sections = defaultdict(list), defaultdict(list)
        placements = Posting.locations.through.objects.filter(posting__in=ids).select_related("location")
        placements = placements.exclude(location__in=get_unreadable_ids(Location))
        for placement in placements.order_by("location__name", "location_id"):
            locations[placement.posting_id].append(placement.location)
        for section in Section.objects.filter(posting__in=ids):
            sections[section.posting_id].append((section.heading, section.body))
        decided = {} if include_decided else get_decided_messages(ids)
        for posting in chunk:
            pk = posting.pk
            draft = Draft(posting, locations[pk], sections[pk], context)
            violations = rules.violations(draft, include_notes=include_notes)
            violations_by_id[pk] = exclude_decided(violations, decided.get(pk, ()))
    return violations_by_id


def get_decided_messages(ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the messages of the warnings that postings were published in spite of, by posting id."""
    messages, rest = defaultdict(set), iter(ids)
    while chunk := list(islice(rest, CHUNK_SIZE)):
        decisions = Decision.objects.filter(posting__in=chunk).order_by()
        for pk, message in decisions.values_list("posting", "message"):
            messages[pk].add(message)
    return messages


def exclude_decided(violations: Iterable[Violation], decided: Container[str]) -> list[Violation]:
    """Return the violations without warnings whose message is in `decided`. Blocking violations always stay."""
    return [violation for violation in violations if violation.is_blocking or violation.message not in decided]


def override_warnings(posting: Posting, violations: Sequence[Violation], *, by: Any = None, reason: str = "") -> None:
    """Log the decision to publish a stored posting in spite of the warnings among its violations.

    `by`: a user, or None for a command. Warnings decided earlier are not logged again.
    Raises ValidationError if a violation blocks, ReasonRequired if there are warnings and no reason.
    """
    if blocking := [violation.message for violation in violations if violation.is_blocking]:
        raise ValidationError(blocking)
    warnings = exclude_decided(violations, get_decided_messages([posting.pk])[posting.pk])
    if warnings and not reason.strip():
        raise ReasonRequired(warnings)
    log_decisions([(posting, warning) for warning in warnings], by=by, reason=reason)


def log_decisions(warnings: Iterable[tuple[Posting, Violation]], *, by: Any, reason: str) -> None:
    """Log that a user published postings in spite of these warnings, with the reason.

    Raises ValidationError if the reason is too long.
    """
    reason = reason.strip()
    if len(reason) > MAX_REASON_LENGTH:
        raise ValidationError(f"Give the reason in at most {MAX_REASON_LENGTH} characters.")
    decisions = [
        Decision(posting=posting, rule=warning.rule, message=warning.message, reason=reason, decided_by=by)
        for posting, warning in warnings
    ]
    Decision.objects.bulk_create(decisions)
    # A decision changes the result of the check, so the stored one is out of date.
    ids = [decision.posting_id for decision in decisions]
    for start in range(0, len(ids), CHUNK_SIZE):
        Check.objects.filter(posting__in=ids[start : start + CHUNK_SIZE]).delete()


def is_withdrawal(posting: Posting, published_from: dt.datetime | None) -> bool:
    """Whether this publication date would make a posting that has been open look as if it never was."""
    now = timezone.now()
    is_public = published_from is not None and published_from <= now
    return not is_public and posting.pk is not None and Posting.objects.filter(pk=posting.pk).ever_open(now).exists()


def is_or_will_be_open(posting: Posting) -> bool:
    """Whether the dates of a posting make it open now or later. Others need not pass the check."""
    is_over = posting.closes_at is not None and posting.closes_at <= timezone.now()
    return posting.published_from is not None and not is_over


def clear_closing_reason(posting: Posting, *, was_closed: bool) -> None:
    """Clear the closing reason of a posting that opens again: it does not apply to the next closing."""
    if was_closed and posting.status() != Posting.Status.CLOSED:
        posting.closing_reason = ""


def lock_postings(sender: type[Team], instance: Team, raw: bool = False, **kwargs: Any) -> None:
    """Lock the postings that `update_first_published` may change, before the team is written.

    Every write of content takes the lock of the edition last: docs/decisions/0015-order-of-locks.md. A receiver of
    `pre_save` of teams.
    """
    if instance.pk and not raw and connection.in_atomic_block:
        list(_never_open(instance).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _never_open(team: Team) -> Any:
    """Return the postings of a team that have not been open yet."""
    return Posting.objects.filter(Q(first_published__isnull=True) | Q(first_published__gt=timezone.now()), team=team)


def update_first_published(sender: type[Team], instance: Team, **kwargs: Any) -> None:
    """Set `first_published` of the postings that a published team opens. A hidden team clears it until they open.

    A receiver of `post_save` of teams.
    """
    if kwargs.get("raw"):
        return  # a fixture has the moments of its postings
    now = timezone.now()
    never_open = _never_open(instance)
    if instance.is_published:
        not_closed = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
        never_open.filter(not_closed, published_from__isnull=False).update(
            first_published=Greatest(F("published_from"), now)
        )
    else:
        never_open.update(first_published=None)
