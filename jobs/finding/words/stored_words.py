"""The words that searches match: a row of `Words` for each posting.

Database triggers (`search_tables.py`) delete the row when the text of its posting changes. A save through Django
makes it again at once; after other writes `manage.py reindex` makes the missing rows. So an existing row is
always current.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Prefetch

from jobs.models import Posting, Section, Words
from teams.models.folding import fold
from teams.pages.metadata import to_plain_text

from .tokens import find_compounds, join_words

FIELDS = ("title", "reference", "text")
# Longer than the text of any posting. PostgreSQL stores at most 1 MB of distinct words.
MAX_TEXT = 900_000  # bytes
BATCH = 500


def make_words_on_save(sender: type[Posting] | type[Section], instance: Any, **kwargs: Any) -> None:
    """Make the words of a saved posting, or of the posting of a saved or deleted section. A signal handler."""
    if instance.words_made_later or kwargs.get("raw"):
        # The other rows of a fixture may not be stored yet. `loaddata` makes the words at its end.
        return
    origin = kwargs.get("origin", instance)
    if getattr(origin, "model", type(origin)) is not sender:
        # The section is deleted together with its posting.
        return
    if sender is not Section:
        make_words([instance.pk])
    else:
        make_words(sorted({instance.posting_id, instance.stored_posting_id or instance.posting_id}))
        instance.stored_posting_id = instance.posting_id


def delete_loaded_words(sender: type[Words], instance: Words, raw: bool, **kwargs: Any) -> None:
    """Delete words that a fixture brings: they may be outdated, or of another posting. A signal handler."""
    if raw:
        sender.objects.filter(pk=instance.pk).delete()


def postings_without_words() -> Any:
    """Return the postings that searches cannot find, because their words are missing."""
    return Posting.objects.filter(words=None).order_by("pk")


def find_outdated() -> list[int]:
    """Return the ids of postings whose words are missing or not those of their text, whatever wrote them."""
    found = []
    last = 0
    while batch := list(_read_texts(Posting.objects.filter(pk__gt=last).order_by("pk"))[:BATCH]):
        stored = Words.objects.in_bulk([posting.pk for posting in batch])
        found += [posting.pk for posting in batch if not _is_equal(_build_words(posting), stored.get(posting.pk))]
        last = batch[-1].pk
    return found


def _is_equal(words: Words, stored: Words | None) -> bool:
    return stored is not None and all(getattr(words, name) == getattr(stored, name) for name in (*FIELDS, "plain"))


def _read_texts(postings: Any) -> Any:
    # Only these columns: while migrations run, others may not exist yet.
    sections = Prefetch("sections", Section.objects.only("posting", "heading", "body").order_by("position", "id"))
    return postings.only("reference", "title", "title_folded").prefetch_related(sections)


def make_words(ids: Sequence[int]) -> int:
    """Make the words of these postings. Return how many postings there were.

    This also corrects `title_folded`, which is wrong after a title was written without Django.
    """
    made = 0
    for start in range(0, len(ids), BATCH):
        batch = _read_texts(Posting.objects.filter(pk__in=ids[start : start + BATCH]).order_by("pk"))
        with transaction.atomic():
            # With the lock, the last to read a text is the last to write its words: they are never outdated.
            postings = list(batch.select_for_update(no_key=True))
            for posting in postings:
                if posting.title_folded != (folded := fold(posting.title)[: Posting.title_folded.field.max_length]):
                    Posting.objects.filter(pk=posting.pk).update(title_folded=folded)
            rows = [_build_words(posting) for posting in postings]
            Words.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["posting"], update_fields=[*FIELDS, "plain"]
            )
        made += len(rows)
    return made


def _build_words(posting: Posting) -> Words:
    pieces = [
        piece
        for section in posting.sections.all()
        for piece in (section.heading, to_plain_text(section.body, MAX_TEXT))
    ]
    # Each once, and after the text, so that no phrase matches across them.
    compounds = dict.fromkeys(word for piece in pieces for word in find_compounds(piece, spaced=False))
    return Words(
        posting=posting,
        title=join_words(posting.title, *_as_text(find_compounds(posting.title, spaced=True))),
        reference=join_words(posting.reference),
        text=_truncate(join_words(*pieces, *_as_text(compounds))),
        plain=" · ".join(pieces),
    )


def _as_text(compounds: Iterable[str]) -> list[str]:
    """Return one text of all compounds, so that only one break is stored; none without compounds."""
    text = " ".join(compounds)
    return [text] if text else []


def _truncate(joined_words: str) -> str:
    encoded = joined_words.encode()
    if len(encoded) <= MAX_TEXT:
        return joined_words
    truncated = encoded[:MAX_TEXT].decode(errors="ignore")
    return truncated[: truncated.rindex(" ") + 1]


@checks.register(checks.Tags.database)
def check_words(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn if words are missing. Runs with `check --database default` and before migrations."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    if Words._meta.db_table not in connection.introspection.table_names():
        return []
    number = postings_without_words().count()
    if not number:
        return []
    message = f"Postings changed without Django, not found by their words: {number}."
    return [checks.Warning(message, hint="Run `manage.py reindex`.", id="jobs.W001")]
