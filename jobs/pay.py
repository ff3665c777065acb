"""Pay in words and figures."""

from decimal import Decimal

from babel.numbers import format_decimal, get_currency_symbol

from .models import Posting

LOCALE = "en"


def in_words(posting: Posting) -> str:
    """Return "€70,000–90,000 a year", "from €70,000 a year", "up to $60 an hour", or "" without pay."""
    low, high = posting.pay_minimum, posting.pay_maximum
    if low is None and high is None:
        return ""
    if low is not None and high is not None and low != high:
        amount = f"{_amount(low, posting.pay_currency)}–{_figure(high)}"
    elif low is not None and high is None:
        amount = f"from {_amount(low, posting.pay_currency)}"
    elif low is None and high is not None:
        amount = f"up to {_amount(high, posting.pay_currency)}"
    else:
        amount = _amount(low or Decimal(0), posting.pay_currency)
    return f"{amount} {posting.get_pay_period_display()}"


def _amount(value: Decimal, currency: str) -> str:
    symbol = get_currency_symbol(currency, locale=LOCALE)
    # A sign stands close to its number (€5), letters do not (CHF 5).
    return f"{symbol}\N{NO-BREAK SPACE}{_figure(value)}" if symbol[-1].isalpha() else f"{symbol}{_figure(value)}"


def _figure(value: Decimal) -> str:
    whole = value == value.to_integral_value()
    return format_decimal(value, "#,##0" if whole else "#,##0.00", locale=LOCALE)
