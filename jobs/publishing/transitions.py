"""Publish, schedule, extend, close and reopen postings, one or many at once.

`plan` says what a transition would do to each posting, and why it skips some. `apply` locks the rows, plans again
and stores the result. `jobs.publishing.check` decides whether a posting may be public. The form, imports and the
demo's loader write the dates of postings without this module.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from jobs.models import Posting
from jobs.models.fields import FirstPublishedField
from teams.models import Employer, edition

from . import changelog, check, history, transition_rules
from .rules import Violation
from .transition_rules import TransitionRefused, TransitionRequest

Status = Posting.Status
# Postings read, checked and written at once: databases limit the number of parameters.
CHUNK_SIZE = 500
CHANGED = "somebody has changed it since this page was shown: look at it again"
REASON_MISSING = "the check before publishing warns of it, and no reason was given"
UNREAD = "there is something new to know about it since this page was shown: look at it again"


@dataclass
class PlannedTransition:
    """What a transition does to one posting: a `summary` and the `changes` by column, or the `skip_reason`.

    `is_hidden`: it is published, but its team is not, so nobody sees it yet. `blocking`: the violations that make
    the transition skip it. `notes`: what is only told. `log_entries`: for the change log.
    """

    posting: Posting
    summary: str = ""
    skip_reason: str = ""
    is_hidden: bool = False
    blocking: list[Violation] = field(default_factory=list)
    warnings: list[Violation] = field(default_factory=list)
    notes: list[Violation] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    log_entries: list[dict[str, Any]] = field(default_factory=list)

    def digest(self) -> str:
        """Return a hash of the texts that the user must read before confirming; "" if there are none.

        These are the warnings, and the summary if the closing date is removed.
        """
        removes_closing = "closes_at" in self.changes and self.changes["closes_at"] is None
        texts = [warning.message for warning in self.warnings] + ([self.summary] if removes_closing else [])
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12] if texts and not self.skip_reason else ""


@dataclass(frozen=True)
class Transition:
    """A change of a posting's state.

    `skip_reasons`: why it skips a posting, by status; this status ignores whether the team is published.
    `publishes`: it makes postings public, so they must pass the check.
    """

    name: str
    label: str
    done_label: str
    skip_reasons: Mapping[Posting.Status, str]
    rule: transition_rules.TransitionRule
    publishes: bool = False

    def can_apply_to(self, posting: Posting, at: dt.datetime | None = None) -> bool:
        return transition_rules.status_by_dates(posting, at or timezone.now()) not in self.skip_reasons

    def describe(self, request: TransitionRequest) -> str:
        """Return what happened, for the history: “Closed: cancelled”."""
        reason = Posting.ClosingReason(request.closing_reason).label.lower() if request.closing_reason else ""
        return f"{self.done_label}: {reason}" if reason else self.done_label


def version_of(posting: Posting) -> int:
    """Return a number that changes with every save: the moment of the last change, in microseconds."""
    return int(posting.updated_at.timestamp() * 1_000_000)


CLOSED = "closed: reopen it instead"
TEAM_HIDDEN = "published already, but hidden until its team is published too"
NOT_PUBLISHABLE = {Status.OPEN: "open already", Status.CLOSED: CLOSED}
TRANSITIONS = {
    transition.name: transition
    for transition in [
        Transition("publish", "Publish now", "Published", NOT_PUBLISHABLE, transition_rules.publish, publishes=True),
        Transition("schedule", "Schedule", "Scheduled", NOT_PUBLISHABLE, transition_rules.schedule, publishes=True),
        Transition(
            "extend",
            "Extend",
            "Extended",
            {Status.DRAFT: "a draft: publish or schedule it first", Status.CLOSED: CLOSED},
            transition_rules.extend,
        ),
        Transition(
            "close",
            "Close",
            "Closed",
            {Status.DRAFT: "a draft", Status.SCHEDULED: "not open yet", Status.CLOSED: "closed already"},
            transition_rules.close,
        ),
        Transition(
            "reopen",
            "Reopen",
            "Reopened",
            {
                Status.DRAFT: "a draft: publish it instead",
                Status.SCHEDULED: "not open yet",
                Status.OPEN: "open already",
            },
            transition_rules.reopen,
            publishes=True,
        ),
    ]
}


def plan(
    transition: Transition, postings: Iterable[Posting], request: TransitionRequest, employer: Employer, at: dt.datetime
) -> list[PlannedTransition]:
    """Return what the transition would do to each posting at that moment. Changes them in memory; stores nothing.

    The number of queries does not grow with the postings if they come with their teams and places.
    """
    plans = [_plan_one(transition, posting, request, employer, at) for posting in postings]
    applicable = [planned.posting for planned in plans if not planned.skip_reason]
    if transition.publishes and applicable:
        violations_by_id = check.check_postings(applicable, include_decided=False, include_notes=True)
        for planned in plans:
            violations = [] if planned.skip_reason else violations_by_id.get(planned.posting.pk, [])
            planned.blocking = [violation for violation in violations if violation.is_blocking]
            planned.skip_reason = planned.skip_reason or " ".join(violation.text for violation in planned.blocking)
            planned.warnings = [violation for violation in violations if violation.is_warning]
            planned.notes = [violation for violation in violations if violation.is_note]
    return plans


def _plan_one(
    transition: Transition, posting: Posting, request: TransitionRequest, employer: Employer, at: dt.datetime
) -> PlannedTransition:
    is_hidden = transition.publishes and not posting.team.is_published
    status = transition_rules.status_by_dates(posting, at)
    if status in transition.skip_reasons:
        is_hidden_open = is_hidden and status == Status.OPEN
        return PlannedTransition(
            posting, skip_reason=TEAM_HIDDEN if is_hidden_open else transition.skip_reasons[status]
        )
    try:
        summary, values = transition.rule(posting, request, posting.zone(employer), at)
    except TransitionRefused as refusal:
        return PlannedTransition(posting, skip_reason=str(refusal))
    before = changelog.get_watched_facts(posting, at)
    changes = {name: value for name, value in values.items() if getattr(posting, name) != value}
    for name, value in changes.items():
        setattr(posting, name, value)
    entries = changelog.build_entries(before, changelog.get_watched_facts(posting, at), at)
    return PlannedTransition(posting, summary=summary, is_hidden=is_hidden, changes=changes, log_entries=entries)


def in_chunks(rows: Any, ids: Sequence[int]) -> Iterator[list[Posting]]:
    """Yield the postings of a queryset that have these ids, in the order of the ids, in lists of bounded length."""
    for start in range(0, len(ids), CHUNK_SIZE):
        chunk = ids[start : start + CHUNK_SIZE]
        postings = rows.in_bulk(chunk)
        yield [postings[pk] for pk in chunk if pk in postings]


def apply(
    transition: Transition,
    rows: Any,
    versions: Mapping[int, int],
    request: TransitionRequest,
    employer: Employer,
    by: Any,
    shown_digests: Mapping[int, str] | None = None,
) -> list[PlannedTransition]:
    """Apply a transition to postings of the queryset `rows` in one transaction. Return what happened to each.

    `versions`: the ids, each with the version that the user decided on. A posting with another version is skipped;
    an id that is not in `rows` is left out. `by`: the user who decides about warnings. `shown_digests`: the digests
    of the plans the user was shown, by id; a posting whose plan now says something else is skipped.
    """
    at, plans = timezone.now(), []
    # Always in the same order: two users who change the same postings must not wait for each other for ever.
    rows = (
        rows.select_related("team")
        .prefetch_related("locations")
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    with edition.batch():
        for postings in in_chunks(rows, sorted(versions)):
            stored_versions = {posting.pk: version_of(posting) for posting in postings}
            chunk_plans = plan(transition, postings, request, employer, at)
            for planned in chunk_plans:
                pk = planned.posting.pk
                if not planned.skip_reason and stored_versions[pk] != versions[pk]:
                    planned.skip_reason = CHANGED
                elif not planned.skip_reason and planned.warnings and not request.reason.strip():
                    planned.skip_reason = REASON_MISSING
                elif shown_digests is not None and planned.digest() not in ("", shown_digests.get(pk)):
                    planned.skip_reason = UNREAD
            applied = [planned for planned in chunk_plans if not planned.skip_reason]
            _store(transition, applied, request, at, by)
            plans += chunk_plans
    return plans


def _store(
    transition: Transition,
    plans: Sequence[PlannedTransition],
    request: TransitionRequest,
    at: dt.datetime,
    by: Any,
) -> None:
    """Write the changes of locked postings with their log, decisions and history. One UPDATE for equal changes."""
    ids_by_changes: dict[tuple[Any, ...], list[int]] = {}
    for planned in plans:
        posting = planned.posting
        posting._change_reason = transition.describe(request)  # type: ignore[attr-defined]  # for its history
        posting.updated_at = at
        first = FirstPublishedField.next_value(posting, posting.first_published, at)
        if first != posting.first_published:
            posting.first_published = planned.changes["first_published"] = first
        ids_by_changes.setdefault(tuple(planned.changes.items()), []).append(posting.pk)
    for changes, ids in ids_by_changes.items():
        Posting.objects.filter(pk__in=ids).update(**dict(changes), updated_at=at)
    if logged := [planned for planned in plans if planned.log_entries]:
        for planned in logged:
            changelog.append_entries(planned.posting, planned.log_entries)
        Posting.objects.bulk_update([planned.posting for planned in logged], ["change_log"])
    decided = [(planned.posting, warning) for planned in plans for warning in planned.warnings]
    check.log_decisions(decided, by=by, reason=request.reason)
    history.bulk_write_history([planned.posting for planned in plans])
