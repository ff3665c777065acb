from django.db import models
from django.db.models import Q

from teams.models.validators import countries, validate_currency
from teams.moments.history import History


class PlaceRule(models.Model):
    """What a place requires of postings for work there, and of remote work from there.

    `jobs.publishing.rules` reads this table, so that a change of law needs no developer.
    """

    is_content = False  # visitors never see it: see teams.models.edition

    country = models.CharField(max_length=2, help_text="The country where the rule applies.")
    region = models.CharField(
        max_length=80,
        blank=True,
        help_text="As your places write it, with several spellings: CA, California. If empty, the whole country.",
    )
    requires_pay = models.BooleanField(
        "requires pay", default=False, help_text="The posting must state an amount of pay."
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
    is_blocking = models.BooleanField(
        "blocks publishing",
        default=False,
        help_text="If selected, postings that break this rule are not published. Else it warns, and logs the decision.",
    )
    note = models.CharField(max_length=300, blank=True, help_text="Where the rule comes from. Shown with the warning.")

    history = History()

    class Meta:
        ordering = ["country", "region", "id"]
        verbose_name = "rule of a place"
        verbose_name_plural = "rules of places"
        constraints = [
            models.UniqueConstraint(
                fields=["country", "region"],
                name="place_has_one_rule",
                violation_error_message="This place has a rule already. Change that one.",
            ),
            models.CheckConstraint(
                condition=Q(widest_range__isnull=True, exempt_above__isnull=True) | ~Q(currency=""),
                name="place_rule_with_an_amount_has_a_currency",
                violation_error_message="Say in which currency the amounts are: CAD.",
            ),
        ]

    def __str__(self) -> str:
        country = countries().get(self.country, self.country)
        return f"{self.region}, {country}" if self.region else country
