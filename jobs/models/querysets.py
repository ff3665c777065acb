"""Querysets of postings. Every list, count and feed of open postings starts from `open()`."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from teams.models.querysets import TeamOwnedQuerySet

from .fields import to_reference_key, to_reference_pattern


class Ids(models.Aggregate):
    """Aggregates the ids of a group as text: `3,17`."""

    function = "group_concat"
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="string_agg(%(expressions)s::text, ',')", **context)


class PostingQuerySet(TeamOwnedQuerySet):
    def open(self, at: dt.datetime | None = None) -> Self:
        """Return the postings that are open at that moment, now by default.

        Their team is published, they are published by then, and their closing time, if any, is later.
        """
        at = at or timezone.now()
        return self.open_or_scheduled(at).filter(published_from__lte=at)

    def open_or_scheduled(self, at: dt.datetime) -> Self:
        """Return postings that are open at that moment or scheduled to open after it."""
        not_closed = Q(closes_at__isnull=True) | Q(closes_at__gt=at)
        return self.filter(not_closed, team__is_published=True, published_from__isnull=False)

    def due(self, at: dt.datetime | None = None) -> Self:
        """Return the postings that are open at that moment if their team is published."""
        at = at or timezone.now()
        return self.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=at), published_from__lte=at)

    def closed(self, at: dt.datetime | None = None) -> Self:
        """Return postings of published teams that are closed at that moment."""
        at = at or timezone.now()
        return self.filter(team__is_published=True, published_from__lte=at, closes_at__lte=at)

    def public(self, at: dt.datetime | None = None) -> Self:
        """Return postings that have a public page at that moment: open and closed ones."""
        return self.filter(team__is_published=True, published_from__lte=at or timezone.now())

    def scheduled(self, at: dt.datetime | None = None) -> Self:
        return self.filter(team__is_published=True, published_from__gt=at or timezone.now())

    def drafts(self) -> Self:
        return self.filter(published_from__isnull=True)

    def hidden(self) -> Self:
        """Return postings that have a publication date, but whose team is not published."""
        return self.filter(team__is_published=False, published_from__isnull=False)

    def ever_open(self, at: dt.datetime | None = None) -> Self:
        """Return postings that have been open at some moment until then. They are closed, never deleted."""
        at = at or timezone.now()
        # A row written by plain SQL may lack `first_published`.
        without_first_moment = Q(first_published__isnull=True, team__is_published=True, published_from__lte=at)
        return self.filter(Q(first_published__lte=at) | without_first_moment)

    def with_ids(self) -> Self:
        """Annotate the ids of locations and tags as text, `place_ids` and `tag_ids`, in the same query."""
        placements, taggings = self.model.locations.through.objects, self.model.tags.through.objects
        ids = {
            "place_ids": placements.filter(posting=OuterRef("pk")).values("posting").annotate(ids=Ids("location_id")),
            "tag_ids": taggings.filter(posting=OuterRef("pk")).values("posting").annotate(ids=Ids("tag_id")),
        }
        return self.annotate(**{name: Subquery(rows.values("ids")) for name, rows in ids.items()})

    def closing_by(self, moment: dt.datetime, at: dt.datetime | None = None) -> Self:
        """Return open postings that close by `moment`."""
        return self.open(at).filter(closes_at__lte=moment)

    def without_pay(self) -> Self:
        return self.filter(pay_minimum__isnull=True, pay_maximum__isnull=True)

    def unchanged_since(self, moment: dt.datetime, at: dt.datetime | None = None) -> Self:
        """Return postings that have been open since `moment` or longer and have not been changed since."""
        return self.open(at).filter(first_published__lte=moment, updated_at__lte=moment)

    def with_reference(self, reference: str) -> Self:
        """Return the postings with a reference that people read as this one. Older rows can be several."""
        key = to_reference_key(reference)
        return self.filter(Q(reference_key=key) | Q(reference_key__startswith=f"{key} ") | Q(reference=reference))

    def with_reference_like(self, reference: str) -> Self:
        """Return the postings with another reference that differs only in zeros before numbers: KW-101 and KW-0101."""
        like = self.filter(reference_key__regex=to_reference_pattern(reference))
        return like.exclude(reference_key=to_reference_key(reference))

    def update(self, **values: Any) -> int:
        if "reference" in values and "reference_key" not in values:
            reference = values["reference"]
            # What the database computes is compared again when the row is saved.
            values["reference_key"] = to_reference_key(reference) if isinstance(reference, str) else None
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:
        fields = list(fields)
        if "reference" in fields:
            fields.append("reference_key")
            for posting in objs:
                posting.reference_key = to_reference_key(posting.reference)
        return super().bulk_update(objs, fields, *args, **kwargs)

    bulk_update.alters_data = True  # type: ignore[attr-defined]

    def newest(self) -> Self:
        return self.order_by(first_opened().desc(), "-id")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete drafts. Raises ProtectedError if any of the postings has been open."""
        refuse_to_delete(self.ever_open())
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


def first_opened(prefix: str = "") -> Coalesce:
    """Return an expression for the moment a posting was first open.

    Rows written by plain SQL may lack `first_published`. `prefix`: the lookup from the queried row to its postings,
    as in `postings__`.
    """
    first, published = f"{prefix}first_published", f"{prefix}published_from"
    return Coalesce(first, published, output_field=models.DateTimeField())


def last_changed(at: dt.datetime, prefix: str = "") -> Greatest:
    """Return an expression for the last change of a public page: the posting was edited, opened or closed."""
    updated, closes = f"{prefix}updated_at", f"{prefix}closes_at"
    closed = Case(When(Q(**{f"{closes}__lte": at}), then=F(closes)), default=F(updated))
    return Greatest(F(updated), first_opened(prefix), closed, output_field=models.DateTimeField())


def refuse_to_delete(postings: models.QuerySet[Any]) -> None:
    """Raise ProtectedError if the queryset has any rows."""
    if protected := list(postings[:10]):
        raise models.ProtectedError(
            "A posting that has been open is closed, never deleted, so that its address keeps working.",
            set(protected),
        )
