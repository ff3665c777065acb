"""Copies of postings: drafts with the same text and facts, and references of their own."""

import datetime as dt
from collections.abc import Collection, Mapping
from itertools import count, islice
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from jobs.finding.words import stored_words
from jobs.models import Location, Posting, Section, local_time
from jobs.models.fields import one_entry, to_reference_key
from teams.models import Employer, Team

# Fields that a copy does not take over: they identify the posting, or say when and why it was open.
NOT_COPIED = {"id", "reference", "title", "team", "published_from", "closes_at", "closing_reason"}
MAX_REFERENCE_LENGTH: int = Posting._meta.get_field("reference").max_length or 0


def find_free_references(reference: str, number: int) -> list[str]:
    """Return `number` references that no posting has: the given one with a suffix, `KW-7-1`, `KW-7-2` …"""
    key = to_reference_key(f"{reference}-")
    taken = set(Posting.objects.filter(reference_key__startswith=key).values_list("reference_key", flat=True))
    candidates = (f"{reference}-{suffix}" for suffix in count(1))
    free = (candidate for candidate in candidates if to_reference_key(candidate) not in taken)
    return list(islice(free, number))


@transaction.atomic
def copy(
    posting: Posting,
    *,
    title: str,
    team: Team,
    places: dict[str, Collection[Location]],
    changes: Mapping[str, Any] | None = None,
    closing_day: dt.date | None = None,
) -> list[Posting]:
    """Create a draft of a stored posting for each reference in `places`, with those places. Return the drafts.

    `changes`: other values than those of the posting. `closing_day`: each closes at its end, in its own time zone.

    Raises IntegrityError if a reference is taken.
    """
    fields = [field for field in Posting._meta.concrete_fields if field.editable and field.name not in NOT_COPIED]
    values = {field.attname: getattr(posting, field.attname) for field in fields} | dict(changes or {})
    employer = Employer.objects.current()
    sections, tags = list(posting.sections.all()), list(posting.tags.all())
    original_places = set(posting.locations.all())
    drafts = []
    for reference, locations in places.items():
        # The time zone was set for the original places. Other places have their own.
        zone = {} if set(locations) == original_places else {"time_zone": ""}
        draft = Posting(**values | zone, reference=reference, title=title, team=team)
        if closing_day:
            zones = (place.time_zone for place in sorted(locations, key=lambda place: (place.name, place.pk)))
            zone_of_draft = local_time.choose_zone(draft.time_zone, zones, employer.time_zone)
            draft.closes_at = local_time.end_of_day(closing_day, zone_of_draft)
        draft._change_reason = f"Copied from {posting.reference}"  # type: ignore[attr-defined]  # for its history
        with one_entry():
            draft.save(force_insert=True)
            draft.locations.set(locations)
            draft.tags.set(tags)
        drafts.append(draft)
    if sections:
        copies = [
            Section(posting=draft, heading=section.heading, body=section.body, position=section.position)
            for draft in drafts
            for section in sections
        ]
        bulk_create_with_history(copies, Section)
        stored_words.make_words([draft.pk for draft in drafts])
    return drafts
