"""How the lists of the desk search: with the words that the public search of the site understands."""

import json
from collections.abc import Callable, Iterable

from django.db import connection
from django.db.models.expressions import RawSQL

from teams.models.folding import fold

from .addresses import MAX_SEARCH

# A word and what also stands for it, folded. A row has the word if one of its texts contains one of them.
Word = tuple[str, ...]
Variant = list[Word]
# Makes the variants of words: `jobs` adds their normal forms, and synonyms.
vary: list[Callable[[list[str]], list[Variant]]] = []


def read_search(term: str) -> list[Variant]:
    """Return what a search asks for: a row must have all words of one variant. [] for a search without words."""
    words = fold(term[:MAX_SEARCH]).split()
    if not words:
        return []
    return [variant for make in vary for variant in make(words)] or [[(word,) for word in words]]


def matches(variants: Iterable[Variant], texts: Iterable[str]) -> bool:
    """Return whether the texts, folded, have all words of one variant."""
    texts = list(texts)
    return any(all(any(form in text for form in word for text in texts) for word in variant) for variant in variants)


def among(ids: Iterable[int]) -> RawSQL:
    """Return the right side of an `__in` with any number of ids: SQLite limits the number of parameters."""
    numbers = json.dumps(list(ids))
    sql = {"sqlite": "SELECT value FROM json_each(%s)", "postgresql": "SELECT json_array_elements_text(%s)::bigint"}
    return RawSQL(sql[connection.vendor], [numbers])  # noqa: S611  # constants
