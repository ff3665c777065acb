"""Measures the whole WSGI application, middleware included, in this process and without a network."""

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
MIN_ROUNDS = 5
Call = Callable[[], Any]


def run(rounds: int, seconds: float) -> dict[str, Any]:
    """Measure the time and the number of queries of each page, the times of D, and the times of the counts alone.

    The calls take turns for `rounds` rounds, or until they have taken `seconds`.
    """
    measured: dict[str, dict[str, Any]] = {}
    calls: dict[str, Call] = {}
    for page in pages.find_pages():
        get = make_getter(page.path)
        body = get()
        smallest.store_body(page.name, body)
        calls |= {page.name: get, f"{page.name} control": make_getter(smallest.control_path(page.name))}
        measured[page.name] = {
            "queries": max(count_queries(get) for _ in range(WARM_UP)),
            "bytes": len(body),
            "total": pages.find_total(body),
        }
    times = time_interleaved(calls, rounds, seconds)
    for name, results in measured.items():
        results |= times[name] | {f"control_{unit}": value for unit, value in times[f"{name} control"].items()}
    counters = {choice: counts.make_counter(query) for choice, query in counts.QUERIES.items()}
    return {"pages": measured, "counts": time_interleaved(counters, rounds, seconds)}


def make_getter(path: str) -> Call:
    """Return a function that requests `path` from the application, as a server would, and returns the body."""
    route, _, query = path.partition("?")
    environ = {"PATH_INFO": unquote(route, "latin-1"), "QUERY_STRING": query}
    setup_testing_defaults(environ)

    def get() -> bytes:
        statuses: list[str] = []
        response: Any = application(dict(environ), lambda status, *_: statuses.append(status))
        with closing(response):
            body = b"".join(response)
        if statuses != ["200 OK"]:
            raise SystemExit(f"{path} was answered with {statuses[0]}.")
        return body

    return get


def time_interleaved(calls: dict[str, Call], rounds: int, seconds: float) -> dict[str, dict[str, float]]:
    """Return the median milliseconds of each call: by the clock, and of this process's processor time.

    On a shared machine, long calls wait for other programs more often than short ones. This spoils ratios by the clock,
    but not ratios of processor time.
    """
    samples: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    began = time.monotonic()
    for number in range(WARM_UP + rounds):
        for name, call in calls.items():
            clock, processor = time.perf_counter(), time.process_time()
            call()
            samples[name].append((time.perf_counter() - clock, time.process_time() - processor))
        if number + 1 >= WARM_UP + MIN_ROUNDS and time.monotonic() - began > seconds:
            break
    medians = {name: map(statistics.median, zip(*times[WARM_UP:], strict=True)) for name, times in samples.items()}
    return {
        name: dict(zip(("ms", "cpu_ms"), (1000 * median for median in pair), strict=True))
        for name, pair in medians.items()
    }


def count_queries(call: Call) -> int:
    """Return how many statements the call sends to the database."""
    number = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal number
        number += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        call()
    return number
