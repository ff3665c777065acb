"""What a save makes public or hides: said at the field before it, and in a message after it."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.text import get_text_list

from teams.models import Story, Team, Testimonial

# Functions from a team to how many of its rows are public, or would be if the team were: singular, plural, number.
# `jobs` counts its open positions.
Count = tuple[str, str, int]
counters: list[Callable[[Team], Count]] = []


class DeletionNote(NamedTuple):
    """What a deletion takes away, said before it and after it."""

    before: str
    after: str


def count(number: int, singular: str, plural: str) -> str:
    return f"{number:,} {singular if number == 1 else plural}"


def describe_rows(team: Team, today: dt.date) -> str:
    """Return "its page, 6 open positions and 1 story": what is public with a team."""
    stories = team.stories.filter(is_published=True).count()
    testimonials = team.testimonials.agreed(today).count()
    counts = [
        *(counter(team) for counter in counters),
        ("story", "stories", stories),
        ("testimonial", "testimonials", testimonials),
    ]
    return get_text_list(["its page", *(count(number, one, many) for one, many, number in counts if number)], "and")


def why_testimonial_is_hidden(testimonial: Testimonial, today: dt.date) -> str:
    """Return why visitors do not see a testimonial; "" if they do."""
    reasons = {
        "it is not published": not testimonial.is_published,
        "the day of agreement is missing": testimonial.agreed_on is None,
        "the agreement begins later": testimonial.agreed_on is not None and testimonial.agreed_on > today,
        "the agreement has ended": testimonial.agreed_until is not None and testimonial.agreed_until < today,
        "the person has left": testimonial.has_left,
        "its team is hidden": not testimonial.team.is_published,
    }
    return get_text_list([reason for reason, holds in reasons.items() if holds], "and")


def why_story_is_hidden(story: Story, today: dt.date) -> str:
    reasons = {"it is not published": not story.is_published, "its team is hidden": not story.team.is_published}
    return get_text_list([reason for reason, holds in reasons.items() if holds], "and")


def why_hidden(row: Any, today: dt.date) -> str:
    """Return why visitors do not see a story or a testimonial; "" if they do."""
    return why_story_is_hidden(row, today) if isinstance(row, Story) else why_testimonial_is_hidden(row, today)


def describe_box(row: Any, today: dt.date) -> str:
    """Return what the box “published” of a stored team, story or testimonial does."""
    if not isinstance(row, Team):
        reasons = why_hidden(row, today)
        return f"Not shown: {reasons}." if reasons else "Visitors see it now. Untick and save to hide it at once."
    if row.is_published:
        return f"Public now: {describe_rows(row, today)}. Untick and save to hide them at once."
    return f"Hidden now: {describe_rows(row, today)}. Tick and save to show them at once."


def describe_saved(before: Any, after: Any, today: dt.date) -> str:
    """Return the message after a save. `before`: the row as it was, None for a new one."""
    text = "Saved."
    if isinstance(after, Team):
        if before is not None and before.is_published != after.is_published:
            change = "Public now" if after.is_published else "Hidden now"
            text = f"Saved. {change}: {describe_rows(after, today)}."
    elif isinstance(after, Story | Testimonial):
        reasons, was_shown = why_hidden(after, today), before is not None and not why_hidden(before, today)
        if reasons:
            text = f"Saved, hidden now: {reasons}." if was_shown else f"Saved, not shown: {reasons}."
        elif not was_shown:
            text = "Saved. Visitors see it now."
    if before is not None and getattr(before, "slug", "") != getattr(after, "slug", ""):
        text += " Its address has changed. Links to the old one lead to the new one."
    return text
