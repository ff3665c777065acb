from decimal import Decimal

import pytest

from jobs.models import Posting
from jobs.models.pay import Rates, format_pay
from teams.models import ExchangeRate


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "words"),
    [
        ("70000", "90000", "EUR", "year", "€70,000–90,000 a year"),
        ("70000", None, "EUR", "year", "from €70,000 a year"),
        (None, "60", "USD", "hour", "up to $60 an hour"),
        ("12.5", "12.5", "GBP", "hour", "£12.50 an hour"),
        ("12.5", "14", "GBP", "hour", "£12.50–14 an hour"),
        ("9000", "12000", "CHF", "month", "CHF 9,000–12,000 a month"),
        ("5000000", "6000000", "JPY", "year", "¥5,000,000–6,000,000 a year"),
        (None, None, "", "", ""),
    ],
)
def test_format_pay(low, high, currency, period, words):
    posting = Posting(
        pay_minimum=low and Decimal(low), pay_maximum=high and Decimal(high), pay_currency=currency, pay_period=period
    )

    assert format_pay(posting).replace("\xa0", " ") == words


def test_exchange_rate_is_ignored_when_the_employer_changes_currency(employer):
    rate = ExchangeRate.objects.create(employer=employer, currency="USD", rate="0.92", date="2026-11-01")
    assert Rates.current().worth("USD") == Decimal("0.92")

    employer.currency = "GBP"
    employer.save()
    assert Rates.current().worth("USD") is None

    rate.refresh_from_db()
    rate.save()
    assert Rates.current().worth("USD") == Decimal("0.92")
