"""The backend that `ENGINE` names. Django asks for a module of this name."""

import threading
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

# In milliseconds. SQLite asks for a lock again after 1, 2, 5 and 10 ms, and then ever more slowly, up to 0.1 s.
FIRST_TRIES = 18
# One thread of a process asks at a time: many that ask often would take the processor from the one that writes.
turn = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks for the write lock every few milliseconds, one thread after the other.

    SQLite has no queue of writers: each asks again after a while. With its own waits of 0.1 s, a transaction misses
    the short gaps between those of others, such as the blocks of an import, for several seconds.
    """

    def _start_transaction_under_autocommit(self) -> None:
        # Usually the `timeout` of the settings. Code that must not wait for long sets a shorter one.
        with self.wrap_database_errors:
            [timeout] = self.connection.execute("PRAGMA busy_timeout").fetchone()
        until = time.monotonic() + timeout / 1000
        if not turn.acquire(timeout=timeout / 1000):
            raise OperationalError("database is locked")
        try:
            self._set_busy_timeout(min(FIRST_TRIES, timeout))
            while True:
                try:
                    return super()._start_transaction_under_autocommit()  # type: ignore[misc]
                except OperationalError as error:
                    if not _is_busy(error) or time.monotonic() > until:
                        raise
                    time.sleep(0.001)  # SQLite does not always wait before it says so
        finally:
            turn.release()
            self._set_busy_timeout(timeout)

    def _set_busy_timeout(self, milliseconds: int) -> None:
        with self.wrap_database_errors:
            self.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")


def _is_busy(error: OperationalError) -> bool:
    # Not SQLITE_BUSY_SNAPSHOT: a connection whose read is older than what others wrote stays so.
    return getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_BUSY"
