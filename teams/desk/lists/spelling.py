"""Corrected words for a search of a list that finds nothing."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR, ChangeList
from django.http import HttpRequest

from teams.models.folding import fold
from teams.models.spelling import find_nearest

WORD = re.compile(r"[^\W_]+")


class Correction(NamedTuple):
    """A search with corrected words, its address, and how many rows it finds."""

    words: str
    url: str
    total: int


class CorrectingChangeList(ChangeList):
    """A list that offers a correction for a search without results. The filters in use stay."""

    correction: Correction | None = None

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.query and not self.result_count:
            self.correction = self._find_correction(request)

    def _find_correction(self, request: HttpRequest) -> Correction | None:
        fields = self.model_admin.search_fields
        rows = self.root_queryset.order_by()
        texts = (text for field in fields for text in rows.values_list(field, flat=True).distinct())
        words = correct(self.query, filter(None, texts))
        if words == self.query:
            return None
        # `get_queryset()` searches for `self.query`, within the filters in use.
        typed, self.query = self.query, words
        total = self.get_queryset(request).count()
        self.query = typed
        url = self.get_query_string({SEARCH_VAR: words}, [PAGE_VAR])
        return Correction(words, url, total) if total else None


def correct(query: str, texts: Iterable[Any]) -> str:
    """Return the query with the nearest word of the texts, as written there, for each word that is in no text."""
    written: dict[str, str] = {}
    for text in texts:
        for match in WORD.finditer(str(text)):
            written.setdefault(fold(match[0]), match[0].lower())
    vocabulary = sorted(written)
    corrected = []
    for word in query.split():
        folded = fold(word)
        is_known = any(folded in known for known in vocabulary)
        nearest = [] if is_known else find_nearest(folded, vocabulary)
        corrected.append(written[nearest[0]] if nearest else word)
    return " ".join(corrected)
