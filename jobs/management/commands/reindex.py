from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs.finding import stored_words
from jobs.models import Posting
from jobs.publishing import check_results


class Command(BaseCommand):
    help = (
        "Make the words by which postings are found, for those written past Django (plain SQL, bulk updates), "
        "and ask the check before publishing about those that it has no answer for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="make nothing; fail if words are missing")
        parser.add_argument("--all", dest="anew", action="store_true", help="make the words of all postings anew")

    def handle(self, *args: Any, check: bool, anew: bool, **options: Any) -> None:
        number = stored_words.postings_without_words().count()
        if check and number:
            raise CommandError(f"Postings without words: {number}. Run `manage.py reindex`.")
        if check:
            self.stdout.write("All postings have their words.")
            return
        wanted = Posting.objects.order_by("pk") if anew else stored_words.postings_without_words()
        made = stored_words.make_words(list(wanted.values_list("pk", flat=True)))
        self.stdout.write(f"Postings whose words were made: {made}.")
        check_results.refresh(Posting.objects.all(), limit=None)
