"""The cells of a spreadsheet: each column's way from text to value, and back.

`clean` takes the text of a cell and returns a value or raises ValidationError; `render` takes that
value and returns text that `clean` reads the same way.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from teams.models.fields import sanitize
from teams.models.text_cleaning import CONTROL_CHARACTERS, clean_text

BREAKS = re.compile(r"[\t\r\n]")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YES, NO = "yes", "no"
WORDS = {YES: True, "true": True, NO: False, "false": False}
# What both databases hold as a whole number.
LARGEST = 2_147_483_647


def quoted(text: str) -> str:
    """`text` in quotation marks, cut where a message would grow too long."""
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def one_line(text: str) -> str:
    """`text` with a blank for each line break or tab, and no blanks around it."""
    return " ".join(filter(None, map(str.strip, BREAKS.split(text))))


class Lines(Widget):
    """Text of one or several lines, and what the other columns build on."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        if found := CONTROL_CHARACTERS.search(value):
            raise ValidationError(f"There is a control character (U+{ord(found[0]):04X}) in this cell. Delete it.")
        return clean_text(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value or ""


class Text(Lines):
    """A line of text. `change`: a function that brings it into its usual form."""

    def __init__(self, change: Callable[[str], str] = str) -> None:
        super().__init__()
        self.change = change

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return self.change(one_line(super().clean(value)))


class RichText(Widget):
    """HTML, cleaned as it is when it is stored."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        return sanitize(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value or ""


class Flag(Text):
    """`yes` or `no`, in words because spreadsheet programs take these for words."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        said = super().clean(value).lower()
        if said not in WORDS:
            raise ValidationError(f"Write {YES} or {NO} in this cell.")
        return WORDS[said]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return YES if value else NO


class Number(Text):
    """A whole number; an empty cell is 0."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        text = super().clean(value) or "0"
        if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST)) or int(text) > LARGEST:
            raise ValidationError(f"{quoted(text)} is not a whole number. Write digits alone, at most {LARGEST}.")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value)


class Day(Text):
    """A day in ISO 8601."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> dt.date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return dt.date.fromisoformat(DAY.fullmatch(text)[0])  # type: ignore[index]
        except (TypeError, ValueError) as error:
            raise ValidationError(f"{quoted(text)} is not a day. Write it as year, month, day: 2026-06-30.") from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""
