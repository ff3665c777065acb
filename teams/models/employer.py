import datetime as dt
import zoneinfo
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from teams.brand import stylesheet
from teams.brand.fonts.faces import Font
from teams.brand.fonts.fields import FontField
from teams.brand.palette import DEFAULT_COLOUR
from teams.brand.voices import Voice
from teams.columns.types import limit_types
from teams.moments.columns import days_in_range, moments_in_range
from teams.moments.history import History
from teams.moments.zones import UTC, find_zone
from teams.pictures.fields import PictureField
from teams.pictures.validation import validate_picture, validate_square

from .choice_set import CountrySetField
from .geography.country_groups import inhabited
from .querysets import EmployerManager
from .rich_text import RichTextField
from .validators import (
    validate_colour,
    validate_currency,
    validate_employees,
    validate_headings,
    validate_https,
    validate_language,
    validate_time_zone,
)

# The site before an upgrade does not know some columns, and leaves them out.
FIRST_HEADINGS = "What you will do\nWhat you bring\nWhat you get"
NO_RENDITIONS = models.Value({}, output_field=models.JSONField())


@limit_types
class Employer(models.Model):
    """The one organisation whose site this is."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(
        max_length=120, default="Our company", help_text="Your name as candidates know it. Shown on every page."
    )
    tagline = models.CharField(
        max_length=160,
        blank=True,
        help_text="One sentence in large type on the home page: why should people work here?",
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
        help_text="Shown instead of the name at the top of each page. Wide, with a transparent background.",
    )
    logo_renditions = models.JSONField(default=dict, blank=True, editable=False)
    logo_dark = PictureField(
        "logo for dark mode",
        blank=True,
        db_default="",
        renditions_field="logo_dark_renditions",
        help_text="Shown instead of the logo on a dark background, if the logo is hard to see there.",
    )
    logo_dark_renditions = models.JSONField(default=dict, db_default=NO_RENDITIONS, blank=True, editable=False)
    logo_square = PictureField(
        "square logo",
        blank=True,
        db_default="",
        renditions_field="logo_square_renditions",
        validators=[validate_picture, validate_square],
        help_text="For search engines, feed readers, browser tabs and home screens. At least 112 pixels on each side.",
    )
    logo_square_renditions = models.JSONField(default=dict, db_default=NO_RENDITIONS, blank=True, editable=False)
    brand_colour = models.CharField(
        max_length=7,
        default=DEFAULT_COLOUR,
        validators=[validate_colour],
        help_text="The colour of buttons, links and numerals, and in a dark shade of the head of each page. It is made "
        "darker or lighter where it is hard to read.",
    )
    heading_voice = models.CharField(
        "family of headings",
        max_length=12,
        choices=Voice,
        default=Voice.GROTESQUE,
        db_default=Voice.GROTESQUE,
        help_text="Every computer and phone has families of each kind. Here you see the one of yours.",
    )
    heading_font = FontField(
        "own font for headings",
        blank=True,
        db_default="",
        renditions_field="heading_font_renditions",
        help_text="A WOFF2 file whose licence allows use on websites. What Europe’s languages need of it may have "
        "40 KB. Without it, and until it has arrived, headings have the family above.",
    )
    heading_font_renditions = models.JSONField(default=dict, db_default=NO_RENDITIONS, blank=True, editable=False)
    social_image = PictureField(
        blank=True,
        renditions_field="social_image_renditions",
        help_text="Shown when someone shares a page. At least 1200 × 630 pixels.",
    )
    social_image_renditions = models.JSONField(default=dict, blank=True, editable=False)
    social_image_alt = models.CharField(
        "social image description",
        max_length=200,
        blank=True,
        help_text="Describe the picture for people who cannot see it.",
    )
    contact_email = models.EmailField(
        blank=True,
        help_text="Shown to candidates at the foot of each page, and to people who report a security problem.",
    )
    answers = models.CharField(
        "who answers, and when",
        max_length=200,
        blank=True,
        db_default="",
        help_text="One sentence, shown under “Apply” in every posting: “You hear from a person within ten working "
        "days.” Candidates hold you to it.",
    )
    currency = models.CharField(
        max_length=3,
        default="EUR",
        validators=[validate_currency],
        help_text="The currency of pay in new postings, as a code: EUR.",
    )
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text="Decides when a day begins and ends, unless a place has its own. For example Europe/Berlin.",
    )
    language = models.CharField(
        max_length=35,
        default="en",
        validators=[validate_language],
        help_text="The language of most postings, as a tag: en.",
    )
    employs_in = CountrySetField(
        "countries where you can employ people",
        db_default="",
        help_text="Remote positions “from anywhere” are open to people in these countries. A group, such as EU, adds "
        "its countries. If none is chosen, it is every country with inhabitants.",
    )
    employees = models.PositiveIntegerField(
        "number of employees",
        null=True,
        blank=True,
        validators=[validate_employees],
        help_text="How many people you employ in all. Some rules of places apply only from a certain number. If empty, "
        "the check before publishing tells that number with each finding.",
    )
    section_headings = models.TextField(
        "sections of new postings",
        blank=True,
        default=FIRST_HEADINGS,
        db_default=FIRST_HEADINGS,
        validators=[validate_headings],
        help_text="The sections that a new posting begins with, one heading on each line. A team may have its own.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    history = History()
    objects = EmployerManager()

    class Meta:
        verbose_name_plural = "employer"
        constraints = [
            *moments_in_range("employer", "updated_at"),
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

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return find_zone(self.time_zone) or UTC

    @property
    def employable_codes(self) -> tuple[str, ...]:
        """The countries where the employer can employ people: ISO 3166-1 codes."""
        return tuple(self.employs_in or inhabited())

    @property
    def look(self) -> tuple[str, str, Font | None]:
        """The brand colour, the voice of headings and their font: what the stylesheet is made of."""
        return self.brand_colour, self.heading_voice, Font.read(self.heading_font_renditions)

    @property
    def brand_stylesheet(self) -> str:
        """The URL of the stylesheet with colours and headings. It changes with them."""
        return reverse("teams:brand", args=[stylesheet.digest(*self.look)])

    @property
    def heading_font_address(self) -> str:
        """The URL of the font for headings, or "" without one."""
        font = Font.read(self.heading_font_renditions)
        return font.address if font else ""

    def today(self, at: dt.datetime | None = None) -> dt.date:
        """Return the date in the employer's time zone at a moment, by default now."""
        return (at or timezone.now()).astimezone(self.zone).date()


@limit_types
class ExchangeRate(models.Model):
    """The value of another currency, to compare pay. Pay converted with it is shown as "about"."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="exchange_rates")
    currency = models.CharField(
        max_length=3, unique=True, validators=[validate_currency], help_text="The other currency, as a code: USD."
    )
    rate = models.DecimalField(
        max_digits=15, decimal_places=10, help_text="The value of one unit in your own currency: 0.92."
    )
    date = models.DateField(help_text="The day of this rate. Candidates see it.")
    home = models.CharField(max_length=3, editable=False)

    class Meta:
        ordering = ["currency"]
        constraints = [
            *days_in_range("exchange_rate", "date"),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="exchange_rate_is_above_zero",
                violation_error_message="Enter a rate above zero.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency}: {self.rate.normalize():f} {self.home} on {self.date}"

    def clean(self) -> None:
        if self.currency == self.employer.currency:
            raise ValidationError({"currency": "This is your own currency. It needs no rate."})
        if self.date and self.date > self.employer.today():
            raise ValidationError({"date": "This day is in the future. Enter the day of the rate."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the employer's currency too. The rate is ignored after the employer changes currency."""
        self.home = self.employer.currency
        super().save(*args, **kwargs)
