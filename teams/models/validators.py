"""Validators and the lists they check against. Each message says what to do."""

import re
import zoneinfo
from functools import cache
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator, URLValidator

# The id of a row in a URL or a form. No database holds a longer one.
ROW_ID = re.compile("[0-9]{1,18}")
MAX_EMPLOYEES = 10_000_000
# Lines of headings for the sections of a posting, and the length that a heading of one may have.
MAX_HEADINGS, MAX_HEADING_LENGTH = 12, 120

validate_colour = RegexValidator(
    r"\A#[0-9a-fA-F]{6}\Z", "Write the colour as # and six hexadecimal digits, for example #0f766e."
)
validate_web_address = URLValidator(schemes=["https"], message="Write a complete address that begins with https://.")

validate_employees = MaxValueValidator(MAX_EMPLOYEES, f"Write at most {MAX_EMPLOYEES:,}.")


def validate_https(value: str) -> None:
    """Accept an https URL without a user name. A user name could make one host look like another."""
    validate_web_address(value)
    if "@" in urlsplit(value).netloc:
        raise ValidationError("Leave out the part before @: an address must begin with https:// and the site’s name.")


@cache
def time_zones() -> list[str]:
    """Return the names of all time zones. Cached, because finding them reads a directory tree."""
    return sorted(zoneinfo.available_timezones())


def validate_time_zone(value: str) -> None:
    if value not in time_zones():
        raise ValidationError("“%(value)s” is not a time zone. Write it like Europe/Berlin.", params={"value": value})


def validate_currency(value: str) -> None:
    """Accept an ISO 4217 code."""
    if value not in list_currencies():
        raise ValidationError("“%(value)s” is not a currency code. Write it like EUR.", params={"value": value})


def validate_language(value: str) -> None:
    """Accept a BCP 47 language tag that Unicode CLDR knows, such as `en` or `pt-BR`."""
    try:
        locale = re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) and Locale.parse(value, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = None
    if not locale:
        raise ValidationError("“%(value)s” is not a language tag. Write it like en or pt-BR.", params={"value": value})


def validate_country(value: str) -> None:
    """Accept an ISO 3166-1 alpha-2 code in capitals."""
    if value not in countries():
        raise ValidationError("“%(value)s” is not a country code. Write it like DE.", params={"value": value})


@cache
def countries() -> dict[str, str]:
    """Return English country names by ISO 3166-1 alpha-2 code, from Unicode CLDR, sorted by name."""
    not_countries = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
    names = {str(code): name for code, name in Locale("en").territories.items()}
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in not_countries]
    return {code: names[code] for code in sorted(codes, key=lambda code: names[code])}


def validate_headings(value: str) -> None:
    """Accept lines that can be headings of sections."""
    lines = value.splitlines()
    if len(lines) > MAX_HEADINGS:
        raise ValidationError(f"Write at most {MAX_HEADINGS} lines.")
    if any(len(line) > MAX_HEADING_LENGTH for line in lines):
        raise ValidationError(f"Write at most {MAX_HEADING_LENGTH} characters on a line.")
