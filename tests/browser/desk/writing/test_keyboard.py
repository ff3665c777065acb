"""The editor by keyboard and ear: the Tab key, the toolbar, names, states and the dialog."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk.editing import save
from tests.browser.locators import accessibility_violations
from tests.factories import make_posting, make_team

pytestmark = pytest.mark.django_db(transaction=True)


def test_tab_leaves_the_editor_and_buttons_indent_a_list(desk: Callable[[str], Page]) -> None:
    team = make_team(about="<ul><li><p>One</p></li><li><p>Two</p></li></ul>")
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    editor = page.get_by_role("textbox", name="About", exact=True)
    bar = page.get_by_role("toolbar", name="Formatting: About", exact=True)
    indent, outdent = (bar.get_by_role("button", name=name, exact=True) for name in ("Indent", "Outdent"))
    editor.get_by_text("Two").click()
    expect(indent).to_be_enabled()
    expect(bar.get_by_role("button", name="Bulleted list")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(bar.locator("button:focus")).to_have_count(1)
    # The browser puts the caret at the beginning.
    editor.get_by_text("Two").click()
    expect(indent).to_be_enabled()
    indent.focus()
    page.keyboard.press("Enter")
    expect(editor.locator("ul ul li")).to_have_text("Two")
    expect(editor).to_be_focused()
    expect(indent).to_be_disabled()
    outdent.click()
    expect(editor.locator("ul ul li")).to_have_count(0)
    indent.click()
    save(page)
    team.refresh_from_db()
    assert team.about == "<ul><li><p>One</p><ul><li><p>Two</p></li></ul></li></ul>"


def test_toolbar_is_one_stop_and_says_what_is_on(desk: Callable[[str], Page], console_messages: list[str]) -> None:
    team = make_team(about="<p>site</p>")
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    editor = page.get_by_role("textbox", name="About", exact=True)
    bar = page.get_by_role("toolbar", name="Formatting: About", exact=True)
    bold, link = (bar.get_by_role("button", name=name, exact=True) for name in ("Bold", "Link"))
    expect(link).to_be_disabled()
    expect(bar.locator("button[tabindex='0']")).to_have_count(1)
    editor.click()
    page.keyboard.press("Control+a")
    expect(bold).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Shift+Tab")
    while not bold.evaluate("button => button === document.activeElement"):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(bold).to_have_attribute("aria-pressed", "true")
    names = bar.get_by_role("button").evaluate_all("buttons => buttons.map(button => button.ariaLabel)")
    assert names == [
        "Subheading",
        "Bulleted list",
        "Numbered list",
        "Indent",
        "Outdent",
        "Bold",
        "Italic",
        "Quote",
        "Link",
        "Undo",
        "Redo",
    ]
    assert console_messages == []
    assert accessibility_violations(page) == []
    console_messages.clear()  # axe has written them, not the page
    link.click()
    expect(page.get_by_role("dialog", name="Edit Link", exact=True)).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_each_editor_is_named_by_its_section(desk: Callable[[str], Page]) -> None:
    """No page with several editors logs anything: `desk` fails if it does."""
    posting = make_posting(published_from=None, sections=2)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    for name in ("Text: Part 1", "Text: Part 2"):
        expect(page.get_by_role("textbox", name=name, exact=True)).to_be_visible()
        expect(page.get_by_role("toolbar", name=f"Formatting: {name}", exact=True)).to_be_visible()
    page.get_by_label("Heading", exact=True).nth(1).fill("What you get")
    expect(page.get_by_role("textbox", name="Text: What you get", exact=True)).to_be_visible()
    page.get_by_role("button", name="Add section").click()
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_be_visible()
