"""What should not be left in a text: placeholders, headings without a use, and links that may not open."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from teams.models.folding import fold

from .markup import headings, links, plain
from .rule import Details, Draft, Rule

BLANKS = (
    "add|city|company|date|employer|fill|hiring|insert|job|link|location|manager|name|phone|place|position|product|role|"
    "salary|team|text|title|url|your|datum|firma|gehalt|hier|ihr|ihre|ort|stelle|unternehmen"
)
PLACEHOLDER = re.compile(
    r"\b(?:tbd|tba|lorem|placeholder text)\b"
    # [company], [Insert the salary], <team>, {{ anything }}, and lines to be filled in
    rf"|[\[<{{]\s*(?:{BLANKS})\b[^\[\]<>{{}}]{{0,40}}[\]>}}]|\{{\{{[^{{}}]{{0,40}}\}}\}}|_{{3,}}"
    # In small letters these are words, or parts of words.
    r"|(?-i:\bTODO\b|\bFIXME\b|\bX{3,}\b)",
    re.IGNORECASE,
)
SAFE = ("https:", "mailto:")


def _placeholders(texts: Callable[[Draft], Iterable[str]], draft: Draft) -> Iterator[Details]:
    for text in texts(draft):
        yield from ({"what": found[0]} for found in PLACEHOLDER.finditer(text))


def _sections(draft: Draft) -> Iterator[str]:
    for heading, body in draft.sections:
        yield from (heading, plain(body))


def _links(draft: Draft) -> Iterator[tuple[str, str]]:
    for _heading, body in draft.sections:
        yield from links(body)


def _links_without_address(draft: Draft) -> Iterator[Details]:
    yield from ({"said": said} for address, said in _links(draft) if said and not address)


def _unsafe_links(draft: Draft) -> Iterator[Details]:
    for address, said in _links(draft):
        if address and not address.lower().startswith(SAFE):
            yield {"said": said, "address": address}


def _headings_without_words(draft: Draft) -> Iterator[Details]:
    for heading, body in draft.sections:
        yield from ({"section": heading} for inner, _below in headings(body) if not inner)


def _headings_without_text(draft: Draft) -> Iterator[Details]:
    for _heading, body in draft.sections:
        yield from ({"heading": inner} for inner, below in headings(body) if inner and not below)


def _repeated_headings(draft: Draft) -> Iterator[Details]:
    """Sections of one name, and headings inside a section that repeat its name or one another."""
    found: dict[str, str] = {}
    groups = [[heading for heading, _body in draft.sections]]
    groups += [[heading, *(inner for inner, _below in headings(body))] for heading, body in draft.sections]
    for group in groups:
        times = Counter(map(_same, group))
        for heading in group:
            if heading and times[_same(heading)] > 1:
                # However often, and however it is written, it is one fault.
                found.setdefault(_same(heading), heading)
    yield from ({"heading": heading} for heading in found.values())


def _same(heading: str) -> str:
    return " ".join(fold(heading).split())


RULES = [
    *(
        Rule(
            "placeholder",
            field,
            False,
            "A placeholder is left (“{what}”). Write what is meant, or take it out.",
            partial(_placeholders, texts),
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
        _headings_without_words,
    ),
    Rule(
        "heading-without-text",
        "sections",
        False,
        "Nothing stands under the heading “{heading}”. Write something there, or delete the heading.",
        _headings_without_text,
    ),
    Rule(
        "heading-twice",
        "sections",
        False,
        "The heading “{heading}” stands there more than once. Join what stands under it, or find another.",
        _repeated_headings,
    ),
    Rule(
        "link-without-address",
        "sections",
        False,
        "The link “{said}” leads nowhere. Give it an address that begins with https://, or take the link away.",
        _links_without_address,
    ),
    Rule(
        "link-unsafe",
        "sections",
        False,
        "The link “{said}” leads to {address}. Link only to addresses that begin with https:// and to mail "
        "addresses: others are unsafe, or do not open on every device.",
        _unsafe_links,
    ),
]
