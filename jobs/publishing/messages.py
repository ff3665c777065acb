"""What becomes of a posting as it is changed, in words: for the preview of a spreadsheet, and after a form is saved."""

import zoneinfo

from jobs.models import Posting, local_time
from teams.models import Employer

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
    """What `posting` as it will be is, or "" if that is what it was. `before`: None for a new one."""
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
    """What has become of a posting that was just saved, as a sentence; "" if it is what it was."""
    after = posting.status()
    if after in (before, Status.DRAFT):
        return ""
    zone = posting.zone(employer)
    if after == Status.SCHEDULED:
        return f"It {describe_status_change(before, posting, zone)}."
    if after == Status.OPEN:
        ends = local_time.format_closing(posting.closes_at, zone) if posting.closes_at else ""
        until = f"It closes {ends}." if ends else "It stays open until you close it."
        again = " again" if before == Status.CLOSED else ""
        return f"Everybody can read it{again} from now on. {until}"
    if after == Status.HIDDEN:
        return "Nobody can read it until its team is published."
    return "It is closed now." if posting.closing_reason else "It is closed now, and candidates are not told why."
