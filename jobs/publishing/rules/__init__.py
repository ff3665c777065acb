"""The rules of the check before publishing, as data. Each rule blocks, warns or only notes.

To add a rule, add a row to a list in this package. What a place requires is in the table `PlaceRule`, which editors
change without a developer; `places` reads it.

Google requires title, description, date, organisation and place. The form and the columns ensure title, date,
organisation and the country of a place; rules here block for the rest. Of the properties that Google recommends, the
reference is always sent, a closing date is required where a place requires it, and rules here warn about the rest.
https://developers.google.com/search/docs/appearance/structured-data/job-posting

There are no rules for the order of headings and for pictures without alternative text: `sanitize` in
`teams.models.rich_text` gives all headings one level and removes pictures. Other pictures have database constraints.
"""

from . import contents, place_notes, places, text, title
from .contents import NO_SECTIONS
from .rule import Draft, Rule, RuleContext, Violation

RULES: list[Rule] = [*contents.RULES, *places.RULES, *title.RULES, *text.RULES]

NOTES: list[Rule] = place_notes.NOTES


def violations(draft: Draft, *, include_notes: bool = False) -> list[Violation]:
    """Return the violations about a draft: blocking ones first, then in the order of the rules, notes last."""
    rules = [*RULES, *NOTES] if include_notes else RULES
    unsorted = [violation for rule in rules for violation in rule.violations(draft)]
    return sorted(unsorted, key=lambda violation: not violation.is_blocking)


__all__ = ["NOTES", "NO_SECTIONS", "RULES", "Draft", "Rule", "RuleContext", "Violation", "violations"]
