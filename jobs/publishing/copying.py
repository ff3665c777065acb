"""Copies of postings: drafts with the same text and facts, under references of their own."""

from collections.abc import Collection, Sequence

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from jobs.finding import stored_words
from jobs.models import Location, Posting, Section
from teams.models import Team

# What a copy does not take over: it says when and why the posting was open, or which one it is.
OWN = {"id", "reference", "title", "team", "published_from", "closes_at", "closing_reason"}
REFERENCE_LENGTH: int = Posting._meta.get_field("reference").max_length or 0


def find_free_references(reference: str, number: int) -> list[str]:
    """That many references made of one by a suffix, `KW-7-1`, `KW-7-2` …, without those that are taken."""
    taken = set(Posting.objects.filter(reference__startswith=f"{reference}-").values_list("reference", flat=True))
    found: list[str] = []
    suffix = 0
    while len(found) < number:
        suffix += 1
        if (one := f"{reference}-{suffix}") not in taken:
            found.append(one)
    return found


@transaction.atomic
def copy(posting: Posting, *, title: str, team: Team, places: dict[str, Collection[Location]]) -> list[Posting]:
    """Make a draft of a stored posting for each reference in `places`, with those places. Returns the drafts.

    Raises IntegrityError if a reference is taken.
    """
    fields = [one for one in Posting._meta.concrete_fields if one.editable and one.name not in OWN]
    values = {one.attname: getattr(posting, one.attname) for one in fields}
    sections, tags = list(posting.sections.all()), list(posting.tags.all())
    stays = set(posting.locations.all())
    made = []
    for reference, locations in places.items():
        # A time zone was set for those places; others have their own.
        zone = {} if set(locations) == stays else {"time_zone": ""}
        draft = Posting.objects.create(**values | zone, reference=reference, title=title, team=team)
        draft.locations.set(locations)
        draft.tags.set(tags)
        made.append(draft)
    _write_sections(made, sections)
    return made


def _write_sections(drafts: Sequence[Posting], sections: Sequence[Section]) -> None:
    rows = [
        Section(posting=draft, heading=one.heading, body=one.body, position=one.position)
        for draft in drafts
        for one in sections
    ]
    if rows:
        bulk_create_with_history(rows, Section)
        stored_words.make_words([draft.pk for draft in drafts])
