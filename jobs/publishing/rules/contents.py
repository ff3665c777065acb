"""What a posting must and should hold, whatever the place."""

import re

from jobs.finding.words import split_words

from .markup import plain
from .places import asks_for_pay
from .rule import Draft, Rule, broken_if

LETTER = re.compile(r"[^\W_]")
# Characters: more than any title has.
SHORT = 300


def _no_way_to_apply(draft: Draft) -> bool:
    return not (draft.posting.apply_url or draft.posting.apply_email)


def _no_place(draft: Draft) -> bool:
    return not (draft.posting.is_remote or draft.locations)


def _nowhere_to_live(draft: Draft) -> bool:
    return _says_no_country(draft) and not draft.locations


def _found_under_no_country(draft: Draft) -> bool:
    return _says_no_country(draft) and bool(draft.locations)


def _says_no_country(draft: Draft) -> bool:
    posting = draft.posting
    return posting.is_remote and not (posting.remote_anywhere or posting.remote_countries)


def _no_text(draft: Draft) -> bool:
    return bool(draft.sections) and not any(LETTER.search(plain(body)) for _heading, body in draft.sections)


def _only_the_title(draft: Draft) -> bool:
    text = " ".join(plain(body) for _heading, body in draft.sections)
    # Splitting a long text into words takes a while, and it says more for certain.
    return len(text) <= SHORT and bool(said := split_words(text)) and said == split_words(draft.posting.title)


def _no_pay(draft: Draft) -> bool:
    # Where a place asks for it, `places` says so, and once is enough.
    posting = draft.posting
    return posting.pay_minimum is None and posting.pay_maximum is None and not asks_for_pay(draft)


def _one_end_of_pay(draft: Draft) -> bool:
    posting = draft.posting
    return (posting.pay_minimum is None) != (posting.pay_maximum is None) and not asks_for_pay(draft)


NO_SECTIONS = Rule(
    "sections",
    "sections",
    True,
    "Write at least one section before publishing: what is the job?",
    broken_if(lambda draft: not draft.sections),
)
RULES = [
    Rule(
        "apply",
        "apply_url",
        True,
        "Say how to apply: give an address or an e-mail address before publishing.",
        broken_if(_no_way_to_apply),
    ),
    NO_SECTIONS,
    Rule(
        "text",
        "sections",
        True,
        "The sections hold no words. Write what the job is before publishing.",
        broken_if(_no_text),
    ),
    Rule(
        "text-is-title",
        "sections",
        True,
        "The text says no more than the title, and search engines refuse that. Write what the job is.",
        broken_if(_only_the_title),
    ),
    Rule(
        "remote",
        "remote_anywhere",
        True,
        "Say where a person may live before publishing: anywhere, or in which countries.",
        broken_if(_nowhere_to_live),
    ),
    Rule(
        "place",
        "locations",
        True,
        "Choose at least one place before publishing: where is the work done?",
        broken_if(_no_place),
    ),
    Rule(
        "remote-without-country",
        "remote_countries",
        False,
        "Nobody finds this remote job by country, because it does not say where a person may live. Choose the "
        "countries, or anywhere.",
        broken_if(_found_under_no_country),
    ),
    Rule(
        "employment-type",
        "employment_types",
        False,
        "No employment type is chosen, and search engines filter by it. Choose one: full time, part time …",
        broken_if(lambda draft: not draft.posting.employment_types),
    ),
    Rule(
        "pay",
        "pay_minimum",
        False,
        "No pay is stated. Candidates look for it first, and search engines recommend it. Give both amounts.",
        broken_if(_no_pay),
    ),
    Rule(
        "pay-end",
        "pay_minimum",
        False,
        "Only one end of the pay is stated, and search engines show pay only with both. Give the other amount too; "
        "for a fixed amount, the same twice.",
        broken_if(_one_end_of_pay),
    ),
]
