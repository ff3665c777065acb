import datetime as dt

from django.db import models
from django.db.models import F, Q

from teams.columns.types import limit_types
from teams.moments.columns import days_in_range
from teams.moments.history import History
from teams.pictures.fields import PictureField
from teams.pictures.focus import focus_field

from .employer import Employer
from .querysets import TestimonialQuerySet
from .team import Team


@limit_types
class Testimonial(models.Model):
    """A quote from one of “The people who make us”, shown only while that person agrees."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="testimonials")
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120)
    area = models.CharField(
        max_length=80, blank=True, help_text="What the person works on: CRM, identity, core server."
    )
    quote = models.TextField(max_length=800, help_text="In the person’s own words, without quotation marks.")
    photo = PictureField(
        blank=True,
        renditions_field="photo_renditions",
        shown_while="keeps_photo",
        help_text="A square portrait. If empty, the initials are shown.",
    )
    photo_renditions = models.JSONField(default=dict, blank=True, editable=False)
    photo_focus = focus_field()
    photo_alt = models.CharField(
        "photo description", max_length=200, blank=True, help_text="Describe the picture for people who cannot see it."
    )
    photo_is_decoration = models.BooleanField(
        "photo is decoration", default=False, help_text="Tick if the picture adds nothing to the text."
    )
    is_published = models.BooleanField("published", default=False)
    agreed_on = models.DateField(
        null=True, blank=True, help_text="The day the person agreed. Without it, the testimonial is not shown."
    )
    agreed_until = models.DateField(
        null=True,
        blank=True,
        help_text="The last day it may be shown. If empty, it is shown until the person objects or leaves.",
    )
    has_left = models.BooleanField(
        default=False, help_text="Tick when the person leaves. The testimonial is hidden and its photo deleted."
    )
    position = models.PositiveIntegerField(default=0)

    history = History()
    objects = TestimonialQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            *days_in_range("testimonial", "agreed_on", "agreed_until"),
            models.CheckConstraint(
                condition=Q(agreed_until__isnull=True) | Q(agreed_until__gte=F("agreed_on")),
                name="testimonial_is_agreed_until_a_later_day",
                violation_error_message="The last day agreed to must not be before the day of agreement.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_until__isnull=True) | Q(agreed_on__isnull=False),
                name="testimonial_with_a_last_day_has_a_day_of_agreement",
                violation_error_message="Say on which day the person agreed, or clear the last day.",
            ),
            models.CheckConstraint(
                condition=Q(photo="") | ~Q(photo_alt="") | Q(photo_is_decoration=True),
                name="testimonial_describes_its_photo",
                violation_error_message="Describe the photo, or say that it is decoration.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.job_title}"

    def keeps_photo(self, on: dt.date | None = None) -> bool:
        """Return whether public copies of the photo may exist on a day, by default today: while the person agrees."""
        if self.has_left or not self.agreed_on:
            return False
        return self.agreed_until is None or self.agreed_until >= (on or Employer.objects.current().today())

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()
