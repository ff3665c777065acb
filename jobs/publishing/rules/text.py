"""Rules about the text: placeholders, useless headings, and links that may not open."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from teams.models.folding import fold

from .markup import headings, links, plain_text
from .rule import Details, Draft, Rule

PLACEHOLDER_WORDS = (
    "add|city|company|date|employer|fill|hiring|insert|job|link|location|manager|name|phone|place|position|product|role|"
    "salary|team|text|title|url|your|datum|firma|gehalt|hier|ihr|ihre|ort|stelle|unternehmen"
)
PLACEHOLDER = re.compile(
    r"\b(?:tbd|tba|lorem|placeholder text)\b"
    # [company], [Insert the salary], <team>, {{ anything }}, and lines to be filled in
    rf"|[\[<{{]\s*(?:{PLACEHOLDER_WORDS})\b[^\[\]<>{{}}]{{0,40}}[\]>}}]|\{{\{{[^{{}}]{{0,40}}\}}\}}|_{{3,}}"
    # In lower case these are words, or parts of words.
    r"|(?-i:\bTODO\b|\bFIXME\b|\bX{3,}\b)",
    re.IGNORECASE,
)
SAFE_SCHEMES = ("https:", "mailto:")


def _find_placeholders(texts: Callable[[Draft], Iterable[str]], draft: Draft) -> Iterator[Details]:
    for text in texts(draft):
        yield from ({"what": match[0]} for match in PLACEHOLDER.finditer(text))


def _sections(draft: Draft) -> Iterator[str]:
    for heading, body in draft.sections:
        yield from (heading, plain_text(body))


def _links(draft: Draft) -> Iterator[tuple[str, str]]:
    for _heading, body in draft.sections:
        yield from links(body)


def _find_links_without_address(draft: Draft) -> Iterator[Details]:
    yield from ({"text": text} for address, text in _links(draft) if text and not address)


def _find_unsafe_links(draft: Draft) -> Iterator[Details]:
    for address, text in _links(draft):
        if address and not address.lower().startswith(SAFE_SCHEMES):
            yield {"text": text, "address": address}


def _find_empty_headings(draft: Draft) -> Iterator[Details]:
    for heading, body in draft.sections:
        yield from ({"section": heading} for inner, _below in headings(body) if not inner)


def _find_headings_without_text(draft: Draft) -> Iterator[Details]:
    for _heading, body in draft.sections:
        yield from ({"heading": inner} for inner, below in headings(body) if inner and not below)


def _find_repeated_headings(draft: Draft) -> Iterator[Details]:
    """Sections with the same name, and headings in a section that repeat its name or one another."""
    repeated: dict[str, str] = {}
    groups = [[heading for heading, _body in draft.sections]]
    groups += [[heading, *(inner for inner, _below in headings(body))] for heading, body in draft.sections]
    for group in groups:
        times = Counter(map(_normalize, group))
        for heading in group:
            if heading and times[_normalize(heading)] > 1:
                # One violation, however often it is repeated and however it is spelled.
                repeated.setdefault(_normalize(heading), heading)
    yield from ({"heading": heading} for heading in repeated.values())


def _normalize(heading: str) -> str:
    return " ".join(fold(heading).split())


RULES = [
    *(
        Rule(
            "placeholder",
            field,
            False,
            "A placeholder is left (“{what}”). Write what is meant, or take it out.",
            partial(_find_placeholders, texts),
        )
        for field, texts in {
            "title": lambda draft: [draft.posting.title],
            "sections": _sections,
            "pay_note": lambda draft: [draft.posting.pay_note],
        }.items()
    ),
    Rule(
        "heading-empty",
        "sections",
        False,
        "In the section “{section}” there is a heading without words. Write it, or delete the line.",
        _find_empty_headings,
    ),
    Rule(
        "heading-without-text",
        "sections",
        False,
        "Nothing stands under the heading “{heading}”. Write something there, or delete the heading.",
        _find_headings_without_text,
    ),
    Rule(
        "heading-twice",
        "sections",
        False,
        "The heading “{heading}” stands there more than once. Join what stands under it, or find another.",
        _find_repeated_headings,
    ),
    Rule(
        "link-without-address",
        "sections",
        False,
        "The link “{text}” leads nowhere. Give it an address that begins with https://, or take the link away.",
        _find_links_without_address,
    ),
    Rule(
        "link-unsafe",
        "sections",
        False,
        "The link “{text}” leads to {address}. Link only to addresses that begin with https:// and to mail "
        "addresses: others are unsafe, or do not open on every device.",
        _find_unsafe_links,
    ),
]
