import datetime as dt
import zoneinfo
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from teams.pictures.fields import PictureField

from . import brand
from .fields import RichTextField
from .querysets import EmployerManager
from .validators import validate_colour, validate_currency, validate_https, validate_language, validate_time_zone


class Employer(models.Model):
    """The one organisation whose site this is."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(
        max_length=120, default="Our company", help_text="As candidates know you. Stands on every page."
    )
    tagline = models.CharField(
        max_length=160, blank=True, help_text="One sentence in the largest type of the home page: why come here?"
    )
    about = RichTextField(blank=True, help_text="Two or three paragraphs, shown on the home page.")
    website = models.URLField(
        blank=True,
        validators=[validate_https],
        help_text="Your main site. Search engines connect it with your postings.",
    )
    logo = PictureField(
        blank=True,
        renditions_field="logo_renditions",
        help_text="Replaces the name at the top of each page. Wide, on a transparent ground.",
    )
    logo_renditions = models.JSONField(default=dict, blank=True, editable=False)
    brand_colour = models.CharField(
        max_length=7,
        default="#0b5cad",
        validators=[validate_colour],
        help_text="Colours buttons, links and numerals. Made darker or lighter where it would be hard to read.",
    )
    social_image = PictureField(
        blank=True,
        renditions_field="social_image_renditions",
        help_text="Shown when someone shares a page, at least 1200 × 630 pixels.",
    )
    social_image_renditions = models.JSONField(default=dict, blank=True, editable=False)
    social_image_alt = models.CharField(
        "social image described",
        max_length=200,
        blank=True,
        help_text="What the picture shows, for those who cannot see it.",
    )
    contact_email = models.EmailField(
        blank=True,
        help_text="Shown to candidates at the foot of each page, and to people who report a security problem.",
    )
    currency = models.CharField(
        max_length=3,
        default="EUR",
        validators=[validate_currency],
        help_text="What new postings pay in, as a code: EUR.",
    )
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text="Where a day begins and ends unless a place says otherwise, for example Europe/Berlin.",
    )
    language = models.CharField(
        max_length=35,
        default="en",
        validators=[validate_language],
        help_text="The language most postings are written in, as a tag: en.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords()
    objects = EmployerManager()

    class Meta:
        verbose_name_plural = "employer"
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="there_is_one_employer",
                violation_error_message="There is one employer already. Change that one.",
            ),
            models.CheckConstraint(
                condition=Q(social_image="") | ~Q(social_image_alt=""),
                name="employer_describes_the_social_image",
                violation_error_message="Describe the social image, for those who cannot see it.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[()]:
        return ()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def brand_stylesheet(self) -> str:
        """Address of the generated stylesheet with the brand colour; another colour, another address."""
        return reverse("teams:brand", args=[brand.digest(self.brand_colour)])

    def today(self, at: dt.datetime | None = None) -> dt.date:
        """The employer's day at that moment, now by default."""
        return (at or timezone.now()).astimezone(self.zone).date()


class ExchangeRate(models.Model):
    """What another currency is worth, so that pay in it can be compared. It is shown as "about"."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="exchange_rates")
    currency = models.CharField(
        max_length=3, unique=True, validators=[validate_currency], help_text="The other currency, as a code: USD."
    )
    rate = models.DecimalField(
        max_digits=15, decimal_places=10, help_text="What one unit of it is worth in your own currency: 0.92."
    )
    date = models.DateField(help_text="The day this rate is of. Candidates are told.")
    home = models.CharField(max_length=3, editable=False)

    class Meta:
        ordering = ["currency"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="exchange_rate_is_above_zero",
                violation_error_message="A currency is worth more than nothing. Give a rate above zero.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency}: {self.rate.normalize():f} {self.home} on {self.date}"

    def clean(self) -> None:
        if self.currency == self.employer.currency:
            raise ValidationError({"currency": "This is your own currency, which needs no rate."})
        if self.date and self.date > self.employer.today():
            raise ValidationError({"date": "This day has not come yet. Give the day the rate is of."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Note what currency the rate leads to: it counts for nothing once the employer has another."""
        self.home = self.employer.currency
        super().save(*args, **kwargs)
