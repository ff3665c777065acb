"""Filters by country and pay: results, history, and postings without stated pay."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.locators import checkbox, count, country_field, expect_query, option_count, pay_field, status, titles

pytestmark = pytest.mark.django_db(transaction=True)


def test_country_shows_on_site_and_remote_positions(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    page.evaluate("window.stayed = true")
    country_field(page).focus()
    country_field(page).select_option("DE")

    expect(count(page)).to_have_text("Showing 5 of 5")
    expect(status(page)).to_have_text("Showing 5 of 5. 3 in Germany, 2 remote from there")
    expect(country_field(page)).to_be_focused()
    expect(country_field(page)).to_have_value("DE")
    expect(page.locator(".results__note")).to_have_text("3 in Germany, 2 remote from there")
    expect(page.locator("[data-rows] li", has_text="Wind reader")).to_contain_text("Remote from Germany")
    expect(page.locator("[data-rows] li", has_text="Cartographer")).to_contain_text("On-site in Germany")
    expect(option_count(page, "team-sea")).to_have_text("3")
    assert page.evaluate("window.stayed") is True
    country_field(page).select_option("")
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(page).to_have_url(f"{market}/jobs/")
    assert console_messages == []


def test_back_and_forward_restore_the_country(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    country_field(page).select_option("DE")
    expect(count(page)).to_have_text("Showing 5 of 5")
    country_field(page).select_option("FR")
    expect(count(page)).to_have_text("Showing 2 of 2")
    page.go_back()
    expect(count(page)).to_have_text("Showing 5 of 5")
    expect(country_field(page)).to_have_value("DE")
    page.go_back()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(country_field(page)).to_have_value("")
    page.go_forward()
    expect(count(page)).to_have_text("Showing 5 of 5")
    expect(country_field(page)).to_have_value("DE")


def test_country_without_locations_shows_positions_remote_from_anywhere(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    country_field(page).select_option("JP")
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(country_field(page)).to_have_value("JP")
    expect(titles(page)).to_have_text(["Tide reader"])


def test_several_countries_in_the_address_stay_selected(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?country=FR&country=PT")
    expect(count(page)).to_have_text("Showing 6 of 6")
    expect(page.locator(".chip")).to_have_count(2)
    checkbox(page, "Sea").check()

    expect(count(page)).to_have_text("Showing 3 of 3")
    expect_query(page, {"country": ["FR", "PT"], "team": ["sea"]})
    page.get_by_role("link", name=re.compile("^Remove .*France")).click()
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(country_field(page)).to_have_value("PT")
    expect_query(page, {"country": ["PT"], "team": ["sea"]})


def test_pay_hides_lower_pay_and_offers_unstated_pay(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    pay_field(page).fill("60000")

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(pay_field(page)).to_be_focused()
    expect(titles(page)).to_have_text(["Cartographer", "Cartography lead"])
    expect(page.locator(".results__note")).to_have_text("5 more don’t state their pay in EUR. Show them too")
    expect(status(page)).to_have_text("Showing 2 of 2. 5 more don’t state their pay in EUR. Show them too")
    page.get_by_role("link", name="Show them too").click()
    expect(count(page)).to_have_text("Showing 7 of 7")
    expect(count(page)).to_be_focused()
    expect(page.get_by_text("more don’t state")).to_have_count(0)
    # The next filter keeps unstated pay included.
    checkbox(page, "Sea").check()
    expect(count(page)).to_have_text("Showing 3 of 3")
    expect_query(page, {"team": ["sea"], "pay": ["60000", "unstated"]})

    page.go_back()
    page.go_back()
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(pay_field(page)).to_have_value("60000")
    page.go_back()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(pay_field(page)).to_have_value("")
    assert console_messages == []


def test_removed_pay_also_removes_unstated(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?pay=60000&pay=unstated")
    pay_field(page).fill("")
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(page).to_have_url(f"{market}/jobs/")


def test_invalid_pay_shows_a_message_and_can_be_corrected(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    pay_field(page).press_sequentially("abc")
    note = page.locator("#pay-note")
    expect(note).to_have_text(re.compile("^We don’t understand the pay “abc”"))
    # It is announced together with the count of the list without the pay filter.
    expect(page.locator("[data-status]")).to_have_text(re.compile("^Showing 8 of 8. We don’t understand the pay “abc”"))
    expect(pay_field(page)).to_have_value("abc")
    pay_field(page).fill("60000")
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(page.get_by_text("We don’t understand")).to_have_count(0)
