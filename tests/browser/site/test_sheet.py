"""The sheet of filters on a phone: a dialog that takes the focus, covers nothing that has it, and gives it back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from teams.models import Team
from tests.browser.locators import checkbox, count, expect_query, search_field, status, titles
from tests.factories import make_posting

pytestmark = pytest.mark.django_db(transaction=True)

# Every other element that could be reached by keyboard or pointer.
REACHABLE_BEHIND = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
    .filter((element) => !element.closest("#filters") && !element.closest("[inert]")).length"""
# What stands in front of the element that has the focus, at its top, middle or bottom.
COVERED = """() => {
    const focused = document.activeElement;
    const {left, top, bottom, width} = focused.getBoundingClientRect();
    const fronts = [top + 2, (top + bottom) / 2, bottom - 2].map((y) => document.elementFromPoint(left + width / 2, y));
    const isCovered = fronts.some((front) => !front || !(focused.contains(front) || front.contains(focused)));
    return isCovered ? focused.id || focused.textContent.trim() : "";
}"""


@pytest.fixture
def phone(market: str, page: Page, console_messages: list[str]) -> Any:
    """Opens the list on a phone of this height, and the sheet over it."""

    def open_sheet(height: int = 740, width: int = 360) -> Locator:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{market}/jobs/")
        opener(page).click()
        expect(dialog(page)).to_be_visible()
        return dialog(page)

    yield open_sheet
    assert console_messages == []


def opener(page: Page) -> Locator:
    return page.locator(".positions__open")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Filters")


def open_facet(page: Page, name: str) -> None:
    dialog(page).locator("summary", has_text=name).click()


def open_facets(page: Page) -> list[str]:
    names = page.locator(".facet[open] > summary").evaluate_all(
        "names => names.map((name) => name.firstChild.data.trim())"
    )
    return list(names)


def test_sheet_is_a_named_dialog_and_nothing_behind_it_can_be_reached(phone: Any, page: Page) -> None:
    expect(phone()).to_be_focused()
    assert page.evaluate(REACHABLE_BEHIND) == 0
    expect(page.locator("main h1")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    open_facet(page, "Location")
    checkbox(page, "Berlin").check()
    # The status is heard while the sheet is open.
    expect(status(page)).to_have_text(re.compile("^Showing 3 of 3"))
    assert page.evaluate("document.querySelector('[data-status]').closest('[inert]')") is None
    expect(page.get_by_role("button", name="Show 3 positions")).to_be_visible()


@pytest.mark.parametrize("close", ["Escape", "button", "tap outside"])
def test_closed_sheet_gives_the_focus_back(phone: Any, page: Page, close: str) -> None:
    phone()
    if close == "Escape":
        page.keyboard.press("Escape")
    elif close == "button":
        page.get_by_role("button", name="Close").click()
    else:
        # Where the page has a link: it is not followed.
        link = page.get_by_role("link", name="Teams", include_hidden=True).first.bounding_box()
        assert link is not None
        page.mouse.click(link["x"] + 5, link["y"] + 5)

    expect(dialog(page)).to_have_count(0)
    expect(opener(page)).to_be_focused()
    expect(page).to_have_url(re.compile("/jobs/$"))
    assert page.evaluate(REACHABLE_BEHIND) > 10
    assert page.locator("#filters").get_attribute("role") is None


def test_answer_of_the_sheet_takes_the_focus(phone: Any, page: Page) -> None:
    phone()
    open_facet(page, "Location")
    checkbox(page, "Lisbon").check()
    page.get_by_role("button", name="Show 4 positions").click()

    expect(dialog(page)).to_have_count(0)
    expect(count(page)).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 480), (740, 360)])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_focused_control_is_never_covered(phone: Any, page: Page, width: int, height: int, key: str) -> None:
    sheet = phone(height, width)
    sheet.locator(".facet").evaluate_all("facets => facets.forEach((facet) => (facet.open = true))")
    controls = sheet.locator("button, input:not([type=hidden]), select, summary").filter(visible=True)
    covered = []
    for _ in range(controls.count()):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement !== document.body"):
            covered.append(page.evaluate(COVERED))
    assert [place for place in covered if place] == []
    assert len(covered) > 15


def test_sheet_closes_when_the_window_becomes_wide(phone: Any, page: Page) -> None:
    phone()
    page.set_viewport_size({"width": 1280, "height": 800})

    expect(page.locator("#filters:popover-open")).to_have_count(0)
    expect(page.locator("#filters")).not_to_have_attribute("role", "dialog")
    assert page.evaluate(REACHABLE_BEHIND) > 10


@pytest.mark.parametrize("address", ["/jobs/", "/teams/sea/"])
def test_sheet_opens_with_two_facets_and_those_with_a_choice(market: str, page: Page, address: str) -> None:
    for title in ("Diver", "Sailor"):
        make_posting(title, team=Team.objects.get(slug="sea"), level="senior")
    first = ["Your country", "Team" if address == "/jobs/" else "Location"]
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(market + address)
    assert open_facets(page) == first
    page.goto(f"{market}{address}?level=senior")
    assert open_facets(page) == [*first, "Experience level"]
    opener(page).click()
    # One facet does not close another.
    open_facet(page, "Workplace")
    assert open_facets(page) == [*first, "Workplace", "Experience level"]
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".facet[open]")).to_have_count(0 if address != "/jobs/" else page.locator(".facet").count())


def test_sheet_has_the_order_of_the_list(phone: Any, page: Page) -> None:
    phone()
    order = dialog(page).get_by_label("Sort by")
    order.focus()
    order.select_option("Title")
    expect(status(page)).to_have_text("Showing 8 of 8. Sorted by Title")
    expect(order).to_be_focused()
    expect(page).to_have_url(re.compile(r"/jobs/\?sort=title$"))
    page.get_by_role("button", name="Show 8 positions").click()
    expect(titles(page).first).to_have_text("Beekeeper")
    page.go_back()
    expect(titles(page).first).to_have_text("Cartographer")
    expect(page.locator("#sort")).to_have_value("")
    # Words bring an order of their own.
    search_field(page).fill("reader")
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(page.locator("#sort option")).to_have_text(["Relevance", "Newest", "Closing soonest", "Title"])


def test_order_of_the_sheet_works_without_a_script(market: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{market}/jobs/")
    opener(page).click()
    page.get_by_label("Sort by").select_option("Title")
    page.get_by_role("button", name="Apply filters").click()
    expect_query(page, {"sort": ["title"]})
    expect(titles(page).first).to_have_text("Beekeeper")
    context.close()
