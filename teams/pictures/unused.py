"""Originals that no row shows any more. History can bring them back for 30 days. Then they are deleted."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range

from .renditions import original_storage

DAYS = 30


@limit_types
class UnusedOriginal(models.Model):
    """An original, and the moment from which no row showed it."""

    is_content = False

    name = models.CharField(max_length=100, primary_key=True)
    since = models.DateTimeField()

    class Meta:
        app_label = "teams"
        default_permissions = ()  # no page of the desk shows them
        constraints = moments_in_range("unused_original", "since")

    def __str__(self) -> str:
        return f"{self.name} since {self.since:%Y-%m-%d}"


def retire(*names: str) -> None:
    """Take note that no row shows these originals any more, and delete others whose days are over."""
    now = timezone.now()
    UnusedOriginal.objects.bulk_create(
        [UnusedOriginal(name=name, since=now) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["since"],
    )
    transaction.on_commit(delete_due, robust=True)


def delete_due(at: dt.datetime | None = None) -> list[str]:
    """Delete the originals that no row has shown for 30 days, also from their rows, and return their names."""
    due = UnusedOriginal.objects.filter(since__lte=(at or timezone.now()) - dt.timedelta(days=DAYS))
    names = set(due.values_list("pk", flat=True))
    if not names:
        return []
    unused = sorted(names - shown_originals(names))
    with transaction.atomic():
        for field in picture_fields():
            field.model._base_manager.filter(**{f"{field.name}__in": unused}).update(**{field.name: ""})
        UnusedOriginal.objects.filter(pk__in=names).delete()
    for name in unused:
        original_storage().delete(name)
    return unused


def shown_originals(names: Collection[str] | None = None) -> set[str]:
    """Return the originals that rows show, of those with these names or of all."""
    return {
        getattr(row, field.attname).name
        for field in picture_fields()
        for row in rows_with_picture(field)
        if field.is_shown(row) and (names is None or getattr(row, field.attname).name in names)
    }


def picture_fields() -> Iterator[Any]:
    """Return the picture fields of all models."""
    for field in (field for model in apps.get_models() for field in model._meta.concrete_fields):
        # History copies fields with their attributes, but as text.
        if isinstance(field, models.FileField) and hasattr(field, "renditions_field"):
            yield field


def rows_with_picture(field: Any) -> models.QuerySet[Any]:
    return field.model._base_manager.exclude(**{field.name: ""})
