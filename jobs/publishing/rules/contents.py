"""Rules about what a posting contains that apply everywhere."""

import re

from jobs.finding.words.tokens import split_words

from .markup import plain_text
from .places import is_pay_required
from .rule import Draft, Rule, broken_if

LETTER = re.compile(r"[^\W_]")
# Characters; longer than any title.
MAX_SHORT_TEXT = 300


def _has_no_way_to_apply(draft: Draft) -> bool:
    return not (draft.posting.apply_url or draft.posting.apply_email)


def _has_no_place(draft: Draft) -> bool:
    return not (draft.posting.is_remote or draft.locations)


def _has_nowhere_to_live(draft: Draft) -> bool:
    return _has_no_country(draft) and not draft.locations


def _is_remote_without_country(draft: Draft) -> bool:
    return _has_no_country(draft) and bool(draft.locations)


def _has_no_country(draft: Draft) -> bool:
    posting = draft.posting
    return posting.is_remote and not (posting.remote_anywhere or posting.remote_countries)


def _has_no_text(draft: Draft) -> bool:
    return bool(draft.sections) and not any(LETTER.search(plain_text(body)) for _heading, body in draft.sections)


def _has_only_the_title(draft: Draft) -> bool:
    text = " ".join(plain_text(body) for _heading, body in draft.sections)
    # A longer text always says more than the title, and splitting it into words is slow.
    if len(text) > MAX_SHORT_TEXT:
        return False
    text_words = split_words(text)
    return bool(text_words) and text_words == split_words(draft.posting.title)


def _has_no_pay(draft: Draft) -> bool:
    # If a place requires pay, a rule in `places` reports it.
    posting = draft.posting
    return posting.pay_minimum is None and posting.pay_maximum is None and not is_pay_required(draft)


def _has_one_end_of_pay(draft: Draft) -> bool:
    posting = draft.posting
    return (posting.pay_minimum is None) != (posting.pay_maximum is None) and not is_pay_required(draft)


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
        broken_if(_has_no_way_to_apply),
    ),
    NO_SECTIONS,
    Rule(
        "text",
        "sections",
        True,
        "The sections hold no words. Write what the job is before publishing.",
        broken_if(_has_no_text),
    ),
    Rule(
        "text-is-title",
        "sections",
        True,
        "The text says no more than the title, and search engines refuse that. Write what the job is.",
        broken_if(_has_only_the_title),
    ),
    Rule(
        "remote",
        "remote_anywhere",
        True,
        "Say where a person may live before publishing: anywhere, or in which countries.",
        broken_if(_has_nowhere_to_live),
    ),
    Rule(
        "place",
        "locations",
        True,
        "Choose at least one place before publishing: where is the work done?",
        broken_if(_has_no_place),
    ),
    Rule(
        "remote-without-country",
        "remote_countries",
        False,
        "Nobody finds this remote job by country, because it does not say where a person may live. Choose the "
        "countries, or anywhere.",
        broken_if(_is_remote_without_country),
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
        broken_if(_has_no_pay),
    ),
    Rule(
        "pay-end",
        "pay_minimum",
        False,
        "Only one end of the pay is stated, and search engines show pay only with both. Give the other amount too; "
        "for a fixed amount, the same twice.",
        broken_if(_has_one_end_of_pay),
    ),
]
