"""Helpers that make, import and export spreadsheets of postings."""

import csv
import io

from jobs.models import Location, Posting, Section, Tag
from jobs.spreadsheets.resources import COLUMNS, PostingResource
from teams.models import Team
from teams.spreadsheets.spreadsheet import read, write

RECORD = {
    "reference": "R-1",
    "title": "Baker",
    "team": "Bakery",
    "locations": "Lisbon, , PT",
    "description": "<h2>The role</h2><p>You bake.</p>",
    "apply_email": "jobs@k.example",
    "published_from": "2026-01-02T09:00:00Z",
}

EMPTY = "Fill in this cell. It is required."

REMOTE = {"workplace": "remote", "locations": ""}


def make_csv(*records, columns=COLUMNS):
    """Return a CSV file of records. Each has the cells of RECORD, changed by the arguments."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    for number, cells in enumerate(records, 1):
        record = RECORD | {"reference": f"R-{number}"} | cells
        writer.writerow({name: value for name, value in record.items() if name in columns})
    return text.getvalue().encode()


def import_records(*records, create_missing=True, **options):
    """Import records. Return the counts of new, update and skip, and the errors."""
    return import_file(make_csv(*records), create_missing, **options)


def import_file(content, create_missing=True, user=None, **options):
    sheet = read(content, PostingResource.known_columns())
    resource = PostingResource(
        PostingResource.creatable if create_missing else (), sheet.lines, user, reason="We know."
    )
    resource.publish_teams = True
    result = resource.import_data(sheet.records, **options)
    assert result.base_errors == []
    totals = tuple(result.totals[status] for status in ("new", "update", "skip"))
    return totals, [str(fault) for fault in [*sheet.faults, *resource.faults(result)]]


def read_tables():
    """Return all rows an import may write, with their history."""
    models = [Posting, Section, Team, Location, Tag, Posting.locations.through, Posting.tags.through]
    histories = [model.history.model for model in models if hasattr(model, "history")]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in [*models, *histories]}


def export_file(file_format="csv", resource=None):
    """Return a file of all rows."""
    resource, content = resource or PostingResource(), io.BytesIO()
    write(content, file_format, resource.columns, resource.export_rows(), "Rows")
    return content.getvalue()
