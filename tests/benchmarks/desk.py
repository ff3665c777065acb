"""The desk with many postings: its list, an export and imports."""

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

from .in_process import count_queries, time_interleaved

IMPORTED = 5000


def show_list(rounds: int, seconds: float) -> dict[str, Any]:
    """Measure the time and the queries of the list of postings, first page, as an editor sees it."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(make_recruiter(), settings.AUTHENTICATION_BACKENDS[0])
    address = reverse("admin:jobs_posting_changelist")

    def fetch() -> bytes:
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} was answered with {response.status_code}.")
        return response.content

    fetch()
    return time_interleaved({"list": fetch}, rounds, seconds)["list"] | {"queries": count_queries(fetch)}


def export() -> dict[str, Any]:
    """Export every posting as XLSX, and write a CSV file to import: some of them with new references."""
    postings, number = PostingResource(), Posting.objects.count()
    began, worked = time.monotonic(), time.process_time()
    with _file("export.xlsx").open("wb") as file:
        write(file, XLSX, postings.columns, postings.export_rows(), "Postings")
    measured = {
        "rows": number,
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - worked,
        "peak": _peak_memory(),
    }
    with _file("import.csv").open("wb") as file:
        write(file, "csv", postings.columns, _import_rows(postings), "Postings")
    return measured


def _import_rows(postings: PostingResource) -> Iterator[list[str]]:
    remaining = IMPORTED
    for record in postings.export_rows():
        row = dict(zip(postings.columns, record, strict=True))
        # Remote postings without a place or a country cannot be published.
        if remaining and (row["locations"] or row["countries"]):
            remaining -= 1
            yield [f"I-{row.pop('reference')}", *row.values()]


def preview() -> dict[str, Any]:
    return _import(dry_run=True)


def import_file() -> dict[str, Any]:
    return _import()


def reimport() -> dict[str, Any]:
    """Import the same file again, which changes nothing."""
    return _import()


def _import(**options: Any) -> dict[str, Any]:
    content = _file("import.csv").read_bytes()
    began, worked = time.monotonic(), time.process_time()
    sheet = read(content, PostingResource.known_columns())
    importer = PostingResource(lines=sheet.lines, reason="It is a benchmark.")
    result = importer.import_data(sheet.records, **options)
    if wrong := [*result.base_errors, *sheet.faults, *importer.faults(result)]:
        raise SystemExit(f"The import failed: {wrong[0]}")
    return {
        "rows": result.total_rows,
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - worked,
        "peak": _peak_memory(),
    }


def _file(name: str) -> Path:
    return Path(settings.DATA_DIR) / name


def _peak_memory() -> float:
    """Return the most memory that this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
