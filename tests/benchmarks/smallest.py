"""Control W: the smallest WSGI program that sends the bytes of a page, on the same server as the product.

Arguments when run as a module: port, number of processes, number of threads in each.
"""

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces


def store_body(name: str, body: bytes) -> None:
    """Store what both controls answer at `control_path(name)`. A running control keeps the body it has read."""
    _file(name).write_bytes(body)


def control_path(name: str) -> str:
    return f"/control/{name}/"


@cache
def read_body(name: str) -> bytes:
    return _file(name).read_bytes()


def _file(name: str) -> Path:
    return Path(os.environ["DATA_DIR"]) / f"control-{name}.html"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    body = read_body(environ["PATH_INFO"].split("/")[2])
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__":
    port, workers, threads = map(int, sys.argv[1:])
    Granian(
        "tests.benchmarks.smallest:application",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        workers_kill_timeout=1,
    ).serve()
