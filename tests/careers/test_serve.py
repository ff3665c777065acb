"""The `serve` command: addresses it prints, ports it refuses, and how it stops."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .test_settings import KEY, PRODUCTION, ROOT, start


@pytest.fixture
def site(tmp_path: Path) -> dict[str, str]:
    """The environment of a site whose static files have been collected."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1"}')
    return {"SECRET_KEY": KEY, "DATA_DIR": str(tmp_path)}


@contextmanager
def serving(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A server in a process group of its own, as a terminal would start it."""
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "serve", "--port", port],
        cwd=ROOT, env=inherited | environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


def lines_until(server: "subprocess.Popen[str]", *ends: str) -> list[str]:
    """Return the server's lines of output up to the one that completes `ends`."""
    output: list[str] = []
    for line in server.stdout or ():
        output.append(line.rstrip("\n"))
        if all(any(end in printed for printed in output) for end in ends):
            break
    return output


@pytest.mark.parametrize(
    ("environment", "advice"),
    [({"DEMO": "1"}, "Choose another port: make demo PORT=8080"), (PRODUCTION, "Choose another: --port 8080")],
)
def test_port_in_use_is_reported_before_any_address(site, environment, advice):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        result = start("serve", "--port", port, **site | environment)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"CommandError: Something else answers at 127.0.0.1:{port}. {advice}\n"


def test_bound_port_without_an_answer_is_reported(site):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = str(other.getsockname()[1])
        result = start("serve", "--port", port, **site, DEMO="1")

    assert result.stderr.startswith(f"CommandError: Nothing can be served at 127.0.0.1:{port}: it is in use.")


def test_invalid_port_is_reported(site):
    result = start("serve", "--port", "70000", **site, DEMO="1")

    assert (
        result.stderr
        == "CommandError: 70000 is not a port: ports are 1 to 65535. Choose another port: make demo PORT=8080\n"
    )


def test_ctrl_c_stops_every_process_of_the_server(site):
    with serving(site | PRODUCTION) as server:
        output = lines_until(server, "Started worker-1", "Started worker-2")
        os.killpg(server.pid, signal.SIGINT)
        output += server.communicate(timeout=60)[0].splitlines()

    # A process that does not stop is killed after twenty seconds, with a warning.
    assert (server.returncode, [line for line in output if "WARNING" in line or "ERROR" in line]) == (0, [])
    assert {"[INFO] Stopping worker-1", "[INFO] Stopping worker-2"} <= set(output)


def test_worker_calls_the_handler_of_the_server_once(site):
    """A second call of granian's handler blocks the process when nothing has received the first one yet."""
    code = """
import os, signal, time
calls = []
from careers.management.commands import serve
signal.signal(signal.SIGTERM, lambda *args: calls.append("that of the main process"))
serve.load_application()
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(0.5)
signal.signal(signal.SIGTERM, lambda *args: calls.append(args[0]))
time.sleep(1)
print([signal.Signals(number).name for number in calls])
"""

    assert start("shell", "-v", "0", "-c", code, **site, DEMO="1").stdout == "['SIGTERM']\n"


def test_ctrl_c_during_the_start_stops_the_server(site):
    with serving(site | PRODUCTION) as server:
        output = lines_until(server, "Spawning worker-2")
        time.sleep(0.1)
        os.killpg(server.pid, signal.SIGINT)
        output += server.communicate(timeout=60)[0].splitlines()

    assert [line for line in output if "refused" in line or "Traceback" in line] == []


def test_demo_prints_its_addresses_first(site):
    with serving(site | {"DEMO": "1", "SITE_URL": "http://127.0.0.1:8123"}) as server:
        output = lines_until(server, "Starting granian")

    assert output == [
        "",
        "Home            http://127.0.0.1:8123/",
        "A team          http://127.0.0.1:8123/teams/backend-development/",
        "All positions   http://127.0.0.1:8123/jobs/",
        "Recruiters      http://127.0.0.1:8123/admin/",
        "",
        "Stop it with Ctrl-C. Start over with `make demo-reset`.",
        "",
        output[-1],
    ]


def test_worker_reads_the_cities_before_somebody_searches_for_a_place(site):
    """Tests and other commands do not: it takes two seconds of the processor."""
    code = """
import threading
from careers.management.commands import serve
are_read = threading.Event()
serve.CITIES_ARE_READ_AFTER, serve.read_known_cities = 0, are_read.set
serve.load_application()
print(are_read.wait(60))
"""

    assert start("shell", "-v", "0", "-c", code, **site, DEMO="1").stdout == "True\n"
