"""The types of the check: a rule, the draft that it reads, and its violations."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Self

from django.utils import timezone

from jobs.models import Location, PlaceRule, Posting
from jobs.models.local_time import choose_zone
from jobs.models.pay import Rates
from teams.models import Employer, ExchangeRate
from teams.models.validators import time_zones

Details = Mapping[str, str]


class Violation(NamedTuple):
    """A problem that a rule found in one posting. `field`: the form field to fix, or "sections".

    `is_note`: it is only told, and nobody has to decide. `basis`: what is shown beside the message and is no part of
    it, so that a change of it asks for no new decision.
    """

    rule: str
    is_blocking: bool
    field: str
    message: str
    is_note: bool = False
    basis: str = ""

    @property
    def text(self) -> str:
        """The message with its basis."""
        return f"{self.message} {self.basis}" if self.basis else self.message

    @property
    def severity(self) -> str:
        """How a page calls it."""
        return "Required" if self.is_blocking else "Note" if self.is_note else "Warning"

    @property
    def is_warning(self) -> bool:
        """Whether publishing in spite of it needs a reason."""
        return not (self.is_blocking or self.is_note)


@dataclass(frozen=True)
class RuleContext:
    """The data that rules need for every posting: the employer, the place rules, the exchange rates and the moment."""

    employer: Employer
    place_rules: Sequence[PlaceRule]
    rates: Rates
    at: dt.datetime = field(default_factory=timezone.now)

    @classmethod
    def current(cls) -> Self:
        """Return the context that is stored now. Make three queries."""
        employer = Employer.objects.current()
        rates = {rate.currency: rate for rate in ExchangeRate.objects.filter(home=employer.currency)}
        return cls(employer, list(PlaceRule.objects.active()), Rates(employer.currency, rates))


@dataclass(frozen=True)
class Draft:
    """A posting as it would be published. `posting` may be unsaved: rules read its columns, not its related rows."""

    posting: Posting
    locations: Sequence[Location]
    sections: Sequence[tuple[str, str]]  # heading, and HTML cleaned by `teams.texts.cleaning.sanitize`
    context: RuleContext

    @cached_property
    def day(self) -> dt.date:
        """Today, or the later day of publication, in the posting's time zone."""
        posting, employer = self.posting, self.context.employer
        zones = (posting.time_zone, *(place.time_zone for place in self.locations))
        # A form that comes back can hold one that does not exist.
        zone = choose_zone("", (zone for zone in zones if zone in time_zones()), employer.time_zone)
        return max(self.context.at, posting.published_from or self.context.at).astimezone(zone).date()


@dataclass(frozen=True)
class Rule:
    """A rule of the check. A posting that breaks a blocking rule cannot be published. Other rules warn, or only note.

    `find` returns the details of each violation. `message` contains the names of the details in braces; the detail
    "basis" is shown beside it. A decision to publish in spite of a warning is stored with the message. If you change
    the message, users must decide again.
    """

    code: str
    field: str
    is_blocking: bool
    message: str
    find: Callable[[Draft], Iterable[Details]]
    is_note: bool = False

    def violations(self, draft: Draft) -> list[Violation]:
        bases = {self.message.format(**details): details.get("basis", "") for details in self.find(draft)}
        return [
            Violation(self.code, self.is_blocking, self.field, message, self.is_note, basis)
            for message, basis in bases.items()
        ]


def broken_if(is_wrong: Callable[[Draft], bool]) -> Callable[[Draft], list[Details]]:
    """Return a `find` function for a rule without details."""
    return lambda draft: [{}] if is_wrong(draft) else []
