"""Pay in words and figures."""

from decimal import Decimal

from babel.numbers import format_currency

from .models import Posting

LOCALE = "en"


def in_words(posting: Posting) -> str:
    """Return "€70,000–90,000 a year", "from €70,000 a year", "up to $60 an hour", or "" without pay."""
    low, high = posting.pay_minimum, posting.pay_maximum
    if low is None and high is None:
        return ""
    if low is not None and high is not None and low != high:
        amount = f"{_amount(low, posting.pay_currency)}–{_figure(high, posting.pay_currency)}"
    elif low is not None and high is None:
        amount = f"from {_amount(low, posting.pay_currency)}"
    elif low is None and high is not None:
        amount = f"up to {_amount(high, posting.pay_currency)}"
    else:
        amount = _amount(low or Decimal(0), posting.pay_currency)
    return f"{amount} {posting.get_pay_period_display()}"


def _amount(value: Decimal, currency: str) -> str:
    whole = value == value.to_integral_value()
    return format_currency(value, currency, "¤#,##0" if whole else "¤#,##0.00", locale=LOCALE, currency_digits=False)


def _figure(value: Decimal, currency: str) -> str:
    whole = value == value.to_integral_value()
    return format_currency(value, currency, "#,##0" if whole else "#,##0.00", locale=LOCALE, currency_digits=False)
