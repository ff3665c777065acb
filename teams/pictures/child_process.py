"""Uploaded files are read in a child process with little memory, before the transaction that saves them."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

from .limits import MAX_SECONDS

ROOT = Path(__file__).resolve().parents[2]
# Files of this process wait for each other, so that it has one child and never a multiple of its memory.
_turn = threading.Lock()


def read_in_child(program: str, file: Any, *, too_slow: str, not_now: str) -> dict[str, Any] | str:
    """Return what a program read of a Django `File`, or the sentence that refuses it.

    `program`: the name of a module that calls `child_program.answer`. `too_slow` and `not_now` are refusals.
    """
    try:
        with tempfile.TemporaryFile() as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            file.seek(0)
            copy.seek(0)
            with _turn:
                output = run(program, copy)
    except subprocess.TimeoutExpired:
        return too_slow
    except OSError:
        return not_now
    if not output:
        # The system ended the child.
        return too_slow
    result: dict[str, Any] = json.loads(output)
    return str(result["refusal"]) if "refusal" in result else result


def run(program: str, file: IO[bytes]) -> bytes:
    """Run a program on a file. The child knows no secrets: its environment is not that of the site."""
    return subprocess.run(  # noqa: S603  # our own programs
        [sys.executable, "-s", "-m", program],
        stdin=file,
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
