"""The index of open positions that this process answers with, and when it is built anew.

Whoever answers a request hands in the edition it has read. On a small site the first request that
brings another edition builds, in milliseconds, and every answer is of the latest content. On a large
one nobody waits: a thread watches the edition and builds, and answers come from the last good index
meanwhile. `docs/decisions/0004-index-of-open-positions.md` says why.
"""

import datetime as dt
import gc
import logging
import threading
import time

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from teams.models import edition

from .index import Index

# How many postings a request may build an index of: 57 ms, measured for 1,886 on an idle machine.
SMALL = 2000
# Seconds between two looks at the edition, and after a failure.
WATCH, REST = 0.2, 1.0
# How often an index is built again because the content changed while it was being read.
TRIES = 5
# Seconds to wait for another thread that builds: nearly twice what a build of a small site takes.
PATIENCE = 0.1
# A request may have looked at the clock before the index was built by another.
CLOCKS_DIFFER = dt.timedelta(seconds=5)

logger = logging.getLogger(__name__)


class IndexCache:
    """Keeps one index for all threads of a process."""

    def __init__(self) -> None:
        self.index: Index | None = None
        self.failed_at: dt.datetime | None = None
        self._building = threading.Lock()
        self._retry = 0.0
        self._watcher: threading.Thread | None = None
        self._wake = threading.Event()

    def get(self, token: str) -> Index:
        """Return the index of the edition `token`, or the last good one while that is being built.

        Raises what the database raises if there is no index yet and none can be built.
        """
        known = self.index
        if known is not None and (self._is_current(known, token) or not self._may_build(known)):
            return known
        if not self._building.acquire(timeout=-1 if known is None else PATIENCE) and known is not None:
            # The site has grown large at once: the one who builds takes long, and the others do not wait.
            return known
        try:
            # What another thread has built meanwhile is of this edition, or of a later one.
            present = self.index
            if present is not None and (present is not known or time.monotonic() < self._retry):
                return present
            return self._build()
        finally:
            self._building.release()

    def _is_current(self, index: Index, token: str) -> bool:
        # An index knows nothing of the time before it; clocks can be put back.
        return index.token == token and index.built_at - timezone.now() < CLOCKS_DIFFER

    def describe_problem(self) -> str:
        """What operators should know: that the index in use is older than the content. Usually ""."""
        if self.failed_at is None:
            return ""
        if self.index is None:
            return "there is no index of open positions: it could not be built"
        return f"open positions are as of {self.index.built_at:%Y-%m-%dT%H:%M:%SZ}: a newer index could not be built"

    def _may_build(self, known: Index) -> bool:
        """Whether the present thread should build; else the watcher is told to."""
        if len(known.ids) > SMALL:
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(target=self._watch, name="index", daemon=True)
                self._watcher.start()
            self._wake.set()
            return False
        return time.monotonic() >= self._retry

    def _watch(self) -> None:
        while True:
            self._wake.wait(WATCH)
            self._wake.clear()
            try:
                close_old_connections()
                with self._building:
                    if self.index is None or not self._is_current(self.index, edition.token()):
                        self._build()
            except Error:
                # The database is away, as every request will say.
                connection.close()
            if self.failed_at is not None:
                time.sleep(REST)

    def _build(self) -> Index:
        """Build the index of the present content, or return the last good one when that fails."""
        try:
            # Looking through a million short-lived values for cycles takes 15 % of the time at 100,000 postings.
            gc.disable()
            for _try in range(TRIES):
                token = edition.token()
                index = Index(token, timezone.now())
                if edition.token() == token:
                    break
            # One whose content changed under the hands each time has an old mark, and is soon built again.
            self.failed_at = None
        except Exception:
            self.failed_at, self._retry = timezone.now(), time.monotonic() + REST
            if self.index is None:
                raise
            logger.exception("The index of open positions could not be built; the last good one stays in use.")
            return self.index
        finally:
            gc.enable()
        self.index = index
        return index


index_cache = IndexCache()
