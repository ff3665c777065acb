from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from jobs.models import Posting
from jobs.models.pay import Rates, describe_amount, format_pay, parse_amount
from teams.models import ExchangeRate
from tests.factories import make_posting


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


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        *[("52000", "52000", ""), (" 007 ", "7", ""), ("0", "0", ""), ("18.50", "18.50", ""), ("18,5", "18.50", "")],
        *[("60.000", "60000", ""), ("60,000", "60000", ""), ("60 000", "60000", ""), ("60’000", "60000", "")],
        *[("9.999", "9999", ""), ("1.234.567", "1234567", ""), ("1,234,567.89", "1234567.89", "")],
        *[
            ("50.000,00", "50000", ""),
            ("50,000.00", "50000", ""),
            ("1'000,50", "1000.50", ""),
            ("60.000,-", "60000", ""),
        ],
        *[("60k", "60000", ""), ("60K", "60000", ""), ("60.5k", "60500", ""), ("60,5 k", "60500", "")],
        *[
            ("$45,000", "45000", "USD"),
            ("US$ 45k", "45000", "USD"),
            ("70.000 €", "70000", "EUR"),
            ("€60k", "60000", "EUR"),
        ],
        *[("70\u202f000\xa0€", "70000", "EUR"), ("EUR 60.000", "60000", "EUR"), ("60'000 chf", "60000", "CHF")],
        *[("5000 zł", "5000", "PLN"), ("10000 Kč", "10000", "CZK"), ("9999999999.99", "9999999999.99", "")],
    ],
)
def test_amount_is_read_as_people_write_it(text, amount, currency):
    assert parse_amount(text) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    [
        *["", "k", "€", "-5", "+5", "NaN", "sNaN", "Infinity", "inf", "1e9", "٣٠٠", "0x10", "1_000", "½"],
        *["60.00.000", "60.0000", "60.000.00", "1,234.567", "1.23.456", "0.500", "12,00,000", "60 0", "60.000k", "6."],
        *[
            "50-60k",
            "60000/year",
            "60,000 per year",
            "60 kr",
            "60kg",
            "30m",
            "$45 €",
            "5 XXY",
            "99999999999",
            "9" * 5000,
        ],
        *["9999999999k", "10000000000", "1" + " 000" * 2000],
    ],
)
def test_other_texts_are_no_amounts(text):
    with pytest.raises(ValidationError):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        *[
            ("60000", ""),
            ("18.50", ""),
            ("60.000", "“60.000” is read as 60,000."),
            ("18,5", "“18,5” is read as 18.50."),
        ],
        *[("60k", "“60k” is read as 60,000."), ("0", "")],
    ],
)
def test_amount_is_described_unless_it_has_one_reading(text, note):
    assert describe_amount(text, parse_amount(text).value) == note


@pytest.mark.parametrize("column", ["pay_minimum", "pay_maximum"])
def test_database_refuses_pay_that_is_no_amount(db, column):
    posting = make_posting(**{column: "9999999999.99"}, pay_currency="EUR", pay_period="year")
    # PostgreSQL checks the constraint on types first.
    literal, refusal = {
        "postgresql": ("'NaN'", "posting_columns_hold_their_types"),
        "sqlite": ("9e999", "posting_pay_has_an_upper_limit"),
    }[connection.vendor]
    with pytest.raises(IntegrityError, match=refusal), transaction.atomic():  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE jobs_posting SET {column} = {literal} WHERE id = %s", [posting.pk])  # noqa: S608
