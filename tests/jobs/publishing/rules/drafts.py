"""Drafts for the tests of the rules: nothing is stored."""

from typing import Any

from jobs.models import Location, PlaceRule, Posting
from jobs.models.pay import Rates
from jobs.publishing.rules import Draft, RuleContext, findings
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


def draft(
    *,
    places: tuple[Location, ...] = (LISBON,),
    sections: tuple[tuple[str, str], ...] = (("Your work", TEXT),),
    rules: tuple[PlaceRule, ...] = (),
    rates: dict[str, float] | None = None,
    employer: str = "Kitewell",
    **fields: Any,
) -> Draft:
    """A draft that no rule complains of, but for what is given. `rates`: in euros."""
    known = {currency: ExchangeRate(currency=currency, rate=rate) for currency, rate in (rates or {}).items()}
    context = RuleContext(Employer(name=employer), rules, Rates("EUR", known))
    return Draft(Posting(**FINE | fields), places, sections, context)


def found(**given: Any) -> set[tuple[str, str]]:
    """The rules a draft breaks, each with the field to mend."""
    return {(finding.rule, finding.field) for finding in findings(draft(**given))}


def messages(**given: Any) -> list[str]:
    return [finding.message for finding in findings(draft(**given))]
