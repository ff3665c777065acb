"""Long, unusual and hostile texts: both databases store and match them alike."""

import random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from jobs.finding import search
from jobs.finding.words import stored_words
from jobs.finding.words.tokens import Term, parse, split_words
from jobs.models import Posting, Section, Words
from tests.factories import make_posting, make_team
from tests.jobs.finding.oracle import filter_postings

from .stored import find, is_index_consistent


def test_text_of_a_megabyte_is_stored_and_found(db):
    numbers = random.Random(1)
    many = " ".join("".join(numbers.choices("abcdefghijklmnopqrstuvwxyzäß", k=7)) for _number in range(125_000))
    posting = make_posting("Pilot", reference="LONG", sections=0)

    posting.sections.create(heading="Lighthouse", body=f"<p>Harbour {many}</p>")

    assert len(many) > 990_000
    assert find('"harbour"') == {"text": ["LONG"]}
    assert find('"lighthouse"') == {"text": ["LONG"]}
    assert [posting.pk for posting in filter_postings({"q": ["harbour"]}).qs[:]] == [posting.pk]
    assert is_index_consistent()


def test_text_of_a_megabyte_in_many_sections_is_stored_and_found(db):
    numbers = random.Random(2)
    posting = make_posting("Pilot", reference="LONG", sections=0)
    sections = []
    for position in range(5):
        many = " ".join("".join(numbers.choices("бвгджзклмн", k=9)) for _number in range(25_000))
        sections.append(
            Section(posting=posting, heading=f"Harbour {position}", body=f"<p>{many}</p>", position=position)
        )
    Section.objects.bulk_create(sections)

    assert stored_words.make_words([posting.pk]) == 1

    assert find('"harbour 0"') == {"text": ["LONG"]}
    assert len(Words.objects.get().text) <= stored_words.MAX_TEXT
    assert is_index_consistent()


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
def test_text_of_unusual_characters_is_stored(db, text):
    posting = make_posting("¿?", reference="REF", sections=0)

    posting.sections.create(heading="…", body=text)

    assert Words.objects.get().title == "  "
    assert split_words(Words.objects.get().text) == []
    assert find("re") == {"reference": ["REF"]}
    assert list(filter_postings({}).qs[:]) == [posting]


@pytest.mark.parametrize(
    ("text", "query"),
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
def test_unusual_words_are_found(db, text, query):
    make_posting("Pilot", reference="REF", sections=0).sections.create(heading="…", body=f"<p>{text}</p>")

    assert find(query) == {"text": ["REF"]}


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


def has_term(text, term):
    """Return whether a text has the words of a term side by side, the last maybe as a beginning."""
    words, wanted = split_words(text), list(term.words)
    for start in range(len(words) - len(wanted) + 1):
        *first, last = words[start : start + len(wanted)]
        if first == wanted[:-1] and (last == wanted[-1] or (not term.whole and last.startswith(wanted[-1]))):
            return True
    return False


class HostileTexts(TestCase):
    """Both databases meet the same expectations, so they agree with each other."""

    @classmethod
    def setUpTestData(cls):
        cls.team = make_team("Backend")

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        texts=st.lists(st.tuples(hostile, hostile, hostile), min_size=1, max_size=4),
        query=hostile,
        phrase=st.booleans(),
    )
    def test_find_equals_a_naive_scan(self, texts, query, phrase):
        Posting.objects.all().delete()
        rows = []
        for number, (title, heading, body) in enumerate(texts):
            posting = Posting.objects.create(
                title=title, reference=f"{number}{title}", team=self.team, published_from=None
            )
            section = Section(posting=posting, heading=heading, body=body)
            section.save()
            rows.append((posting, section))
        terms = parse(f'"{query}"' if phrase else query)
        if not terms:
            return

        results = search.find(terms)

        for term, ids_by_field in zip(terms, results, strict=True):
            expected = {"title": [], "reference": [], "text": [], "whole title": []}
            for posting, section in rows:
                if has_term(posting.title, term):
                    expected["title"].append(posting.pk)
                if has_term(posting.title, Term(term.words, whole=True)):
                    expected["whole title"].append(posting.pk)
                if has_term(posting.reference, term):
                    expected["reference"].append(posting.pk)
                pieces = [section.heading, stored_words.to_plain_text(section.body, stored_words.MAX_TEXT)]
                if any(has_term(piece, term) for piece in pieces):
                    expected["text"].append(posting.pk)
            assert {name: sorted(ids) for name, ids in ids_by_field.items()} == expected, (term, texts)
