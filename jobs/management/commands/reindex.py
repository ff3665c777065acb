from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs import search


class Command(BaseCommand):
    help = "Make the words by which postings are found, for those written past Django (plain SQL, bulk updates)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="make nothing; fail if words are missing")
        parser.add_argument(
            "--all", dest="anew", action="store_true", help="throw all words away first and make them anew"
        )

    def handle(self, *args: Any, check: bool, anew: bool, **options: Any) -> None:
        if anew and not check:
            search.forget()
        number = search.missing().count()
        if check:
            if number:
                raise CommandError(f"{number} postings have no words. Run `manage.py reindex`.")
            self.stdout.write("All postings have their words.")
            return
        made = search.make(list(search.missing().values_list("pk", flat=True)))
        self.stdout.write(f"Made the words of {made} postings.")
