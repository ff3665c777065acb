from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from teams.pictures.fields import PictureField

from .fields import RichTextField
from .querysets import SluggedManager, StoryQuerySet
from .team import Team
from .validators import validate_https


class Story(models.Model):
    """One item of “The latest” from a team: told here, or linked to where it stands."""

    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        TALK = "talk", "Talk"
        VIDEO = "video", "Video"
        EVENT = "event", "Event"
        NEWS = "news", "News"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="stories")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ARTICLE)
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=160, unique=True, help_text="The story's address, unless it stands elsewhere.")
    summary = models.TextField(max_length=400, help_text="Two sentences that make one want to read on.")
    image = PictureField(
        blank=True, renditions_field="image_renditions", help_text="Shown 16:9. Left empty, the title fills the card."
    )
    image_renditions = models.JSONField(default=dict, blank=True, editable=False)
    image_alt = models.CharField(
        "image described", max_length=200, blank=True, help_text="What the picture shows, for those who cannot see it."
    )
    image_is_decoration = models.BooleanField(
        "image is decoration", default=False, help_text="Tick if the picture tells nothing that the text does not."
    )
    date = models.DateField(help_text="When it was written, held or happened.")
    url = models.URLField(
        "address elsewhere",
        blank=True,
        validators=[validate_https],
        help_text="Where the story stands, if not here. Then leave the text empty.",
    )
    body = RichTextField("text", blank=True, help_text="The story itself. Then leave the address elsewhere empty.")
    is_published = models.BooleanField("published", default=False, help_text="Tick to show it on the team's page.")
    position = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords()
    objects = SluggedManager.from_queryset(StoryQuerySet)()

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "stories"
        constraints = [
            models.CheckConstraint(
                condition=Q(url="", body__gt="") | (Q(body="") & Q(url__gt="")),
                name="story_stands_here_or_elsewhere",
                violation_error_message="Give the story either an address elsewhere or a text of its own.",
            ),
            models.CheckConstraint(
                condition=Q(image="") | ~Q(image_alt="") | Q(image_is_decoration=True),
                name="story_describes_its_image",
                violation_error_message="Describe the image, or say that it is decoration.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where the story is read: on its own page here, or elsewhere."""
        return self.url or reverse("teams:story", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def is_public(self) -> bool:
        return self.is_published and self.team.is_published
