import datetime as dt
from functools import cached_property

from django.db import models
from django.db.models import Q

from teams.columns.types import limit_types
from teams.models.geography.country_groups import find_group
from teams.models.validators import countries, validate_currency, validate_employees
from teams.moments.columns import days_in_range
from teams.moments.history import History

# Instead of the code of a country: a rule of the EU applies in each of its member states.
EU = "EU"


def rule_areas() -> dict[str, str]:
    """Return the names of the areas that a rule can be about by code: the EU, then all countries."""
    return {EU: "European Union"} | countries()


class PlaceRuleQuerySet(models.QuerySet["PlaceRule"]):
    def active(self) -> "PlaceRuleQuerySet":
        """Return the rules that are switched on."""
        return self.filter(is_active=True)


@limit_types
class PlaceRule(models.Model):
    """What a place requires of postings for work there, and of remote work from there.

    `jobs.publishing.rules` reads this table, so that a change of law needs no developer.
    """

    is_content = False  # visitors never see it: see teams.models.edition

    country = models.CharField(max_length=2, help_text="The country where the rule applies, or the European Union.")
    region = models.CharField(
        max_length=80,
        blank=True,
        help_text="As your places write it, with several spellings: CA, California. If empty, the whole country.",
    )
    city = models.CharField(
        max_length=120,
        blank=True,
        db_default="",
        default="",
        help_text="With several spellings: New York City, New York. If empty, the whole region or country.",
    )
    in_force_from = models.DateField(
        "in force from",
        null=True,
        blank=True,
        help_text="Before this day, the check only tells what is coming. If empty, the rule is in force.",
    )
    employees_from = models.PositiveIntegerField(
        "from how many employees",
        null=True,
        blank=True,
        validators=[validate_employees],
        help_text="Smaller employers are exempt. Compared with the number of employees of the employer; if that is "
        "empty, findings name this number. If this is empty, the rule applies to all employers.",
    )
    requires_pay = models.BooleanField(
        "requires pay", default=False, help_text="The posting must state an amount of pay."
    )
    may_tell_pay_later = models.BooleanField(
        "pay can be told before the interview",
        db_default=False,
        default=False,
        help_text="The law is satisfied if candidates learn the pay before the interview. Then a posting without pay "
        "gets a note, not a warning.",
    )
    requires_range = models.BooleanField(
        "requires both ends", default=False, help_text="“Up to” and “from” alone are not accepted."
    )
    widest_range = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="The largest allowed difference between both ends.",
    )
    exempt_above = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="A range that ends above this yearly amount may be wider.",
    )
    currency = models.CharField(
        max_length=3,
        blank=True,
        validators=[validate_currency],
        help_text="The currency of these two yearly amounts, as a code: CAD.",
    )
    requires_closing_date = models.BooleanField(
        "requires a closing date", default=False, help_text="The posting must say until when candidates can apply."
    )
    also_asks = models.CharField(
        "also asks",
        max_length=500,
        blank=True,
        db_default="",
        default="",
        help_text="What this site cannot check, as one or more sentences: Say whether the vacancy exists. Recruiters "
        "see it as a note on each posting there.",
    )
    is_active = models.BooleanField(
        "switched on", db_default=True, default=True, help_text="Switch off a rule that you are not sure of."
    )
    is_blocking = models.BooleanField(
        "blocks publishing",
        default=False,
        help_text="If selected, postings that break this rule are not published. Else it warns, and logs the decision.",
    )
    # The site before an upgrade knows the column as `note`.
    source = models.CharField(
        max_length=300, blank=True, db_column="note", help_text="Where the rule comes from. Shown with each finding."
    )
    read_on = models.DateField(
        "source read on",
        null=True,
        blank=True,
        help_text="The day somebody last compared the rule with its source. Shown with each finding.",
    )

    history = History()
    objects = PlaceRuleQuerySet.as_manager()

    class Meta:
        ordering = ["country", "region", "city", "in_force_from", "id"]
        verbose_name = "rule of a place"
        verbose_name_plural = "rules of places"
        constraints = [
            *days_in_range("place_rule", "in_force_from", "read_on"),
            models.UniqueConstraint(
                fields=["country", "region", "city", "in_force_from"],
                name="place_has_one_rule_from_a_day",
                violation_error_message="This place has a rule from this day already. Change that one.",
            ),
            models.UniqueConstraint(
                fields=["country", "region", "city"],
                condition=Q(in_force_from__isnull=True),
                name="place_has_one_rule_without_a_day",
                violation_error_message="This place has a rule without a day already. Change that one, or say from "
                "which day this one is in force.",
            ),
            models.CheckConstraint(
                condition=Q(widest_range__isnull=True, exempt_above__isnull=True) | ~Q(currency=""),
                name="place_rule_with_an_amount_has_a_currency",
                violation_error_message="Say in which currency the amounts are: CAD.",
            ),
        ]

    def __str__(self) -> str:
        city = self.short_name if self.city else ""
        return ", ".join(filter(None, [city, self.region, rule_areas().get(self.country, self.country)]))

    @cached_property
    def country_codes(self) -> frozenset[str]:
        """The countries where the rule applies: ISO 3166-1 codes."""
        group = find_group(self.country) if self.country == EU else None
        return group.codes if group else frozenset([self.country])

    @property
    def short_name(self) -> str:
        """The name of the smallest area that the rule is about, in its longest spelling: New York City, the EU."""
        named = max((part.strip() for part in (self.city or self.region).split(",")), key=len)
        return named or countries().get(self.country) or f"the {self.country}"

    def is_in_force(self, day: dt.date) -> bool:
        return self.in_force_from is None or self.in_force_from <= day
