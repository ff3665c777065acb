"""The postings that an index is built from, read from the database as columns of ids and values.

Rows are read in chunks and grouped by value at once. Values stay as the database returns them: converting
each date and number would take longer than all the rest.
"""

import datetime as dt
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from django.db import connection, models, transaction

from jobs.models import Location, Posting, Tag
from jobs.models.querysets import Ids, PostingQuerySet

from .bitmaps import Groups, collect, new_groups

CHUNK = 5000
# Columns whose values are grouped together.
ELIGIBILITY = ("workplace", "remote_anywhere", "remote_countries", "places")
PAY = ("pay_minimum", "pay_maximum", "pay_currency", "pay_period")
# Columns whose values are grouped one by one.
SINGLE = ("team_id", "employment_types", "level", "title_folded", "closes_at")
GROUPED = (*SINGLE, "eligibility", "pay", "tags")
COLUMNS = ("pk", *SINGLE, "workplace", "remote_anywhere", "remote_countries", *PAY)


class RelatedRows:
    """The locations or tags of each posting, by ordinal. Postings with the same rows share a tuple.

    `ids_by_posting` holds their ids as a text, `3,17`, and `rows_by_ids` the rows of each such text.
    """

    def __init__(self, rows: Iterable[Any], relation: Any) -> None:
        self.by_id = {str(row.pk): (rank, row) for rank, row in enumerate(rows)}
        self.rows_by_ids: dict[str, tuple[Any, ...]] = {"": ()}
        self.rows: list[tuple[Any, ...]] = []
        name = relation.field.m2m_reverse_field_name()
        grouped = relation.through.objects.order_by().values_list("posting").annotate(ids=Ids(f"{name}_id"))
        self.ids_by_posting = {posting: ids for chunk in fetch_chunks(grouped) for posting, ids in chunk}

    def add(self, postings: Iterable[int]) -> list[str]:
        """Add the rows of the next postings. Return the ids of the rows, a text for each posting."""
        added = [self.ids_by_posting.get(posting, "") for posting in postings]
        for ids in set(added).difference(self.rows_by_ids):
            self.rows_by_ids[ids] = tuple(self.get_rows(ids))
        self.rows += [self.rows_by_ids[ids] for ids in added]
        return added

    def get_rows(self, ids: str) -> list[Any]:
        """Return the rows of a text of ids, in order. Rows made after the snapshot are left out."""
        ranked = sorted(self.by_id[row_id] for row_id in ids.split(",") if row_id in self.by_id)
        return [row for _rank, row in ranked]


class Snapshot:
    """Postings, newest first. `groups[column][value]` holds the ordinals that have the value.

    The columns `eligibility` and `pay` combine several: see ELIGIBILITY and PAY. `locations` and `tags` hold
    the rows of each posting.
    """

    def __init__(self, postings: PostingQuerySet, locations: Iterable[Location], tags: Iterable[Tag]) -> None:
        self.ids = array("q")
        self.locations = RelatedRows(locations, Posting.locations)
        self.tags = RelatedRows(tags, Posting.tags)
        self.groups: dict[str, Groups] = {name: new_groups() for name in GROUPED}
        for rows in fetch_chunks(postings.newest().values_list(*COLUMNS)):
            self._add(dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)))
        # Free the memory: they are large, and no longer needed.
        del self.locations.ids_by_posting, self.tags.ids_by_posting

    def _add(self, columns: dict[str, Any]) -> None:
        start = len(self.ids)
        self.ids.extend(columns["pk"])
        columns["places"], columns["tags"] = self.locations.add(columns["pk"]), self.tags.add(columns["pk"])
        columns["eligibility"] = zip(*(columns[name] for name in ELIGIBILITY), strict=True)
        columns["pay"] = zip(*(columns[name] for name in PAY), strict=True)
        for name in GROUPED:
            collect(self.groups[name], columns[name], start)

    def ordered(self, name: str) -> list[tuple[Any, list[int]]]:
        """Return the values of a column in order, without null, each with its ordinals by id."""
        pairs = ((value, ordinals) for value, ordinals in self.groups[name].items() if value is not None)
        by_value = sorted(pairs, key=itemgetter(0))
        return [(value, sorted(ordinals, key=self.ids.__getitem__)) for value, ordinals in by_value]


def fetch_chunks(queryset: models.QuerySet[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a query in chunks, with values as the database returns them."""
    # All rows at once would take more memory than the index.
    with _without_statement_timeout(), connection.chunked_cursor() as cursor:
        cursor.execute(*queryset.query.sql_with_params())
        while rows := cursor.fetchmany(CHUNK):
            yield rows


@contextmanager
def _without_statement_timeout() -> Iterator[None]:
    """Lift PostgreSQL's limit on the time of a statement, which is meant for pages.

    Inside a transaction the limit stays: it would otherwise stay lifted for the rest of the transaction.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def to_timestamp(value: Any) -> float:
    """Return seconds since 1970 for a time as the database returns it. SQLite returns a text in UTC."""
    time = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)
    return time.timestamp()
