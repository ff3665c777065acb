"""What must be right before a posting is published, as data: each rule blocks or warns.

To add a rule, add a row to a list in this package. What recruiters may change without a developer, what a
place asks for, is the table `PlaceRule`; `places` reads it.

Required by Google: title, description, date, organisation and place. Of these the form and the columns
see to title, date, organisation and the country of a place; the rest blocks here. Of what it recommends,
the reference always goes along, a closing date is asked for where a place does, and the rest warns here.
https://developers.google.com/search/docs/appearance/structured-data/job-posting

Out of order headings and pictures without alternative text cannot be in a text: `teams.models.fields.sanitize`
makes every heading one level and drops pictures. Pictures elsewhere have constraints of the database.
"""

from . import contents, places, text, title
from .contents import NO_SECTIONS
from .rule import Draft, Finding, Rule, RuleContext

RULES: list[Rule] = [*contents.RULES, *places.RULES, *title.RULES, *text.RULES]


def findings(draft: Draft) -> list[Finding]:
    """What the rules say about a draft: what blocks first, then in the order of the rules."""
    found = [finding for rule in RULES for finding in rule.findings(draft)]
    return sorted(found, key=lambda finding: not finding.is_blocking)


__all__ = ["NO_SECTIONS", "RULES", "Draft", "Finding", "Rule", "RuleContext", "findings"]
