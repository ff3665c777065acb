"""Uploaded pictures are decoded in a child process with little memory, before the transaction that saves them."""

import base64
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from .child_process import read_in_child
from .limits import MAX_BYTES

PROGRAM = "teams.pictures.reducing"
TOO_SLOW = "This picture takes too long to read. Save it smaller, or as a JPEG file, and choose it again."
NOT_NOW = "The server could not read this picture just now. Try it again in a minute."


@dataclass(frozen=True)
class Reduced:
    """The renditions of a picture that are not stored yet. Sizes of the picture are in pixels.

    `fallback`: "jpeg" or "png". `files`: contents by format and width. `faint_on`: the backgrounds
    of the site, "light" or "dark", on which it is hard to see.
    """

    width: int
    height: int
    fallback: str
    files: dict[str, dict[str, bytes]]
    faint_on: list[str]


def reduce(file: Any) -> Reduced:
    """Return the renditions of a file. Raise ValidationError with a sentence if it is no picture that can be used.

    `file`: a Django `File`. It keeps the result, so that each picture is decoded once.
    """
    if not hasattr(file, "reduced"):
        file.reduced = _reduce(file)
    if isinstance(file.reduced, str):
        raise ValidationError(file.reduced)
    return file.reduced


def reduce_all(files: Iterable[Any]) -> None:
    """Decode files before a transaction begins. `reduce` then answers at once. It also says what was refused."""
    for file in files:
        if not hasattr(file, "reduced"):
            file.reduced = _reduce(file)


def is_refused(file: Any) -> bool:
    """Return whether a file was found to be no picture that can be used."""
    return isinstance(getattr(file, "reduced", None), str)


def _reduce(file: Any) -> Reduced | str:
    """Return the renditions, or the sentence that refuses the file."""
    if file.size > MAX_BYTES:
        return (
            f"This picture has {math.ceil(file.size / 1_048_576)} MB. Save it smaller, with at most "
            f"{MAX_BYTES // 1_048_576} MB, and choose it again."
        )
    result = read_in_child(PROGRAM, file, too_slow=TOO_SLOW, not_now=NOT_NOW)
    if isinstance(result, str):
        return result
    files = {
        kind: {width: base64.b64decode(content) for width, content in contents.items()}
        for kind, contents in result["files"].items()
    }
    return Reduced(result["width"], result["height"], result["fallback"], files, result["faint_on"])
