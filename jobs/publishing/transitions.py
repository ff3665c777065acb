"""Moves: postings published, scheduled, extended, closed and reopened, one or many at once.

`plan` says what would become of each posting and why some are left alone; `carry_out` plans again on rows
that nobody else can change meanwhile, and does it. Whether a posting may be public is for
`jobs.publishing.check` to say. The form, imports and the loader of the demo write postings with dates without this.
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
from .rules import Finding
from .transition_rules import TransitionRefused, TransitionRequest

Status = Posting.Status
# Postings that are read, checked and written at once: databases bound the number of parameters.
CHUNK = 500
CHANGED = "somebody has changed it since this page was shown: look at it again"
UNEXPLAINED = "the check before publishing warns of it, and no reason was given"
UNSEEN = "there is something new to know about it since this page was shown: look at it again"


@dataclass
class PlannedTransition:
    """What becomes of one posting: `says` and `changes`, by column, or the reason why it is `skipped`.

    `hidden`: it is made public, but nobody sees it before its team is. `blocking`: the findings it is skipped for.
    `entries`: those for the change log.
    """

    posting: Posting
    summary: str = ""
    skip_reason: str = ""
    is_hidden: bool = False
    blocking: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    log_entries: list[dict[str, Any]] = field(default_factory=list)

    def digest(self) -> str:
        """What whoever confirms it must have read: its warnings, that its closing date is dropped; "" if nothing."""
        drops_closing = self.changes.get("closes_at", self) is None
        told = [warning.message for warning in self.warnings] + ([self.summary] if drops_closing else [])
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12] if told and not self.skip_reason else ""


@dataclass(frozen=True)
class Transition:
    """`turn` returns the sentence and the changed columns, or raises NotMoved. `skips`: the statuses, apart
    from the team's, that it does not apply to, and why. `publishes`: what it moves must be fit to be public."""

    name: str
    label: str
    done_label: str
    skip_reasons: Mapping[Posting.Status, str]
    rule: transition_rules.TransitionRule
    publishes: bool = False

    def applies_to(self, posting: Posting, at: dt.datetime | None = None) -> bool:
        return status_by_dates(posting, at or timezone.now()) not in self.skip_reasons


def status_by_dates(posting: Posting, at: dt.datetime) -> Posting.Status:
    """What the dates alone make of a posting: its status once its team is published."""
    if posting.published_from is None:
        return Status.DRAFT
    if posting.published_from > at:
        return Status.SCHEDULED
    return Status.CLOSED if posting.closes_at and posting.closes_at <= at else Status.OPEN


def version_of(posting: Posting) -> int:
    return int(posting.updated_at.timestamp() * 1_000_000)


CLOSED = "closed: reopen it instead"
UNSHOWN = "published already, but hidden until its team is published too"
UNPUBLISHED = {Status.OPEN: "open already", Status.CLOSED: CLOSED}
TRANSITIONS = {
    transition.name: transition
    for transition in [
        Transition("publish", "Publish now", "Published", UNPUBLISHED, transition_rules.publish, publishes=True),
        Transition("schedule", "Schedule", "Scheduled", UNPUBLISHED, transition_rules.schedule, publishes=True),
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

# --- Planning and doing --------------------------------------------------------------------------


def plan(
    transition: Transition, postings: Iterable[Posting], request: TransitionRequest, employer: Employer, at: dt.datetime
) -> list[PlannedTransition]:
    """What the move would make of each posting at that moment. The postings in memory are changed, nothing is stored.

    Costs the same for any number of postings that came with their teams and places.
    """
    plans = [_step(transition, posting, request, employer, at) for posting in postings]
    moved = [planned.posting for planned in plans if not planned.skip_reason]
    if transition.publishes and moved:
        found = check.check_postings(moved, include_decided=False)
        for planned in plans:
            findings = [] if planned.skip_reason else found.get(planned.posting.pk, [])
            planned.blocking = [one for one in findings if one.is_blocking]
            planned.skip_reason = planned.skip_reason or " ".join(one.message for one in planned.blocking)
            planned.warnings = [one for one in findings if not one.is_blocking]
    return plans


def _step(
    transition: Transition, posting: Posting, request: TransitionRequest, employer: Employer, at: dt.datetime
) -> PlannedTransition:
    is_hidden = transition.publishes and not posting.team.is_published
    status = status_by_dates(posting, at)
    if status in transition.skip_reasons:
        unseen = is_hidden and status == Status.OPEN
        return PlannedTransition(posting, skip_reason=UNSHOWN if unseen else transition.skip_reasons[status])
    try:
        summary, wanted = transition.rule(posting, request, posting.zone(employer), at)
    except TransitionRefused as reason:
        return PlannedTransition(posting, skip_reason=str(reason))
    before = changelog.get_watched_facts(posting, at)
    changes = {name: value for name, value in wanted.items() if getattr(posting, name) != value}
    for name, value in changes.items():
        setattr(posting, name, value)
    entries = changelog.build_entries(before, changelog.get_watched_facts(posting, at), at)
    return PlannedTransition(posting, summary=summary, is_hidden=is_hidden, changes=changes, log_entries=entries)


def in_chunks(rows: Any, ids: Sequence[int]) -> Iterator[list[Posting]]:
    """Those of the postings of that queryset that have one of the ids, in the order of the ids, some at a time."""
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        found = {posting.pk: posting for posting in rows.filter(pk__in=some)}
        yield [found[pk] for pk in some if pk in found]


def apply(
    transition: Transition,
    rows: Any,
    versions: Mapping[int, int],
    request: TransitionRequest,
    employer: Employer,
    by: Any,
    read: Mapping[int, str] | None = None,
) -> list[PlannedTransition]:
    """Move the postings of a queryset, all in one transaction, and return what became of each.

    `versions`: the ids to move, each with the version its reader decided on; one of another version is
    skipped, like one that is none of `rows`. `by`: who decides, for warnings that `wish.why` answers. `read`: the
    digests of the steps as they were shown; one that tells something else now is skipped too.
    """
    at, plans = timezone.now(), []
    # In one order for everybody, or two who move the same postings would wait for each other for ever.
    rows = (
        rows.select_related("team")
        .prefetch_related("locations")
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    with edition.batch():
        for postings in in_chunks(rows, sorted(versions)):
            known = {posting.pk: version_of(posting) for posting in postings}
            chunk_plans = plan(transition, postings, request, employer, at)
            for planned in chunk_plans:
                if not planned.skip_reason and known[planned.posting.pk] != versions[planned.posting.pk]:
                    planned.skip_reason = CHANGED
                elif not planned.skip_reason and planned.warnings and not request.reason.strip():
                    planned.skip_reason = UNEXPLAINED
                elif read is not None and planned.digest() not in ("", read.get(planned.posting.pk)):
                    planned.skip_reason = UNSEEN
            _store([planned for planned in chunk_plans if not planned.skip_reason], request, at, by)
            plans += chunk_plans
    return plans


def _store(plans: Sequence[PlannedTransition], request: TransitionRequest, at: dt.datetime, by: Any) -> None:
    """Write the changes of locked postings, and all that tells of them. Equal changes are written by one statement."""
    alike: dict[tuple[Any, ...], list[int]] = {}
    for planned in plans:
        posting = planned.posting
        posting.updated_at = at
        first = FirstPublishedField.following(posting, posting.first_published, at)
        if first != posting.first_published:
            posting.first_published = planned.changes["first_published"] = first
        alike.setdefault(tuple(planned.changes.items()), []).append(posting.pk)
    for changes, ids in alike.items():
        Posting.objects.filter(pk__in=ids).update(**dict(changes), updated_at=at)
    if logged := [planned for planned in plans if planned.log_entries]:
        for planned in logged:
            changelog.append_entries(planned.posting, planned.log_entries)
        Posting.objects.bulk_update([planned.posting for planned in logged], ["change_log"])
    check.log_decisions(
        [(planned.posting, one) for planned in plans for one in planned.warnings], by=by, reason=request.reason
    )
    history.bulk_write_history([planned.posting for planned in plans])
