"""What programs put on the clipboard and boards into their files becomes lists, characters and links of a page."""

from pathlib import Path

import pytest

from teams.texts.cleaning import ESCAPED, ESCAPED_TWICE, sanitize, to_lines
from teams.texts.links import unwrap
from teams.texts.points import HEADING_LINES, LISTS
from teams.texts.reading import SHIFTED, SOFTENED, STRUCK_OUT, UNWRAPPED
from teams.texts.tables import TABLE

CLIPBOARD = Path(__file__).parents[2] / "browser" / "desk" / "clipboard"


def item(tag, level, number, text):
    return (
        f'<div class="ListContainerWrapper SCXW1"><{tag} role="list" start="{number}"><li data-leveltext="%1." '
        f'data-aria-level="{level}" role="listitem"><p class="Paragraph"><span class="TextRun">{text}</span>'
        f'<span class="EOP">&nbsp;</span></p></li></{tag}></div>'
    )


def word_line(margin, marker, text):
    return (
        f'<p class=MsoListParagraph style="margin-left:{margin}.0pt;text-indent:-18.0pt"><span style="font-family:'
        f'Symbol">{marker}<span style="font:7.0pt Times">&nbsp;&nbsp;&nbsp; </span></span>{text}</p>'
    )


BULLETS = "<ul><li><p>a</p></li><li><p>b</p></li></ul>"
NUMBERS = BULLETS.replace("ul>", "ol>")
NESTED = "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>"
LISTS_OF_PROGRAMS = {
    "word-web": (
        item("ol", 1, 1, "a") + item("ol", 1, 2, "b") + "<p>x</p>" + item("ol", 1, 3, "c"),
        NUMBERS + '<p>x</p><ol start="3"><li><p>c</p></li></ol>',
    ),
    "word-web-nested": (item("ul", 1, 1, "a") + item("ul", 2, 1, "b") + item("ul", 1, 1, "c"), NESTED),
    "word-web-restarts": (
        item("ol", 1, 1, "a") + item("ol", 1, 2, "b") + item("ol", 1, 1, "a") + item("ol", 1, 2, "b"),
        NUMBERS + NUMBERS,
    ),
    "a-list-for-each-point": ("<ol><li>a</li></ol><ol start=2><li>b</li></ol>", "<ol><li>a</li><li>b</li></ol>"),
    "word-without-mso-list": (word_line(36, "·", "a") + word_line(72, "o", "b") + word_line(36, "·", "c"), NESTED),
    "word-numbers-without-mso-list": (word_line(36, "1.", "a") + word_line(36, "2.", "b"), NUMBERS),
    "skipped-level": ("<ul><ul><li><p>a</p></li><li><p>b</p></li></ul></ul>", BULLETS),
    "skipped-level-later": (
        "<ul><li><p>a</p></li><ul><ul><li><p>b</p></li></ul></ul><li><p>c</p></li></ul>",
        NESTED,
    ),
    "point-that-only-holds-a-list": (
        "<ul><li><p>a</p></li><li style='list-style:none'><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>",
        NESTED,
    ),
    "breaks-in-a-span": ("<span>Perks<br>• a<br>• b</span>", "<p>Perks</p>" + BULLETS),
    "bullets": ("<p>• a</p><p>•b</p>", BULLETS),
    "one-bullet": ("<p>x</p><p>• a</p>", "<p>x</p><ul><li><p>a</p></li></ul>"),
    "dashes": ("<p>- a</p><p>- b</p>", BULLETS),
    "long-dashes": ("<div>– a</div><div>– b</div>", BULLETS),
    "asterisks": ("* a\n* b", BULLETS),
    "numbers": ("<p>1. a</p><p>2. b</p>", NUMBERS),
    "brackets": ("1) a<br>2) b", NUMBERS),
    "bullets-in-points": ("<ul><li>• a</li><li>• b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
    "lone-bullet": ("<p>•</p><p>a</p>", "<p>a</p>"),
    "bold-marker": ("<p><b>• </b>a</p><p><b>• b</b></p>", "<ul><li><p>a</p></li><li><p><b>b</b></p></li></ul>"),
    "no-list-of-one-dash": ("<p>- 5 degrees</p>", "<p>- 5 degrees</p>"),
    "no-list-of-years": ("<p>2026. A year</p><p>2027. Another</p>", "<p>2026. A year</p><p>2027. Another</p>"),
    "markdown": ("# We\ntext\n\n### You\n- a\n- b", "<h3>We</h3><p>text</p><h3>You</h3>" + BULLETS),
}
CHARACTERS = [
    ("10<sup>6</sup>", "10⁶"),
    ("m<sup>2</sup>, H<sub>2</sub>O", "m², H₂O"),
    ('<span style="vertical-align:super">2</span>', "²"),
    ("1<sup>st</sup>", "1st"),
    ("We <s>never</s> always <del>a</del> <strike>b</strike> win", "We always win"),
    ('a <span style="text-decoration:line-through">b</span> c', "a c"),
    ("one&nbsp;word, two.&nbsp; Three", "one word, two. Three"),
    ("one<b>&nbsp;</b>word", "one<b> </b>word"),
    ("10&nbsp;km, «&nbsp;oui&nbsp;»", "10&nbsp;km, «&nbsp;oui&nbsp;»"),
    ("R&amp;amp;amp;D &amp;rsquo;", "R&amp;D ’"),
    ("&lt;p&gt;a&lt;/p&gt;&lt;ul&gt;&lt;li&gt;b&lt;/li&gt;&lt;/ul&gt;", "<p>a</p><ul><li>b</li></ul>"),
    ("&amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt;", "<p>a</p>"),
    ("<div>&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;</div>", "<p>a</p><p>b</p>"),
    ("<p>You know &lt;div&gt;.</p>", "<p>You know &lt;div&gt;.</p>"),
    ("a&#x202e;b&#1;", "ab"),
]
TARGET = "https://k.example/a?b=1"
CODED = "https%3A%2F%2Fk.example%2Fa%3Fb%3D1"
WRAPPED = [
    f"https://www.google.com/url?q={CODED}&sa=D&source=editors",
    f"https://google.co.uk/url?sa=t&url={CODED}",
    f"https://eur01.safelinks.protection.outlook.com/?url={CODED}&data=05%7C01&reserved=0",
    f"https://www.linkedin.com/redir/redirect?url={CODED}&urlhash=x",
    f"https://www.linkedin.com/safety/go?url={CODED}&trk=x",
    f"https://l.facebook.com/l.php?u={CODED}&h=x",
    f"https://slack-redir.net/link?url={CODED}",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__k.example_a-3Fb-3D1&d=x",
    "https://urldefense.com/v3/__https://k.example/a?b=1__;!!x",
    f"https://www.google.com/url?q=https%3A%2F%2Fslack-redir.net%2Flink%3Furl%3D{CODED.replace('%', '%25')}",
]
KEPT = [
    TARGET,
    "https://k.example/url?q=https%3A%2F%2Fother.example",
    "https://www.google.com/url?q=javascript:alert(1)",
    "https://www.google.com/search?q=https%3A%2F%2Fk.example",
    "https://google.com.evil.example/url?q=https%3A%2F%2Fk.example",
    "mailto:a@k.example",
    "https://[broken/url?q=https://k.example",
]


@pytest.mark.parametrize(("html", "cleaned"), LISTS_OF_PROGRAMS.values(), ids=LISTS_OF_PROGRAMS)
def test_lists_of_programs_become_lists(html, cleaned):
    assert sanitize(html) == cleaned


@pytest.mark.parametrize(("html", "cleaned"), CHARACTERS)
def test_characters_become_those_of_a_page(html, cleaned):
    assert sanitize(html) == cleaned


@pytest.mark.parametrize("address", WRAPPED)
def test_link_leads_to_its_page_without_a_wrapper(address):
    assert unwrap(address) == TARGET


@pytest.mark.parametrize("address", KEPT)
def test_other_links_stay_as_they_are(address):
    assert unwrap(address) == address


@pytest.mark.parametrize(
    ("html", "notes"),
    [
        ("<p>a</p>", []),
        ("a <s>b</s>", [STRUCK_OUT]),
        ("<s> </s>a", []),
        (f'<a href="{WRAPPED[0].replace("&", "&amp;")}">a</a>', [UNWRAPPED]),
        ("<table><tr><td>a<td>b</table>", [TABLE]),
        ("- a\n- b", [LISTS]),
        ("# a", [HEADING_LINES]),
        (item("ol", 1, 1, "a"), []),
        ("m<sup>2</sup>", [SHIFTED]),
        ("a&nbsp;b", [SOFTENED]),
        ("R&amp;amp;D", [ESCAPED_TWICE]),
        ("&lt;p&gt;a&lt;/p&gt;", [ESCAPED]),
    ],
)
def test_notes_say_what_was_changed(html, notes):
    assert to_lines(html).notes == notes


@pytest.mark.parametrize("source", ["word.html", "docs.html"])
def test_clipboard_of_an_office_program_becomes_the_html_of_a_page(source):
    cleaned = sanitize((CLIPBOARD / source).read_text(encoding="utf-8"))
    assert cleaned.startswith("<h3>What you will do</h3><p>You build <")
    assert (
        "<ul><li><p>Design services</p><ul><li><p>and run them</p></li></ul></li><li><p>Review code</p></li></ul>"
    ) in cleaned
