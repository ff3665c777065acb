"""Measures the real server: start, memory, throughput, and how soon its workers show a change."""

import random
import re
import shutil
import statistics
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.utils.text import slugify

from jobs.models import Posting

from . import changes, pages, smallest
from .generator import LEVELS, SEED
from .server import Server, serve_control, serve_product
from .texts import draw
from .vocabulary import PLACES, TEAMS

STARTS = 3
WRK_ROUNDS = 3
CONNECTIONS = 16
FIRST_REQUESTS = 2000
SAMPLES = 10  # measurements of memory during the soak
CLIENTS = 4


def run(wrk_seconds: int, soak: int, change_count: int) -> dict[str, Any]:
    """Measure start, memory, throughput and changes, in this order.

    Each kind of change is made `change_count` times. `soak`: number of requests over which memory must not grow; 0
    skips this part.
    """
    with serve_product() as server:
        for page in _pages():
            smallest.store_body(page.name, server.get(page.path)[1])
    results: dict[str, Any] = {"start": _measure_start()}
    with serve_product() as server:
        results["memory"] = _measure_memory(server, soak)
        results["throughput"] = _measure_throughput(server, wrk_seconds)
        results["changes"] = changes.run(server, change_count)
        results["memory"]["after changes"] = server.memory()
    return results


def _measure_start() -> dict[str, float]:
    """Return the median seconds from the start of the program to its first answer, for the product's list and for W."""
    products, controls = [], []
    for _ in range(STARTS):
        with serve_product() as server:
            products.append(server.start_seconds)
        with serve_control(smallest.control_path("team")) as server:
            controls.append(server.start_seconds)
    return {"seconds": statistics.median(products), "control_seconds": statistics.median(controls)}


def _measure_memory(server: Server, soak: int) -> dict[str, Any]:
    """Measure the megabytes of a worker after the first requests and, if `soak` is set, during the soak.

    Also returns the processor time of each worker, because an idle worker would look small.
    """
    visitors = RandomVisitors()
    visitors.request(server, FIRST_REQUESTS)
    results: dict[str, Any] = {"first": server.memory(), "requests": soak, "soak": []}
    results["processor_seconds"] = server.processor_seconds()
    for _ in range(SAMPLES if soak else 0):
        visitors.request(server, soak // SAMPLES)
        results["soak"].append(server.memory())
    return results


class RandomVisitors:
    """Requests what visitors would: lists with various filters, postings, teams and the home page."""

    def __init__(self) -> None:
        self.rng = random.Random(SEED)
        self.postings = [posting.get_absolute_url() for posting in Posting.objects.open().order_by("pk")[:1000]]

    def request(self, server: Server, number: int) -> None:
        """Request the next `number` pages. Raises SystemExit if an answer is an error."""
        with ThreadPoolExecutor(CLIENTS) as clients:
            paths = [self._next_path() for _ in range(number)]
            for path, (status, _body) in zip(paths, clients.map(server.get, paths), strict=True):
                if status >= 400:
                    raise SystemExit(f"{path} was answered with {status}.")

    def _next_path(self) -> str:
        rng = self.rng
        drawn = rng.random()
        if drawn < 0.4:
            filters = [
                f"team={slugify(draw(TEAMS, rng))}",
                f"location={slugify(draw(PLACES, rng)[0])}",
                f"level={draw(LEVELS, rng)}",
                f"sort={rng.choice(('newest', 'closing', 'title'))}",
            ]
            return f"/jobs/?{'&'.join(rng.sample(filters, rng.randint(0, 3)))}"
        if drawn < 0.8:
            return rng.choice(self.postings)
        return f"/teams/{slugify(draw(TEAMS, rng))}/" if drawn < 0.95 else "/"


def _measure_throughput(server: Server, seconds: int) -> dict[str, Any] | None:
    """Return the median requests per second of each page, and of D and W with the same bytes. None without wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    measured: dict[str, dict[str, list[float]]] = {}
    with serve_control(smallest.control_path("team")) as program:
        for _ in range(WRK_ROUNDS):
            for page in _pages():
                control_path = smallest.control_path(page.name)
                rates = measured.setdefault(page.name, {"product": [], "D": [], "W": []})
                rates["product"].append(_run_wrk(wrk, server.port, page.path, seconds))
                rates["D"].append(_run_wrk(wrk, server.port, control_path, seconds))
                rates["W"].append(_run_wrk(wrk, program.port, control_path, seconds))
    return {
        name: {program: statistics.median(samples) for program, samples in rates.items()}
        for name, rates in measured.items()
    }


def _pages() -> list[pages.Page]:
    return [pages.FILTERED_PAGE, pages.find_posting_page(), pages.TEAM_PAGE]


def _run_wrk(program: str, port: int, path: str, seconds: int) -> float:
    command = [
        program,
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout",
        "30s",
        f"http://127.0.0.1:{port}{path}",
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    if rate is None or "Non-2xx" in printed:
        raise SystemExit(f"wrk found errors at {path}:\n{printed}")
    return float(rate[1])
