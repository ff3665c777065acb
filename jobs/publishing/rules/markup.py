"""The parts of a section's text. `teams.models.fields.sanitize` has cleaned it, so patterns are enough to read it."""

import html
import re

BLOCK = re.compile(r"</?(?:p|br|h3|ul|ol|li|blockquote)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
HEADING = re.compile(r"<h3>(.*?)</h3>", re.DOTALL)
# An address that was not allowed has been taken away, and the link has been left.
LINK = re.compile(r'<a(?: href="([^"]*)")?[^>]*>(.*?)</a>', re.DOTALL)


def plain(body: str) -> str:
    """The words of a text without markup, with a blank for each tag that begins or ends a block."""
    return " ".join(html.unescape(TAG.sub("", BLOCK.sub(" ", body))).split())


def headings(body: str) -> list[tuple[str, str]]:
    """Each heading inside a text, with the words between it and the next."""
    _before, *parts = HEADING.split(body)
    return [(plain(heading), plain(rest)) for heading, rest in zip(parts[::2], parts[1::2], strict=True)]


def links(body: str) -> list[tuple[str, str]]:
    """Each link's address, "" where it has none, and its words."""
    return [(html.unescape(address).strip(), plain(said)) for address, said in LINK.findall(body)]
