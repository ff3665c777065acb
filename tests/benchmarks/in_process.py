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
    """Times and number of queries of each page, beside the times of D; and times of the counts alone.

    All of them take turns, `rounds` times, less often when they would take longer than `seconds`.
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
    times = interleaved(calls, rounds, seconds)
    for name, results in measured.items():
        results |= times[name] | {f"control_{unit}": value for unit, value in times[f"{name} control"].items()}
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


def interleaved(calls: dict[str, Call], rounds: int, seconds: float) -> dict[str, dict[str, float]]:
    """Median milliseconds of each call: by the clock, and of the processor in this process (not in the database's).

    A machine that others use makes a long call wait for them and a short one hardly ever, which spoils ratios by the
    clock; processor time tells.
    """
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    began = time.monotonic()
    for number in range(WARM_UP + rounds):
        for name, call in calls.items():
            clock, processor = time.perf_counter(), time.process_time()
            call()
            taken[name].append((time.perf_counter() - clock, time.process_time() - processor))
        if number + 1 >= WARM_UP + FEWEST and time.monotonic() - began > seconds:
            break
    medians = {name: map(statistics.median, zip(*times[WARM_UP:], strict=True)) for name, times in taken.items()}
    return {
        name: dict(zip(("ms", "cpu_ms"), (1000 * one for one in both), strict=True)) for name, both in medians.items()
    }


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
