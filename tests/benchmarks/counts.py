"""Counts the options of a list and does nothing else. Change this module when the code that counts changes."""

from collections.abc import Callable

from django.http import QueryDict
from django.utils import timezone

from jobs.finding.facets import build_facets
from jobs.finding.filters import PostingFilter
from jobs.finding.index_cache import index_cache
from jobs.finding.selection import Selection
from teams.models import edition

from .pages import SEVERAL, TEAM

QUERIES = {
    "none": "",
    "one team": f"team={TEAM}",
    "eight values": SEVERAL,
    "three types": "type=full-time&type=part-time&type=contract",
    "a country and pay": "country=de&pay=60000",
}


def make_counter(query: str) -> Callable[[], object]:
    """Return a function that counts all options of the list at `/jobs/?query`. Index and filter are prepared before."""
    now, index = timezone.now(), index_cache.get(edition.token())
    filterset = PostingFilter(QueryDict(query), Selection(index, now, index.open_at(now)))
    filterset.selected  # noqa: B018  # parses the query once

    def count() -> object:
        # The conditions are part of counting, so they are computed each time.
        filterset.__dict__.pop("conditions", None)
        return build_facets(filterset)

    return count
