"""Words in the database: dropped when their text changes, made anew, and matched alike by both engines."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from jobs import search
from jobs.models import Posting, Section, Words
from jobs.words import Term, parse, spaced, words

from ..factories import days, make_employer, make_posting, make_team
from .finding import ask


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def find(question):
    """The references of the postings that hold the one term of a question, by field."""
    [term] = parse(question)
    [found] = search.find([term])
    references = dict(Posting.objects.values_list("pk", "reference"))
    return {name: sorted(references[one] for one in ids) for name, ids in found.items() if ids}


def has_words(posting):
    return Words.objects.filter(posting=posting).exists()


def index_is_in_step():
    """Whether SQLite's index holds exactly what is stored; PostgreSQL's columns are generated."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Raises "database disk image is malformed" when it does not.
            cursor.execute("INSERT INTO jobs_words_index(jobs_words_index, rank) VALUES ('integrity-check', 1)")
    return True


@pytest.fixture
def posting(db):
    return make_posting("Pilot", reference="REF-PILOT", sections=1)


def test_words_are_made_when_a_posting_and_its_text_are_saved(db):
    posting = make_posting("Java Entwickler", reference="AB-17", sections=0)
    posting.sections.create(heading="Aufgabe", body="<p>Straße &amp; Café</p><p>Ende</p>")

    made = Words.objects.get(posting=posting)

    assert made.title == " java entwickler "
    assert made.reference == " ab 17 "
    assert made.text == " aufgabe ¶ strasse cafe ende "
    assert made.plain == "Aufgabe · Straße & Café Ende"
    assert find("java") == {"title": ["AB-17"], "whole title": ["AB-17"]}
    assert find("entw") == {"title": ["AB-17"]}
    assert find("17") == {"reference": ["AB-17"]}
    assert find('"STRASSE CAFÉ"') == {"text": ["AB-17"]}
    assert find('"aufgabe strasse"') == {}


def test_sections_stand_in_their_order_and_a_phrase_does_not_cross_them(db):
    posting = make_posting("Pilot", sections=0)
    posting.sections.create(heading="Second", body="<p>two</p>", position=2)
    posting.sections.create(heading="First", body="<p>one</p>", position=1)

    assert Words.objects.get().text == " first ¶ one ¶ second ¶ two "
    assert find('"one second"') == {}


TEXT = {
    "title_by_bulk_update": lambda posting: Posting.objects.filter(pk=posting.pk).update(title="New"),
    "title_by_plain_sql": lambda posting: sql("UPDATE jobs_posting SET title = 'New' WHERE id = %s", posting.pk),
    "reference_by_plain_sql": lambda posting: sql("UPDATE jobs_posting SET reference = 'N' WHERE id = %s", posting.pk),
    "section_by_bulk_update": lambda posting: Section.objects.filter(posting=posting).update(body="<p>New</p>"),
    "heading_by_plain_sql": lambda posting: sql(
        "UPDATE jobs_section SET heading = 'New' WHERE posting_id = %s", posting.pk
    ),
    "section_added_in_bulk": lambda posting: Section.objects.bulk_create(
        [Section(posting=posting, heading="New", body="<p>New</p>")]
    ),
    "section_deleted_by_plain_sql": lambda posting: sql("DELETE FROM jobs_section WHERE posting_id = %s", posting.pk),
    "sections_put_in_another_order": lambda posting: Section.objects.filter(posting=posting).update(position=7),
}


@pytest.mark.parametrize("name", TEXT)
def test_words_are_dropped_when_text_changes_past_django(posting, name):
    other = make_posting("Keeper")
    assert has_words(posting)

    TEXT[name](posting)

    assert not has_words(posting)
    assert has_words(other)
    assert find("pilot") == {}
    assert index_is_in_step()
    call_command("reindex", verbosity=0)
    assert has_words(posting)
    assert Words.objects.get(posting=posting).title == spaced(Posting.objects.get(pk=posting.pk).title)


OTHER = {
    "level": lambda posting: Posting.objects.filter(pk=posting.pk).update(level="lead"),
    "closing": lambda posting: Posting.objects.filter(pk=posting.pk).update(closes_at=days(3)),
    "same_title": lambda posting: Posting.objects.filter(pk=posting.pk).update(title=posting.title),
    "plain_sql": lambda posting: sql("UPDATE jobs_posting SET pay_note = 'x', level = 'mid'"),
    "team": lambda posting: type(posting.team).objects.update(name="Renamed"),
}


@pytest.mark.parametrize("name", OTHER)
def test_words_stay_when_something_else_changes(posting, name):
    before = Words.objects.values().get(posting=posting)

    OTHER[name](posting)

    assert Words.objects.values().get(posting=posting) == before
    assert index_is_in_step()


def test_saving_through_django_makes_words_anew_at_once(posting):
    posting.title = "Keeper"
    posting.save()
    section = posting.sections.get()
    section.body = "<p>Lighthouse</p>"
    section.save()

    assert find("pilot") == {"reference": ["REF-PILOT"]}
    assert find("keeper") == {"title": ["REF-PILOT"], "whole title": ["REF-PILOT"]}
    assert find("lighthouse") == {"text": ["REF-PILOT"]}
    assert find('"what you will do"') == {}
    assert index_is_in_step()


def test_deleting_a_section_makes_words_anew_at_once(posting):
    posting.sections.create(heading="Also", body="<p>Lighthouse</p>", position=2)
    assert find("lighthouse") == {"text": ["REF-PILOT"]}

    Section.objects.get(heading="Also").delete()

    assert find("lighthouse") == {}
    assert find("what") == {"text": ["REF-PILOT"]}
    Section.objects.filter(posting=posting).delete()
    assert Words.objects.get(posting=posting).text == "  "
    assert find("pilot") == {
        "title": ["REF-PILOT"],
        "whole title": ["REF-PILOT"],
        "reference": ["REF-PILOT"],
    }


def test_section_that_moves_takes_its_words_along(posting):
    other = make_posting("Keeper", reference="REF-2", sections=0)
    section = posting.sections.get()
    section.posting = other
    section.save()

    assert find('"what you will do"') == {"text": ["REF-2"]}


def test_deleting_a_draft_deletes_its_words(db):
    draft = make_posting("Drafted", published_from=None)
    kept = make_posting("Kept", published_from=None)
    assert has_words(draft)

    draft.delete()

    assert list(Words.objects.values_list("posting", flat=True)) == [kept.pk]
    assert find("drafted") == {}
    assert index_is_in_step()
    Posting.objects.filter(pk=kept.pk).delete()
    assert not Words.objects.exists()
    assert index_is_in_step()


def test_words_of_a_draft_are_never_found_by_visitors(db):
    make_posting("Secret zeppelin", published_from=None)
    make_posting("Scheduled zeppelin", published_from=days(1))
    make_posting("Hidden zeppelin", team=make_team("Secret", is_published=False))
    shown = make_posting("Zeppelin pilot")

    assert list(ask({"q": ["zeppelin"]}).qs[:]) == [shown]


def test_reindex_makes_what_is_missing(posting, capsys):
    kept = make_posting("Kept")
    Words.objects.filter(posting=kept).update(plain="kept as it is")
    Posting.objects.filter(pk=posting.pk).update(title="Keeper")

    call_command("reindex")

    assert capsys.readouterr().out == "Postings whose words were made: 1.\n"
    assert find("keeper") == {"title": ["REF-PILOT"], "whole title": ["REF-PILOT"]}
    assert Words.objects.get(posting=kept).plain == "kept as it is"
    call_command("reindex")
    assert capsys.readouterr().out == "Postings whose words were made: 0.\n"


def test_reindex_all_makes_everything_anew(posting, capsys):
    Words.objects.update(plain="stale")

    call_command("reindex", "--all")

    assert capsys.readouterr().out == "Postings whose words were made: 1.\n"
    assert Words.objects.get().plain == "Part 1 · What you will do."
    assert index_is_in_step()


def test_reindex_check_tells_and_makes_nothing(posting, capsys):
    call_command("reindex", "--check")
    assert capsys.readouterr().out == "All postings have their words.\n"
    Posting.objects.filter(pk=posting.pk).update(title="Keeper")

    for options in (["--check"], ["--check", "--all"]):
        with pytest.raises(CommandError, match="Postings without words: 1"):
            call_command("reindex", *options)

    assert not has_words(posting)


def test_reindex_makes_more_than_one_batch(posting, monkeypatch):
    monkeypatch.setattr(search, "BATCH", 2)
    for number in range(4):
        make_posting(f"Posting {number}", team=posting.team, sections=0)
    Words.objects.all().delete()

    assert search.make(list(Posting.objects.values_list("pk", flat=True))) == 5

    assert Words.objects.count() == 5
    assert not search.missing().exists()


def test_check_tells_when_words_are_missing(posting):
    assert search.check_words(databases=["default"]) == []
    Posting.objects.update(title="Keeper")

    [warning] = search.check_words(databases=["default"])

    assert warning.id == "jobs.W001"
    assert warning.msg.endswith("not found by their words: 1.")
    assert "reindex" in warning.hint
    assert search.check_words(databases=None) == []


def test_check_is_part_of_manage_check(posting, capsys):
    Posting.objects.update(title="Keeper")

    call_command("check", databases=["default"])

    assert "jobs.W001" in capsys.readouterr().err


def test_text_of_a_megabyte_is_stored_and_found(db):
    numbers = random.Random(1)
    many = " ".join("".join(numbers.choices("abcdefghijklmnopqrstuvwxyzäß", k=7)) for _number in range(125_000))
    posting = make_posting("Pilot", reference="LONG", sections=0)

    posting.sections.create(heading="Lighthouse", body=f"<p>Harbour {many}</p>")

    assert len(many) > 990_000
    assert find('"harbour"') == {"text": ["LONG"]}
    assert find('"lighthouse"') == {"text": ["LONG"]}
    assert [one.pk for one in ask({"q": ["harbour"]}).qs[:]] == [posting.pk]
    assert index_is_in_step()


def test_text_of_a_megabyte_in_many_sections_is_stored_and_found(db):
    numbers = random.Random(2)
    posting = make_posting("Pilot", reference="LONG", sections=0)
    made = []
    for position in range(5):
        many = " ".join("".join(numbers.choices("бвгджзклмн", k=9)) for _number in range(25_000))
        made.append(Section(posting=posting, heading=f"Harbour {position}", body=f"<p>{many}</p>", position=position))
    Section.objects.bulk_create(made)

    assert search.make([posting.pk]) == 1

    assert find('"harbour 0"') == {"text": ["LONG"]}
    assert len(Words.objects.get().text) <= search.MAX_TEXT
    assert index_is_in_step()


@pytest.mark.parametrize(
    "text",
    [
        "<p>\u00a0\u200b\u2003</p>",
        "<p>🚀🎉 … — ‽</p>",
        "<p>' \\ : ' & | ! ( ) * %  _ \" ¶</p>",
        "<p>\u0301\u0302</p>",
        "",
    ],
)
def test_text_of_unusual_characters_alone_is_stored(db, text):
    posting = make_posting("¿?", reference="REF", sections=0)

    posting.sections.create(heading="…", body=text)

    assert Words.objects.get().title == "  "
    assert words(Words.objects.get().text) == []
    assert find("re") == {"reference": ["REF"]}
    assert list(ask({}).qs[:]) == [posting]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("C++ und C#", "c++"),
        ("the .NET runtime", ".net"),
        ("Ж", "ж"),
        ('צה"ל', "צהל"),
        ("東京の天気", "東京"),
        ("क्षत्रिय", "क्षत्रिय"),
        ("𐐀𐐁𐐂", "𐐨𐐩"),
        ("ǅungla", "džungla"),
        ("x²", "x2"),
        ("it's l'été", "l'ete"),
        ("100% _a_ \\ b", "100"),
        ("Straße", "STRASSE"),
    ],
)
def test_unusual_words_are_found(db, text, question):
    make_posting("Pilot", reference="REF", sections=0).sections.create(heading="…", body=f"<p>{text}</p>")

    assert find(question) == {"text": ["REF"]}


def test_words_of_every_posting_go_with_flush_and_new_ones_are_found(transactional_db):
    make_posting("Pilot", reference="OLD")

    call_command("flush", interactive=False, verbosity=0)
    make_employer()
    make_posting("Keeper", reference="NEW")

    assert find("pilot") == {}
    assert find("keeper") == {"title": ["NEW"], "whole title": ["NEW"]}
    assert index_is_in_step()


def test_words_are_dropped_again_after_a_migration(transactional_db):
    posting = make_posting("Pilot")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER words_of_posting")
        else:
            cursor.execute("DROP TRIGGER words_of_posting ON jobs_posting")

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    Posting.objects.update(title="Keeper")

    assert not has_words(posting)


def test_install_again_leaves_words_and_index_as_they_are(transactional_db):
    make_posting("Pilot", reference="REF")

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert find("pilot") == {"title": ["REF"], "whole title": ["REF"]}
    assert index_is_in_step()


PIECES = ["a", "ab", "abc", "b", "C++", "c", "#", "c#", ".net", "net", "É", "e\u0301", "ﬁ", "ß", "ss", "Ж", "שלום"]
PIECES += [
    'צה"ל',
    "צהל",
    "東",
    "京",
    "'",
    '"',
    "\\",
    "%",
    "_",
    "&",
    "|",
    "!",
    ":*",
    "(",
    "-",
    "¶",
    "\u200b",
    "x_y",
    "½",
]
PIECES += [" ", " ", " ", " ", "\n", "🚀", "1", "12", "AND", "NOT", "near", "title", "title:", "^a", "क्ष"]
hostile = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def holds(text, term):
    """Whether the words of a term stand side by side in a text, the last maybe as a beginning."""
    found, wanted = words(text), list(term.words)
    for start in range(len(found) - len(wanted) + 1):
        *first, last = found[start : start + len(wanted)]
        if first == wanted[:-1] and (last == wanted[-1] or (not term.whole and last.startswith(wanted[-1]))):
            return True
    return False


class FindingInHostileTexts(TestCase):
    """The same literal expectation on both databases is what makes them agree with each other."""

    @classmethod
    def setUpTestData(cls):
        cls.team = make_team("Backend")

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        texts=st.lists(st.tuples(hostile, hostile, hostile), min_size=1, max_size=4),
        question=hostile,
        phrase=st.booleans(),
    )
    def test_find_equals_a_naive_scan(self, texts, question, phrase):
        Posting.objects.all().delete()
        rows = []
        for number, (title, heading, body) in enumerate(texts):
            posting = Posting.objects.create(
                title=title, reference=f"{number}{title}", team=self.team, published_from=None
            )
            section = Section(posting=posting, heading=heading, body=body)
            section.save()
            rows.append((posting, section))
        terms = parse(f'"{question}"' if phrase else question)
        if not terms:
            return

        found = search.find(terms)

        for term, fields in zip(terms, found, strict=True):
            expected = {"title": [], "reference": [], "text": [], "whole title": []}
            for posting, section in rows:
                if holds(posting.title, term):
                    expected["title"].append(posting.pk)
                if holds(posting.title, Term(term.words, whole=True)):
                    expected["whole title"].append(posting.pk)
                if holds(posting.reference, term):
                    expected["reference"].append(posting.pk)
                pieces = [section.heading, search.plain(section.body, search.MAX_TEXT)]
                if any(holds(piece, term) for piece in pieces):
                    expected["text"].append(posting.pk)
            assert {name: sorted(ids) for name, ids in fields.items()} == expected, (term, texts)
