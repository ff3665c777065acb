from django.db import models

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range
from teams.moments.history import History

from .querysets import SharedTextQuerySet
from .rich_text import RichTextField
from .team import Team


@limit_types
class SharedText(models.Model):
    """A text shown below every posting of a team, or of all teams."""

    heading = models.CharField(max_length=120, help_text="About us, What we offer, Equal opportunity.")
    body = RichTextField("text")
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="shared_texts",
        help_text="Shown below every posting of this team. If empty, below the postings of all teams.",
    )
    is_published = models.BooleanField("published", default=True, help_text="Untick to remove it from every posting.")
    position = models.PositiveIntegerField(
        default=0, help_text="Texts are shown in this order, the smallest number first."
    )
    updated_at = models.DateTimeField(auto_now=True)

    history = History()
    objects = SharedTextQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = moments_in_range("shared_text", "updated_at")

    def __str__(self) -> str:
        return self.heading
