import datetime as dt
import zoneinfo
from functools import cache
from typing import Any
from urllib.parse import quote

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from teams.columns.types import limit_types
from teams.models import Employer, Team
from teams.models.choice_set import ChoiceSetField, CountrySetField
from teams.models.folding import make_slug
from teams.models.validators import countries, validate_currency, validate_https, validate_language, validate_time_zone

from .fields import (
    POSTING_CONSTRAINTS,
    ClosingMomentField,
    FirstPublishedField,
    FoldedField,
    PostingHistory,
    ReferenceKeyField,
)
from .local_time import choose_zone
from .location import Location
from .querysets import PostingQuerySet, refuse_to_delete
from .tag import Tag

REFERENCE_TAKEN = "Another posting has this reference. Choose one that has never been used."
# The characters that Django does not quote in paths.
UNQUOTED = "!$&'()*+,;=/~:@"


@cache
def _list_address() -> str:
    return reverse("jobs:list")


class PostingManager(models.Manager.from_queryset(PostingQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, reference: str) -> Any:
        return self.get(reference=reference)


@limit_types
class Posting(models.Model):
    """One job. Its status is computed from its dates and its team, never stored."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        HIDDEN = "hidden", "Hidden"
        SCHEDULED = "scheduled", "Scheduled"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    class Workplace(models.TextChoices):
        ON_SITE = "on-site", "On-site"
        HYBRID = "hybrid", "Hybrid"
        REMOTE = "remote", "Remote"

    class EmploymentType(models.TextChoices):
        FULL_TIME = "full-time", "Full time"
        PART_TIME = "part-time", "Part time"
        TEMPORARY = "temporary", "Temporary"
        CONTRACT = "contract", "Contract"
        INTERNSHIP = "internship", "Internship"

    class Level(models.TextChoices):
        STUDENT = "student", "Student"
        ENTRY = "entry", "Entry"
        MID = "mid", "Mid"
        SENIOR = "senior", "Senior"
        LEAD = "lead", "Lead"

    class PayPeriod(models.TextChoices):
        HOUR = "hour", "an hour"
        DAY = "day", "a day"
        WEEK = "week", "a week"
        MONTH = "month", "a month"
        YEAR = "year", "a year"

    class ClosingReason(models.TextChoices):
        FILLED = "filled", "Filled"
        CANCELLED = "cancelled", "Cancelled"
        PAUSED = "paused", "Paused"

    reference = models.CharField(
        max_length=60,
        unique=True,
        help_text="The requisition number. Each posting has its own, which is never used again.",
        error_messages={"unique": REFERENCE_TAKEN},
    )
    reference_key = ReferenceKeyField(error_messages={"unique": REFERENCE_TAKEN})
    title = models.CharField(
        max_length=160, help_text="The job’s title alone: no place, pay, number or exclamation mark."
    )
    title_folded = FoldedField(source="title", max_length=160)
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        related_name="postings",
        help_text="The posting is public only while its team is published.",
    )
    locations = models.ManyToManyField(
        Location,
        verbose_name="places",
        blank=True,
        related_name="postings",
        help_text="Where the work is done. Candidates find the posting under each of them.",
    )
    workplace = models.CharField(max_length=10, choices=Workplace, default=Workplace.ON_SITE)
    remote_anywhere = models.BooleanField(
        default=False,
        help_text="For remote work: a person may live in every country where the employer can employ people.",
    )
    remote_countries = CountrySetField(
        "countries",
        help_text="For remote work: the countries a person may live in. A group, such as EU, adds its countries.",
    )
    employment_types = ChoiceSetField(values=EmploymentType, max_length=80)
    level = models.CharField("experience level", max_length=10, choices=Level, blank=True)
    tags = models.ManyToManyField(Tag, verbose_name="labels", blank=True, related_name="postings")
    pay_minimum = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Candidates look for it first. Leave both empty to say nothing about pay.",
    )
    pay_maximum = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_currency = models.CharField(
        max_length=3, blank=True, validators=[validate_currency], help_text="As a code: EUR."
    )
    pay_period = models.CharField(max_length=10, choices=PayPeriod, blank=True)
    pay_note = models.CharField(max_length=200, blank=True, help_text="Other benefits, or what the amount depends on.")
    apply_url = models.URLField(
        "address to apply at",
        max_length=500,
        blank=True,
        validators=[validate_https],
        help_text="The apply button links to it. Begins with https://.",
    )
    apply_email = models.EmailField(
        "e-mail to apply to", blank=True, help_text="Used when there is no address. The subject is filled in."
    )
    language = models.CharField(
        max_length=35,
        default="en",
        validators=[validate_language],
        help_text="The language the posting is written in, as a tag: en, de.",
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="The time zone of its dates. If empty, that of its first place by name, else the employer's.",
    )
    published_from = models.DateTimeField(null=True, blank=True)
    closes_at = ClosingMomentField(null=True, blank=True)
    closing_reason = models.CharField(
        max_length=10,
        choices=ClosingReason,
        blank=True,
        help_text="Shown to candidates on the page of the closed posting.",
    )
    first_published = FirstPublishedField()
    change_log = models.JSONField(
        default=list,
        # During a deployment, code without this column still writes rows.
        db_default=models.Value([], output_field=models.JSONField()),
        editable=False,
        help_text="What changed while it was open: see jobs.publishing.changelog.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Set to True when saving many rows, then make their words together by `jobs.finding.words.stored_words.make_words`.
    words_made_later = False

    history = PostingHistory(m2m_fields=[locations, tags], excluded_fields=["change_log", "reference_key"])
    objects = PostingManager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # PostingQuerySet.open(): the open postings among many closed ones.
            models.Index(fields=["published_from", "closes_at"], name="posting_open"),
        ]
        constraints = POSTING_CONSTRAINTS

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        # `reverse` for each row of a long list would be slow.
        return f"{_list_address()}{quote(self.path, safe=UNQUOTED)}/"

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        if update_fields is not None and "reference" in update_fields:
            update_fields = {*update_fields, "reference_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft. Raises ProtectedError if the posting has been open."""
        refuse_to_delete(Posting.objects.filter(pk=self.pk).ever_open())
        return super().delete(*args, **kwargs)

    def status(self, at: dt.datetime | None = None) -> "Posting.Status":
        """Return the status that follows from the dates and the team at that moment, now by default."""
        at = at or timezone.now()
        if self.published_from is None:
            return self.Status.DRAFT
        if not self._has_published_team():
            return self.Status.HIDDEN
        if self.published_from > at:
            return self.Status.SCHEDULED
        if self.closes_at is not None and self.closes_at <= at:
            return self.Status.CLOSED
        return self.Status.OPEN

    def _has_published_team(self) -> bool:
        """Return whether its team is published. In an earlier version, the team may have been deleted since."""
        try:
            return self.team.is_published
        except Team.DoesNotExist:
            return False

    def is_open(self, at: dt.datetime | None = None) -> bool:
        """The same rule as `PostingQuerySet.open`, for one row."""
        return self.status(at) == self.Status.OPEN

    def zone(self, employer: Employer) -> zoneinfo.ZoneInfo:
        """Return the time zone of its dates: its own, else the first location's, else the employer's."""
        return choose_zone(self.time_zone, [location.time_zone for location in self.location_list], employer.time_zone)

    @cached_property
    def location_list(self) -> list[Location]:
        """Its locations in order, cached on first use."""
        return list(self.locations.all()) if self.pk else []

    @cached_property
    def tag_list(self) -> list[Tag]:
        """Its tags in order, cached on first use."""
        return list(self.tags.all())

    @property
    def path(self) -> str:
        """The part of the address that identifies it: the id, which never changes, and a slug of the title."""
        return f"{self.pk}-{make_slug(self.title)}".rstrip("-")

    @property
    def first_opened(self) -> dt.datetime | None:
        """The same rule as `querysets.first_opened`, for one row."""
        return self.first_published or self.published_from

    @property
    def changed_at(self) -> dt.datetime:
        """The same rule as `querysets.last_changed`, for one open posting."""
        return max(self.updated_at, self.first_opened or self.updated_at)

    @property
    def is_remote(self) -> bool:
        return self.workplace == self.Workplace.REMOTE

    @property
    def employment_type_labels(self) -> list[str]:
        return [
            self.EmploymentType(value).label for value in self.employment_types if value in self.EmploymentType.values
        ]

    @property
    def country_names(self) -> list[str]:
        return [countries().get(code, code) for code in self.remote_countries]

    def eligible_codes(self, employer: Employer) -> tuple[str, ...]:
        """Return the countries that a person may live in to work remotely: ISO 3166-1 codes."""
        return employer.employable_codes if self.remote_anywhere else tuple(self.remote_countries)
