"""The recruiter's desk with many postings: the list, and spreadsheets out and in."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from jobs.models import Posting
from jobs.spreadsheets.resources import PostingResource
from teams.spreadsheets.spreadsheet import XLSX, read, write
from tests.desk import make_recruiter

from .in_process import interleaved, queries

IMPORTED = 5000


def show(rounds: int, seconds: float) -> dict[str, Any]:
    """Times and number of queries of the first page of the list of postings, to an editor."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(make_recruiter(), settings.AUTHENTICATION_BACKENDS[0])
    address = reverse("admin:jobs_posting_changelist")

    def answer() -> bytes:
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} was answered with {response.status_code}.")
        return response.content

    answer()
    return interleaved({"list": answer}, rounds, seconds)["list"] | {"queries": queries(answer)}


def bring_out() -> dict[str, Any]:
    """Export every posting as XLSX, and leave some of them under new references as a file to import."""
    own, number = PostingResource(), Posting.objects.count()
    began, worked = time.monotonic(), time.process_time()
    with _file("export.xlsx").open("wb") as file:
        write(file, XLSX, own.columns, own.records(), "Postings")
    measured = {
        "rows": number,
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - worked,
        "peak": _peak(),
    }
    with _file("import.csv").open("wb") as file:
        write(file, "csv", own.columns, _renamed(own), "Postings")
    return measured


def _renamed(own: PostingResource) -> Iterator[list[str]]:
    left = IMPORTED
    for record in own.records():
        row = dict(zip(own.columns, record, strict=True))
        # Some postings of the generator do not say where remote work may be done; nobody could publish them.
        if left and (row["locations"] or row["countries"]):
            left -= 1
            yield [f"I-{row.pop('reference')}", *row.values()]


def preview() -> dict[str, Any]:
    return _import(dry_run=True)


def bring_in() -> dict[str, Any]:
    return _import()


def again() -> dict[str, Any]:
    """The same file once more, which changes nothing."""
    return _import()


def _import(**options: Any) -> dict[str, Any]:
    content = _file("import.csv").read_bytes()
    began, worked = time.monotonic(), time.process_time()
    sheet = read(content, PostingResource.columns)
    brought = PostingResource(lines=sheet.lines, reason="It is a benchmark.")
    result = brought.import_data(sheet.records, **options)
    if wrong := [*result.base_errors, *sheet.faults, *brought.faults(result)]:
        raise SystemExit(f"The import failed: {wrong[0]}")
    return {
        "rows": result.total_rows,
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - worked,
        "peak": _peak(),
    }


def _file(name: str) -> Path:
    return Path(settings.DATA_DIR) / name


def _peak() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
