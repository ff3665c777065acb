"""Saved positions: saving, removing, and their current state."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from jobs.models import Posting
from tests.browser.locators import accessibility_violations, count, search_field, titles
from tests.factories import days

from .storage import SAVED, rows, save_button, saved_entry, saved_link, store_saved

pytestmark = pytest.mark.django_db(transaction=True)


def test_position_saved_from_its_row_is_on_the_saved_page(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{market}/teams/sea/")
    expect(saved_link(page)).to_have_count(0)
    expect(save_button(page, "Pilot 1")).to_have_attribute("aria-pressed", "false")
    save_button(page, "Pilot 1").click()
    expect(save_button(page, "Pilot 1")).to_have_attribute("aria-pressed", "true")
    expect(saved_link(page)).to_have_text("Saved (1)")
    save_button(page, "Pilot 0").press("Enter")
    expect(saved_link(page)).to_have_text("Saved (2)")

    page.reload()
    expect(save_button(page, "Pilot 1")).to_have_attribute("aria-pressed", "true")
    expect(save_button(page, "Pilot 2")).to_have_attribute("aria-pressed", "false")
    saved_link(page).click()
    expect(page).to_have_url(market + SAVED)
    expect(page.get_by_role("heading", level=2)).to_have_text("2 saved positions")
    expect(titles(page)).to_have_text(["Pilot 0", "Pilot 1"])
    expect(rows(page).nth(1).locator(".position__facts")).to_have_text("Berlin Sea")
    expect(rows(page).nth(1)).to_contain_text(f"{market}{Posting.objects.get(title='Pilot 1').get_absolute_url()}")
    expect(rows(page).nth(1)).to_contain_text("saved on ")
    assert console_messages == []


def test_position_is_saved_and_removed_on_its_own_page(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(market + Posting.objects.get(title="Pilot 0").get_absolute_url())
    save_button(page, "Pilot 0").click()
    expect(saved_link(page)).to_have_text("Saved (1)")
    page.goto(market + SAVED)
    expect(rows(page).locator(".position__facts")).to_have_text("Lisbon Sea")
    page.go_back()
    expect(save_button(page, "Pilot 0")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".posting__end .save")).to_have_text("Save")
    expect(page.locator(".posting__end .save")).to_have_attribute("aria-pressed", "true")
    save_button(page, "Pilot 0").click()
    expect(save_button(page, "Pilot 0")).to_have_attribute("aria-pressed", "false")
    expect(saved_link(page)).to_have_count(0)
    assert console_messages == []


def test_rows_loaded_in_place_have_save_buttons(market: str, page: Page) -> None:
    page.goto(f"{market}/teams/sea/")
    save_button(page, "Pilot 2").click()
    page.get_by_role("link", name="Show 2 more").click()
    save_button(page, "Pilot 6").click()
    page.locator("#location-lisbon").evaluate("box => box.click()")
    expect(count(page)).to_have_text("Showing 4 of 4")

    expect(page.locator("[data-rows] .save")).to_have_count(4)
    expect(save_button(page, "Pilot 2")).to_have_attribute("aria-pressed", "true")
    expect(save_button(page, "Pilot 6")).to_have_attribute("aria-pressed", "true")
    expect(save_button(page, "Pilot 4")).to_have_attribute("aria-pressed", "false")


def test_saved_title_excludes_search_highlights(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    search_field(page).fill('"pilot 3"')
    expect(count(page)).to_have_text("Showing 1 of 1")
    save_button(page, "Pilot 3").click()
    saved_link(page).click()
    expect(page).to_have_url(market + SAVED)
    expect(titles(page)).to_have_text(["Pilot 3"])


def test_closed_positions_are_marked_as_closed(market: str, page: Page) -> None:
    Posting.objects.filter(title="Pilot 1").update(closes_at=days(-0.1), closing_reason="filled")
    Posting.objects.filter(title="Pilot 2").update(published_from=days(5))
    store_saved(page, [saved_entry(f"Pilot {number}") for number in range(4)] + [saved_entry("Never")])
    unreachable = Posting.objects.get(title="Pilot 3").get_absolute_url()
    page.route(f"**{unreachable}", lambda route: route.abort())
    page.goto(market + SAVED)

    expect(rows(page).nth(4).locator("[data-state]")).to_have_text("No longer open")
    expect(rows(page).nth(1).locator("[data-state]")).to_have_text("No longer open")
    expect(rows(page).nth(2).locator("[data-state]")).to_have_text("No longer open")
    expect(rows(page).nth(3).locator("[data-state]")).to_have_text("Could not be checked")
    expect(rows(page).nth(0).locator("[data-state]")).to_be_hidden()
    for number, line in enumerate(["none", "line-through", "line-through", "none", "line-through"]):
        expect(rows(page).nth(number).locator(".position__link")).to_have_css("text-decoration-line", line)
    expect(page.locator("[data-saved-page] [role=status]")).to_have_text("3 are no longer open")


def test_server_error_leaves_a_position_unchecked(market: str, page: Page) -> None:
    store_saved(page, [saved_entry("Pilot 0")])
    page.route("**/jobs/*-pilot-0/", lambda route: route.fulfill(status=503))
    page.goto(market + SAVED)
    expect(rows(page).locator("[data-state]")).to_have_text("Could not be checked")


def test_removed_position_moves_the_focus_to_the_next(market: str, page: Page, console_messages: list[str]) -> None:
    store_saved(page, [saved_entry("Pilot 0"), saved_entry("Pilot 1")])
    page.goto(market + SAVED)
    page.get_by_role("button", name="Remove Pilot 0").click()
    expect(page.get_by_role("button", name="Remove Pilot 1")).to_be_focused()
    expect(page.locator("[data-saved-page] [role=status]")).to_have_text("Removed Pilot 0. 1 saved position")
    expect(saved_link(page)).to_have_text("Saved (1)")
    page.get_by_role("button", name="Remove Pilot 1").click()
    expect(page.get_by_text("Nothing is saved here yet.")).to_be_visible()
    expect(page.get_by_role("link", name="See all open positions")).to_be_focused()
    expect(saved_link(page)).to_have_count(0)
    page.reload()
    expect(page.get_by_text("Nothing is saved here yet.")).to_be_visible()
    assert console_messages == []


def test_position_stays_saved_when_its_title_changes(market: str, page: Page) -> None:
    store_saved(page, [saved_entry("Pilot 0")])
    Posting.objects.filter(title="Pilot 0").update(title="Helmsman")
    page.goto(market + Posting.objects.get(title="Helmsman").get_absolute_url())
    expect(save_button(page, "Helmsman")).to_have_attribute("aria-pressed", "true")
    with page.expect_response(lambda response: response.request.method == "HEAD"):
        page.goto(market + SAVED)
    expect(rows(page)).to_have_count(1)
    page.wait_for_timeout(500)
    expect(rows(page).locator("[data-state]")).to_be_hidden()


def test_saved_page_without_a_script_explains_itself(market: str, without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto(f"{market}/jobs/")
    expect(page.locator(".save")).to_have_count(0)
    expect(saved_link(page)).to_have_count(0)
    page.goto(market + SAVED)
    expect(page.get_by_text("Saving needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("link", name="See all open positions")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_printed_page_has_addresses_and_no_buttons(market: str, page: Page) -> None:
    store_saved(page, [saved_entry("Pilot 0")])
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(market + SAVED)
    expect(page.locator("[data-address]")).to_be_hidden()
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("window.printed === true")
    page.emulate_media(media="print")
    expect(page.locator("[data-address]")).to_be_visible()
    expect(page.get_by_role("heading", name="Pilot 0")).to_be_visible()
    for name in ("Remove Pilot 0", "Print"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    expect(saved_link(page)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_all_states_are_accessible(market: str, browser: Browser, width: int, scheme: Any) -> None:
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    found_violations = {}

    def check(name: str) -> None:
        if violations := accessibility_violations(page):
            found_violations[name] = violations
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name

    page.goto(market + SAVED)
    check("nothing saved")
    page.goto(f"{market}/jobs/")
    save_button(page, "Pilot 0").click()
    save_button(page, "Pilot 1").click()
    expect(saved_link(page)).to_have_text("Saved (2)")
    check("list")
    page.goto(market + Posting.objects.get(title="Pilot 0").get_absolute_url())
    check("posting")
    Posting.objects.filter(title="Pilot 1").update(closes_at=days(-0.1), closing_reason="filled")
    page.goto(market + SAVED)
    expect(page.get_by_text("No longer open", exact=True)).to_be_visible()
    check("saved")
    context.close()

    assert found_violations == {}
