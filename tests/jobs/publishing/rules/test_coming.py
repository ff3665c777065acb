"""What the check says of rules that are not in force yet."""

import datetime as dt
from typing import Any

import pytest

from jobs.models import PlaceRule
from jobs.publishing.check import check_postings
from tests.factories import make_location, make_posting

pytestmark = pytest.mark.django_db
EUROS = {"pay_currency": "EUR", "pay_period": "year"}


@pytest.mark.parametrize(
    ("pay", "is_later", "asked"),
    [
        ({}, False, "the pay and a closing date"),
        ({}, True, "the pay (before the interview is enough) and a closing date"),
        ({"pay_minimum": 60_000, **EUROS}, False, "both ends of the pay and a closing date"),
        ({"pay_minimum": 60_000, "pay_maximum": 70_000, **EUROS}, False, "a closing date"),
    ],
)
def test_coming_rule_names_what_the_posting_lacks(pay: dict[str, Any], is_later: bool, asked: str) -> None:
    PlaceRule.objects.create(
        country="PT",
        in_force_from=dt.date(2090, 1, 1),
        requires_pay=True,
        requires_range=True,
        requires_closing_date=True,
        may_tell_pay_later=is_later,
    )
    posting = make_posting("Engineer", published_from=None, locations=(make_location("Lisbon"),), **pay)

    messages = [found.message for found in check_postings([posting], include_notes=True)[posting.pk]]

    assert f"Not in force yet: from 1 January 2090, Portugal asks for {asked}." in messages
