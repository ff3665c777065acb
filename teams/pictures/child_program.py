"""The frame of a program that reads an uploaded file in a child process. Imports no Django.

The file is on standard input. The output is JSON: what was read, or `{"refusal": sentence}`.
"""

import json
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from .limits import MAX_MEMORY, MAX_SECONDS


class Refusal(Exception):
    """The file cannot be used. The message says why, and what to do."""


def answer(read: Callable[[BinaryIO], dict[str, Any]], *, too_demanding: str, damaged: str) -> None:
    """Limit this process, read the file, and write the answer. `too_demanding` and `damaged` are refusals."""
    for limit, value in [
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ]:
        # macOS has no limit of the memory. The site is only tried there.
        with suppress(ValueError):
            resource.setrlimit(limit, (value, value))
    try:
        result = read(sys.stdin.buffer)
    except Refusal as refusal:
        result = {"refusal": str(refusal)}
    except MemoryError:
        result = {"refusal": too_demanding}
    except Exception:  # the libraries raise whatever the content of a file leads to
        result = {"refusal": damaged}
    json.dump(result, sys.stdout)
