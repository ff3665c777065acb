"""How soon every worker shows a change that another program made, and how long requests take during that time."""

import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Self

from django.db import connection
from django.utils import timezone

from jobs.models import Posting

from . import pages
from .server import Server

QUIET_SECONDS = 3
LIMIT_SECONDS = 60
CORRECT_IN_A_ROW = 40
CLIENTS = 2
BULK = 25


def run(server: Server, times: int) -> dict[str, dict[str, Any]]:
    """Close postings by plain SQL and by the ORM, `times` times each. Returns the worst, the median and each result.

    `seconds`: from the change to the last wrong answer. `slowest_ms`: the slowest request in the 3 seconds after the
    change. `quiet_ms`: the slowest request in 3 seconds before it.
    """
    ways = {"sql": (1, _close_by_sql), "orm": (BULK, _close_by_orm)}
    return {name: _summarize([_measure(server, *way) for _ in range(times)]) for name, way in ways.items()}


def _close_by_sql(ids: Sequence[int]) -> None:
    [pk] = ids
    with connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute("UPDATE jobs_posting SET closes_at = %s WHERE id = %s", [now, pk])


def _close_by_orm(ids: Sequence[int]) -> None:
    Posting.objects.filter(pk__in=ids).update(closes_at=timezone.now())


def _measure(server: Server, number: int, close: Callable[[Sequence[int]], None]) -> dict[str, float]:
    """Close the `number` newest open postings of the largest team while clients request the lists that show them."""
    newest = Posting.objects.open().filter(team__slug=pages.TEAM).newest()[:number]
    closed_paths = {posting.pk: posting.get_absolute_url().encode() for posting in newest}
    paths = ["/jobs/", f"/jobs/?team={pages.TEAM}"]
    before = {path: pages.find_total(server.get(path)[1]) for path in paths}
    after = {path: (total or 0) - len(closed_paths) for path, total in before.items()}

    with Watch(server, before, []) as quiet:
        time.sleep(QUIET_SECONDS)
    with Watch(server, after, list(closed_paths.values())) as watch:
        close(list(closed_paths))
        changed = time.monotonic()
        time.sleep(QUIET_SECONDS)
        while not watch.is_up_to_date() and time.monotonic() < changed + LIMIT_SECONDS:
            time.sleep(0.1)
    if not watch.is_up_to_date():
        raise SystemExit(f"{LIMIT_SECONDS} seconds after a change some answers were still wrong.")
    wrong = [answer.ended - changed for answer in watch.answers if answer.began > changed and not answer.is_correct]
    after_change = [
        answer for answer in watch.answers if answer.ended > changed and answer.began < changed + QUIET_SECONDS
    ]
    return {
        "seconds": max(wrong, default=0.0),
        "slowest_ms": max(answer.milliseconds for answer in after_change),
        "quiet_ms": max(answer.milliseconds for answer in quiet.answers),
        "answers": len(after_change),
    }


def _summarize(results: list[dict[str, float]]) -> dict[str, Any]:
    """Return the worst and the median of each figure, and all results."""
    names = ("seconds", "slowest_ms", "quiet_ms")
    worst = {name: max(result[name] for result in results) for name in names}
    medians = {name: statistics.median(result[name] for result in results) for name in names}
    return {"worst": worst, "median": medians, "each": results}


@dataclass(frozen=True)
class Answer:
    began: float
    ended: float
    is_correct: bool

    @property
    def milliseconds(self) -> float:
        return (self.ended - self.began) * 1000


class Watch:
    """Clients that request the lists in a loop until the block ends, each time over a new connection.

    An answer is correct if its list has the expected total and contains none of `closed_paths`. A missing answer and an
    error are wrong answers.
    """

    def __init__(self, server: Server, totals: Mapping[str, int | None], closed_paths: list[bytes]) -> None:
        self.server, self.totals, self.closed_paths = server, totals, closed_paths
        self.answers: list[Answer] = []
        self.finished = threading.Event()
        self.clients = [threading.Thread(target=self._request_lists) for _ in range(CLIENTS)]
        for client in self.clients:
            client.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.finished.set()
        for client in self.clients:
            client.join()

    def is_up_to_date(self) -> bool:
        latest = self.answers[-CORRECT_IN_A_ROW:]
        return len(latest) == CORRECT_IN_A_ROW and all(answer.is_correct for answer in latest)

    def _request_lists(self) -> None:
        while not self.finished.is_set():
            for path, total in self.totals.items():
                began = time.monotonic()
                try:
                    status, body = self.server.get(path)
                except (OSError, HTTPException):
                    status, body = 0, b""
                shows_closed = any(closed_path in body for closed_path in self.closed_paths)
                is_correct = status == 200 and pages.find_total(body) == total and not shows_closed
                self.answers.append(Answer(began, time.monotonic(), is_correct))
