"""The counts of a list's options, and nothing else: the one place to change when what counts them changes."""

from collections.abc import Callable

from django.http import QueryDict
from django.utils import timezone

from jobs.finding.facets import build_facets
from jobs.finding.filters import PostingFilter
from jobs.finding.index_cache import index_cache
from jobs.finding.selection import Selection
from teams.models import edition

from .pages import SEVERAL, TEAM

CHOICES = {
    "none": "",
    "one team": f"team={TEAM}",
    "eight values": SEVERAL,
    "three types": "type=full-time&type=part-time&type=contract",
    "a country and pay": "country=de&pay=60000",
}


def counting(query: str) -> Callable[[], object]:
    """A function that counts all options of the list at `/jobs/?query`; the index and what is asked stand ready."""
    now, index = timezone.now(), index_cache.get(edition.token())
    filterset = PostingFilter(QueryDict(query), Selection(index, now, index.open_at(now)))
    filterset.selected  # noqa: B018  # reads the address, once

    def count() -> object:
        # What the values let pass is found anew each time, because it is part of counting.
        filterset.__dict__.pop("conditions", None)
        return build_facets(filterset)

    return count
