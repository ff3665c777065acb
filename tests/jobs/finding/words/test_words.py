"""Splitting texts and queries into words, in any script, and the place of each word."""

import itertools
import unicodedata

import pytest
from hypothesis import given, settings, strategies as st

from jobs.finding.words.queries import MAX_QUERY, MAX_TERMS, Term, parse
from jobs.finding.words.tokens import BREAK, MAX_WORD, join_words, split_words, tokenize
from teams.models.folding import fold
from tests.examples import examples

# Letters that caused errors before, drawn more often than others.
HARD = 'aéßİıǅﬁ½²ªÅſÆœłØ ŉẞΣςᾳЁйЖ٣אה"׳״’\u05b8東京カｶﾞがㄅ가ᄀ가्षि'
HARD += "𐐀𝒜🚀#+.-_'\\%¶·\u0301\u0308\u200b\u200d\u00ad\u2003\n\x00"
texts = st.text(st.one_of(st.sampled_from(HARD), st.characters()), max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Müller & Co.", ["muller", "co"]),
        ("C++, C# and .NET", ["cplusplus", "csharp", "and", "dotnet"]),
        ("F# c c++17 ASP.NET", ["fsharp", "c", "cplusplus", "17", "asp", "dotnet"]),
        ("node.network .network", ["node", "network", "network"]),
        ("1++ #1 +c", ["1", "1", "c"]),
        ("Straße STRASSE ﬁne Łódź Ørsted œuvre", ["strasse", "strasse", "fine", "lodz", "orsted", "oeuvre"]),
        ("ЁЛКА Ж й", ["елка", "ж", "и"]),
        ('צה"ל צה״ל שָׁלוֹם', ["צהל", "צהל", "שלום"]),
        ("東京の天気 カフェ", ["東", "京", "の", "天", "気", "カ", "フ", "ェ"]),
        ("Java東京17", ["java", "東", "京", "17"]),
        ("e\u0301te\u0301", ["ete"]),
        ("snake_case o'brien e-mail", ["snake", "case", "o", "brien", "e", "mail"]),
        ("soft\u00adhyphen zero\u200bwidth", ["softhyphen", "zero", "width"]),
        ("x² ½ №5 ＣＡＰＳ", ["x2", "1", "2", "no5", "cap"]),
        ("‘’“” … 🚀 _ \x00 ¶", []),
        ("", []),
    ],
)
def test_words_of_a_text(text, expected):
    assert split_words(text) == expected


@settings(max_examples=examples(400))
@given(texts)
def test_words_ignore_composition(text):
    words = split_words(text)

    assert split_words(unicodedata.normalize("NFC", text)) == words
    assert split_words(unicodedata.normalize("NFD", text)) == words


@settings(max_examples=examples(400))
@given(texts)
def test_words_have_no_character_that_a_database_treats_as_syntax(text):
    for word in split_words(text):
        assert 0 < len(word) <= MAX_WORD
        # Ideographs may include characters that this Python does not know yet (Cn).
        assert all(unicodedata.category(letter)[0] in "LN" or unicodedata.category(letter) == "Cn" for letter in word)
        assert not set(word) & set("'\"\\:&|!()<>*%_-+#.¶ \x00")


@settings(max_examples=examples(400))
@given(texts)
def test_tokens_have_the_place_of_their_words(text):
    tokens = tokenize(text)

    assert [token.word for token in tokens] == split_words(text)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.word in split_words(text[token.start : token.end])
    # In order. Two share a place only where one letter makes two words: ½.
    for before, after in itertools.pairwise(tokens):
        assert before.end <= after.start or (before.start <= after.start and before.end <= after.end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Straße in Köln", ["Straße", "in", "Köln"]),
        ("Ko\u0308ln e\u0301\u0302", ["Ko\u0308ln", "e\u0301\u0302"]),
        ('צה"ל הוא', ['צה"ל', "הוא"]),
        ("C++/C# .NET", ["C++", "C#", ".NET"]),
        ("ﬁ½x", ["ﬁ½", "½x"]),
        ("\u0301a", ["a"]),
    ],
)
def test_token_is_the_word_as_written(text, expected):
    assert [text[token.start : token.end] for token in tokenize(text)] == expected


def describe(query):
    """Return the words of each term, with a minus if it is excluded and a star if it may be a beginning."""
    return [
        f"{'-' if term.excluded else ''}{' '.join(term.words)}{'*' if term.beginnings else ''}" for term in query.terms
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("java", ["java*"]),
        ("Java developer", ["java", "developer*"]),
        ("Java developers", ["java", "developer*"]),
        ('"Java developer"', ["java developer"]),
        ("„Java Entwickler“ «chef»", ["java entwickler", "chef"]),
        ("-java", ["-java"]),
        ("java -go", ["java*", "-go"]),
        ('-"java developer" go', ["-java developer", "go*"]),
        ("back-end", ["back end*"]),
        ("UI/UX, C/C++", ["ui", "ux", "c", "cplusplus*"]),
        ("c++ c# .net", ["cplusplus", "csharp", "dotnet*"]),
        ("c", ["c"]),
        ('"java', ["java*"]),
        ("java java JAVA", ["java*"]),
        ('צה"ל', ["צהל*"]),
        ("Pilot (m/w/d)", ["pilot*"]),
        ("U.S. Ph.D.", ["us", "phd*"]),
        ("- -- --- \"\" '' *:* %_", []),
        ("", []),
    ],
)
def test_query_is_parsed(query, expected):
    assert describe(parse(query)) == expected


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("front-end", {("front", "end"), ("frontend",)}),
        ("node.js", {("node", "js"), ("nodejs",)}),
        ("Müller", {("muller",), ("mueller",)}),
        ("Mueller", {("mueller",), ("muller",)}),
        ("developers", {("developer",)}),
    ],
)
def test_term_has_every_form_of_its_words(query, forms):
    [term] = parse(query).terms

    assert set(term.forms) == forms


def test_query_is_cut_to_its_first_letters_and_terms():
    assert describe(parse("a" * 1000)) == ["a" * MAX_WORD + "*"]
    assert not parse(" " * MAX_QUERY + "java")
    assert [term.words for term in parse(" ".join(f"w{number}" for number in range(50))).terms] == [
        (f"w{number}",) for number in range(MAX_TERMS)
    ]


def test_empty_words_do_not_count_among_the_terms():
    query = parse("jobs for " + " ".join(f"w{number}" for number in range(20)))

    assert len(query.carrying) == MAX_TERMS
    assert [query.terms[number].typed for number in (0, 1)] == ["jobs", "for"]


@pytest.mark.parametrize(
    ("query", "ors"),
    [
        ("nurse or doctor", {1}),
        ("nurse OR doctor oder pilot", {1, 2}),
        ("or nurse", set()),
        ("nurse or", set()),
        ("nurse or nurse", {1}),
        ('"nurse or doctor"', set()),
        ("-nurse or doctor", set()),
    ],
)
def test_or_stands_between_two_terms(query, ors):
    assert parse(query).ors == ors


@settings(max_examples=examples(500))
@given(st.one_of(texts, st.text(max_size=400), st.text("\"'-“”„«»#+.a \\%", max_size=300)))
def test_no_query_is_an_error(query):
    parsed = parse(query)

    assert len(parsed.carrying) <= MAX_TERMS
    assert len(set(parsed.terms)) == len(parsed.terms)
    for term in parsed.terms:
        assert term.words
        assert BREAK not in term.words
        # Parsed alone, as it was typed, it has the same words: links that remove a word rely on it.
        [alone] = parse(term.typed).terms
        assert (alone.forms, alone.excluded) == (term.forms, term.excluded)


@settings(max_examples=examples(300))
@given(st.lists(texts, max_size=4), texts)
def test_term_is_in_joined_texts_if_it_is_in_one_of_them(pieces, query):
    for term in parse(query).terms:
        alone = any(term.is_in(f" {' '.join(split_words(piece))} ") for piece in pieces)
        assert term.is_in(join_words(*pieces)) == alone


def test_join_words_has_a_space_around_each_word_and_a_break_between_texts():
    assert join_words("Back-end", "Lisbon") == " back end ¶ lisbon "
    text = join_words("Back-end", "Lisbon")
    assert not Term((("end", "lisbon"),)).is_in(text)
    assert Term((("back", "end"),), (("back", "en"),)).is_in(text)
    assert Term((("back", "en"),), (("back", "en"),)).is_in(text)
    assert not Term((("back", "en"),)).is_in(text)
    assert not Term((("ack",),), (("ack",),)).is_in(text)
    assert join_words("") == "  "


@settings(max_examples=examples(300))
@given(texts.filter(lambda text: not set(text) & set("\"'׳״’”")))
def test_words_of_a_folded_text_are_the_same(text):
    assert split_words(fold(text)) == split_words(text)
