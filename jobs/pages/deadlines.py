"""How long a position stays open, in words. Rows of lists and the page of a posting say the same."""

import datetime as dt
import zoneinfo

from jobs.models import local_time

SOON = 7  # days


def describe_days_left(closes_at: dt.datetime | None, zone: zoneinfo.ZoneInfo, at: dt.datetime) -> str:
    """Return "6 days left", "1 day left" or "Closes today"; "" if it closes later than in a week, never, or is closed.

    Days begin and end in `zone`, the time zone of the posting.
    """
    if closes_at is None or closes_at <= at:
        return ""
    left = (local_time.to_closing_day(closes_at, zone)[0] - at.astimezone(zone).date()).days
    if left > SOON:
        return ""
    return f"{left}\N{NO-BREAK SPACE}day{'s' if left > 1 else ''}\N{NO-BREAK SPACE}left" if left else "Closes today"
