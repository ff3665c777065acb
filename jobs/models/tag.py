from django.db import models

from teams.columns.types import limit_types
from teams.models.addresses.former_slug import LastingSlugField
from teams.models.querysets import SluggedManager
from teams.moments.history import History


@limit_types
class Tag(models.Model):
    """A label that recruiters put on postings. Editors maintain the list."""

    name = models.CharField(max_length=60, unique=True, help_text="As candidates read it: People manager.")
    slug = LastingSlugField(
        max_length=60,
        unique=True,
        help_text="Part of shared addresses. When you change it, the old ones find the same positions.",
    )

    history = History()
    objects = SluggedManager()

    class Meta:
        ordering = ["name"]
        verbose_name = "label"

    def __str__(self) -> str:
        return self.name
