"""Yearly pay in the employer's currency, at the current exchange rate."""

from decimal import Decimal

import pytest

from jobs.models import Posting
from jobs.models.pay import Rates, format_converted_pay
from teams.models import ExchangeRate
from tests.factories import make_employer, make_posting
from tests.jobs.finding.oracle import filter_postings, selection


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "expected"),
    [
        ("50000", None, "EUR", "year", 50000),
        ("50000", "70000", "EUR", "year", 70000),
        (None, "70000", "EUR", "year", 70000),
        ("5000", "5833.33", "EUR", "month", 69999),  # 69,999.96
        ("1000", None, "EUR", "week", 52000),
        ("200.5", None, "EUR", "day", 52130),
        ("30", "30.01", "EUR", "hour", 62420),  # 62,420.80
        ("30", "30.5", "USD", "hour", 58364),  # 63,440 at 0.92: 58,364.80
        ("100000", None, "USD", "year", 92000),
        ("9999999999.99", None, "EUR", "hour", 20799999999979),
        ("0.01", None, "EUR", "year", None),  # less than one unit matches like no pay
        ("50000", None, "CHF", "year", None),
        (None, None, "EUR", "year", None),
        (None, None, "", "", None),
    ],
)
def test_pay_filter_matches_up_to_the_exact_yearly_pay(db, low, high, currency, period, expected):
    employer = make_employer(currency="EUR")
    ExchangeRate.objects.create(employer=employer, currency="USD", rate="0.92", date="2026-11-01")
    make_posting(pay_minimum=low, pay_maximum=high, pay_currency=currency, pay_period=period)

    index = selection().index
    counts = {
        amount: len(filter_postings({"pay": [str(amount)]}).qs) for amount in (expected or 0, (expected or 0) + 1)
    }

    assert index.rates.yearly(low, high, currency, period) == expected or (expected is None and low == "0.01")
    assert counts == ({expected: 1, expected + 1: 0} if expected else {0: 0, 1: 0})
    assert len(filter_postings({"pay": ["1", "unstated"]}).qs) == 1


def test_pay_is_compared_in_the_current_currency_and_at_the_current_rate(db):
    make_posting(pay_minimum="50000", pay_currency="EUR", pay_period="year")
    make_posting(pay_minimum="60000", pay_currency="USD", pay_period="year")
    assert len(filter_postings({"pay": ["1"]}).qs) == 1

    employer = make_employer(currency="USD")
    assert [one.pay_currency for one in filter_postings({"pay": ["1"]}).qs[:]] == ["USD"]
    ExchangeRate.objects.create(employer=employer, currency="EUR", rate="1.2", date="2026-11-01")

    assert len(filter_postings({"pay": ["60000"]}).qs) == 2
    assert len(filter_postings({"pay": ["60001"]}).qs) == 0


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "words"),
    [
        ("70000", "89000", "USD", "year", "about €64,400–81,900 a year"),
        ("70000", None, "USD", "year", "from about €64,400 a year"),
        (None, "89000", "USD", "year", "up to about €81,900 a year"),
        ("30", "35.5", "USD", "hour", "about €27.60–32.66 an hour"),
        ("4321", "4321", "USD", "month", "about €3,980 a month"),
        ("70000", "90000", "EUR", "year", ""),
        ("70000", "90000", "CHF", "year", ""),
        (None, None, "", "", ""),
    ],
)
def test_pay_in_another_currency_is_converted(low, high, currency, period, words):
    rates = Rates("EUR", {"USD": ExchangeRate(currency="USD", rate=Decimal("0.92"))})
    posting = Posting(
        pay_minimum=low and Decimal(low), pay_maximum=high and Decimal(high), pay_currency=currency, pay_period=period
    )

    assert format_converted_pay(posting, rates) == words
