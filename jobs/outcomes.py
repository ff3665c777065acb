"""What becomes of a posting that a spreadsheet brings, in words for its preview."""

import zoneinfo

from . import moments
from .models import Posting

Status = Posting.Status
NEW = {
    Status.DRAFT: "stays a draft",
    Status.HIDDEN: "hidden, as its team is",
    Status.OPEN: "public at once",
    Status.CLOSED: "closed",
}
CHANGED = NEW | {Status.DRAFT: "becomes a draft"}
BETWEEN = {(Status.OPEN, Status.CLOSED): "closes now", (Status.CLOSED, Status.OPEN): "opens again"}


def outcome(before: Posting.Status | None, posting: Posting, zone: zoneinfo.ZoneInfo) -> str:
    """What `posting` as it will be is, or "" if that is what it was. `before`: None for a new one."""
    after = posting.status()
    if after == before:
        return ""
    if after == Status.SCHEDULED and posting.published_from:
        again = "again " if before == Status.CLOSED else ""
        return f"opens {again}on {moments.opening_in_words(posting.published_from, zone)}"
    if before is None:
        return NEW[after]
    return BETWEEN.get((before, after), CHANGED[after])
