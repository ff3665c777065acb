from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs.finding.words import search_tables, stored_words
from jobs.models import Check, Posting
from jobs.publishing import check_results, derived


class Command(BaseCommand):
    help = (
        "Check everything that the database stores although it follows from other rows, and make again what is missing "
        "or wrong: words for searching and their index, titles for sorting, keys of references, other names of places, "
        "first days of postings, triggers, and results of the check before publishing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if anything is missing or wrong")
        parser.add_argument(
            "--all", dest="make_all", action="store_true", help="also make again what is neither missing nor wrong"
        )

    def handle(self, *args: Any, check: bool, make_all: bool, **options: Any) -> None:
        if check:
            if faults := derived.find_faults():
                raise CommandError(f"Missing or wrong: {_format(faults)}. Run `manage.py reindex`.")
            self.stdout.write("Nothing is missing or wrong.")
            return
        if make_all:
            search_tables.rebuild_index()
            made = stored_words.make_words(list(Posting.objects.order_by("pk").values_list("pk", flat=True)))
            self.stdout.write(f"Postings whose words were made: {made}.")
            Check.objects.all().delete()
        repaired = derived.repair_faults()
        self.stdout.write(f"Made again: {_format(repaired)}." if repaired else "Nothing is missing or wrong.")
        check_results.refresh(Posting.objects.all(), limit=None)


def _format(numbers: dict[str, int]) -> str:
    return ", ".join(f"{label} ({number})" for label, number in numbers.items())
