"""What the list says to people who hear it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.locators import checkbox, count, pay_field, search_field, status

pytestmark = pytest.mark.django_db(transaction=True)


def test_new_order_is_said(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    page.get_by_role("link", name="Title").click()
    # The count has the focus, so it is read out anyway.
    expect(status(page)).to_have_text("Sorted by Title")
    expect(count(page)).to_be_focused()
    checkbox(page, "Sea").check()
    expect(status(page)).to_have_text("Showing 4 of 4")
    page.go_back()
    page.go_back()
    expect(status(page)).to_have_text("Showing 8 of 8. Sorted by Newest")
    assert console_messages == []


def test_better_spelling_is_said(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    search_field(page).fill("harbuor")
    expect(status(page)).to_have_text(
        re.compile("^No open positions match. Did you mean harbour. 2 positions. No position")
    )


def test_unknown_value_is_said(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?team=atlantis&team=sea")
    # The address keeps the unknown value only until a filter changes, so Back shows it again.
    checkbox(page, "Senior").check()
    expect(status(page)).to_have_text("Showing 2 of 2")
    page.go_back()
    expect(status(page)).to_have_text("Showing 4 of 4. We don’t know the team “atlantis”. Remove it")


def test_misunderstood_pay_is_marked_at_the_field(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    pay_field(page).fill("much")
    expect(pay_field(page)).to_have_attribute("aria-invalid", "true")
    expect(pay_field(page)).to_have_accessible_description(re.compile("EUR We don’t understand the pay “much”"))
    pay_field(page).fill("70.000 €")
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(pay_field(page)).not_to_have_attribute("aria-invalid", "true")
    expect(pay_field(page)).to_have_accessible_description("EUR")
    expect(pay_field(page)).to_have_value("70.000 €")


def test_boxes_are_named_with_their_positions(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    expect(page.get_by_role("checkbox", name="Lisbon 4 positions", exact=True)).to_be_visible()
    checkbox(page, "Senior").check()
    expect(page.get_by_role("checkbox", name="Berlin 1 position", exact=True)).to_be_visible()
    expect(page.get_by_role("checkbox", name="Lisbon 0 positions", exact=True)).to_be_visible()


def test_bookmark_is_said(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    page.get_by_role("button", name="Save Gardener").click()
    expect(status(page)).to_have_text("Saved Gardener")
    page.get_by_role("link", name="Gardener").click()
    said = page.get_by_role("status")
    expect(said).to_have_text("")
    page.get_by_role("button", name="Save Gardener").first.click()
    expect(said).to_have_text("Removed Gardener")


def test_same_text_is_said_again(market: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{market}/jobs/?team=sea")
    page.get_by_role("button", name="Copy link").click()
    expect(status(page)).to_have_text("Copied")
    page.evaluate("""() => { window.changes = 0; new MutationObserver(() => (window.changes += 1)).observe(
        document.querySelector("[data-status]"), { childList: true }) }""")
    page.get_by_role("button", name=re.compile("Copied|Copy link")).click()
    page.wait_for_function("window.changes === 1")
    expect(status(page)).to_have_text("Copied")
