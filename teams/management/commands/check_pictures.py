from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from teams.pictures import inventory, unused


class Command(BaseCommand):
    help = "List pictures and fonts without rows, rows without theirs, and photos of people who do not agree any more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--remove",
            action="store_true",
            help=f"delete public files without a row or an agreement, and originals unused for {unused.DAYS} days",
        )
        parser.add_argument("--make", action="store_true", help="make missing public files again from the originals")

    def handle(self, *args: Any, remove: bool, make: bool, **options: Any) -> None:
        found = inventory.take()
        self._list("Public files without a row", found.public_without_row)
        self._list("Public files without an agreement, of", found.public_against_agreement)
        self._list("Originals that no row shows", found.originals_without_row)
        self._list("Rows whose public files are missing", found.rows_without_renditions)
        self._list("Rows whose original is missing", found.rows_without_original)
        if remove:
            inventory.remove(found)
            deleted = unused.delete_due()
            self.stdout.write(f"Public files were deleted, and {len(deleted)} originals unused for {unused.DAYS} days.")
        if make:
            for field, row in found.rows_without_renditions:
                field.refresh(row)
            self.stdout.write("Missing public files were made again.")

    def _list(self, label: str, found: list[Any]) -> None:
        self.stdout.write(f"{label}: {len(found)}")
        for item in found:
            if isinstance(item, tuple):
                field, row = item
                item = f"{row._meta.verbose_name} {row.pk} ({row}): {field.verbose_name}"
            self.stdout.write(f"  {item}")
