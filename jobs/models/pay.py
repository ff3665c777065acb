"""Pay as text, text as an amount, and pay of different periods and currencies made comparable."""

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple, Self

from babel.numbers import format_decimal, get_currency_symbol
from django.core.exceptions import ValidationError
from django.db.models import Q

from teams.models import Employer, ExchangeRate
from teams.models.geography.currencies import find_currency

from . import Posting
from .fields import MAX_PAY

LOCALE = "en"
# A currency, a number, “k” for thousands, and a currency. “,-” stands for no cents in Germany and its neighbours.
AMOUNT = re.compile(
    r"(?P<before>[^\W\d]+\$?|[A-Za-z]*[$€£¥₹₩₪₺₴₫₱]|Fr\.)?\s*(?P<number>[0-9](?:[0-9.,'’\s]*[0-9])?)(?:,[-–—])?"
    r"\s?(?P<thousands>k(?![^\W\d_]))?\s*(?P<after>[^\W\d]+\$?|[A-Za-z]*[$€£¥₹₩₪₺₴₫₱]|Fr\.)?",
    re.IGNORECASE,
)
# Groups of three digits have one separator. Another one, or the only one, can stand before one or two decimals.
GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<sign>[.,'’\s])[0-9]{3}(?:(?P=sign)[0-9]{3})*)"
    r"(?:(?!(?P=sign))[.,](?P<cents>[0-9]{1,2}))?"
)
PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<cents>[0-9]{1,2}))?")
MAX_DIGITS, DECIMALS, MAX_LENGTH = 10, 2, 60
NO_AMOUNT = "“%(text)s” is not an amount. Write only digits, or with separators: 52000, 52,000 or 18.50."
PERIODS_A_YEAR: dict[str, int] = {
    Posting.PayPeriod.HOUR: 2080,
    Posting.PayPeriod.DAY: 260,
    Posting.PayPeriod.WEEK: 52,
    Posting.PayPeriod.MONTH: 12,
    Posting.PayPeriod.YEAR: 1,
}


class Amount(NamedTuple):
    """An amount as it was typed. `currency`: its code, "" if the text names none."""

    value: Decimal
    currency: str


def parse_amount(text: str, limit: Decimal = MAX_PAY) -> Amount:
    """Read an amount as people write it: 52000, 60.000, 60k, $45,000, 50.000,00, 70 000 €. Raise ValidationError.

    A separator before exactly three digits means thousands. `limit`: the largest amount.
    """
    error = ValidationError(NO_AMOUNT, code="invalid", params={"text": text.strip()[:60]})
    match = AMOUNT.fullmatch(text.strip()) if len(text) <= MAX_LENGTH else None
    grouped = match and GROUPED.fullmatch(match["number"])
    number = grouped or (match and PLAIN.fullmatch(match["number"]))
    if not match or not number or (grouped and match["thousands"]):
        raise error
    currencies = {find_currency(sign) for sign in (match["before"], match["after"]) if sign}
    if len(currencies) > 1 or "" in currencies:
        raise error
    whole = re.sub(r"[^0-9]", "", number["whole"]).lstrip("0")
    value = Decimal(f"{whole or 0}.{number['cents'] or 0}") * (1000 if match["thousands"] else 1)
    if value > limit:
        raise ValidationError(f"Write at most {MAX_DIGITS} digits before the point and {DECIMALS} after it.", "invalid")
    return Amount(value.quantize(Decimal("0.01")), currencies.pop() if currencies else "")


def describe_amount(text: str, value: Decimal) -> str:
    """Return how an amount was read: “60.000” is read as 60,000. "" for a text that everybody reads so."""
    is_plain = re.fullmatch(r"[0-9]+(\.[0-9]{2})?", text.strip())
    return "" if is_plain else f"“{text.strip()}” is read as {_format_number(value)}."


@dataclass(frozen=True)
class Rates:
    """The exchange rates that have been entered. `home`: the employer's currency."""

    home: str
    rates: dict[str, ExchangeRate] = field(default_factory=dict)

    @classmethod
    def current(cls, limit: Q | None = None) -> Self:
        """Return the rates of now. `limit`: which of their rows to read, by default all."""
        home = Employer.objects.values_list("currency", flat=True).first()
        home = home or Employer._meta.get_field("currency").default
        return cls(home, {rate.currency: rate for rate in ExchangeRate.objects.filter(limit or Q(), home=home)})

    def worth(self, currency: str) -> Decimal | None:
        """Return the value of one unit in the employer's currency; None if no rate has been entered."""
        if currency == self.home:
            return Decimal(1)
        return self.rates[currency].rate if currency in self.rates else None

    def yearly(self, low: Any, high: Any, currency: str, period: str) -> int | None:
        """Return the maximum yearly pay in the employer's currency, rounded down to whole units.

        Uses the minimum if there is no maximum. None if no pay is stated, or if the currency has no rate.
        """
        amount, worth = low if high is None else high, self.worth(currency)
        if amount is None or worth is None or period not in PERIODS_A_YEAR:
            return None
        # SQLite gives a number, PostgreSQL a decimal.
        return int(Decimal(str(amount)) * worth * PERIODS_A_YEAR[period])


def format_converted_pay(posting: Posting, rates: Rates) -> str:
    """Return pay converted into the employer's currency: "about €64,000–82,000 a year", "from about €64,000 a year".

    "" if it is in that currency already, or has no rate.
    """
    worth = rates.worth(posting.pay_currency)
    amounts = (posting.pay_minimum, posting.pay_maximum)
    if worth is None or posting.pay_currency == rates.home or amounts == (None, None):
        return ""
    low, high = (_round(amount and amount * worth) for amount in amounts)
    if 0 in (low, high):
        return ""
    return f"{_format_range(low, high, rates.home, 'about ')} {posting.get_pay_period_display()}"


def get_rate_date(posting: Posting, rates: Rates) -> dt.date | None:
    """Return the date of the rate that `format_converted_pay` uses; None if it returns nothing."""
    return rates.rates[posting.pay_currency].date if format_converted_pay(posting, rates) else None


def _round(amount: Decimal | None) -> Decimal | None:
    """Round to two or three significant digits: an exchange rate is not more precise."""
    if amount is None:
        return None
    return Decimal(int(round(amount, 1 - len(str(int(amount))) + 2))) if amount >= 1000 else round(amount, 2)


def format_pay(posting: Posting) -> str:
    """Return "€70,000–90,000 a year", "from €70,000 a year", "up to $60 an hour", or "" without pay."""
    if posting.pay_minimum is None and posting.pay_maximum is None:
        return ""
    amounts = _format_range(posting.pay_minimum, posting.pay_maximum, posting.pay_currency)
    return f"{amounts} {posting.get_pay_period_display()}"


def format_minimum(amount: int, currency: str) -> str:
    """Return "from €60,000 a year"."""
    return f"from {_format_amount(Decimal(amount), currency)} {Posting.PayPeriod.YEAR.label}"


def _format_range(low: Decimal | None, high: Decimal | None, currency: str, about: str = "") -> str:
    if high is None:
        return f"from {about}{_format_amount(low or Decimal(0), currency)}"
    if low is None:
        return f"up to {about}{_format_amount(high, currency)}"
    return f"{about}{_format_amount(low, currency)}{f'–{_format_number(high)}' if high != low else ''}"


def _format_amount(value: Decimal, currency: str) -> str:
    symbol = _get_symbol(currency)
    # No space after a symbol (€5), a space after letters (CHF 5).
    return (
        f"{symbol}\N{NO-BREAK SPACE}{_format_number(value)}"
        if symbol[-1].isalpha()
        else f"{symbol}{_format_number(value)}"
    )


@cache
def _get_symbol(currency: str) -> str:
    return get_currency_symbol(currency, locale=LOCALE)


@lru_cache(maxsize=1000)
def _format_number(value: Decimal) -> str:
    whole = value == value.to_integral_value()
    return format_decimal(value, "#,##0" if whole else "#,##0.00", locale=LOCALE)
