"""Sentences about a posting's change of status: for the preview of a spreadsheet, after a save, and in its history."""

import zoneinfo

from django.utils import timezone

from jobs.models import Posting, local_time
from teams.models import Employer, Team

from .transition_rules import status_by_dates

Status = Posting.Status
NEW = {
    Status.DRAFT: "stays a draft",
    Status.HIDDEN: "hidden, as its team is",
    Status.OPEN: "public at once",
    Status.CLOSED: "closed",
}
CHANGED = NEW | {Status.DRAFT: "becomes a draft"}
BETWEEN = {(Status.OPEN, Status.CLOSED): "closes now", (Status.CLOSED, Status.OPEN): "opens again"}


def describe_status_change(before: Posting.Status | None, posting: Posting, zone: zoneinfo.ZoneInfo) -> str:
    """Return what the posting becomes; "" if its status stays the same. `before`: None for a new posting."""
    after = posting.status()
    if after == before:
        return ""
    if after == Status.SCHEDULED and posting.published_from:
        again = "again " if before == Status.CLOSED else ""
        return f"opens {again}on {local_time.format_opening(posting.published_from, zone)}"
    if before is None:
        return NEW[after]
    return BETWEEN.get((before, after), CHANGED[after])


def describe_saved_status(before: Posting.Status | None, posting: Posting, employer: Employer) -> str:
    """Return a sentence about the new status of a posting that was just saved; "" if it stays the same."""
    after = posting.status()
    if after in (before, Status.DRAFT):
        return ""
    zone = posting.zone(employer)
    if after == Status.SCHEDULED:
        return f"It {describe_status_change(before, posting, zone)}."
    if after == Status.OPEN:
        closes = posting.closes_at
        until = (
            f"It closes {local_time.format_closing(closes, zone)}." if closes else "It stays open until you close it."
        )
        again = " again" if before == Status.CLOSED else ""
        return f"Everybody can read it{again} from now on. {until}"
    if after == Status.HIDDEN:
        return "Nobody can read it until its team is published."
    return "It is closed now." if posting.closing_reason else "It is closed now, and candidates are not told why."


def name_transition(before: Posting.Status | None, posting: Posting) -> str:
    """Return what a save did to the posting, for its history: “Published”, “Closed: cancelled”.

    "" if its dates give it the same status. `before`: None for a new posting.
    """
    after = status_by_dates(posting, timezone.now())
    if after == before or (before is None and after == Status.DRAFT):
        return ""
    reason = posting.get_closing_reason_display().lower() if posting.closing_reason else ""
    names = {
        Status.DRAFT: "Made a draft",
        Status.SCHEDULED: "Scheduled",
        Status.OPEN: "Reopened" if before == Status.CLOSED else "Published",
        Status.CLOSED: f"Closed: {reason}" if reason else "Closed",
    }
    return f"Added and {names[after].lower()}" if before is None else names[after]


def count_positions(team: Team) -> tuple[str, str, int]:
    """Count the positions of a team that are open, or would be if the team were public."""
    return "open position", "open positions", Posting.objects.filter(team=team.pk).due().count()
