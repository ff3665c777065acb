"""Searching by words: Python makes them once, in `words.py`; PostgreSQL and SQLite only match them.

Each posting has a row of `Words`. Triggers of the database delete the row when the text it was made
from changes, whoever changes it; a save through Django makes it anew at once, `manage.py reindex` makes
what is missing after anything else. So a row that exists is right, and a missing one says it is missing.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Prefetch

from jobs.models import Posting, Section, Words
from teams.models.edition import create_if_missing
from teams.models.folding import fold
from teams.pages.metadata import plain

from .words import Term, spaced

FIELDS = ("title", "reference", "text")
# What is longer than any posting is cut, because PostgreSQL keeps 1 MB of different words at most.
MAX_TEXT = 900_000  # bytes
BATCH = 500


def find(terms: Sequence[Term]) -> list[dict[str, list[int]]]:
    """Return for each term the ids of the postings whose field holds it. One query.

    The keys are `title`, `reference`, `text`, and `whole title` for those whose title has all words of
    the term as they are. Whether a posting is open is for the caller to say.
    """
    match = MATCH[connection.vendor]
    queries, parameters = [], []
    for number, term in enumerate(terms):
        for name, field, whole in (("whole title", "title", True), *((one, one, term.whole) for one in FIELDS)):
            sql, values = match(field, Term(term.words, whole=whole))
            queries.append(f"SELECT {number} AS term, '{name}' AS name, {sql}")
            parameters += values
    found: list[dict[str, list[int]]] = [{} for _term in terms]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), parameters)
        for number, name, ids in cursor.fetchall():
            found[number][name] = [int(one) for one in ids.split(",")] if ids else []
    return found


def _match_sqlite(field: str, term: Term) -> tuple[str, list[str | None]]:
    words = " ".join(term.words)
    asked = f'{field} : "{words}"' + ("" if term.whole else " *")
    return "group_concat(rowid) FROM jobs_words_index WHERE jobs_words_index MATCH %s", [asked]


def _match_postgresql(field: str, term: Term) -> tuple[str, list[str | None]]:
    *first, last = (f"'{word}'" for word in term.words)
    asked = " & ".join([*first, last if term.whole else f"{last}:*"])
    # Vectors know which words there are; whether they stand side by side, the text tells.
    phrase = f"% {' '.join(term.words)}{' ' if term.whole else ''}%" if first else None
    return f"jobs_words_having('{field}', %s::tsquery, %s)", [asked, phrase]


MATCH = {"sqlite": _match_sqlite, "postgresql": _match_postgresql}


def install(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Create what each engine matches words with, the triggers that drop words of changed texts, and missing words."""
    connection = connections[using]
    with connection.cursor() as cursor:
        exists = Words._meta.db_table in connection.introspection.table_names(cursor)
        for statement in (STATEMENTS if exists else LEFT_OVER)[connection.vendor]:
            cursor.execute(statement)
    if exists and using == DEFAULT_DB_ALIAS:
        # An upgrade from before there were words must not hide postings from those who search.
        make(list(missing().values_list("pk", flat=True)))


def make_way(sender: AppConfig, plan: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Drop the triggers before tables are changed that they read; `install` puts them back.

    What is saved meanwhile through Django has its words made all the same. A migration of the columns
    of `Words` itself has to drop PostgreSQL's generated columns first.
    """
    if any(migration.app_label == sender.label for migration, _backwards in plan):
        connection = connections[using]
        with transaction.atomic(using=using), connection.cursor() as cursor:
            if Posting._meta.db_table in connection.introspection.table_names(cursor):
                for statement in DROPPED[connection.vendor]:
                    cursor.execute(statement)


def _sqlite() -> list[str]:
    columns = ", ".join(FIELDS)
    old, new = (f"{row}.posting_id, {', '.join(f'{row}.{field}' for field in FIELDS)}" for row in ("old", "new"))
    index = "jobs_words_index"
    # An index with external content, kept in step as https://sqlite.org/fts5.html#external_content_tables says.
    # ruff: noqa: S608  # every name here is our own
    remove = f"INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', {old});"
    add = f"INSERT INTO {index}(rowid, {columns}) VALUES ({new});"
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in ("title", "reference"))
    sections = {
        "INSERT": _drop("new.posting_id"),
        "DELETE": _drop("old.posting_id"),
        "UPDATE": _drop("old.posting_id") + _drop("new.posting_id"),
    }
    triggers = {
        "words_added": f"INSERT ON jobs_words BEGIN {add} END",
        "words_removed": f"DELETE ON jobs_words BEGIN {remove} END",
        "words_changed": f"UPDATE ON jobs_words BEGIN {remove} {add} END",
        "words_of_posting": f"UPDATE ON jobs_posting WHEN {changed} BEGIN {_drop('old.id')} END",
        # A row may take the place of another with the same id.
        "words_of_posting_insert": f"INSERT ON jobs_posting BEGIN {_drop('new.id')} END",
        "words_of_posting_delete": f"DELETE ON jobs_posting BEGIN {_drop('old.id')} END",
        **{
            f"words_of_section_{event.lower()}": f"{event} ON jobs_section BEGIN {drops} END"
            for event, drops in sections.items()
        },
    }
    return [
        (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5({columns}, content='jobs_words', "
            "content_rowid='posting_id', tokenize='ascii', prefix='2 3')"
        ),
        *DROPPED["sqlite"],
        *(f"CREATE TRIGGER {name} AFTER {body}" for name, body in triggers.items()),
    ]


_HAVING = """
DECLARE found text;
BEGIN
    EXECUTE format(
        'SELECT string_agg(posting_id::text, '','') FROM jobs_words WHERE %I @@ $1 AND ($2 IS NULL OR %I LIKE $2)',
        field || '_words', field
    ) INTO found USING asked, phrase;
    RETURN found;
END
"""


def _postgresql() -> list[str]:
    both = f"IF TG_OP <> 'INSERT' THEN {_drop('OLD.{0}')} END IF; IF TG_OP <> 'DELETE' THEN {_drop('NEW.{1}')} END IF;"
    # Compared inside, because a trigger whose condition names a column keeps that from being changed.
    same = "TG_OP = 'UPDATE' AND (OLD.title, OLD.reference) IS NOT DISTINCT FROM (NEW.title, NEW.reference)"
    bodies = {
        "words_of_posting": f"BEGIN IF {same} THEN RETURN NULL; END IF; {both.format('id', 'id')} RETURN NULL; END",
        "words_of_section": f"BEGIN {both.format('posting_id', 'posting_id')} RETURN NULL; END",
        "words_of_all": "BEGIN DELETE FROM jobs_words; RETURN NULL; END",
    }
    known = "SELECT FROM pg_attribute WHERE attrelid = 'jobs_words'::regclass AND attname = 'text_words'"
    added = [
        *(f"ADD COLUMN {field}_words tsvector GENERATED ALWAYS AS ({field}::tsvector) STORED" for field in FIELDS),
        # Long columns out of the way, so that collecting many ids reads few pages.
        "SET (toast_tuple_target = 128)",
    ]
    return [
        # Only where they are missing, because altering a table stops its readers.
        f"DO $$ BEGIN IF NOT EXISTS ({known}) THEN ALTER TABLE jobs_words {', '.join(added)}; END IF; END $$",
        *(f"CREATE INDEX IF NOT EXISTS jobs_words_{field} ON jobs_words USING gin ({field}_words)" for field in FIELDS),
        # The planner does not know that reading all rows means fetching each long column from elsewhere.
        (
            "CREATE OR REPLACE FUNCTION jobs_words_having(field text, asked tsquery, phrase text) RETURNS text "
            f"LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$ {_HAVING} $$"
        ),
        *(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            for name, body in bodies.items()
        ),
        *(
            create_if_missing(name, table, f"CREATE TRIGGER {name} AFTER {events} EXECUTE FUNCTION {name}()")
            for name, (table, events) in POSTGRESQL_TRIGGERS.items()
        ),
    ]


def _drop(posting: str) -> str:
    return f"DELETE FROM jobs_words WHERE posting_id = {posting};"


POSTGRESQL_TRIGGERS = {
    "words_of_posting": ("jobs_posting", "INSERT OR UPDATE OR DELETE ON jobs_posting FOR EACH ROW"),
    "words_of_section": ("jobs_section", "INSERT OR UPDATE OR DELETE ON jobs_section FOR EACH ROW"),
    "words_of_all": ("jobs_section", "TRUNCATE ON jobs_section"),
}
SQLITE_TRIGGERS = (
    *("words_added", "words_removed", "words_changed", "words_of_posting"),
    *("words_of_posting_insert", "words_of_posting_delete"),
    *(f"words_of_section_{event}" for event in ("insert", "delete", "update")),
)
DROPPED = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE_TRIGGERS],
    "postgresql": [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in POSTGRESQL_TRIGGERS],
}
# When the table of words has been migrated away.
LEFT_OVER = {"sqlite": ["DROP TABLE IF EXISTS jobs_words_index"], "postgresql": []}
STATEMENTS = {"sqlite": _sqlite(), "postgresql": _postgresql()}


def written(sender: type[Posting] | type[Section], instance: Any, **kwargs: Any) -> None:
    """Make the words of a posting that was saved, or one of whose sections was saved or deleted."""
    if instance.words_follow:
        return
    origin = kwargs.get("origin", instance)
    if getattr(origin, "model", type(origin)) is not sender:
        # The posting itself goes, and its sections with it.
        return
    if sender is not Section:
        # Words too, because a fixture may bring those of a posting that had this id elsewhere.
        make([instance.pk])
    else:
        make(sorted({instance.posting_id, instance.stored_in or instance.posting_id}))
        instance.stored_in = instance.posting_id


def missing() -> Any:
    """The postings without words, which no search finds by them."""
    return Posting.objects.filter(words=None).order_by("pk")


def make(ids: Sequence[int]) -> int:
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
    pieces = [piece for section in posting.sections.all() for piece in (section.heading, plain(section.body, MAX_TEXT))]
    return Words(
        posting=posting,
        title=spaced(posting.title),
        reference=spaced(posting.reference),
        text=_cut(spaced(*pieces)),
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
    number = missing().count()
    if not number:
        return []
    said = f"Postings written past Django, which are not found by their words: {number}."
    return [checks.Warning(said, hint="Run `manage.py reindex`.", id="jobs.W001")]
