"""Which rules of places apply to a posting: where, since when, from how many employees. And how messages name them."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.text import get_text_list

from jobs.models import Location, PlaceRule
from teams.models.folding import fold

from .rule import Details, Draft

# When more places require the same, the message counts the rest and leaves out the sources.
MAX_NAMES, MAX_SOURCES = 6, 3
NO_ADVICE = "Not legal advice."


def applies(rule: PlaceRule, draft: Draft) -> bool:
    """Whether a posting must follow a rule on the day it is public: today, or the day of its publication."""
    return rule.is_in_force(draft.day) and _is_about(rule, draft)


def is_coming(rule: PlaceRule, draft: Draft) -> bool:
    """Whether a posting must follow a rule once the rule is in force."""
    return not rule.is_in_force(draft.day) and _is_about(rule, draft)


def _is_about(rule: PlaceRule, draft: Draft) -> bool:
    """Whether a rule is about a place of the posting or, for remote work, a country to live in."""
    if not _has_enough_employees(rule, draft):
        return False
    return _can_live_in(rule, draft) or any(_is_in(place, rule) for place in draft.locations)


def _has_enough_employees(rule: PlaceRule, draft: Draft) -> bool:
    """Whether the employer is large enough for a rule. An unknown number is."""
    employees = draft.context.employer.employees
    return rule.employees_from is None or employees is None or employees >= rule.employees_from


def _can_live_in(rule: PlaceRule, draft: Draft) -> bool:
    posting = draft.posting
    return posting.is_remote and not rule.country_codes.isdisjoint(posting.eligible_codes(draft.context.employer))


def _is_in(place: Location, rule: PlaceRule) -> bool:
    return (
        place.country in rule.country_codes
        and _is_spelled(rule.region, place.region)
        and _is_spelled(rule.city, place.city, place.name)
    )


def _is_spelled(spellings: str, *names: str) -> bool:
    """Whether one of the names is one of the spellings. No spellings mean every name."""
    known = {spelling for part in spellings.split(",") if (spelling := fold(part).strip())}
    return not spellings or not known.isdisjoint(fold(name).strip() for name in names)


def describe(rules: Sequence[PlaceRule], draft: Draft) -> dict[str, str]:
    """Return how a message names the places of rules, and where the rules come from."""
    names = list(dict.fromkeys(_name(rule, draft) for rule in rules))
    verb = "asks" if len(names) == 1 else "ask"
    if len(names) > MAX_NAMES:
        names[MAX_NAMES - 1 :] = [f"{len(names) - MAX_NAMES + 1} more places"]
    sources = list(dict.fromkeys(rule.source for rule in rules if rule.source))
    if len(sources) > MAX_SOURCES:
        sources = ["What each asks for stands among the rules of places."]
    places = get_text_list(names, "and")
    return {
        "places": places,
        "places_ask": f"{places} {verb}",
        "sources": "".join(f" {source}" for source in sources),
        "basis": _describe_basis(rules),
    }


def together(rules: Sequence[PlaceRule], draft: Draft) -> list[Details]:
    """Return the details of one message for all places that require the same."""
    return [describe(rules, draft)]


def _name(rule: PlaceRule, draft: Draft) -> str:
    is_unknown = rule.employees_from is not None and draft.context.employer.employees is None
    return f"{rule.short_name} (from {rule.employees_from} employees)" if is_unknown else rule.short_name


def _describe_basis(rules: Sequence[PlaceRule]) -> str:
    """Return when somebody read the sources. It is no part of the message: a later day asks for no new decision."""
    days = sorted({rule.read_on for rule in rules if rule.read_on})
    if not days:
        return NO_ADVICE
    first, last = date_format(days[0], "j F Y"), date_format(days[-1], "j F Y")
    return f"{NO_ADVICE} Read on {first}." if first == last else f"{NO_ADVICE} Read between {first} and {last}."
