"""Which words find nothing now, among words that found nothing before."""

from collections.abc import Sequence
from itertools import islice

from .search import Hits
from .selection import Selection
from .words import parse


def still_unmatched(phrases: Sequence[str], selection: Selection, limit: int | None = None) -> list[str]:
    """Return the first `limit` phrases that match no position of the selection. One query for each phrase.

    Return none if the selection is empty, because the words are not the reason then.
    """
    if not selection.ordinals:
        return []
    terms = {phrase: parse(phrase) for phrase in phrases}
    unmatched = (
        phrase
        for phrase in phrases
        if terms[phrase] and not Hits(selection.index, terms[phrase]).ordinals & selection.ordinals
    )
    return list(islice(unmatched, limit))
