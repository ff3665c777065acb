from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs.finding.words import stored_words
from jobs.models import Posting
from jobs.publishing import check_results


class Command(BaseCommand):
    help = (
        "Make missing search words of postings, which plain SQL and bulk updates leave out, and refresh the stored "
        "results of the check before publishing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if words are missing")
        parser.add_argument("--all", dest="make_all", action="store_true", help="make the words of all postings again")

    def handle(self, *args: Any, check: bool, make_all: bool, **options: Any) -> None:
        if check:
            if missing := stored_words.postings_without_words().count():
                raise CommandError(f"Postings without words: {missing}. Run `manage.py reindex`.")
            self.stdout.write("All postings have their words.")
            return
        postings = Posting.objects.order_by("pk") if make_all else stored_words.postings_without_words()
        made = stored_words.make_words(list(postings.values_list("pk", flat=True)))
        self.stdout.write(f"Postings whose words were made: {made}.")
        check_results.refresh(Posting.objects.all(), limit=None)
