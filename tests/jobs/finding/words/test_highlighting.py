"""Highlighted matches: all other text stays as it is, and no text becomes markup."""

import html
import re

import pytest
from hypothesis import given, settings, strategies as st

from jobs.finding.words.highlighting import BEFORE, LENGTH, highlight, make_snippet
from jobs.finding.words.queries import parse
from jobs.finding.words.tokens import split_words
from tests.examples import examples

HARD = "aAéß<>&\"'/ C+#.netİ½צה״ל東京\u0301\u200b🚀-\n"
texts = st.text(st.sampled_from(HARD) | st.sampled_from(HARD) | st.characters(exclude_categories=["Cs"]), max_size=60)
queries = st.text(st.sampled_from(HARD), max_size=12)


def without_tags(markup):
    """Return the text of markup whose only tags are `mark`. Fail if there are others."""
    assert not re.search(r"<(?!/?mark>)|&(?!(amp|lt|gt|quot|#x27);)", markup)
    return html.unescape(re.sub("</?mark>", "", markup))


def get_marked(markup):
    return [html.unescape(text) for text in re.findall("<mark>(.*?)</mark>", markup, re.DOTALL)]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Java developer", "java", "<mark>Java</mark> developer"),
        ("JavaScript & Java", "jav", "<mark>JavaScript</mark> &amp; <mark>Java</mark>"),
        ("JavaScript & Java", '"java"', "JavaScript &amp; <mark>Java</mark>"),
        ("Java developer, Java", '"java developer"', "<mark>Java developer</mark>, Java"),
        ("Back-End engineer", "back-en", "<mark>Back-End</mark> engineer"),
        ("Ingénieur Straße", "INGENIEUR strasse", "<mark>Ingénieur</mark> <mark>Straße</mark>"),
        ("<b>C++</b> & C", "c++", "&lt;b&gt;<mark>C++</mark>&lt;/b&gt; &amp; C"),
        ("Ke\u0301 x", "ke", "<mark>Ke\u0301</mark> x"),
        ("Java, not Go", "-java go", "Java, not <mark>Go</mark>"),
        ("Java developer", "python", "Java developer"),
        ("one two three", '"one two" "two three"', "<mark>one two three</mark>"),
        ("one two three", "", "one two three"),
        ('צה"ל', "צהל", "<mark>צה&quot;ל</mark>"),
        ("東京 Tokyo", "東京", "<mark>東京</mark> Tokyo"),
        ("", "java", ""),
    ],
)
def test_matches_are_highlighted(text, query, expected):
    assert highlight(text, parse(query).terms) == expected


@settings(max_examples=examples(400))
@given(texts, queries)
def test_highlighted_text_without_marks_is_the_text(text, query):
    markup = highlight(text, parse(query).terms)

    assert without_tags(markup) == text
    assert "<mark></mark>" not in markup
    assert markup.count("<mark>") == markup.count("</mark>")


@settings(max_examples=examples(400))
@given(texts, queries)
def test_text_is_highlighted_exactly_if_it_has_a_term_that_is_not_excluded(text, query):
    terms = [term for term in parse(query).terms if not term.excluded]
    joined = f" {' '.join(split_words(text))} "

    assert bool(get_marked(highlight(text, parse(query).terms))) == any(term.is_in(joined) for term in terms)


def test_snippet_of_a_short_text_is_the_text():
    assert make_snippet("You write Java <daily>.", parse("java").terms) == "You write <mark>Java</mark> &lt;daily&gt;."


def test_snippet_without_a_match_is_empty():
    assert make_snippet("You write Java.", parse("python").terms) == ""
    assert make_snippet("You write Java.", parse("-java").terms) == ""
    assert make_snippet("", parse("java").terms) == ""


def test_snippet_begins_and_ends_at_words_and_shows_where_it_was_cut():
    text = f"{'before ' * 30}Java {'after ' * 60}"

    markup = make_snippet(text, parse("java").terms)

    assert re.fullmatch(r"… (before ){5,8}<mark>Java</mark>( after){14,30} …", markup)
    assert without_tags(markup).strip("… ") in text


def test_snippet_highlights_every_match():
    markup = make_snippet(f"Java {'word ' * 20}java {'word ' * 100}java", parse("java").terms)

    assert markup.startswith("<mark>Java</mark> word")
    assert markup.count("<mark>") == 2
    assert markup.endswith("word …")


@settings(max_examples=examples(400))
@given(
    st.lists(st.sampled_from(["java", "word", "a", "Straße", "<b>", "&", "京" * 30, "x" * 50]), max_size=120),
    st.sampled_from([" ", "  ", "\n", "-"]),
    st.sampled_from(["java", "strasse", "京", "b", '"java word"', "a x"]),
)
def test_snippet_is_a_short_part_of_the_text_with_the_first_match(pieces, between, query):
    text = between.join(pieces)
    terms = parse(query).terms

    markup = make_snippet(text, terms)

    if not markup:
        assert not get_marked(highlight(text, terms))
        return
    shown = without_tags(markup)
    before, after = shown.startswith("… "), shown.endswith(" …")
    shown = shown[2 if before else 0 : len(shown) - 2 if after else None]
    assert shown in text
    assert before or text.startswith(shown)
    assert after or text.endswith(shown)
    assert len(shown) <= LENGTH + BEFORE
    first = get_marked(highlight(text, terms))[0]
    assert len(first) > LENGTH or get_marked(markup)[0] == first


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("京" * 500 + "東" + "京" * 500, "東"),
        ("私は東京です", "東京"),
        ('יש צה"ל כאן', "צהל"),
        ("Straße: you write Java. Schiff\u00adfahrt", "java"),
        ("Straße: you write Java in a cafe\u0301", "java"),
        ("\xadÞ", "th"),
    ],
)
def test_snippet_exists_where_folding_changes_the_number_of_letters(text, query):
    assert "<mark>" in make_snippet(text, parse(query).terms)
