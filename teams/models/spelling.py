"""Words that are spelled nearly the same."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Words shorter than SHORT are not corrected; shorter than LONG by one letter, others by MAX_MISTAKES.
SHORT, LONG = 4, 8
MAX_MISTAKES = 2
# How many nearly equal words count for a mistyped one.
MAX_NEAREST = 3


def find_nearest(word: str, vocabulary: Sequence[str], limit: int = MAX_MISTAKES) -> list[str]:
    """Return at most three other words of the vocabulary that differ in at most `limit` letters, the nearest first.

    Two letters that changed places count as one. Among equally near words, the first of the vocabulary comes first.
    """
    max_distance = min(limit, 0 if len(word) < SHORT else 1 if len(word) < LONG else MAX_MISTAKES)
    best = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=max_distance, limit=MAX_NEAREST)
    return [near for near, _distance, _index in best if near != word]
