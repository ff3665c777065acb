"""Serves a temporary site for the audit. It has the demo's content and is served as in production."""

import json
import os
import secrets
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

from tests.processes import exit_on_sigterm, find_free_port, stop

from .page import Page

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30


@dataclass
class Site:
    url: str
    pages: list[Page]
    username: str
    password: str = field(repr=False)

    def get_page(self, name: str) -> Page:
        return next(page for page in self.pages if page.name == name)

    def fetch(self, path: str) -> tuple[int, str]:
        """Return the status and text that an anonymous visitor gets."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as response:  # noqa: S310  # this machine
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@contextmanager
def serve_demo(real: Path | None = None) -> Iterator[Site]:
    """Serve the demo until the `with` block ends. `real`: a spreadsheet of postings to import first."""
    exit_on_sigterm()
    port = find_free_port()
    with tempfile.TemporaryDirectory(prefix="careers-audit-") as data:
        url = f"http://127.0.0.1:{port}"
        variables = {
            "DEMO": "1",
            "SECRET_KEY": secrets.token_hex(32),
            "SITE_URL": url,
            "DATA_DIR": data,
            "DATABASE_URL": "",
        }
        environment = os.environ | variables | {"DJANGO_SETTINGS_MODULE": "careers.settings"}

        def manage(*arguments: str) -> None:
            subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)

        manage("migrate", "--verbosity", "0")
        manage("collectstatic", "--noinput", "--verbosity", "0")
        manage("load_demo")
        if real:
            manage(
                "import_postings",
                str(real.resolve()),
                "--create-missing",
                "--publish-teams",
                "--reason",
                "As the file says.",
            )
        pages_command = [sys.executable, "-m", "tests.audit.pages", *(["--hard"] if real else [])]
        result = subprocess.run(pages_command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
        listing = json.loads(result.stdout)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)], cwd=ROOT, env=environment
        )
        try:
            _wait_until_ready(url, server)
            yield Site(url, [Page(**page) for page in listing["pages"]], listing["username"], listing["password"])
        finally:
            stop(server)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=2).close()  # noqa: S310  # this machine
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("The site to audit did not start.")
