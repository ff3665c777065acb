"""Which of many postings fail the check before publishing, kept so that lists and the front page can count them.

A posting's answer is kept with the moment it was last changed and with a digest of what holds for all; when
either is another, it is asked again. Saving a posting asks about it, a visit to the front page about so many
at most, `reindex` about all; a list only reads what is known.
"""

import hashlib
from typing import Any, cast

from django.db.models import F, Max
from django.utils import timezone

from jobs.models import Check, Location
from jobs.models.querysets import PostingQuerySet

from . import check
from .rules import RULES, RuleContext

CHECKS_PER_VISIT = 400


def get_context_digest() -> str:
    """A digest of what holds for every posting: the rules, those of places, what currencies are worth, the places."""
    now = RuleContext.current()
    places = cast(Any, Location).history.aggregate(last=Max("history_id"))["last"]
    rules = [[getattr(rule, field.attname) for field in rule._meta.fields] for rule in now.place_rules]
    rates = sorted((currency, rate.rate) for currency, rate in now.rates.rates.items())
    said = [[rule.code, rule.message, rule.is_blocking] for rule in RULES]
    return hashlib.sha256(
        repr((now.employer.currency, now.employer.name, rules, rates, places, said)).encode()
    ).hexdigest()


def without_result(postings: PostingQuerySet, digest: str) -> PostingQuerySet:
    """Of the postings that are open or will be, those without an answer that still holds."""
    known = Check.objects.filter(standing=digest, posting_updated_at=F("posting__updated_at")).values("posting")
    return postings.open_or_scheduled(timezone.now()).exclude(pk__in=known)


def refresh(postings: PostingQuerySet, limit: int | None = CHECKS_PER_VISIT) -> int:
    """Ask about postings that have no answer, at most `limit` of them, and return how many are left."""
    digest = get_context_digest()
    waiting = without_result(postings, digest).order_by("pk")
    chosen = list(waiting.select_related("team")[:limit])
    if chosen:
        found = check.check_postings(chosen, include_decided=False)
        answers = [
            Check(
                posting=posting,
                is_failing=bool(found[posting.pk]),
                posting_updated_at=posting.updated_at,
                standing=digest,
            )
            for posting in chosen
        ]
        kept = ["is_failing", "posting_updated_at", "standing"]
        Check.objects.bulk_create(answers, update_conflicts=True, unique_fields=["posting"], update_fields=kept)
    return waiting.count() if limit is not None and len(chosen) == limit else 0


def filter_failing(postings: PostingQuerySet) -> PostingQuerySet:
    """Postings that are open, or will be, though something blocks, or warns and was never decided."""
    return postings.open_or_scheduled(timezone.now()).filter(check_result__is_failing=True)
