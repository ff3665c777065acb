"""Matching words in the database: PostgreSQL and SQLite match the words that `stored_words` made in Python."""

from collections.abc import Sequence

from django.db import connection

from .queries import Words

# Field, forms with whole words, forms whose last word is a beginning.
Match = tuple[str, Sequence[Words], Sequence[Words]]


def find(matches: Sequence[Match]) -> list[list[int]]:
    """Return for each match the ids of the postings whose field has one of the forms. One query.

    The fields are `title`, `reference` and `text`. The ids include postings that are not open.
    """
    if not matches:
        return []
    match_sql = MATCH[connection.vendor]
    queries, parameters = [], []
    for number, match in enumerate(matches):
        sql, values = match_sql(*match)
        queries.append(f"SELECT {number} AS number, {sql}")
        parameters += values
    results: list[list[int]] = [[] for _match in matches]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), parameters)
        for number, ids in cursor.fetchall():
            results[number] = [int(posting) for posting in ids.split(",")] if ids else []
    return results


def _match_sqlite(field: str, forms: Sequence[Words], beginnings: Sequence[Words]) -> tuple[str, list[str | None]]:
    alternatives = [f'"{" ".join(words)}"' for words in forms] + [f'"{" ".join(words)}" *' for words in beginnings]
    query = f"{field} : ({' OR '.join(alternatives)})"
    return "group_concat(rowid) FROM jobs_words_index WHERE jobs_words_index MATCH %s", [query]


def _match_postgresql(field: str, forms: Sequence[Words], beginnings: Sequence[Words]) -> tuple[str, list[str | None]]:
    queries, patterns = [], []
    for all_words, ending, space in ((forms, "", " "), (beginnings, ":*", "")):
        for words in all_words:
            *first, last = (f"'{word}'" for word in words)
            queries.append(f"({' & '.join([*first, last + ending])})")
            patterns.append(f"% {' '.join(words)}{space}%")
    # The vector tells whether all words are there, the text whether they are adjacent.
    is_phrase = any(len(words) > 1 for words in (*forms, *beginnings))
    # No word contains a blank or a pipe.
    adjacent = "|".join(patterns) if is_phrase else None
    return f"jobs_words_having('{field}', %s::tsquery, %s)", [" | ".join(queries), adjacent]


MATCH = {"sqlite": _match_sqlite, "postgresql": _match_postgresql}
