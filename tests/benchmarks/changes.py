"""How soon every worker knows of a change that another program has made, and who waits for that."""

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
IN_A_ROW = 40
CLIENTS = 2
BULK = 25


def run(server: Server, times: int) -> dict[str, dict[str, Any]]:
    """Close postings by plain SQL and by the ORM, `times` times each; seconds and milliseconds of each time.

    `seconds`: until the last wrong answer. `slowest_ms`: of the requests from the change until 3 seconds after it;
    `quiet_ms`: of those in as long a time before.
    """
    ways = {"sql": (1, _close_by_sql), "orm": (BULK, _close_by_orm)}
    return {name: _summed_up([_measure(server, *way) for _ in range(times)]) for name, way in ways.items()}


def _close_by_sql(ids: Sequence[int]) -> None:
    [pk] = ids
    with connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute("UPDATE jobs_posting SET closes_at = %s WHERE id = %s", [now, pk])


def _close_by_orm(ids: Sequence[int]) -> None:
    Posting.objects.filter(pk__in=ids).update(closes_at=timezone.now())


def _measure(server: Server, number: int, close: Callable[[Sequence[int]], None]) -> dict[str, float]:
    """Close the `number` newest open postings of the largest team, while clients look at the lists they stand in."""
    newest = Posting.objects.open().filter(team__slug=pages.TEAM).newest()[:number]
    gone = {posting.pk: posting.get_absolute_url().encode() for posting in newest}
    paths = ["/jobs/", f"/jobs/?team={pages.TEAM}"]
    before = {path: pages.total_of(server.get(path)[1]) for path in paths}
    after = {path: (total or 0) - len(gone) for path, total in before.items()}

    with Watch(server, before, []) as quiet:
        time.sleep(QUIET_SECONDS)
    with Watch(server, after, list(gone.values())) as watch:
        close(list(gone))
        changed = time.monotonic()
        time.sleep(QUIET_SECONDS)
        while not watch.is_right() and time.monotonic() < changed + LIMIT_SECONDS:
            time.sleep(0.1)
    if not watch.is_right():
        raise SystemExit(f"{LIMIT_SECONDS} seconds after a change some answers were still wrong.")
    wrong = [answer.ended - changed for answer in watch.answers if answer.began > changed and not answer.right]
    concerned = [one for one in watch.answers if one.ended > changed and one.began < changed + QUIET_SECONDS]
    return {
        "seconds": max(wrong, default=0.0),
        "slowest_ms": max(one.milliseconds for one in concerned),
        "quiet_ms": max(one.milliseconds for one in quiet.answers),
        "answers": len(concerned),
    }


def _summed_up(measured: list[dict[str, float]]) -> dict[str, Any]:
    """The worst and the median of each figure, and all of them."""
    names = ("seconds", "slowest_ms", "quiet_ms")
    worst = {name: max(one[name] for one in measured) for name in names}
    medians = {name: statistics.median(one[name] for one in measured) for name in names}
    return {"worst": worst, "median": medians, "each": measured}


@dataclass(frozen=True)
class Answer:
    began: float
    ended: float
    right: bool

    @property
    def milliseconds(self) -> float:
        return (self.ended - self.began) * 1000


class Watch:
    """Clients that ask for the lists in a loop, until the block ends, each time over a new connection.

    An answer is right when the list has the total expected at its address and shows none of the postings `gone`.
    No answer, or an error, is a wrong one.
    """

    def __init__(self, server: Server, totals: Mapping[str, int | None], gone: list[bytes]) -> None:
        self.server, self.totals, self.gone = server, totals, gone
        self.answers: list[Answer] = []
        self.ended = threading.Event()
        self.clients = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]
        for client in self.clients:
            client.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for client in self.clients:
            client.join()

    def is_right(self) -> bool:
        latest = self.answers[-IN_A_ROW:]
        return len(latest) == IN_A_ROW and all(answer.right for answer in latest)

    def _ask(self) -> None:
        while not self.ended.is_set():
            for path, total in self.totals.items():
                began = time.monotonic()
                try:
                    status, body = self.server.get(path)
                except (OSError, HTTPException):
                    status, body = 0, b""
                right = status == 200 and pages.total_of(body) == total and not any(one in body for one in self.gone)
                self.answers.append(Answer(began, time.monotonic(), right))
