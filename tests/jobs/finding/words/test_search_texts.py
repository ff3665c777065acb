"""Long, unusual and hostile texts: both databases store and match them alike."""

import random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from jobs.finding.words import matching, stored_words
from jobs.finding.words.queries import parse
from jobs.finding.words.tokens import find_compounds, split_words
from jobs.models import Posting, Section, Words
from tests.examples import examples
from tests.factories import make_posting, make_team
from tests.jobs.finding.oracle import filter_postings

from .stored import find, is_index_consistent, list_matches


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


def has_match(texts, forms, beginnings, *, spaced):
    """Return whether one of the texts has one of the forms side by side, or words that are written as one."""
    compounds = [word for text in texts for word in find_compounds(text, spaced=spaced)]
    return any(_has(words, forms, beginnings) for words in [*map(split_words, texts), *([word] for word in compounds)])


def _has(words, forms, beginnings):
    for start in range(len(words)):
        for wanted in forms:
            if words[start : start + len(wanted)] == list(wanted):
                return True
        for *first, last in beginnings:
            window = words[start : start + len(first) + 1]
            if len(window) > len(first) and window[:-1] == first and window[-1].startswith(last):
                return True
    return False


class HostileTexts(TestCase):
    """Both databases meet the same expectations, so they agree with each other."""

    @classmethod
    def setUpTestData(cls):
        cls.team = make_team("Backend")

    @settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
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
        for term in parse(f'"{query}"' if phrase else query).terms:
            matches = list_matches(term)

            results = dict(zip(matches, matching.find(list(matches.values())), strict=True))

            expected = {name: [] for name in matches}
            for posting, section in rows:
                pieces = [section.heading, stored_words.to_plain_text(section.body, stored_words.MAX_TEXT)]
                texts_by_field = {"title": [posting.title], "reference": [posting.reference], "text": pieces}
                for name, (field, forms, beginnings) in matches.items():
                    if field == "reference":
                        found = any(_has(split_words(text), forms, beginnings) for text in texts_by_field[field])
                    else:
                        found = has_match(texts_by_field[field], forms, beginnings, spaced=field == "title")
                    if found:
                        expected[name].append(posting.pk)
            assert {name: sorted(ids) for name, ids in results.items()} == expected, (term, texts)
