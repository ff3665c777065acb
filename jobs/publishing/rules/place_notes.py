"""What places ask that stops nothing: what can wait, what is not in force yet, and what cannot be checked here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import get_text_list

from jobs.models import PlaceRule

from .place_scope import applies, describe, is_coming, together
from .places import is_too_wide, lacks_asked_pay, lacks_closing_date
from .rule import Details, Draft, Rule


def _find_later_pay(draft: Draft) -> Sequence[Details]:
    rules = [rule for rule in draft.context.place_rules if rule.may_tell_pay_later and lacks_asked_pay(rule, draft)]
    found = [rule for rule in rules if applies(rule, draft)]
    return together(found, draft) if found else []


def _find_coming(draft: Draft) -> Sequence[Details]:
    """Return the details of a note for each day and each thing that the posting lacks."""
    asked = (
        ((rule.in_force_from, _describe_lacking(rule, draft)), rule)
        for rule in draft.context.place_rules
        if is_coming(rule, draft)
    )
    return [
        {**describe(rules, draft), "since": _format(day), "lacking": lacking}
        for (day, lacking), rules in _group(asked).items()
        if lacking
    ]


def _describe_lacking(rule: PlaceRule, draft: Draft) -> str:
    has_one_end = draft.posting.pay_minimum is not None or draft.posting.pay_maximum is not None
    pay = "both ends of the pay" if has_one_end else "the pay"
    lacking = {
        f"{pay} (before the interview is enough)": rule.may_tell_pay_later and lacks_asked_pay(rule, draft),
        pay: not rule.may_tell_pay_later and lacks_asked_pay(rule, draft),
        "a narrower range of pay": is_too_wide(rule, draft),
        "a closing date": lacks_closing_date(rule, draft),
    }
    return get_text_list([name for name, is_lacking in lacking.items() if is_lacking], "and")


def _find_unchecked(draft: Draft) -> Sequence[Details]:
    rules = [rule for rule in draft.context.place_rules if rule.also_asks]
    found = _group((rule.also_asks, rule) for rule in rules if applies(rule, draft))
    return [{**describe(group, draft), "also_asks": text} for text, group in found.items()]


def _find_coming_unchecked(draft: Draft) -> Sequence[Details]:
    rules = [rule for rule in draft.context.place_rules if rule.also_asks]
    found = _group(((rule.in_force_from, rule.also_asks), rule) for rule in rules if is_coming(rule, draft))
    return [
        {**describe(group, draft), "since": _format(day), "also_asks": text} for (day, text), group in found.items()
    ]


def _group(rules: Iterable[tuple[Any, PlaceRule]]) -> dict[Any, list[PlaceRule]]:
    groups = defaultdict(list)
    for key, rule in rules:
        groups[key].append(rule)
    return groups


def _format(day: dt.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


NOTES = [
    Rule(
        "place-pay-later",
        "pay_minimum",
        False,
        "The pay is not stated in full. In {places}, it is enough to tell it before the interview.{sources}",
        _find_later_pay,
        is_note=True,
    ),
    Rule(
        "place-coming",
        "pay_minimum",
        False,
        "Not in force yet: from {since}, {places_ask} for {lacking}.{sources}",
        _find_coming,
        is_note=True,
    ),
    Rule(
        "place-unchecked",
        "",
        False,
        "{places_ask} for more, which is not checked here. {also_asks}{sources}",
        _find_unchecked,
        is_note=True,
    ),
    Rule(
        "place-coming-unchecked",
        "",
        False,
        "Not in force yet: from {since}, {places_ask} for more, which is not checked here. {also_asks}{sources}",
        _find_coming_unchecked,
        is_note=True,
    ),
]
