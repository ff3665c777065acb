"""The words a reader sees in HTML, found by an HTML5 parser and not by the product's own reader."""

import re
import unicodedata
from collections import Counter
from html import unescape

import nh3

# Elements whose text is not seen, and those that are left out on purpose.
UNSEEN = {"script", "style", "title", "xml", "template", "noscript", "iframe", "noembed", "noframes", "xmp"}
STRUCK = {"s", "strike", "del"}
# Elements between which two words are two.
APART = {
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
    ),
    *(
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
    ),
    *(
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
    ),
    *("tr", "ul", "dir", "menu", "textarea"),
}
TAG = re.compile(r"<[^>]*>")
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# Shorter ones are the markers of lists too.
CHANGE_OF_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W\d_]{4,}")
ESCAPED = re.compile(r"</?[a-z][a-z0-9]*[^<>]*>", re.IGNORECASE)


def find_lost_words(source: str, result: str) -> list[str]:
    """Return the words of at least four letters that are seen in the source and not, or less often, in the result.

    If tags are written as text in the source, they may be read as tags. Where the parser joins two words and the
    result does not, none is lost; nor is a marker of two letters before or after a word.
    """
    found = _write(_see(result))
    texts = [_see(source)]
    while ESCAPED.search(texts[-1]) and (seen := _see(texts[-1])) != texts[-1]:
        texts.append(seen)
    return min((_compare(_write(text), found) for text in (texts[0], texts[-1])), key=len)


def _compare(wanted: str, found: str) -> list[str]:
    missing = Counter(WORD.findall(wanted)) - Counter(WORD.findall(found))
    words, letters = set(WORD.findall(found)), "".join(LETTER.findall(found)) if missing else ""
    return [
        word
        for word in missing
        if letters.count(word.strip("o")) < wanted.count(word) and not words & {word[2:], word[:-1]}
    ]


def _write(text: str) -> str:
    return CHANGE_OF_CASE.sub(" ", unicodedata.normalize("NFKC", text))


def _see(html: str) -> str:
    text = nh3.clean(
        INVISIBLE.sub("", html), tags=APART, attributes={}, clean_content_tags=UNSEEN | STRUCK, link_rel=None
    )
    text = TAG.sub(" ", text)
    while "&" in text and (decoded := unescape(text)) != text:
        text = INVISIBLE.sub("", decoded)
    return text
