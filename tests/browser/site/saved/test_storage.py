"""The storage of saved positions: other tabs, invalid data, and browsers without storage."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.locators import count, search_field, titles

from .storage import SAVED, rows, save_button, saved_entry, saved_link, store_saved

pytestmark = pytest.mark.django_db(transaction=True)


def test_other_tabs_stay_in_sync(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    other = page.context.new_page()
    other.goto(market + SAVED)
    expect(other.get_by_text("Nothing is saved here yet.")).to_be_visible()
    save_button(page, "Pilot 0").click()
    expect(rows(other)).to_have_count(1)
    expect(saved_link(other)).to_have_text("Saved (1)")
    other.get_by_role("button", name="Remove Pilot 0").click()
    expect(save_button(page, "Pilot 0")).to_have_attribute("aria-pressed", "false")
    assert console_messages == []


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "{",
        "null",
        "7",
        "{}",
        '"text"',
        "[null, 1, [], {}]",
        '[{"href": "/jobs/1-x/"}]',
        '[{"href": "javascript:alert(1)", "title": "x", "team": "", "places": "", "on": "2026-03-02"}]',
        '[{"href": "//elsewhere.example/jobs/1/", "title": "x", "team": "", "places": "", "on": "2026-03-02"}]',
        '[{"href": "/jobs/1-x/", "title": "x", "team": "", "places": "", "on": "never"}]',
        '[{"href": "/jobs/1-x/", "title": {}, "team": "", "places": "", "on": "2026-03-02"}]',
    ],
)
def test_invalid_stored_data_is_ignored(market: str, page: Page, console_messages: list[str], stored: str) -> None:
    store_saved(page, stored)
    page.goto(market + SAVED)
    expect(page.get_by_text("Nothing is saved here yet.")).to_be_visible()
    page.goto(f"{market}/jobs/")
    save_button(page, "Pilot 0").click()
    expect(saved_link(page)).to_have_text("Saved (1)")
    assert console_messages == []


def test_stored_title_is_shown_as_text(market: str, page: Page, console_messages: list[str]) -> None:
    store_saved(page, [saved_entry("Pilot 0") | {"title": "<img src=x onerror=alert(1)>"}])
    page.goto(market + SAVED)
    expect(titles(page)).to_have_text(["<img src=x onerror=alert(1)>"])
    assert console_messages == []


NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
)


def test_save_buttons_are_absent_without_storage(market: str, page: Page, console_messages: list[str]) -> None:
    page.add_init_script(NO_STORAGE)
    page.goto(f"{market}/jobs/")
    search_field(page).fill('"pilot 3"')
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(page.locator(".save")).to_have_count(0)
    page.goto(market + SAVED)
    expect(page.get_by_text("This browser does not let the site keep anything.")).to_be_visible()
    assert console_messages == []


def test_full_storage_saves_nothing(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    save_button(page, "Pilot 0").click()
    expect(save_button(page, "Pilot 0")).to_have_attribute("aria-pressed", "false")
    expect(saved_link(page)).to_have_count(0)
    assert console_messages == []
