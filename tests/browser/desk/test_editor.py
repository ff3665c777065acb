"""The rich-text editor under the strict content security policy: typing, links, pasting, labels and errors."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.factories import make_posting, make_team

from .editing import editor_in, save

pytestmark = pytest.mark.django_db(transaction=True)

CLIPBOARD = Path(__file__).parent / "clipboard"
PASTE = """(editor, [html, text]) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", text ?? "plain");
    editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


PASTE_TEXT = """(editor, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def test_editor_stores_typed_formatting(desk: Callable[[str], Page]) -> None:
    team = make_team()
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    editor = page.get_by_role("textbox", name="About", exact=True)
    editor.click()
    page.keyboard.type("### What we run")
    page.keyboard.press("Enter")
    page.keyboard.type("Services, ")
    page.keyboard.press("Control+b")
    page.keyboard.type("many")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    page.keyboard.type("- one")
    save(page)
    team.refresh_from_db()
    assert team.about == "<h3>What we run</h3><p>Services, <strong>many</strong></p><ul><li><p>one</p></li></ul>"


def test_link_can_be_made_by_keyboard(desk: Callable[[str], Page]) -> None:
    team = make_team(about="<p>site</p>")
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    editor_in(page).first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_label("URL").fill("https://kitewell.example/")
    page.keyboard.press("Enter")
    expect(editor_in(page).first.locator("a")).to_have_attribute("href", "https://kitewell.example/")
    save(page)
    team.refresh_from_db()
    assert re.fullmatch(r'<p><a href="https://kitewell.example/"[^>]*>site</a></p>', team.about)


COMMON = (
    "<h3>What you will do</h3>"
    "<p>You build <strong>our core server</strong> and <em>own</em> it, with "
    '<a href="https://kitewell.example/team" rel="noopener nofollow">the team</a>.</p>'
    "<ul><li><p>Design services</p><ul><li><p>and run them</p></li></ul></li><li><p>Review code</p></li></ul>"
)
WORD_ONLY = "<h3>How we hire</h3><ol><li><p>A call</p></li><li><p>A day with us</p></li></ol><p>Write to us.</p>"
DOCS_ONLY = "<p><strong><em>Both</em></strong></p>"


# The editor has no tables: each row becomes a line, and separators keep the cells apart.
EXCEL = "<p>City, Pay per year</p><p>Lisbon, 50000</p><p>Berlin Mitte, 60000</p>"
SHEETS = "<p>Lisbon, Portugal; 50,000</p><p>Berlin; 60,000</p>"
WORD_TABLE = (
    "<p>Where and how:</p><p><strong>Starts:</strong> in May, <em>or later</em></p>"
    "<p>We offer</p><p>from day one</p><ul><li><p>lunch</p></li><li><p>a desk</p></li></ul>"
    "<h3>How we hire</h3><p>Write to us.</p><p>See you.</p>"
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("word.html", COMMON + WORD_ONLY),
        ("docs.html", COMMON + DOCS_ONLY),
        ("excel.html", EXCEL),
        ("sheets.html", SHEETS),
        ("word-table.html", WORD_TABLE),
    ],
)
def test_paste_becomes_plain_html(desk: Callable[[str], Page], source: str, expected: str) -> None:
    assert paste_and_save(desk, (CLIPBOARD / source).read_text(encoding="utf-8")) == expected


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        (
            "<table><tr><td>Lisbon</td><td>50000</td></tr><tr><td>Berlin</td><td>60000</td></tr></table>",
            "<p>Lisbon, 50000</p><p>Berlin, 60000</p>",
        ),
        (
            "<col width=64><tr><td>Lisbon</td><td>50000</td></tr><tr><td>Berlin</td><td>60000</td></tr>",
            "<p>Lisbon, 50000</p><p>Berlin, 60000</p>",
        ),
        (
            (
                "<table><caption>Pay</caption><thead><tr><th>City</th><th>Euro</th></tr></thead>"
                "<tr><td>Lisbon</td><td><table><tr><td>50000</td><td>gross</td></tr></table></td></tr></table>"
            ),
            "<p>Pay</p><p>City; Euro</p><p>Lisbon; 50000, gross</p>",
        ),
        (
            "<table><tr><td>Lisbon</td><td>Perks:<ul><li>lunch</li></ul></td><td>Portugal</td></tr></table>",
            "<p>Lisbon</p><p>Perks:</p><ul><li><p>lunch</p></li></ul><p>Portugal</p>",
        ),
    ],
    ids=["whole", "rows-alone", "in-a-table", "lists"],
)
def test_pasted_table_becomes_one_line_per_row(desk: Callable[[str], Page], pasted: str, expected: str) -> None:
    assert paste_and_save(desk, pasted) == expected


WORD_FOR_THE_WEB = "".join(
    f'<div class="ListContainerWrapper"><ol start="{number}"><li data-aria-level="1"><p style="top:0">{text}</p></li>'
    "</ol></div>"
    for number, text in ((1, "a"), (2, "b"))
)
LISTS = "<ul><li><p>a</p></li><li><p>b</p></li></ul>"


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        (
            WORD_FOR_THE_WEB,
            LISTS.replace("ul>", "ol>"),
        ),
        ("<ul><ul><li><p>a</p></li><li><p>b</p></li></ul></ul>", LISTS),
        ("<span>Perks<br>• a<br>• b</span>", "<p>Perks</p>" + LISTS),
        ("<div>a</div><div>b<br>c</div>", "<p>a</p><p>b<br>c</p>"),
        ("<p>m<sup>2</sup> <s>old</s> one&nbsp;word</p>", "<p>m² one word</p>"),
        ("<ol><li>a</li></ol><p>b</p><ol start=2><li>c</li></ol>", None),
    ],
    ids=["word-web", "skipped-level", "breaks-in-a-span", "blocks", "characters", "numbers-go-on"],
)
def test_text_of_a_program_looks_as_it_is_saved(
    desk: Callable[[str], Page], console_messages: list[str], pasted: str, expected: str | None
) -> None:
    stored = paste_and_save(desk, pasted)
    assert stored == (expected or '<ol><li><p>a</p></li></ol><p>b</p><ol start="2"><li><p>c</p></li></ol>')
    assert console_messages == []


def open_section(desk: Callable[[str], Page]) -> tuple[Any, Page, Locator]:
    posting = make_posting(published_from=None, sections=1)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    editor = editor_in(page.locator("#sections-0"))
    editor.click()
    page.keyboard.press("Control+a")
    return posting, page, editor


def test_pasted_list_is_a_list_before_it_is_saved(desk: Callable[[str], Page]) -> None:
    _posting, _page, editor = open_section(desk)
    editor.evaluate(PASTE, ["<span>Perks<br>- a<br>- b</span>"])
    expect(editor.locator("ul > li")).to_have_text(["a", "b"])


def test_pasted_plain_text_keeps_its_lists(desk: Callable[[str], Page]) -> None:
    posting, page, editor = open_section(desk)
    editor.evaluate(PASTE_TEXT, "5 < 6\n\n- a\n- b")
    expect(editor.locator("ul > li")).to_have_text(["a", "b"])
    save(page)
    assert posting.sections.get().body == "<p>5 &lt; 6</p>" + LISTS


def test_form_waits_for_a_pasted_text(desk: Callable[[str], Page]) -> None:
    posting, page, editor = open_section(desk)
    waiting: list[Route] = []
    page.route("**/admin/pasted/", lambda route: waiting.append(route))
    with page.expect_request("**/admin/pasted/"):
        editor.evaluate(PASTE, ["<p>pasted</p>"])
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_timeout(200)
    waiting[0].continue_()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert posting.sections.get().body == "<p>pasted</p>"


def test_typing_does_not_move_a_pasted_text(desk: Callable[[str], Page]) -> None:
    posting, page, editor = open_section(desk)
    page.keyboard.type("end")
    page.keyboard.press("Home")
    page.wait_for_timeout(300)  # The editor notices a moved cursor a little later.
    waiting: list[Route] = []
    page.route("**/admin/pasted/", lambda route: waiting.append(route))
    with page.expect_request("**/admin/pasted/"):
        editor.evaluate(PASTE, ["<b>pasted </b>", "pasted "])
    page.keyboard.press("End")
    page.keyboard.type("!")
    waiting[0].continue_()
    expect(editor).to_have_text("pasted end!")
    save(page)
    assert posting.sections.get().body == "<p><strong>pasted</strong> end!</p>"


def test_text_is_pasted_without_the_server(desk: Callable[[str], Page], console_messages: list[str]) -> None:
    _posting, page, editor = open_section(desk)
    page.route("**/admin/pasted/", lambda route: route.fulfill(status=200, content_type="text/html", body="Sign in"))
    editor.evaluate(PASTE, ['<table><tr><td style="color:red">a</td><td>b</td></tr></table>'])
    expect(editor).to_have_text("plain")
    assert console_messages == []


@pytest.mark.parametrize(
    ("html", "text"),
    [("", "x" * 100_001), ("<p>y</p>" * 13_000, "y"), ("", "line\n" * 120_000), ("", "many\n" * 1_100_000)],
    ids=["one-line", "html", "lines", "more-than-a-request"],
)
def test_paste_beyond_the_limit_is_refused_in_the_editor(desk: Callable[[str], Page], html: str, text: str) -> None:
    posting, page, editor = open_section(desk)
    page.keyboard.type("kept")
    editor.evaluate(PASTE, [html, text])
    refusal = page.locator("#sections-0").get_by_role("alert")
    expect(refusal).to_contain_text("Nothing was pasted.")
    expect(editor).to_have_text("kept")

    editor.evaluate(PASTE, ["<b>more</b>"])
    expect(refusal).to_have_count(0)
    expect(editor).to_contain_text("more")
    save(page)
    assert posting.sections.get().body.count("more") == 1


def paste_and_save(desk: Callable[[str], Page], html: str) -> str:
    """Replace the text of a section by pasting HTML, save, and return the stored text."""
    posting = make_posting(published_from=None)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    editor = editor_in(page.locator("#sections-0"))
    editor.click()
    page.keyboard.press("Control+a")
    before = editor.inner_text()
    editor.evaluate(PASTE, [html])
    expect(editor).not_to_have_text(before)
    save(page)
    return re.sub(r">\s+<", "><", posting.sections.get().body)


def test_editor_in_an_added_row_has_its_label(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None, sections=0)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    for number in range(2):
        page.get_by_role("button", name="Add section").click()
        row = page.locator(f"#sections-{number}")
        expect(row.get_by_label("Heading", exact=True)).to_be_focused()
        row.get_by_label("Heading", exact=True).fill(f"Part {number + 1}")
        row.get_by_role("textbox", name="Text").click()
        page.keyboard.type("Words")
    save(page)
    assert [(section.heading, section.body) for section in posting.sections.all()] == [
        ("Part 1", "<p>Words</p>"),
        ("Part 2", "<p>Words</p>"),
    ]


def test_form_with_an_error_links_to_the_field_and_keeps_input(desk: Callable[[str], Page]) -> None:
    posting = make_posting("Cartographer", published_from=None, sections=1)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    editor = editor_in(page.locator("#sections-0"))
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Words of mine")
    page.get_by_label("Title").fill("Cartographer of clouds")
    page.get_by_role("group", name="Publish on").get_by_label("Day").fill("2026-03-01")
    page.get_by_role("button", name="Save", exact=True).click()
    link = page.locator(".errornote").get_by_role("link", name="Places: Choose at least one place")
    expect(link).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Cartographer of clouds")
    expect(editor).to_have_text("Words of mine")
    link.click()
    expect(page.get_by_role("group", name="Places")).to_be_in_viewport()
    posting.refresh_from_db()
    assert posting.title == "Cartographer"


def test_empty_required_editor_shows_its_error(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    editor = editor_in(page.locator("#sections-0"))
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(editor).to_have_attribute("aria-invalid", "true")
    expect(editor).to_have_accessible_description(re.compile("This field is required."))
