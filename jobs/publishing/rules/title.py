"""Rules about the title: it appears in lists of many employers, so it should only name the job."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from jobs.finding.words.tokens import join_words, split_words

from .rule import Details, Draft, Rule

SIGN = r"[$€£¥₪₴₹₽₩₺₫฿]"
CODES = "EUR USD GBP CHF SEK NOK DKK ISK PLN CZK HUF RON BGN ILS UAH CAD AUD NZD JPY CNY INR BRL MXN ZAR SGD HKD AED"
CODE = rf"\b(?:{'|'.join(CODES.split())})"
NUMBER = r"\d[\d.,' ’\u00a0\u202f]*+"
# Millions are a turnover or a budget, not pay.
NO_MILLIONS = r"(?!\s?(?:m|mn|mm|mio|million|b|bn|billion)\b)"
# 401k is a pension plan; 4K and 8K are resolutions.
THOUSANDS = r"\b(?!401\s?k)\d{2,3}(?:[.,]\d)?\s?k\b"
PAY = re.compile(
    rf"(?:{SIGN}|{CODE})\s?{NUMBER}{NO_MILLIONS}(?:\s?k\b)?"
    rf"|\b{NUMBER}\s?(?:{SIGN}|{CODE}\b|euros?\b|dollars?\b|pounds?\b)|{THOUSANDS}",
    re.IGNORECASE,
)
# (m/w/d), (f|m|x), (w/m/*): say that every gender may apply, so their signs are allowed.
GENDERS = re.compile(r"\((?:[a-zé*]{1,7}\s*[/|,]\s*)+[a-zé*]{1,7}\)", re.IGNORECASE)
# A star or an underscore in a word means every gender: Entwickler*in, Entwickler_in. C# and F# are languages.
IN_WORD = re.compile(r"(?<=\w)[*_](?=\w)|(?<=[A-Za-z])#(?!\w)")
EYE_CATCHERS = "!?*_|@#^`~=<>{}[]\\•¡¿‼"
# Part of product names.
ALLOWED_SYMBOLS = "®™©°№"
REPEATED = re.compile(r"([^\w\s+()])\1|…")
WORD = re.compile(r"[^\W\d_]+")
# Shorter words in capitals are abbreviations: HR BP, SAP, EMEA.
MIN_CAPITALS, MAX_CAPITALS_SHARE = 5, 0.6


def _find_pay(title: str, draft: Draft) -> Iterable[str]:
    return [match[0].strip() for match in PAY.finditer(title)]


def _find_place(title: str, draft: Draft) -> Iterable[str]:
    names = [name for place in draft.locations for name in (place.name, place.city, place.country_name)]
    names += draft.posting.country_names
    by_words = {join_words(name): name for name in reversed(names)}
    return [name for name in by_words.values() if _has_words(title, name)]


def _find_employer(title: str, draft: Draft) -> Iterable[str]:
    return [name for name in (draft.context.employer.name,) if _has_words(title, name)]


def _find_reference(title: str, draft: Draft) -> Iterable[str]:
    reference = draft.posting.reference
    return [reference] if re.search(r"\d", reference) and _has_words(title, reference) else []


def _has_words(title: str, name: str) -> bool:
    """Whether a title contains a name as whole words, ignoring case and accents."""
    return bool(split_words(name)) and join_words(name) in join_words(title)


def _find_capitals(title: str, draft: Draft) -> Iterable[str]:
    title_words = [word for word in WORD.findall(title) if len(word) > 1]
    loud = [word for word in title_words if word.isupper()]
    share = sum(map(len, loud)) / max(1, sum(map(len, title_words)))
    is_loud = max(map(len, loud), default=0) >= MIN_CAPITALS and share > MAX_CAPITALS_SHARE
    return [title] if is_loud and (len(loud) > 1 or len(title_words) == 1) else []


def _find_symbols(title: str, draft: Draft) -> Iterable[str]:
    bare = IN_WORD.sub("", GENDERS.sub("", title))
    single = [
        sign
        for sign in bare
        if sign in EYE_CATCHERS or (unicodedata.category(sign) == "So" and sign not in ALLOWED_SYMBOLS)
    ]
    symbols = dict.fromkeys([*single, *(match[0] for match in REPEATED.finditer(bare))])
    return [" ".join(symbols)] if symbols else []


def _in_title(find: Callable[[str, Draft], Iterable[str]]) -> Callable[[Draft], list[Details]]:
    return lambda draft: [{"what": what} for what in find(draft.posting.title, draft)]


RULES = [
    Rule(
        "title-pay",
        "title",
        False,
        "The title names pay (“{what}”). Move it to the fields of pay.",
        _in_title(_find_pay),
    ),
    Rule(
        "title-place",
        "title",
        False,
        "The title names a place (“{what}”), which is shown beside it anyway. Take it out of the title.",
        _in_title(_find_place),
    ),
    Rule(
        "title-employer",
        "title",
        False,
        "The title names the employer (“{what}”), who is shown beside it anyway. Take the name out of the title.",
        _in_title(_find_employer),
    ),
    Rule(
        "title-reference",
        "title",
        False,
        "The title holds the reference (“{what}”), which has a field of its own. Take it out of the title.",
        _in_title(_find_reference),
    ),
    Rule(
        "title-shouting",
        "title",
        False,
        "The title is written in capitals, which search engines may refuse. Write it as in a sentence.",
        _in_title(_find_capitals),
    ),
    Rule(
        "title-symbols",
        "title",
        False,
        "The title has signs that catch the eye ({what}), and search engines may refuse it. Take them out.",
        _in_title(_find_symbols),
    ),
]
