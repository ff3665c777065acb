"""An import at the desk of the real server while others save, and files built to cost time and memory."""

import os
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from jobs.models import Posting
from jobs.spreadsheets.resources import PostingResource
from teams.spreadsheets.spreadsheet import write
from tests.teams.spreadsheets.costly_files import FILES, measure

from .browser import Browser
from .server import serve_product

SAVES_PER_SECOND, SAVERS = 20, 4
PAGES = 5
DESCRIPTION_LENGTH = 1500
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
        results["quiet"] = _summarize(quiet)
        _log("quiet", results)
        with _saving(ids) as saves:
            began = time.monotonic()
            page = browser.upload(path.read_bytes())
            results["preview"] = {"seconds": time.monotonic() - began}
        results["preview"] |= _summarize(saves)
        _log("preview", results)
        with _saving(ids) as saves:
            began = time.monotonic()
            for number in range(1, PAGES + 1):
                browser.get(f"{page}?page={number}")
            results["pages"] = {"seconds": (time.monotonic() - began) / PAGES}
        results["pages"] |= _summarize(saves)
        _log("pages", results)
        with _saving(ids) as saves:
            began = time.monotonic()
            browser.confirm(page)
            results["import"] = {"seconds": time.monotonic() - began}
        results["import"] |= _summarize(saves)
        _log("import", results)
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


def _log(part: str, results: dict[str, Any]) -> None:
    figures = ", ".join(f"{name} {value:.0f}" for name, value in results[part].items())
    sys.stderr.write(f"{part}: {figures}, load {os.getloadavg()[0]:.1f}\n")


def _new_rows(number: int) -> Iterator[list[str]]:
    resource = PostingResource()
    while number:
        for record in resource.export_rows():
            row = dict(zip(resource.columns, record, strict=True))
            # Remote postings without a place or a country cannot be published.
            if number and (row["locations"] or row["countries"]):
                row["description"] = _shorten(row["description"])
                yield [f"N-{number}", *list(row.values())[1:]]
                number -= 1


def _shorten(description: str) -> str:
    """Return the first sections, so that the largest number of rows fits into the largest file."""
    sections = re.split("(?=<h2>)", description)
    lengths = accumulate(map(len, sections))
    return "".join(
        section
        for number, (section, length) in enumerate(zip(sections, lengths, strict=True))
        if number < 2 or length <= DESCRIPTION_LENGTH
    )


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
