"""Runs: checking or storing a file, a short one at once, a long one in a thread. Its state is kept beside the file.

The page of the import shows the state. A process that ends takes its runs with it: their state then stays as it is,
which the page tells from its age.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import Any

from django.db import connections
from simple_history.models import HistoricalRecords

from teams.spreadsheets.storing import CHECK, STORE

from .files import STATE, Upload

logger = logging.getLogger(__name__)

IMPORTED, STOPPED = "imported", "stopped"
# Files with fewer rows are done within the request.
BACKGROUND_ROWS = 500
# In seconds. A block of rows and its wait for the database take less than the last.
BETWEEN_STATES, UNTIL_STALE = 0.5, 60
# After each row a thread lets those go first that answer requests. In seconds.
POLITENESS = 0.0005
# One file at a time in each process: others wait, and say so.
turn = threading.Lock()


@dataclass(frozen=True)
class State:
    """`phase`: CHECK, STORE, or one of the above. `done` of `total` rows are checked or stored.

    `message`: what came out of it. `at`: seconds since the epoch.
    """

    phase: str
    done: int = 0
    total: int = 0
    message: str = ""
    at: float = 0

    @property
    def is_running(self) -> bool:
        return self.phase in (CHECK, STORE) and time.time() - self.at < UNTIL_STALE

    @property
    def was_interrupted(self) -> bool:
        """Whether it was storing rows when its process ended."""
        return self.phase == STORE and not self.is_running


def write_state(upload: Upload, phase: str, done: int = 0, total: int = 0, message: str = "") -> None:
    upload.write(STATE, json.dumps(asdict(State(phase, done, total, message, time.time()))).encode())


def read_state(upload: Upload) -> State | None:
    """Return what is being done with a file, or was done with it last."""
    content = upload.read(STATE)
    return State(**json.loads(content)) if content else None


class Progress:
    """Writes how far a run is, from time to time. Called with a phase and the number of rows done, of how many."""

    def __init__(self, upload: Upload) -> None:
        self.upload, self.written, self.phase = upload, 0.0, ""

    def __call__(self, phase: str, done: int, total: int) -> None:
        time.sleep(POLITENESS)
        if phase != self.phase or time.monotonic() - self.written >= BETWEEN_STATES:
            write_state(self.upload, phase, done, total)
            self.phase, self.written = phase, time.monotonic()


def no_progress(phase: str, done: int, total: int) -> None:
    """Say nothing: the run ends within the request."""


def is_long(upload: Upload) -> bool:
    """Whether a thread works on a file, and the page shows its progress."""
    return upload.rows >= BACKGROUND_ROWS


def start(upload: Upload, user: Any, work: Callable[[], None]) -> None:
    """Do some work on a file in a thread, in the name of a user."""
    threading.Thread(target=_run, args=(upload, user, work), daemon=True).start()


def _run(upload: Upload, user: Any, work: Callable[[], None]) -> None:
    # History names the user of the request, and this thread has none.
    HistoricalRecords.context.request = SimpleNamespace(user=user)
    try:
        while not turn.acquire(timeout=BETWEEN_STATES):
            state = read_state(upload)
            write_state(upload, state.phase if state else CHECK, total=upload.rows)
        try:
            work()
        finally:
            turn.release()
    except Exception:
        logger.exception("The import of %s has failed.", upload.name)
        write_state(upload, STOPPED, message="Something went wrong on our side. Try again.")
    finally:
        del HistoricalRecords.context.request
        connections.close_all()
