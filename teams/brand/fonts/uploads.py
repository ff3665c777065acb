"""Uploaded fonts are checked and made small in a child process, before the transaction that saves them."""

import base64
import math
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from teams.pictures.child_process import read_in_child

from .limits import MAX_BYTES, SIGNATURE

PROGRAM = "teams.brand.fonts.subsetting"
TOO_SLOW = "This font takes too long to read. Choose one with fewer characters and styles."
NOT_NOW = "The server could not read this font just now. Try it again in a minute."


@dataclass(frozen=True)
class Subset:
    """What headings need of a font, not stored yet. `facts`: name, weight and lengths in em, as `subsetting` says."""

    content: bytes
    facts: dict[str, Any]


def looks_like_font(file: Any) -> bool:
    """Return whether a Django `File` begins as a WOFF2 font does."""
    file.seek(0)
    beginning = file.read(len(SIGNATURE))
    file.seek(0)
    return bool(beginning == SIGNATURE)


def subset(file: Any) -> Subset:
    """Return the subset of a font. Raise ValidationError with a sentence if it is no font that can be used.

    `file`: a Django `File`. It keeps the result, so that each font is read once.
    """
    prepare(file)
    if isinstance(file.subset, str):
        raise ValidationError(file.subset)
    return file.subset


def prepare(file: Any) -> None:
    """Read a font before a transaction begins. `subset` then answers at once. It also says what was refused."""
    if not hasattr(file, "subset"):
        file.subset = _subset(file)


def is_refused(file: Any) -> bool:
    """Return whether a file was found to be no font that can be used."""
    return isinstance(getattr(file, "subset", None), str)


def validate_font(file: Any) -> None:
    """Raise ValidationError if a new file of a font field is no font that can be used."""
    # A stored file was validated when it was uploaded.
    if not getattr(file, "_committed", False):
        subset(getattr(file, "file", file) if hasattr(file, "_committed") else file)


def _subset(file: Any) -> Subset | str:
    """Return the subset, or the sentence that refuses the file."""
    if file.size > MAX_BYTES:
        return (
            f"This file has {math.ceil(file.size / 1_048_576)} MB, and a font for the web at most "
            f"{MAX_BYTES // 1_048_576} MB. Choose one with fewer characters and styles."
        )
    result = read_in_child(PROGRAM, file, too_slow=TOO_SLOW, not_now=NOT_NOW)
    if isinstance(result, str):
        return result
    return Subset(base64.b64decode(result.pop("content")), result)
