"""Search by words, country and pay: in place with the script, by page loads without it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from teams.models import Team
from tests.browser.locators import (
    accessibility_violations,
    checkbox,
    count,
    country_field,
    expect_query,
    option_count,
    pay_field,
    search_field,
    status,
    titles,
)
from tests.browser.timing import HeldRequests, pass_time, stop_time
from tests.factories import make_posting

pytestmark = pytest.mark.django_db(transaction=True)

RECORD_ANNOUNCEMENTS = """() => {
    window.announcements = [];
    new MutationObserver(() => announcements.push(document.querySelector("[data-status]").textContent))
        .observe(document.querySelector("[data-status]"), { childList: true, characterData: true, subtree: true });
}"""


def test_words_and_filters_combine(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    search_field(page).fill("reader")
    expect(count(page)).to_have_text("Showing 2 of 2")
    checkbox(page, "Senior").check()

    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(search_field(page)).to_have_value("reader")
    expect(titles(page)).to_have_text(["Tide reader"])
    expect(option_count(page, "level-mid")).to_have_text("0")
    page.get_by_role("link", name="Clear all").click()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(search_field(page)).to_have_value("")


def test_removed_words_chip_empties_the_field(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=harbour")
    page.get_by_role("link", name=re.compile("^Remove Words")).click()

    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(count(page)).to_be_focused()
    expect(search_field(page)).to_have_value("")
    expect(page).to_have_url(f"{market}/jobs/")


def test_search_without_a_connection_keeps_the_list_and_the_words(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    page.route("**/jobs/?q=*", lambda route: route.abort())
    search_field(page).fill("harbour")

    expect(status(page)).to_have_text("No connection. Try again")
    expect(page).to_have_url(f"{market}/jobs/")
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(search_field(page)).to_have_value("harbour")
    page.unroute("**/jobs/?q=*")
    page.get_by_role("button", name="Try again").click()
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(count(page)).to_be_focused()


def test_answer_that_is_held_back_is_given_up_after_ten_seconds(market: str, page: Page) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    held = HeldRequests(page, "**/jobs/?team=sea")
    checkbox(page, "Sea").check()
    held.wait()
    expect(status(page)).to_have_text("")
    pass_time(page, 1100)
    expect(status(page)).to_have_text("Loading …")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    pass_time(page, 9000)
    expect(status(page)).to_have_text("No answer. Try again")
    expect(page.locator(".trouble")).to_have_text("No answer. Try again")
    expect(checkbox(page, "Sea")).not_to_be_checked()
    expect(page.locator("[data-results]")).not_to_have_attribute("aria-busy", "true")
    held.release()


def test_spelling_suggestion_is_applied_in_place(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    page.evaluate("window.stayed = true")
    search_field(page).fill("gardner")
    expect(count(page)).to_have_text("No open positions match")
    page.get_by_role("link", name="gardener", exact=True).click()

    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(count(page)).to_be_focused()
    expect(search_field(page)).to_have_value("gardener")
    assert page.evaluate("window.stayed") is True
    assert console_messages == []


def test_no_match_offers_filters_to_remove(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=harbour&level=mid&team=sea")
    expect(count(page)).to_have_text("No open positions match")
    page.get_by_role("link", name=re.compile("Remove Mid")).last.click()

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(checkbox(page, "Mid")).not_to_be_checked()
    expect(search_field(page)).to_have_value("harbour")


def test_no_match_links_to_all_positions(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=xylophone")
    page.get_by_role("link", name="See all 8 open positions").click()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(search_field(page)).to_have_value("")


def test_results_sort_by_relevance_or_newest(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=reader")
    sorts = page.locator(".results__sorts")
    expect(sorts.get_by_role("link", name="Relevance")).to_have_attribute("aria-current", "true")
    sorts.get_by_role("link", name="Newest").click()
    expect(sorts.get_by_role("link", name="Newest")).to_have_attribute("aria-current", "true")
    expect(count(page)).to_be_focused()
    # The next filter keeps the order.
    checkbox(page, "Senior").check()
    expect(page).to_have_url(re.compile("sort=newest"))


@pytest.mark.parametrize(
    ("choose", "expected"),
    [
        (lambda page: search_field(page).fill("harbour"), "Showing 2 of 2"),
        (lambda page: country_field(page).select_option("DE"), "Showing 5 of 5. 3 in Germany, 2 remote from there"),
        (lambda page: checkbox(page, "Sea").check(), "Showing 4 of 4"),
        (
            lambda page: pay_field(page).fill("60000"),
            "Showing 2 of 2. 5 more don’t state their pay in EUR. Show them too",
        ),
    ],
    ids=["words", "country", "box", "pay"],
)
def test_count_is_announced_once(market: str, page: Page, choose: Callable[[Page], object], expected: str) -> None:
    stop_time(page)
    page.goto(f"{market}/jobs/")
    page.evaluate(RECORD_ANNOUNCEMENTS)
    choose(page)
    pass_time(page, 700)
    expect(status(page)).to_have_text(expected)
    page.get_by_role("heading", level=1).click()
    pass_time(page, 500)
    assert page.evaluate("announcements") == [expected]


def test_chip_and_sort_move_the_focus_and_only_the_order_is_said(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?team=sea&level=senior")
    page.evaluate(RECORD_ANNOUNCEMENTS)
    page.get_by_role("link", name=re.compile("^Remove Team")).click()
    expect(count(page)).to_be_focused()
    page.get_by_role("link", name="Title", exact=True).click()
    expect(count(page)).to_be_focused()
    assert [text for text in page.evaluate("announcements") if text] == ["Sorted by Title"]


def test_feed_calendar_and_link_follow_the_filters(market: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{market}/jobs/")
    search_field(page).fill("reader")
    expect(count(page)).to_have_text("Showing 2 of 2")
    country_field(page).select_option("FR")
    expect(page).to_have_url(f"{market}/jobs/?q=reader&country=FR")

    expect(page.get_by_text("Follow this search")).to_be_visible()
    follow = page.locator(".follow")
    expect(follow.get_by_role("link", name="Feed")).to_have_attribute("href", "/jobs/feed/?q=reader&country=FR")
    calendar = follow.get_by_role("link", name="Calendar of closing dates")
    expect(calendar).to_have_attribute("href", "/jobs/calendar.ics?q=reader&country=FR")
    follow.get_by_role("button", name="Copy link").click()
    expect(status(page)).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/jobs/?q=reader&country=FR")
    expect(follow.get_by_role("button", name="Copy link")).to_be_visible()


def test_failed_copy_of_the_link_is_announced(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?team=sea")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Copy link").click()
    expect(status(page)).to_have_text("The link could not be copied")


def test_search_on_a_team_page_stays_on_it(market: str, page: Page) -> None:
    for title in ("Diver", "Sailor"):
        make_posting(title, team=Team.objects.get(slug="sea"))
    page.goto(f"{market}/teams/sea/")
    page.evaluate("window.stayed = true")
    search_field(page).fill("harbour")
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(page).to_have_url(f"{market}/teams/sea/?q=harbour")
    assert page.evaluate("window.stayed") is True


def test_search_works_without_a_script(market: str, without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto(market)
    search_field(page).fill("reader")
    search_field(page).press("Enter")
    expect(page).to_have_url(re.compile(f"^{re.escape(market)}/jobs/\\?q=reader"))
    expect(count(page)).to_have_text("Showing 2 of 2")

    country_field(page).select_option("FR")
    checkbox(page, "Senior").check()
    page.get_by_role("button", name="Apply filters").click()
    expect_query(page, {"q": ["reader"], "country": ["FR"], "level": ["senior"]})
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(page.get_by_text("remote from there")).to_be_visible()
    expect(country_field(page)).to_have_value("FR")
    expect(search_field(page)).to_have_value("reader")

    page.get_by_role("link", name="Clear all").click()
    expect_query(page, {})
    pay_field(page).fill("60000")
    pay_field(page).press("Enter")
    expect_query(page, {"pay": ["60000"]})
    page.get_by_role("link", name="Show them too").click()
    expect(count(page)).to_have_text("Showing 7 of 7")
    search_field(page).fill("gardner")
    page.get_by_role("button", name="Search").click()
    expect_query(page, {"q": ["gardner"], "pay": ["60000", "unstated"]})
    page.get_by_role("link", name="gardener", exact=True).click()
    expect(titles(page)).to_have_text(["Gardener"])
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()


STATES = {
    "words": "/jobs/?q=harbour",
    "words on a team's page": "/teams/sea/?q=harbour",
    "country": "/jobs/?country=DE",
    "several countries": "/jobs/?country=FR&country=PT",
    "pay": "/jobs/?pay=60000",
    "pay not understood": "/jobs/?pay=abc&q=reader",
    "few": "/jobs/?q=tide&country=DE",
    "spelling": "/jobs/?q=gardner",
    "no match": "/jobs/?q=harbour&level=mid&pay=60000",
    "no word": "/jobs/?q=xylophone",
    "words that name filters": "/jobs/?q=senior+remote+reader",
    "most words": "/jobs/?q=harbour+xylophone",
    "unknown country": "/jobs/?country=XX",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_all_results_are_accessible(market: str, browser: Browser, width: int, scheme: Any) -> None:
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    found_violations = {}
    for name, address in STATES.items():
        page.goto(market + address)
        if violations := accessibility_violations(page):
            found_violations[name] = violations
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    context.close()

    assert found_violations == {}
