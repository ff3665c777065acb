from typing import Any

from django.db import models

from teams.columns.types import limit_types
from teams.models.rich_text import RichTextField
from teams.moments.history import History

from .posting import Posting


@limit_types
class Section(models.Model):
    """A part of a posting's text, with a heading."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="sections")
    heading = models.CharField(max_length=120, help_text="What you will do, What you bring, What you get.")
    body = RichTextField("text")
    position = models.PositiveIntegerField(default=0)

    # The id of its posting in the database, while the section may be moved to another.
    stored_posting_id: int | None = None
    words_made_later = False  # see Posting.words_made_later

    history = History()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.heading

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        section = super().from_db(*args, **kwargs)
        section.stored_posting_id = section.__dict__.get("posting_id")
        return section
