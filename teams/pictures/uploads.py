"""Uploaded pictures are decoded in a child process with little memory, before the transaction that saves them."""

import base64
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError

from .limits import MAX_BYTES, MAX_SECONDS

PROGRAM = "teams.pictures.reducing"
ROOT = Path(__file__).resolve().parents[2]
TOO_SLOW = "This picture takes too long to read. Save it smaller, or as a JPEG file, and choose it again."
NOT_NOW = "The server could not read this picture just now. Try it again in a minute."
# Pictures of this process wait for each other, so that it has one child and never a multiple of its memory.
_turn = threading.Lock()


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
    try:
        with tempfile.TemporaryFile() as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            file.seek(0)
            copy.seek(0)
            with _turn:
                output = _run(copy)
    except subprocess.TimeoutExpired:
        return TOO_SLOW
    except OSError:
        return NOT_NOW
    if not output:
        # The system ended the child.
        return TOO_SLOW
    result = json.loads(output)
    if refusal := result.get("refusal"):
        return str(refusal)
    files = {
        kind: {width: base64.b64decode(content) for width, content in contents.items()}
        for kind, contents in result["files"].items()
    }
    return Reduced(result["width"], result["height"], result["fallback"], files, result["faint_on"])


def _run(picture: IO[bytes]) -> bytes:
    """Run the program on a picture. The child knows no secrets: its environment is not that of the site."""
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-s", "-m", PROGRAM],
        stdin=picture,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
            # Each of the C library's arenas would take memory from the limit.
            "MALLOC_ARENA_MAX": "1",
        },
        timeout=2 * MAX_SECONDS,
        check=False,
    ).stdout
