"""A keeper of the index that ends with its test, and what the tests of it look at."""

import time

from django.db import DatabaseError, connection

from jobs.finding.index_cache import IndexCache
from jobs.models import Posting


class Stoppable(IndexCache):
    """One whose watcher ends with the test, instead of with the process."""

    def _watch(self):
        try:
            super()._watch()
        except SystemExit:
            connection.close()


def fail(number):
    raise DatabaseError("no space left")


def titles(index):
    return sorted(Posting.objects.filter(pk__in=index.ids).values_list("title", flat=True))


def wait_for(condition, seconds=10.0):
    """How long it took until the condition held, or until patience ended."""
    began = time.monotonic()
    while not condition() and time.monotonic() - began < seconds:
        time.sleep(0.01)
    return time.monotonic() - began


def ask_in_thread(index_cache, token):
    """What a thread of its own does: ask for the index, and leave no connection open."""
    try:
        index_cache.get(token)
    finally:
        connection.close()
