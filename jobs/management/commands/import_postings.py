from argparse import ArgumentParser
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from jobs.spreadsheets.resources import PostingResource
from teams.spreadsheets.faults import Fault, Unreadable
from teams.spreadsheets.preview import ImportNeedsReason
from teams.spreadsheets.spreadsheet import read

OBJECT_NAMES = {"team": ("team", "teams"), "locations": ("place", "places"), "tags": ("label", "labels")}
CREATE = " Teams, places and tags that do not exist can be created: add --create-missing."


class Command(BaseCommand):
    help = "Import postings from a CSV or XLSX file. If any row has an error, none are imported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX, with column names above the rows.")
        parser.add_argument(
            "--create-missing",
            action="store_true",
            help="Create teams (published), places and tags that do not exist yet, instead of refusing their rows.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Show what would happen, and store nothing.")
        parser.add_argument("--reason", default="", help="Why to publish postings in spite of warnings. It is logged.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sheet = read(options["file"].read_bytes(), PostingResource.known_columns())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(f"{options['file']}: {error}") from error
        create = PostingResource.creatable if options["create_missing"] else ()
        resource = PostingResource(create, sheet.lines, reason=options["reason"])
        dry_run = options["dry_run"] or bool(sheet.faults)
        try:
            result = resource.import_data(sheet.records, dry_run=dry_run)
        except DatabaseError as error:
            raise CommandError(f"Nothing was imported: the database did not take it ({error}).") from error
        except ImportNeedsReason as error:
            self._list(resource.warnings)
            raise CommandError("Nothing was imported: give a reason to publish, with --reason.") from error
        if result.base_errors:
            raise CommandError(f"Nothing was imported: {result.base_errors[0].error}")
        if faults := sorted([*sheet.faults, *resource.faults(result)], key=attrgetter("line")):
            self._list(faults)
            self._refuse(faults, hint=CREATE if resource.has_missing_rows() else "")
        self._list(resource.warnings)
        self._report(resource, result, dry_run)

    def _list(self, faults: list[Fault]) -> None:
        for fault in faults:
            self.stderr.write(str(fault))

    def _refuse(self, faults: list[Fault], hint: str) -> None:
        number = len({fault.line for fault in faults})
        rows = "1 row has" if number == 1 else f"{number} rows have"
        raise CommandError(f"Nothing was imported: {rows} to be corrected first.{hint}")

    def _report(self, resource: PostingResource, result: Any, dry_run: bool) -> None:
        new, changed, same = (result.totals[kind] for kind in ("new", "update", "skip"))
        postings = "1 posting" if result.total_rows == 1 else f"{result.total_rows} postings"
        prefix = "Dry run, nothing is stored:" if dry_run else "Imported"
        self.stdout.write(f"{prefix} {postings}: {new} created, {changed} updated, {same} unchanged.")
        if created := [
            f"{count} {OBJECT_NAMES[column][count != 1]}"
            for column, count in resource.created_counts().items()
            if count
        ]:
            self.stdout.write(f"Created with them: {', '.join(created)}.")
