"""The rows of lists: facts in columns, rows on a phone, and more rows."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.locators import count, titles
from tests.factories import days, make_employer, make_location, make_posting, make_team

pytestmark = pytest.mark.django_db(transaction=True)

TWO_LINES = "Senior machine learning engineer, forecasts"
# The left edges of each fact, without rows that have none.
EDGES = """() => ["title", "where", "pay", "closes"].map((fact) => [...new Set(
    [...document.querySelectorAll(`.position__${fact}`)].map((cell) => Math.round(cell.getBoundingClientRect().left)),
)])"""
PLACES_OF_ROWS = """() => [...document.querySelectorAll(".positions-list > li")].map((row) => {
    const { top, height } = row.getBoundingClientRect();
    return [Math.round(top), Math.round(height)];
})"""
IS_LINK_EVERYWHERE = """() => [...document.querySelectorAll(".position")].every((row) => {
    row.scrollIntoView({ block: "center" });
    const { left, top, right, bottom } = row.getBoundingClientRect();
    return [[left + 3, top + 3], [right - 70, bottom - 3], [(left + right) / 2, (top + bottom) / 2]].every(
        ([x, y]) => document.elementFromPoint(x, y) === row.querySelector("a"),
    );
})"""

COUNT_LINES = """(elements) => elements.map(
    (element) => Math.round(element.offsetHeight / parseFloat(getComputedStyle(element).lineHeight)),
)"""
READ_ANIMATIONS = """(rows) => rows.map((row) => {
    const { animationName, animationDuration } = getComputedStyle(row);
    return [animationName, animationDuration];
})"""
RECORD_NAMED_TITLES = """() => addEventListener("pageswap", ({ viewTransition }) => {
    const titles = [...document.querySelectorAll("h3")]
        .filter(({ style }) => style.viewTransitionName === "posting-title");
    const headline = document.querySelector("h1").style.viewTransitionName;
    const named = titles.map((title) => title.textContent.trim());
    sessionStorage.setItem("named", JSON.stringify([Boolean(viewTransition), named, headline]));
})"""


@pytest.fixture
def site(live_server: Any) -> str:
    """Twenty-six positions of one team, with facts of all lengths; the newest has a title of two lines."""
    make_employer(currency="EUR", time_zone="Europe/Lisbon")
    team = make_team("Data and machine learning", rows_at_first=5)
    lisbon, vilnius = make_location("Lisbon"), make_location("Vilnius", country="LT")
    for number in range(26):
        make_posting(
            TWO_LINES if number == 0 else f"Pilot {number:02}",
            team=team,
            locations=((lisbon,), (lisbon, vilnius), ())[number % 3],
            workplace=("hybrid", "on-site", "remote")[number % 3],
            remote_anywhere=number % 3 == 2,
            pay_minimum=None if number % 4 == 3 else 112_000 if number % 4 else 65_000,
            pay_maximum=82_000 if number % 4 == 0 else None,
            pay_currency="EUR",
            pay_period="year",
            closes_at=None if number % 5 == 4 else days(3 + 10 * number),
            published_from=days(-1 - number),
            sections=0,
        )
    return str(live_server.url)


@pytest.mark.parametrize("width", [768, 1000, 1280, 1680])
def test_each_fact_begins_at_the_same_place_in_every_row(site: str, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/", "/jobs/", "/teams/data-and-machine-learning/", "/locations/lisbon/"):
        page.goto(site + address)
        edges = page.evaluate(EDGES)
        assert [len(fact) for fact in edges] == [1, 1, 1, 1], address
        assert edges[0][0] < edges[1][0] < edges[2][0] <= edges[3][0], address


def test_rows_that_are_shown_later_keep_the_columns(site: str, page: Page) -> None:
    page.goto(f"{site}/teams/data-and-machine-learning/")
    before = page.evaluate(EDGES)
    page.get_by_role("link", name="Show 20 more · 21 left").click()
    expect(count(page)).to_have_text("Showing 25 of 26")
    expect(page.locator("[data-shown]")).to_have_text("Showing 25 of 26")
    page.get_by_role("link", name="Show 1 more", exact=True).click()
    expect(count(page)).to_have_text("Showing 26 of 26")
    assert page.evaluate(EDGES) == before


def test_button_for_more_rows_is_as_wide_as_the_list_and_stands_below_it(site: str, page: Page) -> None:
    page.goto(f"{site}/jobs/")
    rows, button = page.locator("[data-rows]").bounding_box(), page.locator("[data-more]").bounding_box()
    assert rows
    assert button
    assert (round(button["x"]), round(button["width"])) == (round(rows["x"]), round(rows["width"]))
    assert 0 < button["y"] - rows["y"] - rows["height"] < 32


@pytest.mark.parametrize("address", ["/jobs/", "/teams/data-and-machine-learning/"])
def test_row_on_a_phone_is_130_pixels_high_at_most(site: str, page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site + address)
    first = page.locator(".position", has_text=TWO_LINES)
    assert first.locator("h3").evaluate_all(COUNT_LINES) == [2]
    assert set(page.locator(".position__facts").evaluate_all(COUNT_LINES)) == {1}
    assert max(height for _top, height in page.evaluate(PLACES_OF_ROWS)) <= 130
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("width", [360, 1280])
def test_whole_row_is_the_link_and_the_script_moves_nothing(site: str, browser: Browser, width: int) -> None:
    places = []
    for has_script in (True, False):
        context = browser.new_context(java_script_enabled=has_script, viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto(f"{site}/locations/lisbon/")
        if has_script:
            expect(page.locator(".position .save").last).to_be_visible()
        places.append(page.evaluate(PLACES_OF_ROWS))
        assert page.evaluate(IS_LINK_EVERYWHERE)
        context.close()
    assert places[0] == places[1]


def test_new_rows_are_tinted_unless_motion_is_reduced(site: str, page: Page) -> None:
    for motion, duration in (("no-preference", "0.6s"), ("reduce", "0s")):
        page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        page.goto(f"{site}/jobs/?motion={motion}")  # another address, or the appended rows would be restored
        page.locator("[data-more]").click()
        expect(titles(page)).to_have_count(26)
        durations = page.locator(".position").evaluate_all(READ_ANIMATIONS)
        assert durations == [["none", "0s"]] * 20 + [["is-new", duration]] * 6


def test_title_of_a_row_has_the_name_of_the_headline_that_it_becomes(site: str, page: Page) -> None:
    page.goto(f"{site}/jobs/")
    page.evaluate(RECORD_NAMED_TITLES)
    page.get_by_role("link", name="Pilot 03").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pilot 03")
    assert page.evaluate("JSON.parse(sessionStorage.getItem('named'))") == [True, ["Pilot 03"], "none"]


def test_small_team_whose_filters_are_cleared_has_none(live_server: Any, page: Page) -> None:
    make_employer()
    team = make_team("Kites")
    for level in ("mid", "senior"):
        make_posting(f"Maker, {level}", team=team, level=level)
    page.goto(f"{live_server.url}/teams/kites/?level=mid")
    expect(count(page)).to_have_text("Showing 1 of 1")
    page.get_by_role("link", name="Clear all").click()
    expect(page).to_have_url(f"{live_server.url}/teams/kites/")
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(page.locator("form[data-filters], [data-positions] search, .results__sorts")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_long_word_in_a_row_makes_nothing_wider(live_server: Any, page: Page, width: int) -> None:
    make_employer()
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"[:78]
    make_posting(
        word,
        team=make_team(word),
        locations=(make_location(word),),
        pay_minimum=9_999_999,
        pay_maximum=99_999_999,
        pay_currency="CHF",
        pay_period="year",
    )
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{live_server.url}/jobs/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
