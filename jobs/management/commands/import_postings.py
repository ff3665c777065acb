import sys
import time
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
from teams.spreadsheets.storing import STORE, ImportInterrupted

OBJECT_NAMES = {"team": ("team", "teams"), "locations": ("place", "places"), "tags": ("label", "labels")}
CREATE = " Teams, places and tags that do not exist can be created: add --create-missing."
NO_REASON = (
    "No --reason is given. If a posting to be published has a warning, or a row a question, nothing will be imported. "
    "To import in spite of them, give one: --reason 'Pay follows.'"
)
AGAIN = "Run the same command again to complete it."
# Progress is shown from this number of rows on, every so many seconds.
MIN_PROGRESS, BETWEEN = 500, 2


class Command(BaseCommand):
    help = "Import postings from a CSV or XLSX file. If any row has an error, none are imported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX, with column names above the rows.")
        parser.add_argument(
            "--create-missing",
            action="store_true",
            help="Create teams, places and tags that do not exist yet, instead of refusing their rows.",
        )
        parser.add_argument(
            "--publish-teams",
            action="store_true",
            help="Publish the teams that are created. Otherwise they and their postings are hidden.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Show what would happen, and store nothing.")
        parser.add_argument("--reason", default="", help="Why to publish postings in spite of warnings. It is logged.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.last_shown = time.monotonic()
        create = PostingResource.creatable if options["create_missing"] else ()
        resource = PostingResource(create, reason=options["reason"], progress=self._show_progress)
        resource.publish_teams = options["publish_teams"]
        try:
            self._import(resource, options)
        except KeyboardInterrupt:
            stored = resource.number_stored
            if not stored:
                raise CommandError("Stopped. Nothing was imported.", returncode=130) from None
            rows = "1 row was stored" if stored == 1 else f"{stored:,} rows were stored"
            raise CommandError(f"Stopped. {rows} before. {AGAIN}", returncode=130) from None

    def _import(self, resource: PostingResource, options: dict[str, Any]) -> None:
        try:
            sheet = read(options["file"].read_bytes(), PostingResource.known_columns())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(f"{options['file']}: {error}") from error
        resource.lines = sheet.lines
        for note in sheet.notes[1:]:  # The first only names the format.
            self.stderr.write(note)
        dry_run = options["dry_run"] or bool(sheet.faults)
        if not resource.reason and not dry_run:
            self.stderr.write(NO_REASON)
        try:
            result = resource.import_data(sheet.records, dry_run=dry_run)
        except DatabaseError as error:
            raise CommandError(f"Nothing was imported: the database did not take it ({error}).") from error
        except ImportNeedsReason as error:
            self._list(resource.warnings)
            raise CommandError("Nothing was imported: say why to import these anyway, with --reason.") from error
        except ImportInterrupted as error:
            raise CommandError(f"The import was interrupted: {error} {AGAIN}") from error
        if result.base_errors:
            raise CommandError(f"Nothing was imported: {result.base_errors[0].error}")
        if faults := sorted([*sheet.faults, *resource.faults(result)], key=attrgetter("line")):
            self._list(faults)
            self._refuse(faults, hint=CREATE if resource.has_missing_rows() else "")
        self._list(resource.warnings)
        self._report(resource, result, dry_run)

    def _show_progress(self, phase: str, done: int, total: int) -> None:
        """Write how many rows are checked or stored: on a terminal always in the same line."""
        is_due = time.monotonic() - self.last_shown >= BETWEEN or done == total
        if total < MIN_PROGRESS or not is_due:
            return
        self.last_shown = time.monotonic()
        text = f"{done:,} of {total:,} rows {'stored' if phase == STORE else 'checked'}"
        ending = "\r" if sys.stderr.isatty() and done < total else "\n"
        self.stderr.write(text, ending=ending)
        self.stderr.flush()

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
        if not resource.publish_teams and resource.created_counts()["team"]:
            self.stdout.write("The new teams are not published, so neither are their postings.")
