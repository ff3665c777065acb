"""A site of its own to audit: demo content in a temporary directory, served as in production."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .page import Page

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30


@dataclass
class Site:
    url: str
    pages: list[Page]
    username: str
    password: str = field(repr=False)

    def named(self, name: str) -> Page:
        return next(page for page in self.pages if page.name == name)

    def fetch(self, path: str) -> tuple[int, str]:
        """Status and text of what an anonymous visitor gets."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:  # noqa: S310  # its own address
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@contextmanager
def running(real: Path | None = None) -> Iterator[Site]:
    """Serve the demo, with the postings of the spreadsheet `real` beside it, until the block ends."""
    # Told to stop, leave by the door: the server is ended and the directory removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="careers-audit-") as data:
        url = f"http://127.0.0.1:{port}"
        own = {"DEMO": "1", "SECRET_KEY": secrets.token_hex(32), "SITE_URL": url, "DATA_DIR": data, "DATABASE_URL": ""}
        environment = os.environ | own | {"DJANGO_SETTINGS_MODULE": "careers.settings"}

        def manage(*arguments: str) -> None:
            subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)

        manage("migrate", "--verbosity", "0")
        manage("collectstatic", "--noinput", "--verbosity", "0")
        manage("load_demo")
        if real:
            manage("import_postings", str(real.resolve()), "--create-missing", "--reason", "As the file says.")
        lister = [sys.executable, "-m", "tests.audit.pages", *(["--hard"] if real else [])]
        listed = subprocess.run(lister, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
        known = json.loads(listed.stdout)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)], cwd=ROOT, env=environment
        )
        try:
            _wait(url, server)
            yield Site(url, [Page(**page) for page in known["pages"]], known["username"], known["password"])
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=2).close()  # noqa: S310  # its own address
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("The site to audit did not start.")
