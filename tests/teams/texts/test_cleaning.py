"""Cleaning keeps every word, apart from the next, and what its source meant: paragraphs, lists, rows of tables."""

import re
import time

import pytest
from hypothesis import given, settings, strategies as st

from teams.texts.cleaning import sanitize, to_html, to_lines
from teams.texts.elements import BLOCKS, VOID

LINES = [
    ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
    ("<section>a</section><section>b</section>", "<p>a</p><p>b</p>"),
    ("<dl><dt>a</dt><dd>b</dd><dt>c<dd>d</dl>", "<p>a</p><p>b</p><p>c</p><p>d</p>"),
    ("a<br>b", "a<br>b"),
    ("<span>a<br>b</span>", "a<br>b"),
    ("<p>a<br><br>b</p>", "<p>a</p><p>b</p>"),
    ("<p><strong>a<br>b</strong></p>", "<p><strong>a<br>b</strong></p>"),
    ("a<p>b</p>c", "<p>a</p><p>b</p><p>c</p>"),
    ("<p>a<hr>b", "<p>a</p><p>b</p>"),
    ('<span style="display: block">a</span><span>b</span>', "<p>a</p><p>b</p>"),
    ("<p>a<b>b</p><p>c</b>d</p>", "<p>a<b>b</b></p><p><b>c</b>d</p>"),
    ("<li>a<div>b</div></li>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    ("<ul><li>a</li><li><div>b</div>c</li></ul>", "<ul><li>a</li><li><p>b</p><p>c</p></li></ul>"),
    ("<ul>a<li>b</li>c</ul>", "<ul><li>a</li><li><p>b</p><p>c</p></li></ul>"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "<blockquote>a<blockquote>b</blockquote></blockquote>"),
    ("<p>a</p>\n<p>b\nc</p>", "<p>a</p><p>b c</p>"),
    ("<pre>a\nb</pre>", "<p>a<br>b</p>"),
    ("<p>a</p><p>&nbsp;</p><p>\u200b</p><p>b</p>", "<p>a</p><p>b</p>"),
    ("<b>x</b><i>y</i>", "<b>x</b><i>y</i>"),
    ("<select><option>a<option>b</select><button>c</button>", "<p>a</p><p>b</p><p>c</p>"),
]
PLAIN = [
    ("a\n\nb\nc", "<p>a</p><p>b<br>c</p>"),
    ("a\r\n\r\nb", "<p>a</p><p>b</p>"),
    ("<b>a</b>\n\n\nb", "<p><b>a</b></p><p>b</p>"),
    (
        "We offer:\n- lunch\n- a desk\n\nWrite to us.",
        "<p>We offer:</p><ul><li><p>lunch</p></li><li><p>a desk</p></li></ul><p>Write to us.</p>",
    ),
    ("• a\n  • b\n• c", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>"),
    ("1. a\n2. b", "<ol><li><p>a</p></li><li><p>b</p></li></ol>"),
    ("5 < 6", "5 &lt; 6"),
]
TABLES = [
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "<p>a, b</p><p>c</p>"),
    ("<table><tr><td>Lisbon, PT</td><td>5</td></tr></table>", "<p>Lisbon, PT; 5</p>"),
    ("<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>", "<p>a, b</p><p>c, d</p>"),
    ("<table><tr><th>Starts:</th><td>May</td></tr></table>", "<p>Starts: May</p>"),
    (
        "<table><tr><td>a</td><td>Perks:<ul><li>b</li></ul></td></tr></table>",
        "<p>a</p><p>Perks:</p><ul><li>b</li></ul>",
    ),
    (
        "<table><caption>Pay</caption><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr></table>",
        "<p>Pay</p><p>a; b, c</p>",
    ),
]
GOOGLE = '<b style="font-weight:normal"><p>a</p><p><span style="font-weight:700">b</span></p></b>'


@pytest.mark.parametrize(("html", "cleaned"), LINES + PLAIN + TABLES)
def test_cleaning_keeps_words_apart(html, cleaned):
    assert sanitize(html) == cleaned


def test_wrapper_of_google_docs_is_not_bold():
    assert sanitize(GOOGLE) == "<p>a</p><p><strong>b</strong></p>"


@pytest.mark.parametrize("tag", sorted(BLOCKS - VOID))
def test_no_block_joins_the_words_around_it(tag):
    lines = to_lines(f"<div>one<{tag}>two</{tag}>three</div>").lines
    assert [word for line in lines for word in line.text.replace(",", "").split()] == ["one", "two", "three"]


TAGS = [f"<{end}{tag}>" for tag in sorted(BLOCKS | {"b", "a", "s", "br", "span"}) for end in ("", "/")]
TEXTS = ["a", "b ", "\n", "\n\n", "• ", "- ", "1. ", "2. ", "# ", "·\u00a0 ", "&amp;lt;p&amp;gt;", "&lt;/p&gt;"]
PARTS = st.sampled_from([*TAGS, *TEXTS, "<ol start=2>"])


@settings(derandomize=True)
@given(st.lists(PARTS, max_size=30).map("".join))
def test_cleaned_text_stays_as_it_is(html):
    cleaned = sanitize(html)
    assert sanitize(cleaned) == cleaned
    assert not re.search(r"<(p|h3|li)></\1>", cleaned)


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p style='margin-left:..5pt'>a</p>", "<p>a</p>"),
        ("<p style='margin-left:{}pt'>a</p>", "<p>a</p>"),
        ("<p style='mso-list:l0 level0'>a</p>", "<ul><li><p>a</p></li></ul>"),
        ("<p style='mso-list:l0 level{}'>a</p>", "<ul><li><p>a</p></li></ul>"),
        ("<ol start={}><li>a</li></ol>", "<ol><li>a</li></ol>"),
        ("a&#{};b", "a\ufffdb"),
        ("<a href='&#{};'>a</a>", '<a rel="noopener nofollow">a</a>'),
    ],
)
def test_no_number_is_too_long(html, cleaned):
    assert sanitize(html.format("9" * 5000)) == cleaned


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        # Word's marker of a point, never closed.
        ("<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>· bread", "<ul><li><p>bread</p></li></ul>"),
        ("<xml><w:View>Normal</w:View><p>a</p>", "<p>a</p>"),
        ("<template><p>a</p>", "<p>a</p>"),
        # HTML does not count U+2028 as a blank: this is no struck-out text.
        ("<s\u2028tyle>a</s\u2028tyle>", "a"),
        ('<td title="x"=">a</td><td title=\'b\'>c', "<p>a, c</p>"),
        ("<p>a</p><p>Write &lt;/p&gt; at its end.</p>", "<p>a</p><p>Write &lt;/p&gt; at its end.</p>"),
    ],
)
def test_damaged_text_keeps_its_words(html, cleaned):
    assert sanitize(html) == cleaned


def test_formatting_in_itself_is_written_once():
    assert sanitize("<p>" + "<b>" * 50 + "a<i>b</i></p>") == "<p><b>a<i>b</i></b></p>"


@pytest.mark.parametrize(
    "part",
    [
        "<ul><li>",
        "<b>",
        "<div>",
        "<blockquote>",
        "<table><tr><td>",
        "<p>- a</p>",
        "- a\n",
        "<a '",
        "<!--",
        "<",
        "&amp;",
    ],
)
def test_time_is_proportional_to_the_length(part):
    """Ten times the text takes about ten times as long; 40 leaves room for a busy machine. Quadratic is 100."""
    assert_proportional("{}", part)


@pytest.mark.parametrize(
    ("html", "part"),
    [
        ("<p style='{}'>a</p>", "text-decoration:"),
        ("<p style='{}'>a</p>", "mso-list:"),
        ("&{}", "amp;"),
        ("&{}", "#38;"),
    ],
)
def test_time_of_a_style_and_of_an_ampersand_is_proportional_to_the_length(html, part):
    assert_proportional(html, part)


def assert_proportional(html, part):
    short, long = (min(measure(html.format(part * number)) for _ in range(3)) for number in (1_000, 10_000))
    assert long < 40 * max(short, 0.001)


def measure(html):
    start = time.process_time()
    to_html(to_lines(html).lines)
    return time.process_time() - start
