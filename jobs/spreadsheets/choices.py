"""Widgets for cells with a value of a list: by its name, by its label, and by what other programs write."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError

from jobs.models import Posting
from teams.models.geography.country_names import country_phrases
from teams.models.geography.currencies import currency_names, find_currency
from teams.models.spelling import find_nearest
from teams.models.validators import countries
from teams.spreadsheets.cells import Text, quote
from teams.spreadsheets.columns import to_key

SEPARATORS = str.maketrans(dict.fromkeys(",;|/\n", ";"))
# By value: what other programs for recruiters and people write. Case, hyphens and blanks do not matter.
OTHER_NAMES: dict[Any, dict[str, tuple[str, ...]]] = {
    Posting.Workplace: {
        "on-site": ("on site", "onsite", "in office", "office", "in person", "on premises"),
        "hybrid": ("hybrid remote", "partly remote"),
        "remote": ("fully remote", "100% remote", "telecommute", "work from home", "home office"),
    },
    Posting.EmploymentType: {
        "full-time": ("fulltime", "full"),
        "part-time": ("parttime", "part"),
        "temporary": ("temp", "fixed term", "seasonal"),
        "contract": ("contractor", "freelance", "freelancer"),
        "internship": ("intern", "trainee"),
    },
    Posting.Level: {
        "student": ("working student",),
        "entry": ("entry level", "junior", "graduate", "associate"),
        "mid": ("mid level", "middle", "intermediate", "professional"),
        "senior": ("senior level",),
        "lead": ("lead level", "team lead", "principal"),
    },
    Posting.PayPeriod: {
        "hour": ("hourly", "per hour", "per hour wage", "1 hour"),
        "day": ("daily", "per day", "per day wage", "1 day"),
        "week": ("weekly", "per week", "per week salary", "1 week"),
        "month": ("monthly", "per month", "per month salary", "1 month"),
        "year": ("yearly", "annual", "annually", "per year", "per annum", "p.a.", "per year salary", "1 year"),
    },
}
# Names that can mean several values, and the values.
AMBIGUOUS = {
    "midseniorlevel": "mid or senior",
    "permanent": "full-time or part-time",
    "executive": "lead",
    "director": "lead",
    "manager": "lead",
    "kr": "SEK, NOK or DKK",
    "dollar": "USD",
    "pound": "GBP",
}
# Names that languages give themselves, for those that Excel users write most.
LANGUAGES = {
    "deutsch": "de",
    "français": "fr",
    "español": "es",
    "português": "pt",
    "italiano": "it",
    "nederlands": "nl",
    "polski": "pl",
    "svenska": "sv",
    "dansk": "da",
    "norsk": "no",
    "suomi": "fi",
    "čeština": "cs",
    "türkçe": "tr",
    "magyar": "hu",
    "română": "ro",
    "русский": "ru",
    "українська": "uk",
    "ελληνικά": "el",
    "日本語": "ja",
    "中文": "zh",
}


def suggest(text: str, names: Mapping[str, str]) -> str:
    """Return a sentence with the values that a mistyped text may mean, "" if there are none."""
    key = to_key(text)
    meant = AMBIGUOUS.get(key) or " or ".join(dict.fromkeys(names[near] for near in find_nearest(key, list(names))))
    return f" Did you mean {meant}?" if meant else ""


def split_values(text: str, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the values that a text names, and the parts that name none. “full time, part time” has two values.

    Commas, semicolons, slashes and blanks separate values. Names of several words are found too.
    """
    found: list[str] = []
    unknown: list[str] = []
    for part in text.translate(SEPARATORS).split(";"):
        words = part.split()
        while words:
            keys = {size: to_key(" ".join(words[:size])) for size in range(len(words), 0, -1)}
            size = next((size for size, key in keys.items() if key in names), 0)
            if not size:
                unknown.append(" ".join(words))
                break
            found.append(names[keys[size]])
            words = words[size:]
    return list(dict.fromkeys(found)), unknown


@cache
def _names_of(choices: Any) -> dict[str, str]:
    others = {to_key(other): value for value, others in OTHER_NAMES[choices].items() for other in others}
    return others | {to_key(name): value for value, label in choices.choices for name in (label, value)}


class Choice(Text):
    """One of the values of a `Choices` class. An empty cell means `default`."""

    def __init__(self, choices: Any, default: str = "") -> None:
        super().__init__()
        self.choices = choices
        self.default = default

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        if not text:
            return self.default
        names = _names_of(self.choices)
        if to_key(text) not in names:
            raise _unknown([text], self.choices, names)
        return names[to_key(text)]


class MultipleChoice(Text):
    """Values of a `Choices` class, with separators or blanks between them."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> tuple[str, ...]:
        names = _names_of(self.choices)
        chosen, unknown = split_values(super().clean(value), names)
        if unknown:
            raise _unknown(unknown, self.choices, names)
        return tuple(choice for choice in self.choices.values if choice in chosen)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return " ".join(value)


def _unknown(texts: list[str], choices: Any, names: Mapping[str, str]) -> ValidationError:
    hints = "".join(dict.fromkeys(suggest(text, names) for text in texts))
    return ValidationError(f"{quote(', '.join(texts))} is not one of: {', '.join(choices.values)}.{hints}")


@cache
def country_names() -> dict[str, str]:
    """Return country codes by the keys of their names and codes."""
    return {to_key(name): code for name, code in country_phrases().items()} | {
        to_key(code): code for code in countries()
    }


class Currency(Text):
    """A currency by its code, symbol or English name."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        if not text or find_currency(text):
            return find_currency(text)
        names = {to_key(name): code for name, code in currency_names().items()}
        if code := names.get(to_key(text)):
            return code
        hint = suggest(text, names) or " Write it like EUR."
        raise ValidationError(f"{quote(text)} is not a currency code.{hint}")


class Language(Text):
    """A language by its tag, with hyphens or underscores, or by its name in English."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value).replace("_", "-")
        names = {to_key(str(name)): str(code) for code, name in Locale("en").languages.items() if len(str(code)) < 4}
        names |= {to_key(name): code for name, code in LANGUAGES.items()}
        parts = text.split("-")
        if not text.replace("-", "").isalnum():
            return text
        if len(parts[0]) > 3 and to_key(text) in names:
            return names[to_key(text)]
        # de_de.UTF-8 is no tag; de-de is de-DE.
        return "-".join([parts[0].lower(), *(part.upper() if len(part) == 2 else part for part in parts[1:])])
