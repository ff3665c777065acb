"""Cleans texts of any origin. All ways to store a text use it: saving, pasting, imports and fixtures."""

import re
from collections.abc import Sequence

import nh3

from .lines import Line, Text
from .links import write_mail_domain
from .points import make_lists
from .reading import read
from .tables import write_rows
from .writing import write

TAGS = {"p", "br", "h3", "ul", "ol", "li", "strong", "em", "b", "i", "a", "blockquote"}
SCHEME = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
# Tags of blocks, written as text. If a block begins and ends, the whole text was escaped.
ESCAPED_TAG = re.compile(r"<(/?)(p|div|li|ul|ol|h[1-6]|table|tr|td|section)(?=[\s/>])", re.IGNORECASE)
ESCAPED = "The text was escaped; its tags are read as tags."
TWICE = re.compile(r"&amp;(?:#[0-9]|#[xX][0-9a-fA-F]|[a-zA-Z]{2,30};)")
ESCAPED_TWICE = "Characters that were escaped twice, such as &amp;amp;, are decoded."
MAX_ESCAPES = 5


class CleanHtml(str):
    """HTML that `to_html` has made. It need not be cleaned again: an import reads a text and then saves it."""

    __slots__ = ()


def sanitize(html: str) -> CleanHtml:
    """Return `html` with only the tags and attributes a page may show; it is safe to print unescaped.

    Headings of any level become `h3`, because the page uses `h1` and `h2` itself. Links keep only
    absolute http(s), mail and telephone URLs. The rules are in docs/decisions/0012-texts-as-lines.md.
    """
    return html if isinstance(html, CleanHtml) else to_html(to_lines(html).lines)


def to_lines(html: str) -> Text:
    """Return the lines of a text as a page shows them, not yet safe, with notes about what was changed."""
    notes = [ESCAPED_TWICE] if TWICE.search(html) else []
    text = read(html)
    for _ in range(MAX_ESCAPES):
        if not _is_escaped(text.lines):
            break
        notes = [ESCAPED]
        text = read("<br><br>".join(line.text for line in text.lines))
    write_rows(text)
    make_lists(text)
    text.notes = notes + text.notes
    return text


def to_html(lines: Sequence[Line]) -> CleanHtml:
    """Return lines as safe HTML."""
    html = nh3.clean(
        write(lines),
        tags=TAGS,
        # Without the "*", nh3 keeps `title` and `lang` on every tag.
        attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
        attribute_filter=_filter_attribute,
        link_rel="noopener nofollow",
        url_schemes={"http", "https", "mailto", "tel"},
    )
    return CleanHtml(html)


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if name != "href":
        return value
    address = value.strip()
    if address.lower().startswith("mailto:"):
        receivers, mark, rest = address.partition("?")
        return ",".join(map(write_mail_domain, receivers.split(","))) + mark + rest
    # nh3 accepts URLs without a scheme, such as `//elsewhere.example`.
    return value if SCHEME.match(address) else None


def _is_escaped(lines: Sequence[Line]) -> bool:
    """Return whether the tags of a text are written as text."""
    has_elements = any(line.boxes or line.level or line.cells for line in lines)
    if has_elements:
        return False
    tags = {(tag[1], tag[2].lower()) for line in lines for tag in ESCAPED_TAG.finditer(line.text)}
    return any(("/", name) in tags for end, name in tags if not end)
