"""The orders that a list of open positions can have."""

from jobs.finding.filters import PostingFilter

SORTS = {"relevance": "Relevance", "newest": "Newest", "closing": "Closing soonest", "title": "Title"}


def resolve_sort(filterset: PostingFilter, typed: str) -> str:
    """Return the order of a list: as typed, else relevance if there are words. Newest is the default."""
    if typed == "relevance" or not typed:
        return "relevance" if filterset.words else "newest"
    return typed if typed in SORTS else "newest"
