"""Starts the real server and measures it from outside."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from careers.management.commands.serve import WORKERS
from tests.processes import find_free_port, stop

from .databases import ROOT

START_SECONDS, STOP_SECONDS = 60, 10
MB = 1_000_000


@dataclass
class Server:
    port: int
    process: subprocess.Popen[str]
    start_seconds: float  # from the start of the program to its first answer

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body. Each request has a new connection, so any worker may answer."""
        return _get(self.port, path)

    @property
    def workers(self) -> list[int]:
        """The process ids of the workers."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def memory(self) -> dict[str, float]:
        """Return megabytes of the largest worker: resident (`rss`), with shared pages split (`pss`), and the `peak`."""
        return {
            "rss": max(_megabytes(pid, "smaps_rollup", "Rss") for pid in self.workers),
            "pss": max(_megabytes(pid, "smaps_rollup", "Pss") for pid in self.workers),
            "peak": max(_megabytes(pid, "status", "VmHWM") for pid in self.workers),
        }

    def processor_seconds(self) -> list[float]:
        """Return the processor time that each worker has used since its start."""
        return [_ticks(pid) / os.sysconf("SC_CLK_TCK") for pid in self.workers]


@contextmanager
def serve_product() -> Iterator[Server]:
    """Serve the site with `manage.py serve`. Yields once it has answered with a list."""
    with _serve(["manage.py", "serve", "--port"], [], "/jobs/") as server:
        yield server


@contextmanager
def serve_control(path: str) -> Iterator[Server]:
    """Serve W with the product's number of processes and threads. Yields once it has answered at `path`."""
    sizes = [str(WORKERS), str(settings.SERVER_THREADS)]
    with _serve(["-m", f"{__package__}.smallest"], sizes, path) as server:
        yield server


@contextmanager
def _serve(before_port: list[str], after_port: list[str], path: str) -> Iterator[Server]:
    port = find_free_port()
    with tempfile.TemporaryFile("w+") as log:
        command = [sys.executable, *before_port, str(port), *after_port]
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            if not _wait_for_answer(port, path, process, started + START_SECONDS):
                log.seek(0)
                raise SystemExit(f"The server did not answer at {path}.\n{log.read()}")
            yield Server(port, process, time.monotonic() - started)
        finally:
            stop(process, STOP_SECONDS)
            # A worker that gets the signal while it starts ignores it and would stay.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _wait_for_answer(port: int, path: str, process: subprocess.Popen[str], until: float) -> bool:
    """Wait for the first answer, with a request every few milliseconds. Returns whether it was a 200."""
    while process.poll() is None and time.monotonic() < until:
        try:
            return _get(port, path)[0] == 200
        except ConnectionRefusedError:
            time.sleep(0.005)
    return False


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _megabytes(pid: int, file: str, name: str) -> float:
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    [kibibytes] = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
    return int(kibibytes) * 1024 / MB


def _ticks(pid: int) -> int:
    """Return the processor time of a process in kernel ticks: fields 14 and 15 of `/proc/<pid>/stat` (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
