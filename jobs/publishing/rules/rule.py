"""What a rule is, and what it looks at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from jobs.models import Location, PlaceRule, Posting
from jobs.models.pay import Rates
from teams.models import Employer, ExchangeRate

Details = Mapping[str, str]


class Finding(NamedTuple):
    """What a rule says about one posting. `field`: where it is mended; "sections" for the text."""

    rule: str
    is_blocking: bool
    field: str
    message: str


@dataclass(frozen=True)
class RuleContext:
    """What holds for every posting: the employer, the rules of places, and what currencies are worth."""

    employer: Employer
    place_rules: Sequence[PlaceRule]
    rates: Rates

    @classmethod
    def current(cls) -> Self:
        """As stored now, in three queries."""
        employer = Employer.objects.current()
        rates = {rate.currency: rate for rate in ExchangeRate.objects.filter(home=employer.currency)}
        return cls(employer, list(PlaceRule.objects.all()), Rates(employer.currency, rates))


@dataclass(frozen=True)
class Draft:
    """A posting as it would be published, stored or not: of its row only what stands in its own columns is read."""

    posting: Posting
    locations: Sequence[Location]
    sections: Sequence[tuple[str, str]]  # heading, and HTML that `teams.models.fields.sanitize` has cleaned
    context: RuleContext


@dataclass(frozen=True)
class Rule:
    """One thing that must, or should, be right before publishing.

    `find` returns the details of each place where it is not; `says` is the message, with their names in braces.
    """

    code: str
    field: str
    is_blocking: bool
    message: str
    find: Callable[[Draft], Iterable[Details]]

    def findings(self, draft: Draft) -> list[Finding]:
        messages = dict.fromkeys(self.message.format(**details) for details in self.find(draft))
        return [Finding(self.code, self.is_blocking, self.field, message) for message in messages]


def broken_if(is_wrong: Callable[[Draft], bool]) -> Callable[[Draft], list[Details]]:
    """The `find` of a rule that is broken or not, and has no details to tell."""
    return lambda draft: [{}] if is_wrong(draft) else []
