"""The server says where it answers before it does, and stops when it is told to."""

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
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "serve", "--port", port],
        cwd=ROOT, env=kept | environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


def lines_until(server: "subprocess.Popen[str]", *ends: str) -> list[str]:
    """What the server says until it has said each of `ends`."""
    said: list[str] = []
    for line in server.stdout or ():
        said.append(line.rstrip("\n"))
        if all(any(end in one for one in said) for end in ends):
            break
    return said


@pytest.mark.parametrize(
    ("kind", "advice"),
    [({"DEMO": "1"}, "Choose another port: make demo PORT=8080"), (PRODUCTION, "Choose another: --port 8080")],
)
def test_port_that_is_taken_is_told_before_any_address(site, kind, advice):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        result = start("serve", "--port", port, **site | kind)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"CommandError: Something else answers at 127.0.0.1:{port}. {advice}\n"


def test_port_that_is_bound_without_an_answer_is_told(site):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = str(other.getsockname()[1])
        result = start("serve", "--port", port, **site, DEMO="1")

    assert result.stderr.startswith(f"CommandError: Nothing can be served at 127.0.0.1:{port}: it is in use.")


def test_number_that_is_no_port_is_told(site):
    result = start("serve", "--port", "70000", **site, DEMO="1")

    assert (
        result.stderr
        == "CommandError: 70000 is not a port: ports are 1 to 65535. Choose another port: make demo PORT=8080\n"
    )


def test_ctrl_c_stops_every_process_of_the_server(site):
    with serving(site | PRODUCTION) as server:
        said = lines_until(server, "Started worker-1", "Started worker-2")
        os.killpg(server.pid, signal.SIGINT)
        said += server.communicate(timeout=60)[0].splitlines()

    # One that refuses is killed after twenty seconds, and said to be.
    assert (server.returncode, [line for line in said if "WARNING" in line or "ERROR" in line]) == (0, [])
    assert {"[INFO] Stopping worker-1", "[INFO] Stopping worker-2"} <= set(said)


def test_ctrl_c_while_it_starts_stops_the_server(site):
    with serving(site | PRODUCTION) as server:
        said = lines_until(server, "Spawning worker-2")
        time.sleep(0.1)
        os.killpg(server.pid, signal.SIGINT)
        said += server.communicate(timeout=60)[0].splitlines()

    assert [line for line in said if "refused" in line or "Traceback" in line] == []


def test_demo_prints_its_addresses_first(site):
    with serving(site | {"DEMO": "1", "SITE_URL": "http://127.0.0.1:8123"}) as server:
        said = lines_until(server, "Starting granian")

    assert said == [
        "",
        "Home            http://127.0.0.1:8123/",
        "A team          http://127.0.0.1:8123/teams/backend-development/",
        "All positions   http://127.0.0.1:8123/jobs/",
        "Recruiters      http://127.0.0.1:8123/admin/",
        "",
        "Stop it with Ctrl-C. Start over with `make demo-reset`.",
        "",
        said[-1],
    ]
