"""Splits HTML into tags and texts, in time proportional to its length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from .characters import CONTROL_CHARACTERS

# Possessive quantifiers (`++`) never try again, so no text takes more than linear time.
TOKEN = re.compile(
    r"<!--(?:>|->|(?s:.*?)(?:--!?>|\Z))"
    r"|<[!?][^>]*+(?:>|\Z)"
    r"|</(?![a-zA-Z])[^>]*+(?:>|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|))*+)(?:>|\Z)"
    r"|(?P<text>[^<]++|<)"
)
ATTRIBUTE = re.compile(r"([^\s/>=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s>]*+)))?+")
# Elements whose content is not text of the page, up to their end tag.
RAW = {"script", "style", "title", "xml", "template", "noscript", "iframe", "noembed", "noframes", "xmp"}
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
    position = 0
    while match := TOKEN.match(html, position):
        position = match.end()
        if text := match["text"]:
            yield decode(text)
        elif name := match["name"]:
            name = name.lower()
            yield Tag(name, bool(match["end"]), match["attributes"])
            if name in RAW and not match["end"]:
                end = re.compile(rf"</{name}\b|\Z", re.IGNORECASE).search(html, position)
                position = end.start() if end else len(html)


def decode(text: str) -> str:
    """Return a text with its references decoded, until none is left."""
    if "&" in text:
        text = unescape(text)
        while ESCAPED.search(text) and (decoded := ESCAPED.sub(lambda found: unescape(found[0]), text)) != text:
            text = decoded
        text = CONTROL_CHARACTERS.sub("", text)
    return text
