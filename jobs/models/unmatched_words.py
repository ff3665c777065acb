import datetime as dt
import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.db.models import Sum

from teams.columns.types import limit_types
from teams.models.text_cleaning import clean_text
from teams.moments.columns import days_in_range

MAX_LENGTH = 60  # characters
MAX_PER_DAY = 1000  # different words
MIN_DIGITS = 4  # of a number that may belong to a person: a telephone number, a date of birth
# Parts of an address of a person: at sign, also in words; a mail provider; a web page.
ADDRESS = re.compile(
    r"@|[(\[{]\s*at\s*[)\]}]|\b(?:gmail|hotmail|outlook|yahoo|icloud|gmx|proton)\.|https?:|www\.|linkedin\."
)

KEPT_FOR = dt.timedelta(days=90)
# Milliseconds that a visitor waits on SQLite, where only one connection writes at a time, for example a long import.
MAX_WAIT = 200

logger = logging.getLogger(__name__)


class UnmatchedWordsQuerySet(models.QuerySet[Any]):
    def record(self, words: Iterable[str], day: dt.date) -> None:
        """Add 1 to each of the words on that day. Leave out words that may be personal data.

        A public page calls this. If the database does not accept it, the words are not counted, and the page works.
        """
        # Sorted, so that two transactions lock rows in the same order.
        counted = sorted({cleaned for text in words if (cleaned := clean_words(text))})
        if not counted:
            return
        try:
            with waiting_briefly(), transaction.atomic():
                self._add(counted, day)
        except DatabaseError as error:
            # Without a traceback, because it could contain the words.
            logger.warning("Words that found nothing were not counted: %s", str(error).partition("\n")[0])

    def _add(self, words: list[str], day: dt.date) -> None:
        of_day = self.filter(day=day)
        stored = of_day.count()
        if not stored:
            self.filter(day__lt=day - KEPT_FOR).delete()
        if stored + len(words) > MAX_PER_DAY:
            known = set(of_day.filter(words__in=words).values_list("words", flat=True))
            new = [text for text in words if text not in known][: max(0, MAX_PER_DAY - stored)]
            words = sorted([*known, *new])
        if not words:
            return
        table = connection.ops.quote_name(self.model._meta.db_table)
        rows = ", ".join(["(%s, %s, 1)"] * len(words))
        # The ORM cannot add to a stored value in an upsert.
        sql = (
            f"INSERT INTO {table} (day, words, count) VALUES {rows} "  # noqa: S608  # a name of our own
            f"ON CONFLICT (day, words) DO UPDATE SET count = {table}.count + 1"
        )
        stored_day = connection.ops.adapt_datefield_value(day)
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for text in words for value in (stored_day, text)])

    def frequent(self, since_day: dt.date, at_least: int = 3, limit: int = 20) -> list[tuple[str, int]]:
        """Return words and how often they were counted since a day, the most frequent first."""
        counts = self.filter(day__gte=since_day).order_by().values_list("words").annotate(total=Sum("count"))
        return list(counts.filter(total__gte=at_least).order_by("-total", "words")[:limit])


def clean_words(text: str) -> str:
    """Return words as they are counted: in lower case. Return "" if they may be personal data, or are too long."""
    words = " ".join(clean_text(text).lower().split())
    return "" if may_be_personal(words) or len(words) > MAX_LENGTH else words


def may_be_personal(query: str) -> bool:
    """Return whether a query may have the address, a number or a date of a person."""
    text = unicodedata.normalize("NFKC", query).lower()
    return bool(ADDRESS.search(text)) or sum(letter.isdigit() for letter in text) >= MIN_DIGITS


@contextmanager
def waiting_briefly() -> Iterator[None]:
    """Wait at most MAX_WAIT for another connection that writes to SQLite."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    [usual] = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    connection.connection.execute(f"PRAGMA busy_timeout = {MAX_WAIT}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {usual}")


@limit_types
class UnmatchedWords(models.Model):
    """How often words found nothing on a day. It stores nothing about the people who searched."""

    is_content = False  # visitors never see it: see teams.models.edition

    day = models.DateField()
    words = models.CharField(max_length=MAX_LENGTH)
    count = models.PositiveIntegerField(default=1)

    objects = UnmatchedWordsQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "words"]
        verbose_name_plural = "unmatched words"
        constraints = [
            *days_in_range("unmatched_words", "day"),
            models.UniqueConstraint(fields=["day", "words"], name="unmatched_words_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.count} on {self.day}"
