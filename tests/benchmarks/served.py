"""What only the real server shows: its start, its memory, its throughput, and how a change reaches its workers."""

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
from .server import Server, control, product
from .texts import draw
from .vocabulary import PLACES, TEAMS

STARTS = 3
WRK_ROUNDS = 3
CONNECTIONS = 16
FIRST_REQUESTS = 2000
SAMPLES = 10  # of the memory while it soaks
CLIENTS = 4


def run(wrk_seconds: int, soak: int, changed: int) -> dict[str, Any]:
    """Start, memory, throughput and changes, in this order, on one server; changes are made `changed` times each way.

    `soak`: how many requests the memory should stay flat over; 0 leaves that out.
    """
    with product() as server:
        for page in (pages.filtered(), pages.posting(), pages.team()):
            smallest.keep(page.name, server.get(page.path)[1])
    results: dict[str, Any] = {"start": _start()}
    with product() as server:
        results["memory"] = _memory(server, soak)
        results["throughput"] = _throughput(server, wrk_seconds)
        results["changes"] = changes.run(server, changed)
        results["memory"]["after changes"] = server.memory()
    return results


def _start() -> dict[str, float]:
    """Median seconds from the start of the program to its first answer: the product's list, and W."""
    own, controls = [], []
    for _ in range(STARTS):
        with product() as server:
            own.append(server.start_seconds)
        with control(smallest.address("team")) as server:
            controls.append(server.start_seconds)
    return {"seconds": statistics.median(own), "control_seconds": statistics.median(controls)}


def _memory(server: Server, soak: int) -> dict[str, Any]:
    """Megabytes of a worker after its first requests and, if asked for, while it soaks.

    Also what each worker did of the first requests: a worker that did nothing would look small.
    """
    addresses = Addresses()
    addresses.request(server, FIRST_REQUESTS)
    results: dict[str, Any] = {"first": server.memory(), "requests": soak, "soak": []}
    results["processor_seconds"] = server.processor_seconds()
    for _ in range(SAMPLES if soak else 0):
        addresses.request(server, soak // SAMPLES)
        results["soak"].append(server.memory())
    return results


class Addresses:
    """What visitors ask for: lists with all sorts of filters, postings, teams, the home page."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.postings = [posting.get_absolute_url() for posting in Posting.objects.open().order_by("pk")[:1000]]

    def request(self, server: Server, number: int) -> None:
        """Ask for the next `number` of them. Raises SystemExit if one is answered with an error."""
        with ThreadPoolExecutor(CLIENTS) as clients:
            paths = [self._next() for _ in range(number)]
            for path, (status, _body) in zip(paths, clients.map(server.get, paths), strict=True):
                if status >= 400:
                    raise SystemExit(f"{path} was answered with {status}.")

    def _next(self) -> str:
        chance = self.chance
        kind = chance.random()
        if kind < 0.4:
            filters = [
                f"team={slugify(draw(TEAMS, chance))}",
                f"location={slugify(draw(PLACES, chance)[0])}",
                f"level={draw(LEVELS, chance)}",
                f"sort={chance.choice(('newest', 'closing', 'title'))}",
            ]
            return f"/jobs/?{'&'.join(chance.sample(filters, chance.randint(0, 3)))}"
        if kind < 0.8:
            return chance.choice(self.postings)
        return f"/teams/{slugify(draw(TEAMS, chance))}/" if kind < 0.95 else "/"


def _throughput(server: Server, seconds: int) -> dict[str, Any] | None:
    """Requests a second of each page, and of D and W with the same bytes: medians. None without wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    measured: dict[str, dict[str, list[float]]] = {}
    with control(smallest.address("team")) as program:
        for _ in range(WRK_ROUNDS):
            for page in (pages.filtered(), pages.posting(), pages.team()):
                control_path = smallest.address(page.name)
                rates = measured.setdefault(page.name, {"product": [], "D": [], "W": []})
                rates["product"].append(_wrk(wrk, server.port, page.path, seconds))
                rates["D"].append(_wrk(wrk, server.port, control_path, seconds))
                rates["W"].append(_wrk(wrk, program.port, control_path, seconds))
    return {name: {what: statistics.median(found) for what, found in rates.items()} for name, rates in measured.items()}


def _wrk(program: str, port: int, path: str, seconds: int) -> float:
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
