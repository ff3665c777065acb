"""Answers of the product in this process, without a network: the whole WSGI application, middleware and all."""

import statistics
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import unquote
from wsgiref.util import setup_testing_defaults

from django.db import connection

from careers.wsgi import application

from . import counts, pages, smallest

WARM_UP = 3
FEWEST = 5
Call = Callable[[], Any]


def run(rounds: int, seconds: float) -> dict[str, Any]:
    """Median milliseconds and number of queries of each page, beside D; and of the counts alone.

    A page and its control take turns, `rounds` times, less often when they would take longer than `seconds`.
    """
    measured: dict[str, dict[str, Any]] = {}
    calls: dict[str, Call] = {}
    for page in pages.everything():
        answer = answering(page.path)
        body = answer()
        smallest.keep(page.name, body)
        calls |= {page.name: answer, f"{page.name} control": answering(smallest.address(page.name))}
        measured[page.name] = {
            "queries": max(queries(answer) for _ in range(WARM_UP)),
            "bytes": len(body),
            "total": pages.total_of(body),
        }
    medians = interleaved(calls, rounds, seconds)
    for name, results in measured.items():
        results |= {"ms": medians[name], "control_ms": medians[f"{name} control"]}
    counting = {choice: counts.counting(query) for choice, query in counts.CHOICES.items()}
    return {"pages": measured, "counts": interleaved(counting, rounds, seconds)}


def answering(path: str) -> Call:
    """A function that asks the application for `path` and returns the body of the answer, as a server would."""
    asked, _, query = path.partition("?")
    environ = {"PATH_INFO": unquote(asked, "latin-1"), "QUERY_STRING": query}
    setup_testing_defaults(environ)

    def answer() -> bytes:
        statuses: list[str] = []
        response: Any = application(dict(environ), lambda status, *_: statuses.append(status))
        with closing(response):
            body = b"".join(response)
        if statuses != ["200 OK"]:
            raise SystemExit(f"{path} was answered with {statuses[0]}.")
        return body

    return answer


def interleaved(calls: dict[str, Call], rounds: int, seconds: float) -> dict[str, float]:
    """Median milliseconds of each call, all of them taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    began = time.monotonic()
    for number in range(WARM_UP + rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            taken[name].append((time.perf_counter() - start) * 1000)
        if number + 1 >= WARM_UP + FEWEST and time.monotonic() - began > seconds:
            break
    return {name: statistics.median(times[WARM_UP:]) for name, times in taken.items()}


def queries(call: Call) -> int:
    """How many statements the call sends to the database."""
    number = 0

    def note(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal number
        number += 1
        return execute(*arguments)

    with connection.execute_wrapper(note):
        call()
    return number
