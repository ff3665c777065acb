from django.db import models
from django.urls import reverse

from teams.columns.types import limit_types
from teams.models.addresses.former_slug import LastingSlugField
from teams.models.querysets import SluggedManager
from teams.models.validators import countries, validate_country, validate_time_zone
from teams.moments.columns import moments_in_range
from teams.moments.history import History

from .fields import KnownNamesField
from .synonym import split_phrases


@limit_types
class Location(models.Model):
    """A place where people work. “Remote” is not a place: it is a posting's workplace type."""

    name = models.CharField(max_length=120, help_text="As candidates read it, usually the city: Lisbon.")
    slug = LastingSlugField(
        max_length=120,
        unique=True,
        help_text="Part of the page’s address. When you change it, links to the old address lead to the new one.",
    )
    street_address = models.CharField(max_length=200, blank=True, help_text="Street and number of the office.")
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=120)
    region = models.CharField(
        max_length=120, blank=True, help_text="State, province or canton, where addresses have one."
    )
    country = models.CharField(
        max_length=2,
        validators=[validate_country],
        help_text="Search engines and filters use it.",
    )
    also_called = models.CharField(
        max_length=500,
        blank=True,
        db_default="",
        default="",
        help_text="Other names, separated by commas: Silicon Docks, D2. People who type one of them find the positions "
        "here. Common names of the city, such as Lisboa for Lisbon, work without this.",
    )
    known_names = KnownNamesField(help_text="Other names of the city: see teams.models.geography.city_names.")
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="Decides when a day ends for postings here: Europe/Lisbon. If empty, the employer's.",
    )
    is_checked = models.BooleanField(
        "checked",
        default=True,
        db_default=True,
        help_text="Places that recruiters and imports add are not checked. Correct the name and the address if needed, "
        "then tick this.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    history = History(excluded_fields=["known_names"])
    objects = SluggedManager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = "place"
        constraints = moments_in_range("location", "updated_at")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("jobs:location", args=[self.slug])

    @property
    def country_name(self) -> str:
        return countries().get(self.country, self.country)

    @property
    def other_names(self) -> list[str]:
        """What else people call the place: the names that recruiters added, and those of the city."""
        return [*split_phrases(self.also_called), *self.known_names.splitlines()]

    @property
    def address_lines(self) -> list[str]:
        """The lines of the postal address, without empty ones."""
        town = " ".join(filter(None, [self.postal_code, self.city]))
        lines = [self.street_address, ", ".join(filter(None, [town, self.region])), self.country_name]
        return [line for line in lines if line]
