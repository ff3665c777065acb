"""Unsaved drafts for the tests of the rules."""

import datetime as dt
from typing import Any

from django.utils import timezone

from jobs.models import Location, PlaceRule, Posting
from jobs.models.pay import Rates
from jobs.publishing.rules import Draft, RuleContext, violations
from teams.models import Employer, ExchangeRate

FINE = {
    "title": "Backend engineer",
    "reference": "R-17",
    "apply_url": "https://apply.example.com/1",
    "employment_types": ("full-time",),
    "pay_minimum": 50000,
    "pay_maximum": 60000,
    "pay_currency": "EUR",
    "pay_period": "year",
}
LISBON = Location(name="Lisbon", city="Lisbon", country="PT")
TEXT = "<p>What you will do.</p>"


def make_draft(
    *,
    places: tuple[Location, ...] = (LISBON,),
    sections: tuple[tuple[str, str], ...] = (("Your work", TEXT),),
    rules: tuple[PlaceRule, ...] = (),
    rates: dict[str, float] | None = None,
    employer: str = "Kitewell",
    at: dt.datetime | None = None,
    employees: int | None = None,
    zone: str = "UTC",
    **fields: Any,
) -> Draft:
    """Make a draft that breaks no rule, changed by the arguments.

    `rates`: the value of each currency in euros. `at`: the moment of the check, by default now. `employees` and `zone`
    are the employer's.
    """
    exchange_rates = {currency: ExchangeRate(currency=currency, rate=rate) for currency, rate in (rates or {}).items()}
    owner = Employer(name=employer, employees=employees, time_zone=zone)
    context = RuleContext(owner, rules, Rates("EUR", exchange_rates), at or timezone.now())
    return Draft(Posting(**FINE | fields), places, sections, context)


def broken_rules(**fields: Any) -> set[tuple[str, str]]:
    """Return the rules that a draft breaks, each with the field to fix."""
    return {(violation.rule, violation.field) for violation in violations(make_draft(**fields))}


def get_messages(**fields: Any) -> list[str]:
    return [violation.message for violation in violations(make_draft(**fields))]
