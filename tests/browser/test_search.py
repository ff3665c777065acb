"""Words, country and pay in a browser: in place with the script, as pages without it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.factories import days, make_employer, make_location, make_posting, make_team

from .seen import asked, box, count, country, number_beside, pay, status, titles, violations, words

pytestmark = pytest.mark.django_db(transaction=True)

LISTEN = """() => {
    window.said = [];
    new MutationObserver(() => said.push(document.querySelector("[data-status]").textContent))
        .observe(document.querySelector("[data-status]"), { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture
def market(live_server: Any) -> str:
    """Eight positions: on site in Lisbon and Berlin, remote from Germany, and from anywhere; three tell their pay."""
    make_employer(currency="EUR")
    sea, land = make_team("Sea"), make_team("Land")
    lisbon, berlin = make_location("Lisbon"), make_location("Berlin", country="DE")
    wages = {"pay_currency": "EUR", "pay_period": "year"}
    positions: list[tuple[str, dict[str, Any]]] = [
        ("Cartographer", {"team": land, "locations": (berlin,), "pay_minimum": 60_000, "pay_maximum": 80_000, **wages}),
        ("Cartography lead", {"team": land, "locations": (lisbon,), "pay_minimum": 90_000, **wages}),
        ("Harbour pilot", {"team": sea, "locations": (lisbon,), "pay_maximum": 50_000, **wages}),
        ("Harbour keeper", {"team": sea, "locations": (berlin,), "level": "senior"}),
        ("Tide reader", {"team": sea, "workplace": "remote", "remote_anywhere": True, "level": "senior"}),
        ("Wind reader", {"team": sea, "workplace": "remote", "remote_countries": ("DE", "FR")}),
        ("Gardener", {"team": land, "locations": (lisbon,), "level": "mid"}),
        ("Beekeeper", {"team": land, "locations": (lisbon, berlin), "level": "mid"}),
    ]
    for number, (title, fields) in enumerate(positions):
        make_posting(title, **{"workplace": "on-site", "published_from": days(-1 - number)} | fields)
    return str(live_server.url)


@pytest.fixture
def requests(page: Page) -> list[str]:
    """What is asked for lists, in order, without the host."""
    made: list[str] = []

    def note(request: Any) -> None:
        if request.resource_type == "fetch":
            made.append(request.url.split("/jobs/", 1)[1])

    page.on("request", note)
    return made


def late(page: Page, address: str, by: int = 600) -> None:
    """Let answers from that address come late, by so many milliseconds."""

    def hold(route: Route) -> None:
        page.wait_for_timeout(by)
        route.continue_()

    page.route(address, hold)


def caret(page: Page) -> int:
    return int(page.evaluate("document.activeElement.selectionStart"))


def test_typing_brings_results_in_place_by_one_request(
    market: str, page: Page, requests: list[str], complaints: list[str]
) -> None:
    page.goto(f"{market}/jobs/")
    page.evaluate("window.stayed = true")
    words(page).click()
    page.keyboard.type("harbour", delay=20)

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(status(page)).to_have_text("Showing 2 of 2")
    expect(words(page)).to_be_focused()
    expect(page).to_have_url(f"{market}/jobs/?q=harbour")
    assert sorted(titles(page)) == ["Harbour keeper", "Harbour pilot"]
    assert page.locator("[data-rows] mark").all_inner_texts() == ["Harbour", "Harbour"]
    assert requests == ["?q=harbour"]
    assert page.evaluate("window.stayed") is True
    assert complaints == []


def test_caret_stays_in_the_middle_of_what_is_typed(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=hour")
    words(page).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("arb", delay=20)

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(words(page)).to_have_value("harbour")
    assert caret(page) == 4


def test_words_typed_on_while_an_answer_comes_are_kept(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    late(page, "**/jobs/?q=harb")
    words(page).click()
    page.keyboard.type("harb")
    page.wait_for_timeout(500)
    page.keyboard.type("our pil")

    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(words(page)).to_have_value("harbour pil")
    page.wait_for_timeout(900)
    expect(page).to_have_url(f"{market}/jobs/?q=harbour+pil")
    assert titles(page) == ["Harbour pilot"]


def test_typing_and_taking_back_asks_for_nothing(market: str, page: Page, requests: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    words(page).click()
    page.keyboard.type("ha")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("  ")
    page.wait_for_timeout(700)
    assert requests == []


def test_words_taken_back_while_they_are_asked_for_never_show(market: str, page: Page, requests: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    late(page, "**/jobs/?q=harbour", by=900)
    words(page).fill("harbour")
    page.wait_for_timeout(450)
    words(page).fill("")
    page.wait_for_timeout(1200)

    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(page.locator("[data-results]")).not_to_have_attribute("aria-busy", "true")
    expect(page).to_have_url(f"{market}/jobs/")
    assert requests == ["?q=harbour"]


def test_leaving_the_field_asks_for_nothing_twice(market: str, page: Page, requests: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    late(page, "**/jobs/?q=harbour")
    words(page).press_sequentially("harbour")
    page.wait_for_timeout(450)
    words(page).blur()

    expect(count(page)).to_have_text("Showing 2 of 2")
    assert requests == ["?q=harbour"]


def test_signs_being_composed_are_waited_for(market: str, page: Page, requests: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    field = words(page)
    compose = """(field, isComposing) => {
        field.value = "harb";
        field.dispatchEvent(new InputEvent("input", { isComposing, bubbles: true }));
    }"""
    field.evaluate(compose, True)
    page.wait_for_timeout(600)
    assert requests == []
    field.evaluate(compose, False)
    expect(count(page)).to_have_text("Showing 2 of 2")


def test_enter_asks_at_once_and_goes_to_the_results(market: str, page: Page, requests: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    words(page).fill("harbour")
    words(page).press("Enter")

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(count(page)).to_be_focused()
    page.wait_for_timeout(500)
    assert requests == ["?q=harbour"]
    # What is there already is gone to, not asked for.
    words(page).press("Enter")
    expect(count(page)).to_be_focused()
    assert requests == ["?q=harbour"]


def test_one_typing_is_one_step_back(market: str, page: Page, complaints: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    words(page).click()
    page.keyboard.type("harbour")
    expect(count(page)).to_have_text("Showing 2 of 2")
    page.keyboard.type(" pilot")
    expect(count(page)).to_have_text("Showing 1 of 1")
    box(page, "Sea").check()
    expect(page).to_have_url(f"{market}/jobs/?q=harbour+pilot&team=sea")

    page.go_back()
    expect(page).to_have_url(f"{market}/jobs/?q=harbour+pilot")
    expect(box(page, "Sea")).not_to_be_checked()
    expect(words(page)).to_have_value("harbour pilot")
    page.go_back()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(words(page)).to_have_value("")
    page.go_forward()
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(words(page)).to_have_value("harbour pilot")
    assert complaints == []


def test_back_and_at_once_forward_shows_what_the_address_says(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    box(page, "Sea").check()
    expect(count(page)).to_have_text("Showing 4 of 4")
    late(page, f"{market}/jobs/")
    page.evaluate("history.back()")
    page.wait_for_timeout(200)
    page.evaluate("history.forward()")
    page.wait_for_timeout(1000)

    expect(page).to_have_url(f"{market}/jobs/?team=sea")
    expect(count(page)).to_have_text("Showing 4 of 4")
    expect(box(page, "Sea")).to_be_checked()
    expect(page.locator("[data-results]")).not_to_have_attribute("aria-busy", "true")


def test_words_and_filters_combine(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    words(page).fill("reader")
    expect(count(page)).to_have_text("Showing 2 of 2")
    box(page, "Senior").check()

    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(words(page)).to_have_value("reader")
    assert titles(page) == ["Tide reader"]
    assert number_beside(page, "level-mid") == "0"
    page.get_by_role("link", name="Clear all").click()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(words(page)).to_have_value("")


def test_choice_made_before_typing_has_settled_asks_once_for_both(market: str, page: Page, requests: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    words(page).press_sequentially("reader")
    page.evaluate("document.getElementById('level-senior').click()")

    expect(count(page)).to_have_text("Showing 1 of 1")
    page.wait_for_timeout(600)
    assert requests == ["?q=reader&level=senior"]


def test_chip_of_the_words_empties_the_field(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=harbour")
    page.get_by_role("link", name=re.compile("^Remove Words")).click()

    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(count(page)).to_be_focused()
    expect(words(page)).to_have_value("")
    expect(page).to_have_url(f"{market}/jobs/")


def test_failed_search_falls_back_to_a_page_of_its_own(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('no network')) }")
    words(page).fill("harbour")

    expect(page).to_have_url(f"{market}/jobs/?q=harbour")
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(words(page)).to_have_value("harbour")


def test_spelling_is_offered_and_taken_in_place(market: str, page: Page, complaints: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    page.evaluate("window.stayed = true")
    words(page).fill("gardner")
    expect(count(page)).to_have_text("No open positions match")
    page.get_by_role("link", name="gardener").click()

    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(count(page)).to_be_focused()
    expect(words(page)).to_have_value("gardener")
    assert page.evaluate("window.stayed") is True
    assert complaints == []


def test_no_match_tells_what_to_take_away(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=harbour&level=mid&team=sea")
    expect(count(page)).to_have_text("No open positions match")
    page.get_by_role("link", name=re.compile("Remove Mid")).last.click()

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(box(page, "Mid")).not_to_be_checked()
    expect(words(page)).to_have_value("harbour")


def test_everything_is_one_link_away_from_nothing(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=xylophone")
    page.get_by_role("link", name="See all 8 open positions").click()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(words(page)).to_have_value("")


def test_results_by_relevance_or_newest(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?q=reader")
    sorts = page.locator(".results__sorts")
    expect(sorts.get_by_role("link", name="Relevance")).to_have_attribute("aria-current", "true")
    sorts.get_by_role("link", name="Newest").click()
    expect(sorts.get_by_role("link", name="Newest")).to_have_attribute("aria-current", "true")
    expect(count(page)).to_be_focused()
    # The order goes with the next choice.
    box(page, "Senior").check()
    expect(page).to_have_url(re.compile("sort=newest"))


def test_country_says_who_is_on_site_and_who_remote(market: str, page: Page, complaints: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    page.evaluate("window.stayed = true")
    country(page).focus()
    country(page).select_option("DE")

    expect(count(page)).to_have_text("Showing 5 of 5")
    expect(status(page)).to_have_text("Showing 5 of 5")
    expect(country(page)).to_be_focused()
    expect(country(page)).to_have_value("DE")
    expect(page.get_by_text("3 in Germany, 2 remote from there")).to_be_visible()
    expect(page.locator("[data-rows] li", has_text="Wind reader")).to_contain_text("Remote from Germany")
    expect(page.locator("[data-rows] li", has_text="Cartographer")).to_contain_text("On-site in Germany")
    assert number_beside(page, "team-sea") == "3"
    assert page.evaluate("window.stayed") is True
    country(page).select_option("")
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(page).to_have_url(f"{market}/jobs/")
    assert complaints == []


def test_country_is_restored_by_back_and_forward(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    country(page).select_option("DE")
    expect(count(page)).to_have_text("Showing 5 of 5")
    country(page).select_option("FR")
    expect(count(page)).to_have_text("Showing 2 of 2")
    page.go_back()
    expect(count(page)).to_have_text("Showing 5 of 5")
    expect(country(page)).to_have_value("DE")
    page.go_back()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(country(page)).to_have_value("")
    page.go_forward()
    expect(count(page)).to_have_text("Showing 5 of 5")
    expect(country(page)).to_have_value("DE")


def test_country_that_only_remote_from_anywhere_is_open_to(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    country(page).select_option("JP")
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(country(page)).to_have_value("JP")
    assert titles(page) == ["Tide reader"]


def test_several_countries_of_an_address_are_kept(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?country=FR&country=PT")
    expect(count(page)).to_have_text("Showing 6 of 6")
    assert len(page.locator(".chip").all()) == 2
    box(page, "Sea").check()

    expect(count(page)).to_have_text("Showing 3 of 3")
    assert sorted(asked(page)["country"]) == ["FR", "PT"]
    page.get_by_role("link", name=re.compile("^Remove .*France")).click()
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(country(page)).to_have_value("PT")
    assert asked(page) == {"country": ["PT"], "team": ["sea"]}


def test_pay_leaves_out_what_is_less_and_offers_what_says_nothing(
    market: str, page: Page, complaints: list[str]
) -> None:
    page.goto(f"{market}/jobs/")
    pay(page).fill("60000")

    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(pay(page)).to_be_focused()
    assert sorted(titles(page)) == ["Cartographer", "Cartography lead"]
    expect(page.get_by_text("5 more don’t state their pay in EUR.")).to_be_visible()
    page.get_by_role("link", name="Show them too").click()
    expect(count(page)).to_have_text("Showing 7 of 7")
    expect(count(page)).to_be_focused()
    expect(page.get_by_text("more don’t state")).to_have_count(0)
    # Who said that those may be shown need not say it again.
    box(page, "Sea").check()
    expect(count(page)).to_have_text("Showing 3 of 3")
    assert asked(page)["pay"] == ["60000", "unstated"]

    page.go_back()
    page.go_back()
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(pay(page)).to_have_value("60000")
    page.go_back()
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(pay(page)).to_have_value("")
    assert complaints == []


def test_pay_taken_away_takes_the_unstated_with_it(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?pay=60000&pay=unstated")
    pay(page).fill("")
    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(page).to_have_url(f"{market}/jobs/")


def test_pay_that_is_no_number_is_told_and_can_be_corrected(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    pay(page).press_sequentially("abc")
    note = page.locator("#pay-note")
    expect(note).to_have_text(re.compile("^We don’t understand the pay “abc”"))
    # It is read out together with the count, which is of the list without it.
    expect(page.locator("[data-status]")).to_have_text(re.compile("^Showing 8 of 8. We don’t understand the pay “abc”"))
    expect(pay(page)).to_have_value("abc")
    pay(page).fill("60000")
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(page.get_by_text("We don’t understand")).to_have_count(0)


@pytest.mark.parametrize(
    ("choose", "expected"),
    [
        (lambda page: words(page).fill("harbour"), "Showing 2 of 2"),
        (lambda page: country(page).select_option("DE"), "Showing 5 of 5"),
        (lambda page: box(page, "Sea").check(), "Showing 4 of 4"),
        (lambda page: pay(page).fill("60000"), "Showing 2 of 2"),
    ],
    ids=["words", "country", "box", "pay"],
)
def test_count_is_announced_once(market: str, page: Page, choose: Callable[[Page], object], expected: str) -> None:
    page.goto(f"{market}/jobs/")
    page.evaluate(LISTEN)
    choose(page)
    expect(count(page)).to_have_text(expected)
    page.wait_for_timeout(700)
    page.get_by_role("heading", level=1).click()
    page.wait_for_timeout(500)
    assert page.evaluate("said") == [expected]


def test_chip_and_sort_are_told_by_the_focus_alone(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?team=sea&level=senior")
    page.evaluate(LISTEN)
    page.get_by_role("link", name=re.compile("^Remove Team")).click()
    expect(count(page)).to_be_focused()
    page.get_by_role("link", name="Title", exact=True).click()
    expect(count(page)).to_be_focused()
    assert [text for text in page.evaluate("said") if text] == []


def test_feed_calendar_and_address_follow_the_choice(market: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{market}/jobs/")
    words(page).fill("reader")
    expect(count(page)).to_have_text("Showing 2 of 2")
    country(page).select_option("FR")
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


def test_link_that_cannot_be_copied_is_told(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?team=sea")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Copy link").click()
    expect(status(page)).to_have_text("The link could not be copied")


def test_search_of_a_team_stays_with_the_team(market: str, page: Page) -> None:
    page.goto(f"{market}/teams/sea/")
    page.evaluate("window.stayed = true")
    words(page).fill("harbour")
    expect(count(page)).to_have_text("Showing 2 of 2")
    expect(page).to_have_url(f"{market}/teams/sea/?q=harbour")
    assert page.evaluate("window.stayed") is True


def test_everything_works_without_a_script(market: str, without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto(market)
    words(page).fill("reader")
    words(page).press("Enter")
    assert page.url.startswith(f"{market}/jobs/?q=reader")
    assert count(page).inner_text() == "Showing 2 of 2"

    country(page).select_option("FR")
    box(page, "Senior").check()
    page.get_by_role("button", name="Apply filters").click()
    assert asked(page) == {"q": ["reader"], "country": ["FR"], "level": ["senior"]}
    assert count(page).inner_text() == "Showing 1 of 1"
    assert page.get_by_text("remote from there").is_visible()
    expect(country(page)).to_have_value("FR")
    expect(words(page)).to_have_value("reader")

    page.get_by_role("link", name="Clear all").click()
    pay(page).fill("60000")
    pay(page).press("Enter")
    assert asked(page) == {"pay": ["60000"]}
    page.get_by_role("link", name="Show them too").click()
    assert count(page).inner_text() == "Showing 7 of 7"
    words(page).fill("gardner")
    page.get_by_role("button", name="Search").click()
    assert asked(page) == {"q": ["gardner"], "pay": ["60000", "unstated"]}
    page.get_by_role("link", name="gardener").click()
    assert titles(page) == ["Gardener"]
    assert not page.get_by_role("button", name="Copy link").is_visible()


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
    "unknown country": "/jobs/?country=XX",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_any_answer(market: str, browser: Browser, width: int, scheme: Any) -> None:
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    found = {}
    for name, address in STATES.items():
        page.goto(market + address)
        if broken := violations(page):
            found[name] = broken
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    context.close()

    assert found == {}
