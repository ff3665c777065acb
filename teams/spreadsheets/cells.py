"""Widgets for cells: each converts text to a value and back.

`clean` takes the text of a cell and returns a value or raises ValidationError. `render` takes the value
and returns a text that `clean` reads as the same value. `show`, where a widget has it, returns what a preview says.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from import_export.widgets import Widget

from teams.models.text_cleaning import clean_text
from teams.texts.characters import CONTROL_CHARACTERS
from teams.texts.cleaning import to_html, to_lines

BREAKS = re.compile(r"[\t\r\n]")
DOTTED_DATE = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})(?![0-9])")
SLASHED_DATE = re.compile(r"[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YES, NO = "yes", "no"
BOOLEANS = {YES: True, "true": True, NO: False, "false": False}
# The largest integer of both databases.
MAX_NUMBER = 2_147_483_647


def quote(text: str) -> str:
    """Return `text` in quotation marks, cut to 60 characters."""
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def to_single_line(text: str) -> str:
    """Return `text` with a space for each line break or tab, and no spaces around it."""
    return " ".join(filter(None, map(str.strip, BREAKS.split(text))))


class MultilineText(Widget):
    """Text of one or more lines. The base of most other widgets."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        if control := CONTROL_CHARACTERS.search(value):
            raise ValidationError(f"There is a control character (U+{ord(control[0]):04X}) in this cell. Delete it.")
        return clean_text(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value or ""


class Text(MultilineText):
    """A line of text. `normalize`: a function that returns the usual form of the text."""

    def __init__(self, normalize: Callable[[str], str] = str) -> None:
        super().__init__()
        self.normalize = normalize

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return self.normalize(to_single_line(super().clean(value)))


class RichText(MultilineText):
    """HTML, sanitised in the same way as before it is stored. `notes` say what was changed in the last cell."""

    notes: Sequence[str] = ()

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = to_lines(value)
        self.notes = text.notes
        return to_html(text.lines)


class YesNo(Text):
    """`yes` or `no`: words that spreadsheet programs keep as text. A file without the column means no."""

    absent_column = NO

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        text = super().clean(value).lower()
        if text not in BOOLEANS:
            raise ValidationError(f"Write {YES} or {NO} in this cell.")
        return BOOLEANS[text]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return YES if value else NO


class WholeNumber(Text):
    """A whole number. An empty cell means `default`."""

    def __init__(self, default: int = 0) -> None:
        super().__init__()
        self.default = default

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        text = super().clean(value) or str(self.default)
        if not (text.isascii() and text.isdigit()) or len(text) > len(str(MAX_NUMBER)) or int(text) > MAX_NUMBER:
            raise ValidationError(f"{quote(text)} is not a whole number. Write only digits, at most {MAX_NUMBER}.")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value)


def read_day(text: str) -> str:
    """Return a text with its day in ISO 8601: 2026-12-31 for 31.12.2026. Raise ValidationError for 12/31/2026.

    With slashes, some people write the month first and others the day.
    """
    if SLASHED_DATE.match(text):
        year_first = "Write the day as year, month, day: 2026-12-31, or as 31.12.2026."
        raise ValidationError(f"{quote(text)} can be read in two ways, with the day or the month first. {year_first}")
    match = DOTTED_DATE.match(text)
    return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}{text[match.end() :]}" if match else text


class Date(Text):
    """A date in ISO 8601, or as 31.12.2026."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> dt.date | None:
        text = read_day(super().clean(value))
        if not text:
            return None
        try:
            return dt.date.fromisoformat(ISO_DATE.fullmatch(text)[0])  # type: ignore[index]
        except (TypeError, ValueError) as error:
            raise ValidationError(f"{quote(text)} is not a day. Write it as year, month, day: 2026-06-30.") from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""

    def show(self, value: dt.date | None) -> str:
        return date_format(value, "j F Y") if value else ""
