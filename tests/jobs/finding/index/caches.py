"""An index cache whose watcher ends with the test, and helpers for its tests."""

import time

from django.db import DatabaseError, connection

from jobs.finding.index_cache import IndexCache
from jobs.models import Posting


class StoppableIndexCache(IndexCache):
    """An index cache whose watcher ends with the test instead of the process."""

    def _watch(self):
        try:
            super()._watch()
        except SystemExit:
            connection.close()


def fail_build(number):
    raise DatabaseError("no space left")


def get_titles(index):
    return sorted(Posting.objects.filter(pk__in=index.ids).values_list("title", flat=True))


def wait_for(condition, seconds=10.0):
    """Wait until the condition holds, at most `seconds`. Return how long it took, in seconds."""
    began = time.monotonic()
    while not condition() and time.monotonic() - began < seconds:
        time.sleep(0.01)
    return time.monotonic() - began


def get_in_thread(index_cache, token):
    """Get the index, as the target of a thread: leave no connection open."""
    try:
        index_cache.get(token)
    finally:
        connection.close()
