"""Filtering moves nothing but the rows: states have reserved space, in each layout and on each screen."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.locators import checkbox, count, titles
from tests.browser.timing import HeldRequests
from tests.factories import days, make_employer, make_location, make_pillar, make_posting, make_tag, make_team

pytestmark = pytest.mark.django_db(transaction=True)

LIST, TEAM = "/jobs/", "/teams/backend/"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# Remembers where everything stands that is no row. What is replaced is known by its text.
REMEMBER = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value)))
        .observe({ type: "layout-shift" });
    window.find = () => new Map([...document.querySelectorAll("body *")]
        .filter((part) => !part.closest(".visually-hidden") && part.getBoundingClientRect().width > 0)
        .filter((part) => !part.closest("[data-results]") || part.matches(".results__head, .results__sort, #count"))
        .map((part) => [part.closest("[data-results]") ? part.className + part.search?.split("sort=")[1] : part, part])
        .map(([key, part]) => [key, part.getBoundingClientRect(), part.id === "count"])
        .map(([key, { x, y, width, height }, isText]) => [key, [x, y, isText || width, height].join()]));
    window.before = find();
}"""
AT_REST = "() => !document.documentElement.matches('.is-filtering')"
# What stands elsewhere now.
MOVED = """(isClosed) => {
    const follows = (part, list) => list.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING
        || part.contains(list);
    const now = find();
    const list = document.querySelector(".positions");
    return [...before].filter(([key, place]) => now.has(key) && now.get(key) !== place)
        .filter(([key]) => !isClosed || !key.localName || !follows(key, list))
        .map(([key, place]) => [key.outerHTML?.slice(0, 90) ?? key, place, now.get(key)]);
}"""


@pytest.fixture
def site(live_server: Any) -> str:
    """Sixteen positions of one team: six in Lisbon and ten in Berlin, three of them of a level of their own."""
    make_employer(currency="EUR")
    team = make_team("Backend", about="<p>We run it.</p>", rows_at_first=20)
    for _ in range(2):
        make_pillar(team)
    lisbon, berlin, tag = make_location("Lisbon"), make_location("Berlin", country="DE"), make_tag()
    for number in range(16):
        make_posting(
            f"Job {number:02}",
            team=team,
            locations=(lisbon if number < 6 else berlin,),
            tags=(tag,) if number % 4 == 0 else (),
            level="lead" if number < 3 else "mid",
            employment_types=("full-time", "part-time") if number % 2 else ("contract",),
            published_from=days(-1 - number),
        )
    return str(live_server.url)


def assert_still(page: Page, *, is_closed: bool = False) -> None:
    """`is_closed`: no panel is open, so what follows the list stands below its last row."""
    # While rows move, Playwright finds other things in its way, and scrolls.
    page.wait_for_function(AT_REST)
    assert page.evaluate(MOVED, is_closed) == []
    assert is_closed or page.evaluate("shifts") == []


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
@pytest.mark.parametrize("address", [LIST, TEAM])
def test_tick_untick_and_clear_on_a_desk_move_only_rows(site: str, page: Page, address: str, motion: Any) -> None:
    page.set_viewport_size(DESK)
    page.emulate_media(reduced_motion=motion)
    page.goto(site + address)
    facet = page.locator(".facet", has=page.locator("#location-lisbon"))
    if address == TEAM:
        facet.locator("summary").first.click()
        page.locator(".positions").evaluate("list => list.scrollIntoView()")
    # The script of the facets has come.
    expect(checkbox(page, "Lisbon")).to_be_visible()
    checkbox(page, "Lisbon").focus()
    page.wait_for_function("() => performance.getEntriesByType('resource').some(({ name }) => /facets/.test(name))")
    page.wait_for_load_state("networkidle")
    page.evaluate(REMEMBER)

    checkbox(page, "Lisbon").check()
    expect(count(page)).to_have_text("Showing 6 of 6")
    assert_still(page)
    checkbox(page, "Lisbon").uncheck()
    expect(count(page)).to_have_text("Showing 16 of 16")
    assert_still(page)
    checkbox(page, "Lisbon").check()
    expect(count(page)).to_have_text("Showing 6 of 6")
    page.wait_for_function(AT_REST)
    if address == TEAM:
        page.keyboard.press("Escape")
        # The height is given free.
        page.wait_for_function("() => !document.querySelector('.positions').style.getPropertyValue('--reserved')")
        page.evaluate(REMEMBER)
    page.get_by_role("link", name="Clear all").click()
    expect(count(page)).to_have_text("Showing 16 of 16")
    assert_still(page, is_closed=address == TEAM)


@pytest.mark.parametrize("address", [LIST, TEAM])
def test_tick_untick_and_clear_on_a_phone_move_only_rows(site: str, page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    page.emulate_media(reduced_motion="reduce")
    page.goto(site + address)
    page.get_by_role("button", name="Filters").click()
    sheet = page.get_by_role("dialog", name="Filters")
    expect(sheet).to_be_visible()
    if not checkbox(page, "Lisbon").is_visible():
        sheet.locator("summary", has_text="Location").click()
    checkbox(page, "Lisbon").scroll_into_view_if_needed()
    page.evaluate(REMEMBER)

    checkbox(page, "Lisbon").check()
    expect(sheet.get_by_role("button", name="Show 6 positions")).to_be_visible()
    assert_still(page)
    checkbox(page, "Lisbon").uncheck()
    expect(sheet.get_by_role("button", name="Show 16 positions")).to_be_visible()
    assert_still(page)
    checkbox(page, "Lisbon").check()
    expect(sheet.get_by_role("button", name="Show 6 positions")).to_be_visible()
    sheet.get_by_role("link", name="Clear all").click()
    expect(sheet.get_by_role("button", name="Show 16 positions")).to_be_visible()
    expect(sheet).to_be_focused()
    expect(checkbox(page, "Lisbon")).not_to_be_checked()
    assert_still(page)


def test_closed_panel_gives_the_height_free(site: str, page: Page) -> None:
    page.goto(site + TEAM)
    page.locator("summary", has_text="Location").click()
    full = page.locator(".positions").bounding_box()
    checkbox(page, "Lisbon").check()
    expect(count(page)).to_have_text("Showing 6 of 6")
    reserved = page.locator(".positions").bounding_box()
    page.keyboard.press("Escape")
    page.wait_for_function("height => document.querySelector('.positions').offsetHeight < height", arg=full["height"])
    assert reserved["height"] == full["height"]


def test_list_of_a_column_sticks_beside_the_filters(site: str, page: Page) -> None:
    """Who has scrolled down and ticks a box sees what is left of the list."""
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(site + LIST)
    page.evaluate("scrollTo(0, document.querySelector('.positions').offsetHeight - 300)")
    checkbox(page, "Lead").hover()
    page.wait_for_load_state("networkidle")
    before = page.evaluate("scrollY")
    checkbox(page, "Lead").check()
    expect(count(page)).to_have_text("Showing 3 of 3")
    assert page.evaluate("scrollY") == before
    expect(count(page)).to_be_in_viewport()


def test_rows_move_to_their_places_and_a_second_tick_meanwhile_is_no_error(
    site: str, page: Page, console_messages: list[str]
) -> None:
    page.goto(site + LIST)
    checkbox(page, "Lisbon").hover()
    page.wait_for_load_state("networkidle")
    page.evaluate("""() => {
        window.named = [];
        const start = document.startViewTransition.bind(document);
        document.startViewTransition = (change) => start(() => {
            change();
            const rows = [...document.querySelectorAll("[data-rows] > li")];
            named.push(rows.filter((row) => row.style.viewTransitionName).length);
        });
    }""")
    checkbox(page, "Lisbon").check()
    expect(count(page)).to_have_text("Showing 6 of 6")
    checkbox(page, "Contract").check()
    expect(count(page)).to_have_text("Showing 3 of 3")
    checkbox(page, "Contract").uncheck()
    expect(count(page)).to_have_text("Showing 6 of 6")
    page.wait_for_function(AT_REST)
    assert len(page.evaluate("named")) == 3
    assert min(page.evaluate("named")) > 0
    assert page.locator("[data-rows] > li[style*=view]").count() == 0
    assert console_messages == []


@pytest.mark.parametrize("reason", ["no transitions", "reduced motion"])
def test_rows_change_at_once_without_motion(site: str, page: Page, console_messages: list[str], reason: str) -> None:
    if reason == "no transitions":
        page.add_init_script("delete Document.prototype.startViewTransition")
    else:
        page.emulate_media(reduced_motion="reduce")
        page.add_init_script("Document.prototype.startViewTransition = () => { throw Error('motion') }")
    page.goto(site + LIST)
    checkbox(page, "Lisbon").check()
    expect(count(page)).to_have_text("Showing 6 of 6")
    expect(titles(page)).to_have_count(6)
    assert console_messages == []


def test_rows_do_not_fade_while_they_load_and_a_line_says_so(site: str, page: Page) -> None:
    page.goto(site + LIST)
    held = HeldRequests(page, "**/jobs/?location=lisbon")
    checkbox(page, "Lisbon").check()
    held.wait()
    line = """() => { const { borderTopWidth, animationDuration, animationName } =
        getComputedStyle(document.querySelector(".results__head"), "::after");
        return [borderTopWidth, animationName, animationDuration].join() }"""
    assert page.evaluate(line) == "2px,wait,0.2s"
    assert page.evaluate("getComputedStyle(document.querySelector('[data-results]')).opacity") == "1"
    held.release()
    expect(count(page)).to_have_text("Showing 6 of 6")
    assert page.evaluate(line).endswith("none,0s")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_twelve_chosen_values_stand_on_one_line(site: str, page: Page, screen: Any) -> None:
    page.set_viewport_size(screen)
    page.goto(site + LIST)
    plain = page.locator(".results__head").bounding_box()
    values = ["level=lead", "level=mid", "level=senior", "level=entry", "type=contract", "type=full-time", "q=job"]
    values += ["type=part-time", "location=lisbon", "location=berlin", "workplace=on-site", "team=backend", "pay=1"]
    for level in ("senior", "entry"):
        make_posting(f"Job {level}", level=level)
    page.goto(f"{site}{LIST}?{'&'.join(values)}&pay=unstated")
    assert page.locator(".chip").count() >= 12
    head = page.locator(".results__head").bounding_box()
    assert head == plain
    tops = page.locator(".chip").evaluate_all("chips => [...new Set(chips.map((chip) => chip.offsetTop))]")
    assert len(tops) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
    page.locator(".chip").last.focus()
    expect(page.locator(".chip").last).to_be_in_viewport(ratio=0.9)


def test_first_row_on_a_phone_stands_in_the_upper_half(site: str, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + LIST)
    box = page.locator("[data-rows] > li").first.bounding_box()
    assert box is not None
    assert box["y"] <= 340
    middles = [
        part.evaluate("part => (part.getBoundingClientRect().top + part.getBoundingClientRect().bottom) / 2")
        for part in (page.get_by_role("button", name="Filters"), count(page))
    ]
    assert abs(middles[0] - middles[1]) <= 2


def test_badge_has_its_place_before_a_value_is_chosen(site: str, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + LIST)
    before = page.get_by_role("button", name="Filters").bounding_box()
    page.goto(f"{site}{LIST}?level=lead&location=lisbon")
    button = page.get_by_role("button", name="Filters 2 chosen")
    assert button.bounding_box() == before
