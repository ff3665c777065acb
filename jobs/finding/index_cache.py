"""The index of open positions that this process answers with, and when it is rebuilt.

Each request passes the token of the current edition. On a small site, the first request with a new token
rebuilds the index, in milliseconds, and every answer has the latest content. On a large site, requests never
wait for a rebuild: a thread watches the edition and rebuilds, and until it is done requests use the last good
index. `docs/decisions/0004-index-of-open-positions.md` says why.

A row that cannot be read is left out, so that it stops no page. The log, `/readyz` and the front page of the desk
name it.
"""

import datetime as dt
import gc
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import Error, close_old_connections, connection
from django.db.models import Model, Q
from django.utils import timezone

from jobs.models import Posting
from teams.models import Team, edition

from .index import SOURCES, Index

# The most postings for which a request rebuilds the index: 57 ms, measured for 1,886 on an idle machine.
SMALL = 2000
# Seconds between two checks of the edition, and after a failure.
CHECK_INTERVAL, RETRY_DELAY = 0.2, 1.0
# How often a build is repeated because the content changed during it.
MAX_BUILDS = 5
# Seconds to wait for another thread that builds: nearly twice the time for a small site.
BUILD_WAIT = 0.1
# A request may read the clock before another thread builds the index.
MAX_CLOCK_DIFFERENCE = dt.timedelta(seconds=5)

# The most rows that a build leaves out. Finding more takes long, and then the fault is not in single rows.
MAX_UNREADABLE = 50
# How many of them a message names.
MAX_NAMED = 5
NO_ROWS = Q(pk__lt=0)

logger = logging.getLogger(__name__)


class IndexCache:
    """Holds one index for all threads of a process."""

    def __init__(self) -> None:
        self.index: Index | None = None
        self.failed_at: dt.datetime | None = None
        self._building = threading.Lock()
        self._retry_at = 0.0
        self._watcher: threading.Thread | None = None
        self._wake = threading.Event()

    def get(self, token: str) -> Index:
        """Return the index of the edition with this token, or the last good one while that is being built.

        Raises the error of the database if there is no index yet and the build fails.
        """
        cached = self.index
        if cached is not None and (self._is_current(cached, token) or not self._may_build(cached)):
            return cached
        if not self._building.acquire(timeout=-1 if cached is None else BUILD_WAIT) and cached is not None:
            # The site has suddenly grown large, so the build takes long. Other requests do not wait for it.
            return cached
        try:
            # If another thread has built an index, it is of this edition or of a later one.
            present = self.index
            if present is not None and (present is not cached or time.monotonic() < self._retry_at):
                return present
            return self._build()
        finally:
            self._building.release()

    def _is_current(self, index: Index, token: str) -> bool:
        # An index has no positions that closed before it was built, so it is wrong after a clock is put back.
        return index.token == token and index.built_at - timezone.now() < MAX_CLOCK_DIFFERENCE

    def describe_problem(self) -> str:
        """Return lines for operators: the index is older than the content, or lacks rows. Else ""."""
        return "\n".join(filter(None, [self._describe_failure(), describe_unreadable(self.get_unreadable())]))

    def get_unreadable(self) -> dict[type[Model], list[int]]:
        """Return the ids of the rows that the index leaves out, by model."""
        return self.index.unreadable if self.index else {}

    def _describe_failure(self) -> str:
        if self.failed_at is None:
            return ""
        if self.index is None:
            return "there is no index of open positions: it could not be built"
        return f"open positions are as of {self.index.built_at:%Y-%m-%dT%H:%M:%SZ}: a newer index could not be built"

    def _may_build(self, cached: Index) -> bool:
        """Return whether the current thread may build. On a large site, wake the watcher instead."""
        if len(cached.ids) > SMALL:
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(target=self._watch, name="index", daemon=True)
                self._watcher.start()
            self._wake.set()
            return False
        return time.monotonic() >= self._retry_at

    def _watch(self) -> None:
        while True:
            self._wake.wait(CHECK_INTERVAL)
            self._wake.clear()
            try:
                close_old_connections()
                with self._building:
                    if self.index is None or not self._is_current(self.index, edition.token()):
                        self._build()
            except Error:
                # The database does not answer. Requests report that.
                connection.close()
            if self.failed_at is not None:
                time.sleep(RETRY_DELAY)

    def _build(self) -> Index:
        """Build the index of the current content and return it, or the last good one if that fails."""
        try:
            # The garbage collector would take 15 % of the time at 100,000 postings, and find nothing.
            gc.disable()
            for _build in range(MAX_BUILDS):
                token = edition.token()
                index = self._build_of_readable_rows(token, timezone.now())
                if edition.token() == token:
                    break
            # If the content changed during every build, the index has an old token and is soon rebuilt.
            self.failed_at = None
        except Exception:
            self.failed_at, self._retry_at = timezone.now(), time.monotonic() + RETRY_DELAY
            if self.index is None:
                raise
            logger.exception("The index of open positions could not be built; the last good one stays in use.")
            return self.index
        finally:
            gc.enable()
        self.index = index
        return index

    def _build_of_readable_rows(self, token: str, at: dt.datetime) -> Index:
        try:
            return Index(token, at)
        except Exception as error:
            index = build_without_unreadable_rows(token, at, error)
            if index.unreadable != self.get_unreadable():
                message = describe_unreadable(index.unreadable).capitalize()
                logger.error("%s. Correct or delete them.", message, exc_info=error)
            return index


def build_without_unreadable_rows(token: str, at: dt.datetime, error: Exception) -> Index:
    """Return an index without the rows that stop a build. Raises `error` if it is not the fault of a few rows."""
    limits = dict.fromkeys(SOURCES, NO_ROWS)
    if not _can_build(at, limits):
        raise error
    unreadable: dict[type[Model], list[int]] = {}
    for model in SOURCES:
        rows: Any = Posting.objects.open_or_scheduled(at) if model is Posting else model._base_manager
        # A posting is read with its team.
        readable = ~Q(team__in=unreadable[Team]) if model is Posting and Team in unreadable else Q()

        def can_read(first: int, last: int, model: type[Model] = model, readable: Q = readable) -> bool:
            return _can_build(at, {**limits, model: readable & Q(pk__range=(first, last))})

        found = _find_unreadable(list(rows.order_by("pk").values_list("pk", flat=True)), can_read)
        if found:
            unreadable[model] = found
        if sum(map(len, unreadable.values())) > MAX_UNREADABLE:
            raise error
        limits[model] = readable & ~Q(pk__in=found)
    index = Index(token, at, limits)
    index.unreadable = unreadable
    return index


def _can_build(at: dt.datetime, limits: dict[type[Model], Q]) -> bool:
    try:
        Index("", at, limits)
    except Exception:  # whatever the reason, these rows cannot be read
        return False
    return True


def _find_unreadable(ids: list[int], can_read: Callable[[int, int], bool]) -> list[int]:
    """Return the ids of rows that cannot be read, by halving."""
    if not ids or can_read(ids[0], ids[-1]):
        return []
    if len(ids) == 1:
        return ids
    middle = len(ids) // 2
    found = _find_unreadable(ids[:middle], can_read)
    if len(found) <= MAX_UNREADABLE:
        found = found + _find_unreadable(ids[middle:], can_read)
    return found


def describe_unreadable(unreadable: dict[type[Model], list[int]]) -> str:
    """Return "rows that cannot be read are left out: posting 7, place 3", or ""."""
    names = [f"{model._meta.verbose_name} {pk}" for model, ids in unreadable.items() for pk in ids]
    if not names:
        return ""
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return f"rows that cannot be read are left out: {', '.join(names[:MAX_NAMED])}{more}"


index_cache = IndexCache()


def get_unreadable_ids(model: type[Model]) -> list[int]:
    """Return the ids of the rows of a model that the index of this process could not read. It makes no query."""
    return index_cache.get_unreadable().get(model, [])


def leave_out_unreadable(rows: Any) -> Any:
    """Return a queryset without the rows that the index of this process could not read. It makes no query."""
    unreadable = index_cache.get_unreadable()
    if ids := unreadable.get(rows.model):
        rows = rows.exclude(pk__in=ids)
    # Postings, stories and testimonials are read with their team.
    has_team = any(field.name == "team" for field in rows.model._meta.fields)
    teams = unreadable.get(Team) if has_team else None
    return rows.exclude(team__in=teams) if teams else rows
