"""Writes lines as HTML."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from .lines import Box, Line, Mark, Row


def write(lines: Sequence[Line]) -> str:
    """Return lines as HTML. A text of one line without an element of its own stays without one."""
    parts: list[str] = []
    open_boxes: tuple[Box, ...] = ()
    crowded = _find_crowded(lines)
    for line in lines:
        open_boxes = _change(parts, open_boxes, line.boxes, _start)
        tag = "h3" if line.level else "p" if not line.is_bare or _owner(line) in crowded else ""
        text = _write_rows(line.rows, bold=not line.level)
        parts.append(f"<{tag}>{text}</{tag}>" if tag else text)
    _change(parts, open_boxes, (), _start)
    return "".join(parts)


def _owner(line: Line) -> Box | None:
    return line.boxes[-1] if line.boxes else None


def _find_crowded(lines: Sequence[Line]) -> set[Box | None]:
    """Return the elements that contain several lines of their own; None is the whole text."""
    seen: set[Box | None] = set()
    crowded: set[Box | None] = {None} if len(lines) > 1 else set()
    for line in lines:
        owner = _owner(line)
        (crowded if owner in seen else seen).add(owner)
    return crowded


def _write_rows(rows: Sequence[Row], bold: bool) -> str:
    parts: list[str] = []
    open_marks: tuple[Mark, ...] = ()
    for number, row in enumerate(rows):
        for position, (text, marks) in enumerate(row.runs):
            shown = tuple(mark for mark in marks if bold or mark.tag not in ("b", "strong"))
            if number and not position:
                open_marks = _change(parts, open_marks, _shared(open_marks, shown), _address)
                parts.append("<br>")
            open_marks = _change(parts, open_marks, shown, _address)
            parts.append(escape(text, quote=False))
    _change(parts, open_marks, (), _address)
    return "".join(parts)


def _start(box: Box) -> str:
    return f' start="{box.start}"' if box.start != 1 else ""


def _address(mark: Mark) -> str:
    return "" if mark.address is None else f' href="{escape(mark.address)}"'


def _shared(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
    length = 0
    for one, other in zip(first, second, strict=False):
        if one is not other:
            break
        length += 1
    return first[:length]


def _change(
    parts: list[str], old: tuple[Any, ...], new: tuple[Any, ...], attributes: Callable[[Any], str]
) -> tuple[Any, ...]:
    """Close the elements of `old` that are not in `new`, and open those of `new`."""
    shared = len(_shared(old, new))
    parts.extend(f"</{element.tag}>" for element in reversed(old[shared:]))
    parts.extend(f"<{element.tag}{attributes(element)}>" for element in new[shared:])
    return new
