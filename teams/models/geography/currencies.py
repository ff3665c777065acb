"""Currencies as people write them: by code, symbol or name."""

from functools import cache

from babel import Locale
from babel.numbers import list_currencies

# What people write for a currency. “kr” is left out: it is Swedish, Norwegian or Danish.
SYMBOLS = {
    "€": "EUR",
    "$": "USD",
    "US$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₴": "UAH",
    "₫": "VND",
    "₱": "PHP",
    "R$": "BRL",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "S$": "SGD",
    "HK$": "HKD",
    "MX$": "MXN",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "Fr.": "CHF",
    "EURO": "EUR",
    "EUROS": "EUR",
    "SFR": "CHF",
}


def find_currency(text: str) -> str:
    """Return the code of a currency that is named by its code, symbol or English name in any case, else ""."""
    text = " ".join(text.split())
    symbol = SYMBOLS.get(text) or SYMBOLS.get(text.upper())
    if symbol or text.upper() in list_currencies():
        return symbol or text.upper()
    return currency_names().get(text.casefold(), "")


@cache
def currency_names() -> dict[str, str]:
    """Return the codes of currencies by their English names in small letters."""
    return {str(name).casefold(): str(code) for code, name in Locale("en").currencies.items()}
