"""Search while typing: requests, late responses, and history."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.locators import checkbox, count, search_field, status, titles
from tests.browser.timing import HeldRequests, pass_time, stop_time

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def requests(page: Page) -> list[str]:
    """The queries of the requests for lists, in order."""
    urls: list[str] = []

    def record(request: Any) -> None:
        if request.resource_type == "fetch":
            urls.append(request.url.split("/jobs/", 1)[1])

    page.on("request", record)
    return urls


def caret_position(page: Page) -> int:
    return int(page.evaluate("document.activeElement.selectionStart"))


def test_typing_updates_results_with_one_request(
    market: str, page: Page, requests: list[str], console_messages: list[str]
) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    page.evaluate("window.stayed = true")
    search_field(page).click()
    page.keyboard.type("harbour")
    pass_time(page, 400)

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(status(page)).to_have_text("Showing 2 of 2")
    expect(search_field(page)).to_be_focused()
    expect(page).to_have_url(f"{market}/jobs/?q=harbour")
    expect(titles(page)).to_have_text(["Harbour pilot", "Harbour keeper"])
    expect(page.locator("[data-rows] mark")).to_have_text(["Harbour", "Harbour"])
    assert requests == ["?q=harbour"]
    assert page.evaluate("window.stayed") is True
    assert console_messages == []


def test_caret_position_stays_when_results_arrive(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=hour")
    search_field(page).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("arb", delay=20)

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(search_field(page)).to_have_value("harbour")
    assert caret_position(page) == 4


def test_late_response_keeps_words_typed_after_the_request(market: str, page: Page) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    late = HeldRequests(page, "**/jobs/?q=harb")
    search_field(page).click()
    page.keyboard.type("harb")
    pass_time(page, 400)
    late.wait()
    page.keyboard.type("our pil")
    late.release()

    expect(page).to_have_url(f"{market}/jobs/?q=harb")
    expect(search_field(page)).to_have_value("harbour pil")
    pass_time(page, 400)
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(search_field(page)).to_have_value("harbour pil")
    expect(page).to_have_url(f"{market}/jobs/?q=harbour+pil")
    expect(titles(page)).to_have_text(["Harbour pilot"])


def test_deleted_words_send_no_request(market: str, page: Page, requests: list[str]) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    search_field(page).click()
    page.keyboard.type("ha")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("  ")
    pass_time(page, 700)
    assert requests == []


def test_late_response_to_deleted_words_is_ignored(market: str, page: Page, requests: list[str]) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    late = HeldRequests(page, "**/jobs/?q=harbour")
    search_field(page).fill("harbour")
    pass_time(page, 400)
    late.wait()
    search_field(page).fill("")
    pass_time(page, 400)
    late.release()
    page.wait_for_timeout(500)

    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(page.locator("[data-results]")).not_to_have_attribute("aria-busy", "true")
    expect(page).to_have_url(f"{market}/jobs/")
    assert requests == ["?q=harbour"]


def test_leaving_the_field_sends_no_second_request(market: str, page: Page, requests: list[str]) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    late = HeldRequests(page, "**/jobs/?q=harbour")
    search_field(page).press_sequentially("harbour")
    pass_time(page, 400)
    late.wait()
    search_field(page).blur()
    pass_time(page, 400)
    late.release()

    expect(count(page)).to_have_text("Showing 2 of 2")
    assert requests == ["?q=harbour"]


def test_composed_input_sends_no_request_until_it_ends(market: str, page: Page, requests: list[str]) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    field = search_field(page)
    compose = """(field, isComposing) => {
        field.value = "harb";
        field.dispatchEvent(new InputEvent("input", { isComposing, bubbles: true }));
    }"""
    field.evaluate(compose, True)
    pass_time(page, 600)
    assert requests == []
    field.evaluate(compose, False)
    pass_time(page, 400)
    expect(count(page)).to_have_text("Showing 2 of 2")


def test_enter_sends_one_request_and_focuses_the_results(market: str, page: Page, requests: list[str]) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    search_field(page).fill("harbour")
    search_field(page).press("Enter")

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(count(page)).to_be_focused()
    pass_time(page, 500)
    assert requests == ["?q=harbour"]
    # The results are already loaded, so only the focus moves.
    search_field(page).press("Enter")
    expect(count(page)).to_be_focused()
    assert requests == ["?q=harbour"]


def test_typing_adds_one_history_entry(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    search_field(page).click()
    page.keyboard.type("harbour")
    expect(count(page)).to_have_text("Showing 2 of 2")
    page.keyboard.type(" pilot")
    expect(count(page)).to_have_text("Showing 1 of 1")
    checkbox(page, "Sea").check()
    expect(page).to_have_url(f"{market}/jobs/?q=harbour+pilot&team=sea")

    page.go_back()
    expect(page).to_have_url(f"{market}/jobs/?q=harbour+pilot")
    expect(checkbox(page, "Sea")).not_to_be_checked()
    expect(search_field(page)).to_have_value("harbour pilot")
    page.go_back()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(search_field(page)).to_have_value("")
    page.go_forward()
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(search_field(page)).to_have_value("harbour pilot")
    assert console_messages == []


def test_back_and_quick_forward_show_the_list_of_the_address(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    checkbox(page, "Sea").check()
    expect(count(page)).to_have_text("Showing 4 of 4")
    late = HeldRequests(page, f"{market}/jobs/")
    page.evaluate("history.back()")
    late.wait()
    page.evaluate("history.forward()")
    expect(page).to_have_url(f"{market}/jobs/?team=sea")
    late.release()
    page.wait_for_timeout(500)

    expect(page).to_have_url(f"{market}/jobs/?team=sea")
    expect(count(page)).to_have_text("Showing 4 of 4")
    expect(checkbox(page, "Sea")).to_be_checked()
    expect(page.locator("[data-results]")).not_to_have_attribute("aria-busy", "true")


def test_filter_during_typing_sends_one_request(market: str, page: Page, requests: list[str]) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    search_field(page).press_sequentially("reader")
    page.evaluate("document.getElementById('level-senior').click()")

    expect(count(page)).to_have_text("Showing 1 of 1")
    pass_time(page, 600)
    assert requests == ["?q=reader&level=senior"]
