"""An import at the desk of the real server while others save, and files built to cost time and memory."""

import http.client
import re
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from jobs.models import Posting
from jobs.spreadsheets.resources import PostingResource
from teams.spreadsheets.spreadsheet import write
from tests.desk import make_recruiter
from tests.teams.spreadsheets.costly_files import FILES, measure

from .server import serve_product

SAVES_PER_SECOND, SAVERS = 20, 4
PAGES = 5
END_SECONDS = 3600
MEASURED = ("depth of a sheet", "a million rows")
TIMES = 5


def run(rows: int) -> dict[str, Any]:
    """Preview and import a file of new postings while others save 20 times a second. Return what each part measured."""
    path = Path(settings.DATA_DIR) / "new.csv"
    ids = list(Posting.objects.order_by("pk").values_list("pk", flat=True)[:200])
    with path.open("wb") as file:
        write(file, "csv", PostingResource.columns, _new_rows(rows), "Postings")
    results: dict[str, Any] = {"rows": rows}
    with serve_product() as server:
        browser = Browser(server.port)
        with _saving(ids) as quiet:
            time.sleep(5)
        with _saving(ids) as saves:
            began = time.monotonic()
            page = browser.upload(path.read_bytes())
            results["preview"] = {"seconds": time.monotonic() - began}
        results["preview"] |= _summarize(saves)
        with _saving(ids) as saves:
            began = time.monotonic()
            for number in range(1, PAGES + 1):
                browser.get(f"{page}?page={number}")
            results["pages"] = {"seconds": (time.monotonic() - began) / PAGES}
        results["pages"] |= _summarize(saves)
        with _saving(ids) as saves:
            began = time.monotonic()
            browser.confirm(page)
            results["import"] = {"seconds": time.monotonic() - began}
        results["import"] |= _summarize(saves)
    results["quiet"] = _summarize(quiet)
    stored = Posting.objects.filter(reference__startswith="N-").count()
    if stored != rows:
        raise SystemExit(f"{stored} of {rows} rows are stored.")
    return results


def refuse() -> dict[str, Any]:
    """Read files built to cost. Return the size of each, the median seconds, and the most megabytes above its text."""
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in MEASURED:
            content = FILES[name]()
            measured = [measure(content, Path(folder)) for _ in range(TIMES)]
            results[name] = {
                "kB": len(content) / 1000,
                "seconds": statistics.median(seconds for seconds, _megabytes, _refusal in measured),
                "megabytes": max(megabytes for _seconds, megabytes, _refusal in measured),
            }
    return results


def _new_rows(number: int) -> Iterator[list[str]]:
    resource = PostingResource()
    while number:
        for record in resource.export_rows():
            row = dict(zip(resource.columns, record, strict=True))
            # Remote postings without a place or a country cannot be published.
            if number and (row["locations"] or row["countries"]):
                yield [f"N-{number}", *list(row.values())[1:]]
                number -= 1


class Browser:
    """An editor who is signed in, and who waits as the page of an import tells her."""

    def __init__(self, port: int) -> None:
        self.port = port
        client = Client()
        client.force_login(make_recruiter("importer"), settings.AUTHENTICATION_BACKENDS[0])
        assert SESSION_KEY in client.session
        self.cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key}

    def upload(self, content: bytes) -> str:
        """Upload a file and wait for its preview. Return its address."""
        address = reverse("admin:jobs_posting_import")
        _where, text = self.get(address)
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{_token(text)}\r\n',
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="new.csv"\r\n\r\n',
        ]
        body = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        where, _text = self._wait(*self._send("POST", address, body, f"multipart/form-data; boundary={boundary}"))
        return where

    def confirm(self, address: str) -> None:
        """Press Import, and wait until the list says that it is done."""
        _where, text = self.get(address)
        digest = re.search(r'name="digest" value="([0-9a-f]+)"', text)
        if not digest:
            raise SystemExit("The preview cannot be confirmed.")
        body = f"csrfmiddlewaretoken={_token(text)}&digest={digest[1]}&reason=benchmark".encode()
        answer = self._send("POST", address, body, "application/x-www-form-urlencoded")
        _where, text = self._wait(*answer)
        if "Imported new.csv" not in text:
            raise SystemExit("The import did not end with its message.")

    def get(self, address: str) -> tuple[str, str]:
        return self._send("GET", address)

    def _wait(self, address: str, text: str) -> tuple[str, str]:
        until = time.monotonic() + END_SECONDS
        while 'id="import-progress"' in text:
            if time.monotonic() > until:
                raise SystemExit("The import does not end.")
            time.sleep(1)
            address, text = self.get(address)
        return address, text

    def _send(self, method: str, address: str, body: bytes = b"", kind: str = "") -> tuple[str, str]:
        """Send a request and follow its redirect. Return the address and the text of the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Cookie": cookies, "Origin": f"http://127.0.0.1:{self.port}"}
            connection.request(method, address, body or None, headers | ({"Content-Type": kind} if kind else {}))
            answer = connection.getresponse()
            text = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            if answer.status in (301, 302):
                return self._send("GET", answer.headers["Location"])
            if answer.status != 200:
                raise SystemExit(f"{method} {address} was answered with {answer.status}.")
            return address, text
        finally:
            connection.close()


def _token(text: str) -> str:
    match = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
    assert match
    return match[1]


@contextmanager
def _saving(ids: list[int]) -> Iterator[list[float | None]]:
    """Save postings 20 times a second until the block ends. Yield the seconds that each took, None for failed ones.

    The seconds begin when the save is due, so waiting for the saves before it counts.
    """
    saves: list[float | None] = []
    finished, began, lock = threading.Event(), time.monotonic(), threading.Lock()
    numbers = iter(range(10**9))

    def work() -> None:
        while True:
            with lock:
                number = next(numbers)
            due = began + number / SAVES_PER_SECOND
            if finished.wait(max(0, due - time.monotonic())):
                break
            try:
                posting = Posting.objects.get(pk=ids[number % len(ids)])
                posting.title = f"{posting.title.partition(' (')[0]} ({number})"
                with transaction.atomic():
                    posting.save()
                saves.append(time.monotonic() - due)
            except Exception:
                saves.append(None)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(SAVERS)]
    for thread in threads:
        thread.start()
    try:
        yield saves
    finally:
        finished.set()
        for thread in threads:
            thread.join()


def _summarize(saves: list[float | None]) -> dict[str, Any]:
    """Return the number of saves, of failed ones, and the median and the slowest in milliseconds."""
    done = [1000 * seconds for seconds in saves if seconds is not None]
    return {
        "saves": len(saves),
        "failed": len(saves) - len(done),
        "median_ms": statistics.median(done) if done else 0,
        "slowest_ms": max(done, default=0),
    }
