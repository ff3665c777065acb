"""Rules from the table `PlaceRule`: what places require of postings for work there, or remote work from there."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from jobs.models import PlaceRule
from jobs.models.pay import PERIODS_A_YEAR

from .place_scope import applies, describe, together
from .rule import Details, Draft, Rule


def is_pay_required(draft: Draft) -> bool:
    """Whether a place requires an amount of pay in the posting that it does not state."""
    rules = draft.context.place_rules
    return any((_lacks_pay(rule, draft) or _has_one_end(rule, draft)) and applies(rule, draft) for rule in rules)


def lacks_asked_pay(rule: PlaceRule, draft: Draft) -> bool:
    """Whether the posting does not state the pay that a rule asks for, now or before the interview."""
    low, high = draft.posting.pay_minimum, draft.posting.pay_maximum
    return (rule.requires_pay and low is None and high is None) or (
        rule.requires_range and (low is None) != (high is None)
    )


def lacks_closing_date(rule: PlaceRule, draft: Draft) -> bool:
    return rule.requires_closing_date and draft.posting.closes_at is None


def is_too_wide(rule: PlaceRule, draft: Draft) -> bool:
    low, high = (_yearly(amount, rule, draft) for amount in (draft.posting.pay_minimum, draft.posting.pay_maximum))
    if rule.widest_range is None or low is None or high is None:
        return False
    is_exempt = rule.exempt_above is not None and high > rule.exempt_above
    return high - low > rule.widest_range and not is_exempt


def _lacks_pay(rule: PlaceRule, draft: Draft) -> bool:
    is_stated = draft.posting.pay_minimum is not None or draft.posting.pay_maximum is not None
    return rule.requires_pay and not rule.may_tell_pay_later and not is_stated


def _has_one_end(rule: PlaceRule, draft: Draft) -> bool:
    has_one = (draft.posting.pay_minimum is None) != (draft.posting.pay_maximum is None)
    return rule.requires_range and not rule.may_tell_pay_later and has_one


def _has_unknown_width(rule: PlaceRule, draft: Draft) -> bool:
    low, high = draft.posting.pay_minimum, draft.posting.pay_maximum
    is_range = low is not None and high is not None and low != high
    return is_range and rule.widest_range is not None and _yearly(high, rule, draft) is None


def _yearly(amount: Any, rule: PlaceRule, draft: Draft) -> Fraction | None:
    """Return an amount of the posting's pay as yearly pay in the rule's currency; None without amount or rate."""
    posting, worth = draft.posting, draft.context.rates.worth
    is_same = posting.pay_currency == rule.currency
    own, other = (1, 1) if is_same else (worth(posting.pay_currency), worth(rule.currency))
    periods = PERIODS_A_YEAR.get(posting.pay_period)
    if amount is None or own is None or other is None or periods is None:
        return None
    return Fraction(amount) * periods * Fraction(own) / Fraction(other)


def format_money(amount: Decimal | None, currency: str) -> str:
    """Return an amount as in "50,000 CAD"; "" for None."""
    return "" if amount is None else f"{amount:,.2f}".removesuffix(".00") + f" {currency}"


def _each(rules: Sequence[PlaceRule], draft: Draft) -> list[Details]:
    """Return the details of a message for each place: each has a limit of its own."""
    return [
        {
            **describe([rule], draft),
            "limit": format_money(rule.widest_range, rule.currency),
            "own": draft.posting.pay_currency,
            "theirs": rule.currency,
        }
        for rule in rules
    ]


def _find(
    is_broken: Callable[[PlaceRule, Draft], bool],
    describe_rules: Callable[[Sequence[PlaceRule], Draft], list[Details]],
    are_blocking: tuple[bool, ...],
    draft: Draft,
) -> list[Details]:
    rules = [rule for rule in draft.context.place_rules if rule.is_blocking in are_blocking]
    broken = [rule for rule in rules if is_broken(rule, draft) and applies(rule, draft)]
    return describe_rules(broken, draft) if broken else []


def _rules_of(is_blocking: bool) -> list[Rule]:
    return [
        Rule(
            "place-pay",
            "pay_minimum",
            is_blocking,
            "No pay is stated, and {places_ask} for it. Give both amounts.{sources}",
            partial(_find, _lacks_pay, together, (is_blocking,)),
        ),
        Rule(
            "place-range",
            "pay_minimum",
            is_blocking,
            "Only one end of the pay is stated, and {places_ask} for both. Give the other amount too.{sources}",
            partial(_find, _has_one_end, together, (is_blocking,)),
        ),
        Rule(
            "place-width",
            "pay_minimum",
            is_blocking,
            "In {places} the highest pay may be at most {limit} a year above the lowest. Narrow the range.{sources}",
            partial(_find, is_too_wide, _each, (is_blocking,)),
        ),
        Rule(
            "place-closing",
            "closes_at",
            is_blocking,
            "No closing date is set, and {places_ask} for one. Say until when one may apply.{sources}",
            partial(_find, lacks_closing_date, together, (is_blocking,)),
        ),
    ]


RULES = [
    *_rules_of(True),
    *_rules_of(False),
    Rule(
        "place-width-unknown",
        "pay_currency",
        False,
        "{places} limits how far apart both ends of the pay may be ({limit} a year), and this range was not compared "
        "with it: no exchange rate leads from {own} to {theirs}. Compare it yourself, or have the rate entered "
        "with the employer.{sources}",
        partial(_find, _has_unknown_width, _each, (True, False)),
    ),
]
