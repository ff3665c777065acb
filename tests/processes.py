"""Starts and stops other programs, for the audit, the benchmark and the container."""

import signal
import socket
import subprocess
import sys
from typing import Any


def exit_on_sigterm() -> None:
    """On SIGTERM, exit as after an error: stop servers, drop databases and delete folders."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def stop(process: subprocess.Popen[Any], seconds: float = 30) -> None:
    """End a process with SIGTERM, or with SIGKILL if it still runs after `seconds`."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def find_free_port() -> int:
    """Return a port of this machine that no program uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
