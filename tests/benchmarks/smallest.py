"""Control W: the smallest WSGI program that sends the bytes of a product's page, on the product's server.

Run as a module: port, number of processes and number of threads in each.
"""

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces


def keep(name: str, body: bytes) -> None:
    """Make `body` what both controls answer with at `address(name)`. What they have sent before, they go on sending."""
    _file(name).write_bytes(body)


def address(name: str) -> str:
    return f"/control/{name}/"


@cache
def kept(name: str) -> bytes:
    return _file(name).read_bytes()


def _file(name: str) -> Path:
    return Path(os.environ["DATA_DIR"]) / f"control-{name}.html"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    body = kept(environ["PATH_INFO"].split("/")[2])
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
