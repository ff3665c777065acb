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
from .transition_rules import NotMoved, Wish

Status = Posting.Status
# Postings that are read, checked and written at once: databases bound the number of parameters.
CHUNK = 500
CHANGED = "somebody has changed it since this page was shown: look at it again"
UNEXPLAINED = "the check before publishing warns of it, and no reason was given"
UNSEEN = "there is something new to know about it since this page was shown: look at it again"


@dataclass
class Step:
    """What becomes of one posting: `says` and `changes`, by column, or the reason why it is `skipped`.

    `hidden`: it is made public, but nobody sees it before its team is. `blocking`: the findings it is skipped for.
    `entries`: those for the change log.
    """

    posting: Posting
    says: str = ""
    skipped: str = ""
    hidden: bool = False
    blocking: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def digest(self) -> str:
        """What whoever confirms it must have read: its warnings, that its closing date is dropped; "" if nothing."""
        drops_closing = self.changes.get("closes_at", self) is None
        told = [warning.message for warning in self.warnings] + ([self.says] if drops_closing else [])
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12] if told and not self.skipped else ""


@dataclass(frozen=True)
class Move:
    """`turn` returns the sentence and the changed columns, or raises NotMoved. `skips`: the statuses, apart
    from the team's, that it does not apply to, and why. `publishes`: what it moves must be fit to be public."""

    name: str
    label: str
    done: str
    skips: Mapping[Posting.Status, str]
    turn: transition_rules.Turn
    publishes: bool = False

    def applies_to(self, posting: Posting, at: dt.datetime | None = None) -> bool:
        return by_dates(posting, at or timezone.now()) not in self.skips


def by_dates(posting: Posting, at: dt.datetime) -> Posting.Status:
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
MOVES = {
    move.name: move
    for move in [
        Move("publish", "Publish now", "Published", UNPUBLISHED, transition_rules.publish, publishes=True),
        Move("schedule", "Schedule", "Scheduled", UNPUBLISHED, transition_rules.schedule, publishes=True),
        Move(
            "extend",
            "Extend",
            "Extended",
            {Status.DRAFT: "a draft: publish or schedule it first", Status.CLOSED: CLOSED},
            transition_rules.extend,
        ),
        Move(
            "close",
            "Close",
            "Closed",
            {Status.DRAFT: "a draft", Status.SCHEDULED: "not open yet", Status.CLOSED: "closed already"},
            transition_rules.close,
        ),
        Move(
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


def plan(move: Move, postings: Iterable[Posting], wish: Wish, employer: Employer, at: dt.datetime) -> list[Step]:
    """What the move would make of each posting at that moment. The postings in memory are changed, nothing is stored.

    Costs the same for any number of postings that came with their teams and places.
    """
    steps = [_step(move, posting, wish, employer, at) for posting in postings]
    moved = [step.posting for step in steps if not step.skipped]
    if move.publishes and moved:
        found = check.findings_of(moved, with_decided=False)
        for step in steps:
            findings = [] if step.skipped else found.get(step.posting.pk, [])
            step.blocking = [one for one in findings if one.is_blocking]
            step.skipped = step.skipped or " ".join(one.message for one in step.blocking)
            step.warnings = [one for one in findings if not one.is_blocking]
    return steps


def _step(move: Move, posting: Posting, wish: Wish, employer: Employer, at: dt.datetime) -> Step:
    hidden = move.publishes and not posting.team.is_published
    status = by_dates(posting, at)
    if status in move.skips:
        unseen = hidden and status == Status.OPEN
        return Step(posting, skipped=UNSHOWN if unseen else move.skips[status])
    try:
        says, wanted = move.turn(posting, wish, posting.zone(employer), at)
    except NotMoved as reason:
        return Step(posting, skipped=str(reason))
    before = changelog.seen(posting, at)
    changes = {name: value for name, value in wanted.items() if getattr(posting, name) != value}
    for name, value in changes.items():
        setattr(posting, name, value)
    entries = changelog.entries(before, changelog.seen(posting, at), at)
    return Step(posting, says=says, hidden=hidden, changes=changes, entries=entries)


def in_chunks(rows: Any, ids: Sequence[int]) -> Iterator[list[Posting]]:
    """Those of the postings of that queryset that have one of the ids, in the order of the ids, some at a time."""
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        found = {posting.pk: posting for posting in rows.filter(pk__in=some)}
        yield [found[pk] for pk in some if pk in found]


def carry_out(
    move: Move,
    rows: Any,
    versions: Mapping[int, int],
    wish: Wish,
    employer: Employer,
    by: Any,
    read: Mapping[int, str] | None = None,
) -> list[Step]:
    """Move the postings of a queryset, all in one transaction, and return what became of each.

    `versions`: the ids to move, each with the version its reader decided on; one of another version is
    skipped, like one that is none of `rows`. `by`: who decides, for warnings that `wish.why` answers. `read`: the
    digests of the steps as they were shown; one that tells something else now is skipped too.
    """
    at, steps = timezone.now(), []
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
            planned = plan(move, postings, wish, employer, at)
            for step in planned:
                if not step.skipped and known[step.posting.pk] != versions[step.posting.pk]:
                    step.skipped = CHANGED
                elif not step.skipped and step.warnings and not wish.why.strip():
                    step.skipped = UNEXPLAINED
                elif read is not None and step.digest() not in ("", read.get(step.posting.pk)):
                    step.skipped = UNSEEN
            _store([step for step in planned if not step.skipped], wish, at, by)
            steps += planned
    return steps


def _store(steps: Sequence[Step], wish: Wish, at: dt.datetime, by: Any) -> None:
    """Write the changes of locked postings, and all that tells of them. Equal changes are written by one statement."""
    alike: dict[tuple[Any, ...], list[int]] = {}
    for step in steps:
        posting = step.posting
        posting.updated_at = at
        first = FirstPublishedField.following(posting, posting.first_published, at)
        if first != posting.first_published:
            posting.first_published = step.changes["first_published"] = first
        alike.setdefault(tuple(step.changes.items()), []).append(posting.pk)
    for changes, ids in alike.items():
        Posting.objects.filter(pk__in=ids).update(**dict(changes), updated_at=at)
    if logged := [step for step in steps if step.entries]:
        for step in logged:
            changelog.with_entries(step.posting, step.entries)
        Posting.objects.bulk_update([step.posting for step in logged], ["change_log"])
    check.log([(step.posting, one) for step in steps for one in step.warnings], by=by, reason=wish.why)
    history.write_many([step.posting for step in steps])
