"""The postings an index is made of, as the database has them now: ids and values in columns, not rows.

Rows are read in portions and grouped by value at once, places and tags beside them. Values stay as the
database gives them, because converting each date and number would take longer than everything else.
"""

import datetime as dt
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

from jobs.models import Location, Posting, Tag
from jobs.models.querysets import Ids, PostingQuerySet

from .bitmaps import Groups, collect, new_groups

CHUNK = 5000
PLACED = ("workplace", "remote_anywhere", "remote_countries", "places")
PAID = ("pay_minimum", "pay_maximum", "pay_currency", "pay_period")
ALONE = ("team_id", "employment_types", "level", "title_folded", "closes_at")
GROUPED = (*ALONE, "placed", "paid", "tags")
COLUMNS = ("pk", *ALONE, "workplace", "remote_anywhere", "remote_countries", *PAID)


class RelatedRows:
    """The places or tags of each posting, by ordinal. Postings with the same ones share a tuple."""

    def __init__(self, rows: Iterable[Any], relation: Any) -> None:
        self.by_id = {str(row.pk): (number, row) for number, row in enumerate(rows)}
        self.known: dict[str, tuple[Any, ...]] = {"": ()}
        self.rows: list[tuple[Any, ...]] = []
        name = relation.field.m2m_reverse_field_name()
        grouped = relation.through.objects.order_by().values_list("posting").annotate(ids=Ids(f"{name}_id"))
        self.texts = {posting: ids for rows in fetch(grouped) for posting, ids in rows}

    def add(self, ids: Iterable[int]) -> list[str]:
        """Add what the next postings carry, and return it as texts of ids."""
        added = [self.texts.get(one, "") for one in ids]
        for text in set(added).difference(self.known):
            self.known[text] = tuple(self.read(text))
        self.rows += [self.known[text] for text in added]
        return added

    def read(self, text: str) -> list[Any]:
        """The places or tags of a text of ids, in order; those made since the snapshot are left out."""
        found = sorted(self.by_id[one] for one in text.split(",") if one in self.by_id)
        return [row for _number, row in found]


class Snapshot:
    """Postings newest first. `by[name]` has the ordinals by each value of a column.

    `placed` and `paid` are several columns together: see PLACED and PAID. `places` and `tags` hold what
    each posting carries.
    """

    def __init__(self, postings: PostingQuerySet, locations: Iterable[Location], tags: Iterable[Tag]) -> None:
        self.ids = array("q")
        self.places, self.tags = RelatedRows(locations, Posting.locations), RelatedRows(tags, Posting.tags)
        self.by: dict[str, Groups] = {name: new_groups() for name in GROUPED}
        for rows in fetch(postings.newest().values_list(*COLUMNS)):
            self._add(dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)))
        # Needed no more, and large.
        del self.places.texts, self.tags.texts

    def _add(self, columns: dict[str, Any]) -> None:
        start = len(self.ids)
        self.ids.extend(columns["pk"])
        columns["places"], columns["tags"] = self.places.add(columns["pk"]), self.tags.add(columns["pk"])
        columns["placed"] = zip(*(columns[name] for name in PLACED), strict=True)
        columns["paid"] = zip(*(columns[name] for name in PAID), strict=True)
        for name in GROUPED:
            collect(self.by[name], columns[name], start)

    def ordered(self, name: str) -> list[tuple[Any, list[int]]]:
        """The values of a column in order, except null, each with its ordinals by id."""
        found = ((value, ordinals) for value, ordinals in self.by[name].items() if value is not None)
        return [(value, sorted(ordinals, key=self.ids.__getitem__)) for value, ordinals in sorted(found, key=_first)]


def fetch(wanted: models.QuerySet[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query in portions, with values as the database gives them."""
    # Not all rows at once: they would take more memory than what is made of them.
    with _unhurried(), connection.chunked_cursor() as cursor:
        cursor.execute(*wanted.query.sql_with_params())
        while rows := cursor.fetchmany(CHUNK):
            yield rows


@contextmanager
def _unhurried() -> Iterator[None]:
    """Lift PostgreSQL's limit on the time of a statement, which is meant for pages.

    Not inside a transaction, for the rest of which it would stay lifted.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def timestamp(raw: Any) -> float:
    """Seconds since 1970 of a moment as the database gives it: SQLite keeps a text in UTC."""
    moment = raw if isinstance(raw, dt.datetime) else dt.datetime.fromisoformat(raw).replace(tzinfo=dt.UTC)
    return moment.timestamp()


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]
