"""Rules from the table `PlaceRule`: what places require of postings for work there, or remote work from there."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.utils.text import get_text_list

from jobs.models import Location, PlaceRule
from jobs.models.pay import PERIODS_A_YEAR
from teams.models.folding import fold
from teams.models.validators import countries

from .rule import Details, Draft, Rule

# When more places require the same, the message counts the rest and leaves out the notes.
MAX_NAMES, MAX_NOTES = 6, 3


def _is_applicable(rule: PlaceRule, draft: Draft) -> bool:
    """Whether a rule applies: it is about a place of the posting or, for remote work, a country to live in."""
    return _can_live_in(rule.country, draft) or any(_is_in(place, rule) for place in draft.locations)


def _can_live_in(country: str, draft: Draft) -> bool:
    posting = draft.posting
    return posting.is_remote and country in posting.eligible_codes(draft.context.employer)


def _is_in(place: Location, rule: PlaceRule) -> bool:
    return place.country == rule.country and (not rule.region or fold(place.region).strip() in _spellings(rule.region))


def _spellings(region: str) -> list[str]:
    return [spelling for part in region.split(",") if (spelling := fold(part).strip())]


def is_pay_required(draft: Draft) -> bool:
    """Whether a place requires an amount of pay that the posting does not state."""
    rules = draft.context.place_rules
    return any((_lacks_pay(rule, draft) or _has_one_end(rule, draft)) and _is_applicable(rule, draft) for rule in rules)


def _lacks_pay(rule: PlaceRule, draft: Draft) -> bool:
    return rule.requires_pay and draft.posting.pay_minimum is None and draft.posting.pay_maximum is None


def _has_one_end(rule: PlaceRule, draft: Draft) -> bool:
    return rule.requires_range and (draft.posting.pay_minimum is None) != (draft.posting.pay_maximum is None)


def _lacks_closing_date(rule: PlaceRule, draft: Draft) -> bool:
    return rule.requires_closing_date and draft.posting.closes_at is None


def _is_too_wide(rule: PlaceRule, draft: Draft) -> bool:
    low, high = (_yearly(amount, rule, draft) for amount in (draft.posting.pay_minimum, draft.posting.pay_maximum))
    if rule.widest_range is None or low is None or high is None:
        return False
    is_exempt = rule.exempt_above is not None and high > rule.exempt_above
    return high - low > rule.widest_range and not is_exempt


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


def _name(rule: PlaceRule) -> str:
    return max(rule.region.split(","), key=len).strip() or countries().get(rule.country, rule.country)


def _together(rules: Sequence[PlaceRule], draft: Draft) -> list[Details]:
    """Return the details of one message for all places that require the same."""
    names = list(dict.fromkeys(map(_name, rules)))
    verb = "asks" if len(names) == 1 else "ask"
    if len(names) > MAX_NAMES:
        names[MAX_NAMES - 1 :] = [f"{len(names) - MAX_NAMES + 1} more places"]
    notes = list(dict.fromkeys(rule.note for rule in rules if rule.note))
    if len(notes) > MAX_NOTES:
        notes = ["What each asks for stands among the rules of places."]
    return [{"places_ask": f"{get_text_list(names, 'and')} {verb}", "notes": "".join(f" {note}" for note in notes)}]


def _each(rules: Sequence[PlaceRule], draft: Draft) -> list[Details]:
    """Return the details of a message for each place: each has a limit of its own."""
    return [
        {
            "place": _name(rule),
            "limit": format_money(rule.widest_range, rule.currency),
            "own": draft.posting.pay_currency,
            "theirs": rule.currency,
            "notes": f" {rule.note}" if rule.note else "",
        }
        for rule in rules
    ]


def _find(
    is_broken: Callable[[PlaceRule, Draft], bool],
    describe: Callable[[Sequence[PlaceRule], Draft], list[Details]],
    are_blocking: tuple[bool, ...],
    draft: Draft,
) -> list[Details]:
    rules = [rule for rule in draft.context.place_rules if rule.is_blocking in are_blocking]
    broken = [rule for rule in rules if is_broken(rule, draft) and _is_applicable(rule, draft)]
    return describe(broken, draft) if broken else []


def _rules_of(is_blocking: bool) -> list[Rule]:
    return [
        Rule(
            "place-pay",
            "pay_minimum",
            is_blocking,
            "No pay is stated, and {places_ask} for it. Give both amounts.{notes}",
            partial(_find, _lacks_pay, _together, (is_blocking,)),
        ),
        Rule(
            "place-range",
            "pay_minimum",
            is_blocking,
            "Only one end of the pay is stated, and {places_ask} for both. Give the other amount too.{notes}",
            partial(_find, _has_one_end, _together, (is_blocking,)),
        ),
        Rule(
            "place-width",
            "pay_minimum",
            is_blocking,
            "In {place} the highest pay may be at most {limit} a year above the lowest. Narrow the range.{notes}",
            partial(_find, _is_too_wide, _each, (is_blocking,)),
        ),
        Rule(
            "place-closing",
            "closes_at",
            is_blocking,
            "No closing date is set, and {places_ask} for one. Say until when one may apply.{notes}",
            partial(_find, _lacks_closing_date, _together, (is_blocking,)),
        ),
    ]


RULES = [
    *_rules_of(True),
    *_rules_of(False),
    Rule(
        "place-width-unknown",
        "pay_currency",
        False,
        "{place} limits how far apart both ends of the pay may be ({limit} a year), and this range was not compared "
        "with it: no exchange rate leads from {own} to {theirs}. Compare it yourself, or have the rate entered "
        "with the employer.{notes}",
        partial(_find, _has_unknown_width, _each, (True, False)),
    ),
]
