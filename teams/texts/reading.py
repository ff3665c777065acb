"""Reads HTML as lines. No word is lost or joined with the next: what begins or ends a block ends a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from . import styles
from .characters import BULLETS, shift, soften
from .elements import (
    BLOCKS,
    CLOSED_BY,
    FORMATTING,
    HEADINGS,
    LISTS,
    MARKS,
    MAX_DEPTH,
    MAX_TABLES,
    STRUCK,
    TABLE_PARTS,
    VOID,
    Element,
    Place,
    read_margin,
    to_number,
    within,
)
from .lines import BREAK, Box, Cell, Line, Mark, Point, Row, Run, Text, join, measure_indent, split, tidy, use
from .links import unwrap
from .tokens import Tag, tokenize

# What stands before a list point. All else is text, whatever its style says of it.
MARKER = re.compile(r"\W{0,3}(?:[0-9.]{0,12}|\w{1,2}|[ivxlc]{1,6})\W{0,3}", re.IGNORECASE)
NUMBERED = re.compile(r"\s*\(?([0-9]{1,4}|[a-z]{1,4})[.)]", re.IGNORECASE)
SHIFTED = "Raised and lowered digits are characters, such as ² and ₂."
SOFTENED = "Hard blanks between words are ordinary blanks."
STRUCK_OUT = "Struck-out text is left out."
UNWRAPPED = "Links lead to their pages, no longer through a service that follows clicks."
# A line of these alone is left out: a bullet without a point too.
INVISIBLE = BULLETS + " \u200b\u200c\u200d\u2060\ufeff"
GAP = re.compile(r"\s*\S{1,4}(?:\u00a0|\s\s)")


def read(html: str) -> Text:
    """Return the lines of HTML, or of a plain text: one without blocks and line breaks, whose own breaks count."""
    tokens = list(tokenize(html))
    is_plain = not any(isinstance(token, Tag) and (token.name in BLOCKS or token.name == "br") for token in tokens)
    reader = _Reader(is_plain)
    for token in tokens:
        if isinstance(token, str):
            reader.add_text(token)
        elif token.is_end:
            reader.end(token.name)
        else:
            reader.start(token)
    reader.flush()
    return reader.text


class _Reader:
    def __init__(self, is_plain: bool) -> None:
        self.is_plain = is_plain
        self.text = Text()
        self.root = Element("", Place(), keeps_breaks=is_plain)
        self.stack = [self.root]
        self.ignored = 0
        self.runs: list[Run] = []
        self.marker = ""

    def add_text(self, text: str) -> None:
        if any(element.is_struck for element in self.stack):
            if text.strip():
                self.text.note(STRUCK_OUT)
            return
        if any(element.is_marker for element in self.stack) and MARKER.fullmatch((self.marker + text).strip()):
            self.marker += text
            return
        if direction := next((element.shift for element in reversed(self.stack) if element.shift), ""):
            shifted = shift(text, direction)
            if shifted != text:
                self.text.note(SHIFTED)
            text = shifted
        # The outermost of each kind: a hundred elements inside each other look like one.
        marks = tuple(
            {mark.tag: mark for element in reversed(self.stack) for mark in reversed(element.marks)}.values()
        )[::-1]
        if BREAK in text and any(element.keeps_breaks for element in self.stack):
            first, *rest = text.replace("\r\n", BREAK).split(BREAK)
            self.runs.append((first, marks))
            for part in rest:
                self.runs += [(BREAK, marks), (part, marks)]
        else:
            self.runs.append((text.replace(BREAK, " "), marks))

    def start(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            self.runs.append((BREAK, ()))
            return
        attributes = tag.read_attributes() if tag.attributes.strip() else {}
        style = attributes.get("style", "")
        is_block = name in BLOCKS or bool(style and styles.BLOCK.search(style))
        if is_block:
            self.flush()
        if name in VOID:
            return
        if len(self.stack) > MAX_DEPTH:
            self.ignored += 1
            return
        if is_block:
            self._start_block(name, attributes, style)
        else:
            self._start_inline(name, attributes, style)

    def _start_inline(self, name: str, attributes: dict[str, str], style: str) -> None:
        if name == "a":
            self.end("a")
        element = Element(name, self.stack[-1].place, is_struck=name in STRUCK)
        tags = [name] if name in MARKS else []
        address = attributes.get("href") if name == "a" else None
        if address is not None and (target := unwrap(address)) != address:
            address = target
            self.text.note(UNWRAPPED)
        if style:
            if name in ("b", "strong") and styles.NOT_BOLD.search(style):
                tags = []
            elif styles.BOLD.search(style) and name not in ("b", "strong"):
                tags.append("strong")
            if styles.ITALIC.search(style) and name not in ("i", "em"):
                tags.append("em")
            element.is_struck |= bool(styles.STRUCK.search(style))
            element.is_marker = bool(styles.LIST_MARKER.search(style))
            element.keeps_breaks = bool(styles.KEEPS_BREAKS.search(style))
            shifted = styles.SHIFT.search(style)
            element.shift = shifted[1].lower() if shifted else ""
        if name in ("sup", "sub"):
            element.shift = name
        element.marks = tuple(Mark(mark, address if mark == "a" else None) for mark in tags)
        self.stack.append(element)

    def _start_block(self, name: str, attributes: dict[str, str], style: str) -> None:
        if name in CLOSED_BY:
            self._close_first(*CLOSED_BY[name])
        self._close_first({"p"} | (HEADINGS if name in HEADINGS else set()), BLOCKS - {"p"} - HEADINGS)
        outer = self.stack[-1].place
        element = Element(name, outer, is_block=True)
        if style:
            element.keeps_breaks = bool(styles.KEEPS_BREAKS.search(style))
            element.is_struck = bool(styles.STRUCK.search(style))
        element.keeps_breaks |= name in ("pre", "textarea")
        if name in LISTS:
            element.number = to_number(attributes.get("start", "1"))
            element.place = self._start_list(outer, "ol" if name == "ol" else "ul", element.number)
        elif name == "li":
            element.place = self._start_item(outer, attributes)
        elif name == "blockquote":
            element.place = replace(outer, boxes=within(outer.boxes, Box("blockquote")), is_bare=True)
        elif name in HEADINGS:
            element.place = replace(outer, level=int(name[1]), is_bare=False)
        elif name in TABLE_PARTS:
            element.place = replace(self._start_cell(name, outer), is_bare=False)
        else:
            element.place = replace(outer, is_bare=False)
        if style:
            element.place = read_margin(element.place, style)
        if styles.LIST_LEVEL.search(style):
            self.marker = ""
        self.stack.append(element)

    def _start_list(self, outer: Place, tag: str, start: int) -> Place:
        """Return the place in a new list. No list makes an empty point: not one that skips a level either."""
        boxes = outer.boxes
        if boxes and boxes[-1].tag == "li" and not boxes[-1].is_used:
            boxes = boxes[:-1]
        if boxes and boxes[-1].tag in LISTS:
            around = boxes[-1]
            if around.last_item is None:
                around.tag = tag
                return replace(outer, boxes=boxes, is_bare=True)
            boxes = (*boxes, around.last_item)
        if start > 1 and self.text.lines:
            # A list for each point, which continues the numbers of the one before.
            before = self.text.lines[-1].boxes[: len(boxes) + 1]
            is_list = len(before) > len(boxes) and before[:-1] == boxes and before[-1].tag == tag == "ol"
            if is_list and before[-1].start + before[-1].items == start:
                return replace(outer, boxes=before, is_bare=True)
        start = start if tag == "ol" else 1
        return replace(outer, boxes=within(boxes, Box(tag, start)), is_bare=True)

    def _start_item(self, outer: Place, attributes: dict[str, str]) -> Place:
        around = next((element for element in reversed(self.stack) if element.tag in LISTS), None)
        number = around.number if around else 0
        if around:
            around.number += 1
        is_listed = bool(outer.boxes) and outer.boxes[-1].tag in LISTS
        if is_listed and "data-aria-level" not in attributes:
            return replace(outer, boxes=within(outer.boxes, Box("li")), is_bare=True)
        if not is_listed and around:  # Too deep for another list: an item of the last one.
            return replace(outer, is_bare=False)
        # Word for the web makes a list for each point, and writes the level beside it.
        level = to_number(attributes.get("data-aria-level", "1"))
        first = next((index for index, box in enumerate(outer.boxes) if box.tag in LISTS), len(outer.boxes))
        point = Point(min(level, 9), bool(around and around.tag == "ol"), number)
        return replace(outer, boxes=outer.boxes[:first], point=point, is_bare=False)

    def _start_cell(self, name: str, outer: Place) -> Place:
        table = next((element for element in reversed(self.stack) if element.tag == "table"), None)
        if not table:
            # Cells that were copied without their table.
            if not self.root.tag:
                self.root.tag = "cells"
            table = self.root
        if name == "tr":
            table.number, table.column = table.number + 1, 0
        if name in ("td", "th", "caption"):
            table.column += 1
            around = table.place
            if len(around.cells) < MAX_TABLES:
                row = table.number if name != "caption" else -1
                cells = (*around.cells, Cell(table.tag and id(table), row, table.column, around.boxes))
                return replace(outer, boxes=around.boxes, cells=cells)
        return outer

    def end(self, name: str) -> None:
        is_block = name in BLOCKS
        if is_block:
            self.flush()
        if self.ignored:
            self.ignored -= 1
            return
        index = len(self.stack) - 1
        while index and self.stack[index].tag != name:
            # An end tag in a cell closes nothing outside of it.
            if self.stack[index].tag in ("td", "th") and name not in TABLE_PARTS and name != "table":
                return
            index -= 1
        if not index:
            return
        element = self.stack[index]
        if element.is_block:
            self.flush()
            self._close(index)
        else:
            del self.stack[index]

    def _close_first(self, names: Iterable[str], until: Iterable[str]) -> None:
        for index in range(len(self.stack) - 1, 0, -1):
            if self.stack[index].tag in names:
                self._close(index)
                return
            if self.stack[index].tag in until:
                return

    def _close(self, index: int) -> None:
        """Close an element and those in it, except formatting that HTML opens again."""
        is_cell = self.stack[index].tag in TABLE_PARTS
        kept = [element for element in self.stack[index:] if element.tag in FORMATTING and not element.is_block]
        del self.stack[index:]
        for element in [] if is_cell else kept:
            element.place = self.stack[-1].place
            self.stack.append(element)

    def flush(self) -> None:
        """End the line."""
        if not self.runs:
            return
        runs, self.runs = self.runs, []
        place = self.stack[-1].place
        paragraphs: list[list[Row]] = [[]]
        for part in split(runs):
            softened = soften(part)
            tidied = tidy(softened)
            if join(tidied).strip(INVISIBLE):
                source = join(part)
                if join(softened).strip() != source.strip():
                    self.text.note(SOFTENED)
                indent = place.indent + (measure_indent(source) if self.is_plain else 0)
                paragraphs[-1].append(Row(tidied, indent, bool(GAP.match(source))))
            elif paragraphs[-1]:
                paragraphs.append([])
        for rows in paragraphs:
            if not rows:
                continue
            boxes = place.boxes
            if boxes and boxes[-1].tag in LISTS:  # A text in a list, but in none of its items.
                boxes = (*boxes, boxes[-1].last_item or Box("li"))
            use(boxes)
            point = place.point
            if point and self.marker:
                numbered = NUMBERED.match(self.marker)
                number = int(numbered[1]) if numbered and numbered[1].isdigit() else 0
                point = Point(point.level, bool(numbered), number)
            self.text.lines.append(Line(rows, boxes, place.level, place.is_bare, place.cells, point))
            self.marker = ""
