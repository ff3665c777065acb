"""The types of the check: a rule, the draft that it reads, and its violations."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from jobs.models import Location, PlaceRule, Posting
from jobs.models.pay import Rates
from teams.models import Employer, ExchangeRate

Details = Mapping[str, str]


class Violation(NamedTuple):
    """A problem that a rule found in one posting. `field`: the form field to fix, or "sections"."""

    rule: str
    is_blocking: bool
    field: str
    message: str


@dataclass(frozen=True)
class RuleContext:
    """The data that rules need for every posting: the employer, the place rules and the exchange rates."""

    employer: Employer
    place_rules: Sequence[PlaceRule]
    rates: Rates

    @classmethod
    def current(cls) -> Self:
        """Return the context that is stored now. Make three queries."""
        employer = Employer.objects.current()
        rates = {rate.currency: rate for rate in ExchangeRate.objects.filter(home=employer.currency)}
        return cls(employer, list(PlaceRule.objects.all()), Rates(employer.currency, rates))


@dataclass(frozen=True)
class Draft:
    """A posting as it would be published. `posting` may be unsaved: rules read its columns, not its related rows."""

    posting: Posting
    locations: Sequence[Location]
    sections: Sequence[tuple[str, str]]  # heading, and HTML cleaned by `teams.texts.cleaning.sanitize`
    context: RuleContext


@dataclass(frozen=True)
class Rule:
    """A rule of the check. A posting that breaks a blocking rule cannot be published. Other rules warn.

    `find` returns the details of each violation. `message` contains the names of the details in braces. A decision to
    publish in spite of a warning is stored with the message. If you change the message, users must decide again.
    """

    code: str
    field: str
    is_blocking: bool
    message: str
    find: Callable[[Draft], Iterable[Details]]

    def violations(self, draft: Draft) -> list[Violation]:
        messages = dict.fromkeys(self.message.format(**details) for details in self.find(draft))
        return [Violation(self.code, self.is_blocking, self.field, message) for message in messages]


def broken_if(is_wrong: Callable[[Draft], bool]) -> Callable[[Draft], list[Details]]:
    """Return a `find` function for a rule without details."""
    return lambda draft: [{}] if is_wrong(draft) else []
