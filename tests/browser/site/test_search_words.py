"""Words that name a filter, and positions with most of the words: in place with the script, and without it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.locators import checkbox, count, expect_query, search_field, status, titles
from tests.factories import make_posting

pytestmark = pytest.mark.django_db(transaction=True)


def test_words_that_name_a_filter_become_the_filter_in_place(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    page.evaluate("window.stayed = true")
    search_field(page).fill("remote jobs for readers")
    expect(count(page)).to_have_text("Showing 2 of 2")
    page.get_by_role("link", name="Workplace: Remote · 2").click()

    expect(count(page)).to_be_focused()
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(checkbox(page, "Remote")).to_be_checked()
    expect(search_field(page)).to_have_value("readers")
    expect_query(page, {"q": ["readers"], "workplace": ["remote"]})
    assert page.evaluate("window.stayed") is True


def test_words_become_the_filter_by_keyboard(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=senior")
    link = page.get_by_role("list", name="Filter by").get_by_role("link", name="Experience level: Senior · 2")
    link.focus()
    page.keyboard.press("Enter")

    expect(checkbox(page, "Senior")).to_be_checked()
    expect(search_field(page)).to_have_value("")


def test_filter_works_without_script(market: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{market}/jobs/?q=pilot+lisbon")
        page.get_by_role("link", name="Location: Lisbon · 1").click()

        expect(titles(page)).to_have_text(["Harbour pilot"])
        expect_query(page, {"q": ["pilot"], "location": ["lisbon"]})


def test_positions_with_most_words_are_announced(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    search_field(page).fill("harbour zeppelin")
    expect(count(page)).to_have_text("No open positions match")

    section = page.get_by_role("region", name="No position has all of these words; these have most")
    expect(section.get_by_role("heading", level=3)).to_have_text(
        ["No position has all of these words; these have most", "Harbour pilot", "Harbour keeper"]
    )
    expect(section).to_contain_text("2 positions")
    expect(status(page)).to_have_text(
        "No open positions match. No position has all of these words; these have most. 2 positions"
    )


def test_counts_of_titles_are_announced(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    search_field(page).fill("harbour pilot")
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(page.get_by_text("by title ·")).to_have_count(0)
    text = make_posting("Lamplighter").sections.first()
    text.body = "<p>You wave to every harbour pilot.</p>"
    text.save()
    page.reload()

    expect(page.get_by_text("1 by title · 1 more mentions it")).to_be_visible()
    search_field(page).fill("pilot")
    expect(status(page)).to_have_text("Showing 2 of 2. 1 by title · 1 more mentions it")


@pytest.mark.parametrize("width", [360, 1280])
def test_mistyped_word_among_others_is_corrected(market: str, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{market}/jobs/?q=harbour+keepr")
    page.get_by_role("link", name="harbour keeper", exact=True).click()

    expect(titles(page)).to_have_text(["Harbour keeper"])
    expect(search_field(page)).to_have_value("harbour keeper")
    context.close()
