"""The elements of HTML: which of them end a line, and what an open one says of its lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import styles
from .lines import Box, Cell, Mark, Point

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"ul", "ol", "menu", "dir"}
TABLE_PARTS = {"caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
BLOCKS = (
    HEADINGS
    | LISTS
    | TABLE_PARTS
    | {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "textarea",
    }
)
VOID = {
    "area",
    "base",
    "basefont",
    "bgsound",
    "br",
    "col",
    "embed",
    "frame",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "param",
    "source",
    "track",
    "wbr",
}
# Elements that HTML opens again in the next block, if nobody has closed them.
FORMATTING = {
    "a",
    "b",
    "big",
    "code",
    "del",
    "em",
    "font",
    "i",
    "nobr",
    "s",
    "small",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
}
MARKS, STRUCK = {"a", "b", "em", "i", "strong"}, {"s", "strike", "del"}
# What the start of an element closes, and where the search for it ends.
CLOSED_BY = {
    "li": ({"li"}, LISTS),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "option": ({"option"}, {"select"}),
    "td": ({"td", "th", "caption"}, {"table"}),
    "th": ({"td", "th", "caption"}, {"table"}),
    "tr": ({"tr", "caption"}, {"table"}),
    "thead": ({"thead", "tbody", "tfoot", "caption", "tr"}, {"table"}),
    "tbody": ({"thead", "tbody", "tfoot", "caption", "tr"}, {"table"}),
    "tfoot": ({"thead", "tbody", "tfoot", "caption", "tr"}, {"table"}),
}
# The limits keep the time proportional to the length. Deeper elements are left out, their text is not.
MAX_DEPTH, MAX_BOXES, MAX_TABLES = 100, 24, 4


@dataclass(frozen=True)
class Place:
    """Where a line stands: see Line."""

    boxes: tuple[Box, ...] = ()
    level: int = 0
    is_bare: bool = True
    cells: tuple[Cell, ...] = ()
    point: Point | None = None
    indent: int = 0


@dataclass
class Element:
    """An open element."""

    tag: str
    place: Place
    marks: tuple[Mark, ...] = ()
    is_block: bool = False
    is_struck: bool = False
    is_marker: bool = False
    keeps_breaks: bool = False
    shift: str = ""
    number: int = 0  # of a list: of its next point; of a table: its last row
    column: int = 0


def to_number(text: str) -> int:
    """Return the number in an attribute; 1 if there is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 4 and int(text) else 1


def within(boxes: tuple[Box, ...], box: Box) -> tuple[Box, ...]:
    """Return elements with another one inside, unless there are too many."""
    return (*boxes, box) if len(boxes) < MAX_BOXES else boxes


def read_margin(place: Place, style: str) -> Place:
    """Return a place with the level or the indentation that a style gives it."""
    if level := styles.LIST_LEVEL.search(style):
        return replace(place, point=Point(max(1, min(int(level[1][:3]), 9)), False))
    return replace(place, indent=styles.indent_of(style))
