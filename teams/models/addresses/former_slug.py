"""Former slugs: an address that was public once leads to the same row for ever, and never to another one.

Database triggers (`slug_triggers.py`) write a row here whenever a slug changes, and refuse a slug that was another
row's, whatever program writes it.
"""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from teams.columns.types import limit_types

TAKEN = "This address was used before, and links to it may still be around. Choose another one."


class FormerSlugQuerySet(models.QuerySet[Any]):
    def of(self, model: Any) -> Self:
        """Return the former slugs of the rows of a model."""
        return self.filter(kind=model._meta.model_name)

    def find_row(self, rows: models.QuerySet[Any], slug: str) -> Any:
        """Return the row among `rows` that had a slug before, or None. One query."""
        former = self.of(rows.model).filter(slug=slug)
        return rows.filter(pk__in=former.values("row_id")).first()


@limit_types
class FormerSlug(models.Model):
    """A slug that a row had before. It stays when the row is deleted, so that no other row gets it."""

    kind = models.CharField(max_length=20)  # the name of the row's model
    slug = models.SlugField(max_length=160, db_index=False)
    row_id = models.BigIntegerField()

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="former_slug_leads_to_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class LastingSlugField(models.SlugField):
    """The slug in the address of a row. It may not be one that another row had before.

    Forms and imports refuse it with a sentence, and the database refuses it from every other program.
    """

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if FormerSlug.objects.of(self.model).filter(slug=value).exclude(row_id=model_instance.pk).exists():
            raise ValidationError(TAKEN, code="unique")

    def deconstruct(self) -> Any:
        """Describe the field to migrations as a slug: its column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs
