from django.db import models
from django.db.models import Q
from django.urls import reverse

from teams.columns.types import limit_types
from teams.moments.columns import days_in_range, moments_in_range
from teams.moments.history import History
from teams.pictures.fields import PictureField
from teams.pictures.focus import focus_field

from .addresses.former_slug import LastingSlugField
from .querysets import SluggedManager, StoryQuerySet
from .rich_text import RichTextField
from .team import Team
from .validators import validate_https


@limit_types
class Story(models.Model):
    """One item of “The latest” from a team, with a page on this site or a link to another."""

    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        TALK = "talk", "Talk"
        VIDEO = "video", "Video"
        EVENT = "event", "Event"
        NEWS = "news", "News"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="stories")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ARTICLE)
    title = models.CharField(max_length=160)
    slug = LastingSlugField(
        max_length=160,
        unique=True,
        help_text="The address of the story’s page, unless the story is on another site. When you change it, links to "
        "the old address lead to the new one.",
    )
    summary = models.TextField(max_length=400, help_text="Two sentences that make people read on.")
    image = PictureField(
        blank=True, renditions_field="image_renditions", help_text="Shown at 16:9. If empty, the title fills the card."
    )
    image_renditions = models.JSONField(default=dict, blank=True, editable=False)
    image_focus = focus_field()
    image_alt = models.CharField(
        "image description", max_length=200, blank=True, help_text="Describe the picture for people who cannot see it."
    )
    image_is_decoration = models.BooleanField(
        "image is decoration", default=False, help_text="Tick if the picture adds nothing to the text."
    )
    date = models.DateField(help_text="When it was written, held or happened.")
    url = models.URLField(
        "address elsewhere",
        blank=True,
        validators=[validate_https],
        help_text="The address of a story on another site. Then leave the text empty.",
    )
    body = RichTextField("text", blank=True, help_text="The story itself. Then leave the address elsewhere empty.")
    is_published = models.BooleanField("published", default=False, help_text="Tick to show it on the team’s page.")
    position = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    history = History()
    objects = SluggedManager.from_queryset(StoryQuerySet)()

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "stories"
        constraints = [
            *days_in_range("story", "date"),
            *moments_in_range("story", "updated_at"),
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
        """Return the URL of the story's page here or on another site."""
        return self.url or reverse("teams:story", args=[self.slug])

    def is_public(self) -> bool:
        return self.is_published and self.team.is_published
