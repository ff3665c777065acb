"""What must be right before a posting is public, and what is noted of publishing it in spite of warnings.

Transitions, the form, imports and the loader of the demo publish postings. All of them ask here what the rules across
rows and tables say (`jobs.publishing.rules`), and log here who decided otherwise. Rules on one row are constraints of
the model.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from jobs.models import Check, Decision, Posting, Section
from teams.models import Team

from . import rules
from .rules import Draft, Finding, RuleContext

WITHDRAWAL_REFUSED = (
    "This posting has been open, so it is closed, not withdrawn: keep this date and set a closing date."
)
MAX_REASON_LENGTH: int = Decision._meta.get_field("reason").max_length or 0
# Asked for at once: databases bound the number of parameters.
CHUNK = 5000


class ReasonRequired(ValidationError):
    """Nothing blocks, but there are warnings, the `findings`, and no reason to publish in spite of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__([finding.message for finding in findings])
        self.findings = findings


def check_postings(postings: Iterable[Posting], *, include_decided: bool = True) -> dict[int, list[Finding]]:
    """What the rules say about stored postings with their places and sections, whatever their state; blocking first.

    By id; the number of queries does not grow with theirs. Unless `include_decided`, without the warnings that
    somebody has published in spite of.
    """
    found, context = {}, RuleContext.current()
    rows = iter(postings)
    while chunk := list(islice(rows, CHUNK)):
        pks = [posting.pk for posting in chunk]
        places, sections = defaultdict(list), defaultdict(list)
        placements = Posting.locations.through.objects.filter(posting__in=pks).select_related("location")
        for placement in placements.order_by("location__name", "location_id"):
            places[placement.posting_id].append(placement.location)
        for section in Section.objects.filter(posting__in=pks):
            sections[section.posting_id].append((section.heading, section.body))
        for posting in chunk:
            found[posting.pk] = rules.findings(Draft(posting, places[posting.pk], sections[posting.pk], context))
        if not include_decided:
            decided = get_decided_messages(pks)
            found |= {pk: exclude_decided(found[pk], decided[pk]) for pk in pks}
    return found


def get_decided_messages(pks: Iterable[int]) -> dict[int, set[str]]:
    """The messages that postings have been published in spite of, by their ids."""
    decided, rest = defaultdict(set), iter(pks)
    while chunk := list(islice(rest, CHUNK)):
        decisions = Decision.objects.filter(posting__in=chunk).order_by()
        for pk, message in decisions.values_list("posting", "message"):
            decided[pk].add(message)
    return decided


def exclude_decided(found: Iterable[Finding], decided: Container[str]) -> list[Finding]:
    """What of those findings still asks for something: all that blocks, and warnings not decided before."""
    return [finding for finding in found if finding.is_blocking or finding.message not in decided]


def override_warnings(posting: Posting, found: Sequence[Finding], *, by: Any = None, reason: str = "") -> None:
    """Let a stored posting pass in spite of the warnings found, and log who decided so and why.

    `by`: a user, or None for a command. What was decided before is not decided again.
    Raises ValidationError for what blocks, ReasonRequired for warnings without a reason.
    """
    if blocking := [finding.message for finding in found if finding.is_blocking]:
        raise ValidationError(blocking)
    warnings = exclude_decided(found, get_decided_messages([posting.pk])[posting.pk])
    if warnings and not reason.strip():
        raise ReasonRequired(warnings)
    log_decisions([(posting, warning) for warning in warnings], by=by, reason=reason)


def log_decisions(decided: Iterable[tuple[Posting, Finding]], *, by: Any, reason: str) -> None:
    """Note that postings were published in spite of those warnings, by whom and why.

    Raises ValidationError if the reason is too long to be kept.
    """
    reason = reason.strip()
    if len(reason) > MAX_REASON_LENGTH:
        raise ValidationError(f"Give the reason in at most {MAX_REASON_LENGTH} characters.")
    decisions = [
        Decision(posting=posting, rule=warning.rule, message=warning.message, reason=reason, decided_by=by)
        for posting, warning in decided
    ]
    Decision.objects.bulk_create(decisions)
    # What the check said of them before holds no longer.
    pks = [decision.posting_id for decision in decisions]
    for start in range(0, len(pks), CHUNK):
        Check.objects.filter(posting__in=pks[start : start + CHUNK]).delete()


def is_withdrawal(posting: Posting, published_from: dt.datetime | None) -> bool:
    """Whether that date of publishing would take back a posting that has been open, as if it had never been."""
    now = timezone.now()
    is_public = published_from is not None and published_from <= now
    return not is_public and posting.pk is not None and Posting.objects.filter(pk=posting.pk).ever_open(now).exists()


def clear_closing_reason(posting: Posting, *, was_closed: bool) -> None:
    """A posting that opens again must not tell, when it closes next, why it closed before."""
    if was_closed and posting.status() != Posting.Status.CLOSED:
        posting.closing_reason = ""


def update_first_published(sender: type[Team], instance: Team, **kwargs: Any) -> None:
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
