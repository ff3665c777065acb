"""Words that find nothing."""

from collections.abc import Sequence
from itertools import groupby

from jobs.models.unmatched_words import may_be_personal

from .filters import PostingFilter
from .hits import find_hits
from .selection import Selection
from .words.queries import parse


def find_unmatched(filterset: PostingFilter) -> list[str]:
    """Return the words of a query that no open position has. Neighbouring words are one phrase.

    Return none of a query that may have personal data.
    """
    hits = filterset.hits
    if hits is None or may_be_personal(filterset.words):
        return []
    all_open = filterset.queryset.index.open_at(filterset.queryset.at)
    unmatched = {number for number in hits.included if not hits.matches[number].ordinals & all_open}
    runs = groupby(range(len(hits.terms)), key=lambda number: number in unmatched)
    return [" ".join(hits.terms[number].typed for number in run) for is_unmatched, run in runs if is_unmatched]


def still_unmatched(phrases: Sequence[str], selection: Selection, limit: int | None = None) -> list[str]:
    """Return the first `limit` phrases that match no position of the selection. One query.

    Return none if the selection is empty, because the words are not the reason then.
    """
    queries = {phrase: parse(phrase) for phrase in phrases}
    asked = [phrase for phrase in phrases if queries[phrase].carrying]
    if not selection.ordinals or not asked:
        return []
    all_hits = find_hits(selection.index, [queries[phrase] for phrase in asked])
    found = zip(asked, all_hits, strict=True)
    return [phrase for phrase, hits in found if not hits.ordinals & selection.ordinals][:limit]
