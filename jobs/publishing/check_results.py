"""Stored results of the check before publishing, so that lists and the front page can count the postings that fail.

A result is stored with the moment the posting was last changed and with a digest of the rule context. It is valid
while both are the same. Saving a posting refreshes its result, a visit to the front page refreshes a limited number,
and the `reindex` command refreshes all. Lists only read what is stored.
"""

import datetime as dt
import hashlib
from typing import Any, cast

from django.db.models import F, Max
from django.utils import timezone

from jobs.models import Check, Location, PlaceRule
from jobs.models.querysets import PostingQuerySet

from . import check
from .rules import RULES, RuleContext

CHECKS_PER_VISIT = 400
# A day begins first at UTC+14 and last at UTC-12. Time zones differ by quarters of an hour.
FIRST_BEGINNING, LAST_BEGINNING = dt.timedelta(hours=-14), dt.timedelta(hours=12)
QUARTER = dt.timedelta(minutes=15)


def get_context_digest() -> str:
    """Return a digest of what applies to every posting: rules, place rules, exchange rates and locations."""
    context = RuleContext.current()
    last_location_change = cast(Any, Location).history.aggregate(last=Max("history_id"))["last"]
    place_rules = [
        [*(getattr(rule, field.attname) for field in rule._meta.fields), _get_begun_quarters(rule, context.at)]
        for rule in context.place_rules
    ]
    rates = sorted((currency, rate.rate) for currency, rate in context.rates.rates.items())
    rules = [[rule.code, rule.message, rule.is_blocking] for rule in RULES]
    employer = context.employer
    facts = (employer.currency, employer.name, employer.employs_in, employer.employees, employer.time_zone)
    parts = (*facts, place_rules, rates, last_location_change, rules)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _get_begun_quarters(rule: PlaceRule, at: dt.datetime) -> int:
    """Return a number that changes whenever the rule comes into force in a time zone, and never on other days."""
    if rule.in_force_from is None:
        return 0
    start = dt.datetime.combine(rule.in_force_from, dt.time(), dt.UTC)
    return (min(max(at, start + FIRST_BEGINNING), start + LAST_BEGINNING) - start) // QUARTER


def without_result(postings: PostingQuerySet, digest: str) -> PostingQuerySet:
    """Return the open and scheduled postings that have no valid result."""
    valid = Check.objects.filter(standing=digest, posting_updated_at=F("posting__updated_at")).values("posting")
    return postings.open_or_scheduled(timezone.now()).exclude(pk__in=valid)


def refresh(postings: PostingQuerySet, limit: int | None = CHECKS_PER_VISIT) -> int:
    """Check postings that have no valid result, at most `limit` of them. Return how many are left."""
    digest = get_context_digest()
    waiting = without_result(postings, digest).order_by("pk")
    chunk = list(waiting.select_related("team")[:limit])
    if chunk:
        violations = check.check_postings(chunk, include_decided=False)
        results = [
            Check(
                posting=posting,
                is_failing=bool(violations[posting.pk]),
                posting_updated_at=posting.updated_at,
                standing=digest,
            )
            for posting in chunk
        ]
        updated = ["is_failing", "posting_updated_at", "standing"]
        Check.objects.bulk_create(results, update_conflicts=True, unique_fields=["posting"], update_fields=updated)
    return waiting.count() if limit is not None and len(chunk) == limit else 0


def filter_failing(postings: PostingQuerySet) -> PostingQuerySet:
    """Return the open and scheduled postings with a blocking violation or an undecided warning."""
    return postings.open_or_scheduled(timezone.now()).filter(check_result__is_failing=True)
