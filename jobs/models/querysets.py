"""The vocabulary of postings. `open()` is the one definition that every list, count and feed starts from."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from teams.models.querysets import TeamOwnedQuerySet


class Ids(models.Aggregate):
    """The ids of a group as text: `3,17`."""

    function = "group_concat"
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="string_agg(%(expressions)s::text, ',')", **context)


class PostingQuerySet(TeamOwnedQuerySet):
    def open(self, at: dt.datetime | None = None) -> Self:
        """Postings open at that moment, now by default.

        The team is published, the posting was published by then, and its closing time, if any, is later.
        """
        at = at or timezone.now()
        return self.open_or_scheduled(at).filter(published_from__lte=at)

    def open_or_scheduled(self, at: dt.datetime) -> Self:
        """Postings that are open at that moment or will open after it, as things stand."""
        not_closed = Q(closes_at__isnull=True) | Q(closes_at__gt=at)
        return self.filter(not_closed, team__is_published=True, published_from__isnull=False)

    def closed(self, at: dt.datetime | None = None) -> Self:
        """Postings of published teams that have been closed by that moment."""
        at = at or timezone.now()
        return self.filter(team__is_published=True, published_from__lte=at, closes_at__lte=at)

    def public(self, at: dt.datetime | None = None) -> Self:
        """Postings that have a page at that moment: open and closed ones."""
        return self.filter(team__is_published=True, published_from__lte=at or timezone.now())

    def scheduled(self, at: dt.datetime | None = None) -> Self:
        return self.filter(team__is_published=True, published_from__gt=at or timezone.now())

    def drafts(self) -> Self:
        return self.filter(published_from__isnull=True)

    def hidden(self) -> Self:
        """Postings with a date of publishing whose team is not published."""
        return self.filter(team__is_published=False, published_from__isnull=False)

    def ever_open(self, at: dt.datetime | None = None) -> Self:
        """Postings that have been open at some moment until then: these are closed, never deleted."""
        at = at or timezone.now()
        # A row written by plain SQL may not have its first moment noted.
        unnoted = Q(first_published__isnull=True, team__is_published=True, published_from__lte=at)
        return self.filter(Q(first_published__lte=at) | unnoted)

    def with_ids(self) -> Self:
        """Bring the ids of places and tags along as texts, `place_ids` and `tag_ids`, without a query for each."""
        placements, taggings = self.model.locations.through.objects, self.model.tags.through.objects
        carried = {
            "place_ids": placements.filter(posting=OuterRef("pk")).values("posting").annotate(ids=Ids("location_id")),
            "tag_ids": taggings.filter(posting=OuterRef("pk")).values("posting").annotate(ids=Ids("tag_id")),
        }
        return self.annotate(**{name: Subquery(found.values("ids")) for name, found in carried.items()})

    def closing_by(self, moment: dt.datetime, at: dt.datetime | None = None) -> Self:
        """Open postings that close until `moment`."""
        return self.open(at).filter(closes_at__lte=moment)

    def without_pay(self) -> Self:
        return self.filter(pay_minimum__isnull=True, pay_maximum__isnull=True)

    def unchanged_since(self, moment: dt.datetime, at: dt.datetime | None = None) -> Self:
        """Postings open since before `moment` that nobody has changed after it."""
        return self.open(at).filter(first_published__lte=moment, updated_at__lte=moment)

    def newest(self) -> Self:
        return self.order_by(first_opened().desc(), "-id")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete drafts. Raises ProtectedError if any of the postings has been open."""
        refuse_to_delete(self.ever_open())
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


def first_opened(prefix: str = "") -> Coalesce:
    """When a posting was first open. Rows written by plain SQL may lack `first_published`.

    `prefix` leads from the row asked about to its postings: `postings__`.
    """
    first, published = f"{prefix}first_published", f"{prefix}published_from"
    return Coalesce(first, published, output_field=models.DateTimeField())


def last_changed(at: dt.datetime, prefix: str = "") -> Greatest:
    """When what the public sees of a public posting last changed: by a hand, by opening, or by closing."""
    updated, closes = f"{prefix}updated_at", f"{prefix}closes_at"
    closed = Case(When(Q(**{f"{closes}__lte": at}), then=F(closes)), default=F(updated))
    return Greatest(F(updated), first_opened(prefix), closed, output_field=models.DateTimeField())


def refuse_to_delete(postings: models.QuerySet[Any]) -> None:
    if once_open := list(postings[:10]):
        raise models.ProtectedError(
            "A posting that has once been open is closed, never deleted, so that its address keeps answering.",
            set(once_open),
        )
