"""Describes the machine that a benchmark runs on."""

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection


def describe() -> dict[str, Any]:
    """Return cores, load and versions, with the version of the configured database."""
    processor = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    return {
        "cores": os.cpu_count(),
        "processor": processor[1] if processor else platform.machine(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "django": version("django"),
        "granian": version("granian"),
        "wrk": _wrk(),
        "database": _database(),
    }


def _wrk() -> str:
    program = shutil.which("wrk")
    if program is None:
        return "not installed"
    # wrk prints its version and exits with an error code.
    printed = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return printed.split()[1]


def _database() -> str:
    statement = "SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        [server_version] = cursor.fetchone()
    return f"{connection.display_name} {server_version}"
