"""Reads the HTML of a section. `teams.texts.cleaning.sanitize` has cleaned it, so regular expressions are enough."""

import html
import re

BLOCK = re.compile(r"</?(?:p|br|h3|ul|ol|li|blockquote)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
HEADING = re.compile(r"<h3>(.*?)</h3>", re.DOTALL)
# `sanitize` removes an address that is not allowed and keeps the link.
LINK = re.compile(r'<a(?: href="([^"]*)")?[^>]*>(.*?)</a>', re.DOTALL)


def plain_text(body: str) -> str:
    """Return the text without markup. Tags that begin or end a block become a space."""
    return " ".join(html.unescape(TAG.sub("", BLOCK.sub(" ", body))).split())


def headings(body: str) -> list[tuple[str, str]]:
    """Return each heading in a text with the plain text up to the next heading."""
    _before, *parts = HEADING.split(body)
    return [(plain_text(heading), plain_text(rest)) for heading, rest in zip(parts[::2], parts[1::2], strict=True)]


def links(body: str) -> list[tuple[str, str]]:
    """Return the address of each link, "" if it has none, and its plain text."""
    return [(html.unescape(address).strip(), plain_text(text)) for address, text in LINK.findall(body)]
