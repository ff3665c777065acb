"""The words that searches match, one row of `Words` for each posting.

Triggers of the database (`search_schema`) delete the row when the text it was made from changes. A save
through Django makes it anew at once; `manage.py reindex` makes the rows that other writes left missing.
So a row that exists is current.
"""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Prefetch

from jobs.models import Posting, Section, Words
from teams.models.folding import fold
from teams.pages.metadata import to_plain_text

from .words import join_words

FIELDS = ("title", "reference", "text")
# What is longer than any posting is cut, because PostgreSQL keeps 1 MB of different words at most.
MAX_TEXT = 900_000  # bytes
BATCH = 500


def make_words_on_save(sender: type[Posting] | type[Section], instance: Any, **kwargs: Any) -> None:
    """Make the words of a posting that was saved, or one of whose sections was saved or deleted."""
    if instance.words_follow:
        return
    origin = kwargs.get("origin", instance)
    if getattr(origin, "model", type(origin)) is not sender:
        # The posting itself goes, and its sections with it.
        return
    if sender is not Section:
        # Words too, because a fixture may bring those of a posting that had this id elsewhere.
        make_words([instance.pk])
    else:
        make_words(sorted({instance.posting_id, instance.stored_in or instance.posting_id}))
        instance.stored_in = instance.posting_id


def postings_without_words() -> Any:
    """The postings without words, which no search finds by them."""
    return Posting.objects.filter(words=None).order_by("pk")


def make_words(ids: Sequence[int]) -> int:
    """Make the words of these postings anew, and return how many postings there were.

    The title to sort by is mended on the way: like the words, it is made from a text that may have been
    written past Django.
    """
    made = 0
    told = Section.objects.only("posting", "heading", "body").order_by("position", "id")
    sections = Prefetch("sections", told)
    for start in range(0, len(ids), BATCH):
        some = Posting.objects.filter(pk__in=ids[start : start + BATCH]).order_by("pk")
        # Other columns may not be there yet: words are made while a database is being migrated, too.
        wanted = some.only("reference", "title", "title_folded").prefetch_related(sections)
        with transaction.atomic():
            # Whoever reads the text last writes the words last, so that they are never of an older text.
            postings = list(wanted.select_for_update(no_key=True))
            for posting in postings:
                if posting.title_folded != (folded := fold(posting.title)[: Posting.title_folded.field.max_length]):
                    Posting.objects.filter(pk=posting.pk).update(title_folded=folded)
            rows = [_words_of(posting) for posting in postings]
            Words.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["posting"], update_fields=[*FIELDS, "plain"]
            )
        made += len(rows)
    return made


def _words_of(posting: Posting) -> Words:
    pieces = [
        piece
        for section in posting.sections.all()
        for piece in (section.heading, to_plain_text(section.body, MAX_TEXT))
    ]
    return Words(
        posting=posting,
        title=join_words(posting.title),
        reference=join_words(posting.reference),
        text=_cut(join_words(*pieces)),
        plain=" · ".join(pieces),
    )


def _cut(spaced_words: str) -> str:
    encoded = spaced_words.encode()
    if len(encoded) <= MAX_TEXT:
        return spaced_words
    kept = encoded[:MAX_TEXT].decode(errors="ignore")
    return kept[: kept.rindex(" ") + 1]


@checks.register(checks.Tags.database)
def check_words(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Tell when `manage.py reindex` is needed: with `check --database default`, and before migrations."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    if Words._meta.db_table not in connection.introspection.table_names():
        return []
    number = postings_without_words().count()
    if not number:
        return []
    said = f"Postings written past Django, which are not found by their words: {number}."
    return [checks.Warning(said, hint="Run `manage.py reindex`.", id="jobs.W001")]
