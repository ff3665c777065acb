from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range
from teams.moments.history import History
from teams.pictures.fields import PictureField
from teams.pictures.focus import focus_field

from .addresses.former_slug import LastingSlugField
from .querysets import SluggedManager, TeamQuerySet, can_manage_every_team
from .rich_text import RichTextField
from .validators import validate_headings


@limit_types
class Team(models.Model):
    """A part of the employer that hires, with a page of its own."""

    class RowsAtFirst(models.IntegerChoices):
        FIVE = 5, "5"
        TEN = 10, "10"
        TWENTY = 20, "20"

    name = models.CharField(max_length=120, unique=True, help_text="Without the word “team”: Backend Development.")
    slug = LastingSlugField(
        max_length=120,
        unique=True,
        help_text="The page’s address. When you change it, links to the old address lead to the new one.",
    )
    headline = models.CharField(
        max_length=160, blank=True, help_text="The page’s title. If empty, it is “Meet the … team”."
    )
    about = RichTextField(
        blank=True, help_text="“About us”: what the team does, with figures. The first paragraph is shown larger."
    )
    image = PictureField(
        blank=True,
        renditions_field="image_renditions",
        help_text="Shown beside the headline. At least 1600 pixels wide.",
    )
    image_renditions = models.JSONField(default=dict, blank=True, editable=False)
    image_focus = focus_field()
    image_alt = models.CharField(
        "image description", max_length=200, blank=True, help_text="Describe the picture for people who cannot see it."
    )
    image_is_decoration = models.BooleanField(
        "image is decoration", default=False, help_text="Tick if the picture adds nothing to the text."
    )
    position = models.PositiveIntegerField(
        default=0, help_text="Teams are shown in this order. Teams with equal numbers are shown in order of creation."
    )
    is_published = models.BooleanField(
        "published",
        default=False,
        help_text="Untick to hide the team and all its postings from the public at once.",
    )
    recruiters = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="teams",
        help_text="The users who manage this team’s page and postings.",
    )
    section_headings = models.TextField(
        "sections of new postings",
        blank=True,
        default="",
        db_default="",
        validators=[validate_headings],
        help_text="The sections that its new postings begin with, one heading on each line. If empty, the employer's.",
    )
    rows_at_first = models.PositiveSmallIntegerField(
        "open positions at first",
        choices=RowsAtFirst,
        default=RowsAtFirst.TWENTY,
        db_default=RowsAtFirst.TWENTY,
        error_messages={"invalid_choice": "Write 5, 10 or 20."},
        help_text="How many open positions its page shows before visitors ask for more.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    history = History()
    objects = SluggedManager.from_queryset(TeamQuerySet)()

    class Meta:
        ordering = ["position", "id"]
        permissions = [("every_team", "Can look after every team")]
        constraints = [
            *moments_in_range("team", "updated_at"),
            models.CheckConstraint(
                condition=Q(image="") | ~Q(image_alt="") | Q(image_is_decoration=True),
                name="team_describes_its_image",
                violation_error_message="Describe the image, or say that it is decoration.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("jobs:team", args=[self.slug])

    def is_visible_to(self, user: Any) -> bool:
        """Return whether `TeamQuerySet.visible_to` would include this team."""
        return can_manage_every_team(user) or self.recruiters.filter(pk=user.pk).exists()

    @property
    def title(self) -> str:
        return self.headline or f"Meet the {self.name} team"


@limit_types
class Pillar(models.Model):
    """One numbered block of “What makes us different”."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="pillars")
    title = models.CharField(max_length=80, help_text="Two to four words: “No limits”.")
    body = models.TextField(help_text="One paragraph that only this team could have written.")
    position = models.PositiveIntegerField(default=0)

    history = History()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title
