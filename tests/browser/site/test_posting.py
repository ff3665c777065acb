"""The page of a posting: its order on a phone and on a desk, sending it to a friend, and paper."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from jobs.models import Posting
from tests.browser.locators import accessibility_violations
from tests.factories import days, make_employer, make_location, make_posting, make_team, make_testimonial

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
SHEET = "navigator.share = async (data) => { window.sent = data }"
CLOSED_SHEET = "navigator.share = async () => { throw new DOMException('closed', 'AbortError') }"
CLIPBOARD = "navigator.clipboard.writeText = async (text) => { window.copied = text }"
NO_CLIPBOARD = "navigator.clipboard.writeText = async () => { throw new DOMException('no', 'NotAllowedError') }"
NO_SHEET = "delete Navigator.prototype.share"


@pytest.fixture
def posting(live_server: Any) -> Posting:
    make_employer(answers="You hear from a person within ten working days.")
    team = make_team("Backend Development", about="<p>We keep the doors open.</p>")
    make_testimonial(team)
    places = make_location("Lisbon"), make_location("Vilnius", country="LT")
    make_posting("Backend engineer, payments", team=team, locations=places)
    make_posting("Gone", team=team, locations=places, published_from=days(-9), closes_at=days(-2))
    return make_posting(
        "Senior backend engineer, ticket inventory",
        team=team,
        locations=places,
        workplace="hybrid",
        level="senior",
        sections=14,
        pay_minimum=72_000,
        pay_maximum=92_000,
        pay_currency="EUR",
        pay_period="year",
        pay_note="Plus a share of the yearly profit, the same for everyone.",
        closes_at=days(5),
    )


@pytest.fixture
def address(posting: Posting, live_server: Any) -> str:
    return f"{live_server.url}{posting.get_absolute_url()}"


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    x, y = found["x"], found["y"]
    return {"x": x, "y": y, "right": x + found["width"], "bottom": y + found["height"]}


def test_text_begins_on_the_first_screen_of_a_phone_between_the_facts(address: str, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(address)
    deciding, others = box(page.locator(".facts").first), box(page.locator(".facts--more"))
    text = box(page.locator(".posting__text"))
    assert deciding["bottom"] < text["y"] < PHONE["height"]
    assert text["bottom"] < others["y"]

    bar, apply = page.locator(".posting__apply"), page.locator(".posting__apply .apply")
    assert round(box(bar)["bottom"]) == PHONE["height"]
    assert box(page.locator(".posting__pay"))["right"] <= box(apply)["x"]
    expect(apply).to_be_visible()
    expect(page.locator(".posting__end .apply")).to_be_hidden()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(apply).not_to_be_in_viewport()


def test_apply_stays_beside_the_text_on_a_desk_and_stands_again_after_it(address: str, page: Page) -> None:
    page.set_viewport_size(DESK)
    page.goto(address)
    text, apply = box(page.locator(".posting__text")), page.locator(".posting__apply .apply")
    assert text["right"] < box(apply)["x"]
    expect(page.locator(".posting__pay")).to_be_hidden()
    page.locator(".posting__section").nth(6).evaluate("section => section.scrollIntoView()")
    expect(page.locator("h1")).not_to_be_in_viewport()
    expect(apply).to_be_in_viewport()
    after = page.locator(".posting__end .apply")
    assert box(after)["y"] > box(page.locator(".posting__text"))["bottom"]
    expect(page.locator("h1")).to_have_css("view-transition-name", "posting-title")


def test_posting_is_sent_with_the_sheet_of_the_device(address: str, page: Page, console_messages: list[str]) -> None:
    page.add_init_script(SHEET)
    page.goto(address)
    page.get_by_role("button", name="Send it to a friend").click()
    page.wait_for_function("window.sent")
    title = "Senior backend engineer, ticket inventory"
    assert page.evaluate("[sent.title, new URL(sent.url).pathname]") == [title, re.sub(r"^.*//[^/]*", "", address)]
    assert console_messages == []


@pytest.mark.parametrize(
    ("clipboard", "words"), [(CLIPBOARD, "The link is copied"), (NO_CLIPBOARD, "The link could not be copied")]
)
def test_link_is_copied_where_there_is_no_sheet(address: str, page: Page, clipboard: str, words: str) -> None:
    page.add_init_script(NO_SHEET)
    page.add_init_script(clipboard)
    page.goto(address)
    button = page.locator(".posting__end button").last
    expect(button).to_have_text("Send it to a friend")
    button.click()
    expect(button).to_have_text(words)
    expect(page.get_by_role("status")).to_have_text(words)
    expect(button).to_have_text("Send it to a friend")
    if clipboard == CLIPBOARD:
        assert page.evaluate("new URL(copied).pathname") == re.sub(r"^.*//[^/]*", "", address)


def test_sheet_that_is_closed_copies_nothing(address: str, page: Page, console_messages: list[str]) -> None:
    page.add_init_script(CLOSED_SHEET)
    page.add_init_script(CLIPBOARD)
    page.goto(address)
    page.get_by_role("button", name="Send it to a friend").click()
    page.evaluate("new Promise((resolve) => setTimeout(resolve))")
    expect(page.get_by_role("button", name="Send it to a friend")).to_be_visible()
    assert page.evaluate("window.copied") is None
    assert console_messages == []


def test_posting_without_a_script_has_no_buttons(address: str, without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto(address)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^Apply on"))).to_have_count(2)


def test_printed_posting_says_where_to_apply_in_dark_letters(address: str, browser: Browser) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    expect(page.locator(".posting__address")).to_contain_text("Apply: https://apply.example.com/1")
    expect(page.locator(".posting__address")).to_contain_text("This page: http")
    for name in (".posting__apply", ".posting__end", ".about-team", ".similar", ".hero__back"):
        expect(page.locator(name)).to_be_hidden()
    expect(page.locator(".facts__fact").first).to_have_css("break-inside", "avoid")
    expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator(".hero")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_postings_places_and_errors_are_accessible(address: str, browser: Browser, width: int, scheme: Any) -> None:
    Posting.objects.filter(title="Gone").update(closing_reason="filled")
    site = re.match(r"http://[^/]+", address)
    assert site
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    found = {}
    gone = Posting.objects.get(title="Gone").get_absolute_url()
    for path in (address[site.end() :], gone, "/locations/lisbon/", "/nowhere/", "/jobs/?q=zeppelin&level=senior"):
        page.goto(site[0] + path)
        if violations := accessibility_violations(page):
            found[path] = violations
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
    assert found == {}
