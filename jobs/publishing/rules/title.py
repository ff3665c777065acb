"""What a title should not be: it is read in lists of every employer, so it holds the job's name alone."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from jobs.finding.words import join_words, split_words

from .rule import Details, Draft, Rule

SIGN = r"[$€£¥₪₴₹₽₩₺₫฿]"
CODES = "EUR USD GBP CHF SEK NOK DKK ISK PLN CZK HUF RON BGN ILS UAH CAD AUD NZD JPY CNY INR BRL MXN ZAR SGD HKD AED"
CODE = rf"\b(?:{'|'.join(CODES.split())})"
NUMBER = r"\d[\d.,' ’\u00a0\u202f]*+"
# A turnover or a budget belongs to the job, not to its pay.
NO_MILLIONS = r"(?!\s?(?:m|mn|mm|mio|million|b|bn|billion)\b)"
# 401k is a pension plan, and a picture has 4K or 8K.
THOUSANDS = r"\b(?!401\s?k)\d{2,3}(?:[.,]\d)?\s?k\b"
PAY = re.compile(
    rf"(?:{SIGN}|{CODE})\s?{NUMBER}{NO_MILLIONS}(?:\s?k\b)?"
    rf"|\b{NUMBER}\s?(?:{SIGN}|{CODE}\b|euros?\b|dollars?\b|pounds?\b)|{THOUSANDS}",
    re.IGNORECASE,
)
# (m/w/d), (f|m|x), (w/m/*): who may apply, not a sign to catch the eye.
GENDERS = re.compile(r"\((?:[a-zé*]{1,7}\s*[/|,]\s*)+[a-zé*]{1,7}\)", re.IGNORECASE)
# A star or a line inside a word stands for every gender: Entwickler*in, Entwickler_in.
INSIDE = re.compile(r"(?<=\w)[*_](?=\w)|(?<=[A-Za-z])#(?!\w)")
SIGNS = "!?*_|@#^`~=<>{}[]\\•¡¿‼"
# Belong to the name of a product.
MARKS = "®™©°№"
REPEATED = re.compile(r"([^\w\s+()])\1|…")
WORD = re.compile(r"[^\W\d_]+")
# Short ones are abbreviations: HR BP, SAP, EMEA.
SHOUTED_LETTERS, SHOUTED_SHARE = 5, 0.6


def _pay(title: str, draft: Draft) -> Iterable[str]:
    return [found[0].strip() for found in PAY.finditer(title)]


def _place(title: str, draft: Draft) -> Iterable[str]:
    names = [name for place in draft.locations for name in (place.name, place.city, place.country_name)]
    names += draft.posting.country_names
    by_words = {join_words(name): name for name in reversed(names)}
    return [name for name in by_words.values() if _holds(title, name)]


def _employer(title: str, draft: Draft) -> Iterable[str]:
    return [name for name in (draft.context.employer.name,) if _holds(title, name)]


def _reference(title: str, draft: Draft) -> Iterable[str]:
    reference = draft.posting.reference
    return [reference] if re.search(r"\d", reference) and _holds(title, reference) else []


def _holds(title: str, name: str) -> bool:
    """Whether a title has a name as whole words, whatever their case and accents."""
    return bool(split_words(name)) and join_words(name) in join_words(title)


def _shouting(title: str, draft: Draft) -> Iterable[str]:
    found = [word for word in WORD.findall(title) if len(word) > 1]
    loud = [word for word in found if word.isupper()]
    share = sum(map(len, loud)) / max(1, sum(map(len, found)))
    is_loud = max(map(len, loud), default=0) >= SHOUTED_LETTERS and share > SHOUTED_SHARE
    return [title] if is_loud and (len(loud) > 1 or len(found) == 1) else []


def _symbols(title: str, draft: Draft) -> Iterable[str]:
    bare = INSIDE.sub("", GENDERS.sub("", title))
    single = [sign for sign in bare if sign in SIGNS or (unicodedata.category(sign) == "So" and sign not in MARKS)]
    found = dict.fromkeys([*single, *(match[0] for match in REPEATED.finditer(bare))])
    return [" ".join(found)] if found else []


def _in_title(look: Callable[[str, Draft], Iterable[str]]) -> Callable[[Draft], list[Details]]:
    return lambda draft: [{"what": what} for what in look(draft.posting.title, draft)]


RULES = [
    Rule("title-pay", "title", False, "The title names pay (“{what}”). Move it to the fields of pay.", _in_title(_pay)),
    Rule(
        "title-place",
        "title",
        False,
        "The title names a place (“{what}”), which is shown beside it anyway. Take it out of the title.",
        _in_title(_place),
    ),
    Rule(
        "title-employer",
        "title",
        False,
        "The title names the employer (“{what}”), who is shown beside it anyway. Take the name out of the title.",
        _in_title(_employer),
    ),
    Rule(
        "title-reference",
        "title",
        False,
        "The title holds the reference (“{what}”), which has a field of its own. Take it out of the title.",
        _in_title(_reference),
    ),
    Rule(
        "title-shouting",
        "title",
        False,
        "The title is written in capitals, which search engines may refuse. Write it as in a sentence.",
        _in_title(_shouting),
    ),
    Rule(
        "title-symbols",
        "title",
        False,
        "The title has signs that catch the eye ({what}), and search engines may refuse it. Take them out.",
        _in_title(_symbols),
    ),
]
