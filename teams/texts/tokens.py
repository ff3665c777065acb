"""Splits HTML into tags and texts, in time proportional to its length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape as unescape_once

from .characters import CONTROL_CHARACTERS

# Possessive quantifiers (`++`) never try again, so no text takes more than linear time.
TOKEN = re.compile(
    r"<!--(?:>|->|(?s:.*?)(?:--!?>|\Z))"
    r"|<[!?][^>]*+(?:>|\Z)"
    r"|</(?![a-zA-Z])[^>]*+(?:>|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^ \t\n\r\f/>]*+)"
    r"(?P<attributes>(?:[ \t\n\r\f/]++|[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+"  # a name may begin with =
    r"(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r\f>]*+))?+)*+)(?:>|\Z)"
    r"|(?P<text>[^<]++|<)"
)
ATTRIBUTE = re.compile(
    r"([^ \t\n\r\f/>=]++)"
    r"(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^ \t\n\r\f>]*+)))?+"
)
# Elements whose content is not text of the page, up to their end tag.
RAW = {"script", "style", "title", "template", "noscript", "iframe", "noembed", "noframes", "xmp"}
# Without their end tag, browsers show what follows these.
NEEDS_END = {"template", "noscript"}
# What Word puts into `xml` stands in elements with a namespace. All else is text, in case the end is missing.
XML = re.compile(r"(?:\s*+<[a-z]+:[^<>]*+>[^<]*+|\s*+</[a-z]+:[^<>]*+>)*+", re.IGNORECASE)
# Python refuses to read numbers of more than 4,300 digits. No character has a number of twenty.
HUGE_NUMBER = re.compile(r"&#[0-9]{20,}+;?")
# An ampersand that was escaped more than twice: each turn of decoding would remove one level of thousands.
AMPERSANDS = re.compile(r"&(?:(?:amp|AMP|#0{0,9}38|#[xX]0{0,9}26);){3,}+")
MAX_TURNS = 50
# A reference that is still there after decoding: the text was escaped twice.
ESCAPED = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


@dataclass(frozen=True)
class Tag:
    """A start tag, or an end tag if `is_end`. The names are in lower case."""

    name: str
    is_end: bool = False
    attributes: str = ""

    def read_attributes(self) -> dict[str, str]:
        """Return the attributes; of one that is written twice, the first."""
        found: dict[str, str] = {}
        for name, double, single, bare in ATTRIBUTE.findall(self.attributes):
            found.setdefault(name.lower(), unescape(double or single or bare))
        return found


def tokenize(html: str) -> Iterator[Tag | str]:
    """Yield tags, and texts with their characters decoded. Comments, scripts and the like are left out."""
    html = CONTROL_CHARACTERS.sub("", html)
    position, without_end = 0, set[str]()
    while match := TOKEN.match(html, position):
        position = match.end()
        if text := match["text"]:
            yield decode(text)
        elif name := match["name"]:
            name = name.lower()
            yield Tag(name, bool(match["end"]), match["attributes"])
            if name == "xml" and (content := XML.match(html, position)):
                position = content.end()
            elif name in RAW and not match["end"] and name not in without_end:
                end = re.compile(rf"</{name}\b", re.IGNORECASE).search(html, position)
                if end:
                    position = end.start()
                elif name in NEEDS_END:
                    without_end.add(name)
                else:
                    position = len(html)


def decode(text: str) -> str:
    """Return a text with its references decoded, until none is left."""
    if "&" in text:
        text = unescape(AMPERSANDS.sub("&amp;amp;", text))
        for _ in range(MAX_TURNS):
            decoded = ESCAPED.sub(lambda found: unescape_once(found[0]), text)
            if decoded == text:
                break
            text = decoded
        text = CONTROL_CHARACTERS.sub("", text)
    return text


def unescape(text: str) -> str:
    """Return a text with its references decoded once."""
    return unescape_once(HUGE_NUMBER.sub("\ufffd", text))
