"""Long facets and the panels above the rows."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from jobs.models import Location
from teams.models import Team
from tests.browser.locators import accessibility_violations, checkbox, count
from tests.browser.timing import pass_time, stop_time
from tests.factories import make_employer, make_location, make_posting, make_tag, make_team

pytestmark = pytest.mark.django_db(transaction=True)

# In the order of the page: by country, then by name.
PLACES = {
    "DE": ["Berlin", "Düsseldorf", "Köln", "Leipzig"],
    "PL": ["Kraków", "Łódź", "Poznań"],
    "PT": ["Braga", "Évora", "Lisbon", "Porto"],
}
EIGHT = [*PLACES["DE"], *PLACES["PL"], "Braga"]


@pytest.fixture
def market(live_server: Any) -> str:
    """One position in each of eleven places of three countries, all of the team Sea."""
    make_employer()
    sea = make_team("Sea")
    for country, names in PLACES.items():
        for name in names:
            make_posting(f"Pilot of {name}", team=sea, locations=(make_location(name, country=country),))
    return str(live_server.url)


IS_ON_THE_PAGE = """panel => {
    const {left, right} = panel.getBoundingClientRect();
    return left >= 0 && right <= innerWidth && document.documentElement.scrollWidth <= innerWidth;
}"""


def places(page: Page) -> Locator:
    return page.locator("details.facet", has=page.locator("[data-narrow=location]"))


def visible_places(page: Page) -> Locator:
    return places(page).locator(".option__label").filter(visible=True)


def visible_countries(page: Page) -> Locator:
    return places(page).locator(".facet__group-name").filter(visible=True)


def narrowing_field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Narrow the places")


def test_places_are_grouped_by_country_and_folded_after_eight(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/")
    expect(visible_countries(page)).to_have_text(["Germany", "Poland", "Portugal"])
    expect(visible_places(page)).to_have_text(EIGHT)
    page.get_by_text("Show all 11").click()

    expect(visible_places(page)).to_have_count(11)
    expect(checkbox(page, "Évora")).to_be_focused()
    checkbox(page, "Porto").check()
    expect(count(page)).to_have_text("Showing 1 of 1")
    page.get_by_text("Show fewer").click()
    # The selected place stays visible.
    expect(visible_places(page)).to_have_text([*EIGHT, "Porto"])


def test_country_with_only_folded_places_is_hidden(market: str, page: Page) -> None:
    make_posting("Pilot of Vienna", locations=(make_location("Vienna", country="AT"),))
    make_posting("Pilot of Dublin", locations=(make_location("Dublin", country="IE"),))
    page.goto(f"{market}/jobs/")
    # A country with one place is no heading, and its place comes first.
    expect(visible_places(page)).to_have_text(["Dublin", "Vienna", *EIGHT[:6]])
    expect(visible_countries(page)).to_have_text(["Germany", "Poland"])
    page.get_by_text("Show all 13").click()
    expect(visible_countries(page)).to_have_text(["Germany", "Poland", "Portugal"])


def test_place_without_a_heading_is_found_by_its_country(market: str, page: Page) -> None:
    make_posting("Pilot of Dublin", locations=(make_location("Dublin", country="IE"),))
    page.goto(f"{market}/jobs/")
    narrowing_field(page).fill("irel")
    expect(visible_places(page)).to_have_text(["Dublin"])


def test_place_stays_when_it_is_chosen_no_longer(market: str, page: Page) -> None:
    page.goto(f"{market}/jobs/?location=porto")
    expect(visible_places(page)).to_have_text([*EIGHT, "Porto"])
    checkbox(page, "Porto").uncheck()
    expect(count(page)).to_have_text("Showing 11 of 11")
    expect(visible_places(page)).to_have_text([*EIGHT, "Porto"])


@pytest.mark.parametrize(
    ("text", "matches", "countries"),
    [
        ("kol", ["Köln"], ["Germany"]),
        ("LODZ", ["Łódź"], ["Poland"]),
        ("évo", ["Évora"], ["Portugal"]),
        ("evo", ["Évora"], ["Portugal"]),
        ("po", PLACES["PL"] + PLACES["PT"], ["Poland", "Portugal"]),
        ("por ger", [], []),
        ("portugal li", ["Lisbon"], ["Portugal"]),
    ],
)
def test_typing_narrows_the_places(
    market: str, page: Page, text: str, matches: list[str], countries: list[str]
) -> None:
    requests: list[str] = []
    page.on("request", lambda request: request.resource_type == "fetch" and requests.append(request.url))
    stop_time(page)
    page.goto(f"{market}/jobs/")
    narrowing_field(page).fill(text)

    message = page.locator(".facet .narrow__found")
    expect(message).to_have_text(f"{len(matches)} left" if matches else f"Nothing is called “{text}”.")
    expect(visible_places(page)).to_have_text(matches)
    expect(visible_countries(page)).to_have_text(countries)
    # The text of the field is not part of the query.
    narrowing_field(page).press("Enter")
    pass_time(page, 500)
    expect(page).to_have_url(f"{market}/jobs/")
    expect(narrowing_field(page)).to_be_focused()
    expect(narrowing_field(page)).to_have_value(text)
    assert requests == []


def test_escape_restores_all_places(market: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{market}/jobs/")
    narrowing_field(page).fill("porto")
    checkbox(page, "Porto").check()
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(visible_places(page)).to_have_text(["Porto"])
    narrowing_field(page).press("Escape")

    expect(narrowing_field(page)).to_have_value("")
    expect(page.locator(".narrow__found")).to_have_text("")
    expect(visible_places(page)).to_have_text([*EIGHT, "Porto"])
    assert console_messages == []


def test_escape_clears_the_field_then_closes_the_panel(market: str, page: Page) -> None:
    page.goto(f"{market}/teams/sea/")
    panel = places(page).first
    panel.locator("summary").first.click()
    narrowing_field(page).fill("porto")
    expect(visible_places(page)).to_have_text(["Porto"])
    narrowing_field(page).press("Escape")
    expect(narrowing_field(page)).to_be_visible()
    narrowing_field(page).press("Escape")
    expect(narrowing_field(page)).to_be_hidden()
    expect(panel.locator("summary").first).to_be_focused()


def test_phone_sheet_narrows_the_places(market: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{market}/jobs/")
    page.get_by_role("button", name="Filters").click()
    page.locator("summary", has_text="Location").click()
    narrowing_field(page).fill("porto")
    expect(visible_places(page)).to_have_text(["Porto"])
    narrowing_field(page).press("Escape")
    expect(page.get_by_role("button", name="Close")).to_be_visible()
    expect(narrowing_field(page)).to_have_value("")


def test_places_fold_without_a_script_and_have_no_field(market: str, without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto(f"{market}/jobs/")
    expect(page.locator("#narrow-location")).to_have_count(0)
    expect(visible_places(page)).to_have_count(8)
    page.get_by_text("Show all 11").click()
    expect(visible_places(page)).to_have_count(11)
    checkbox(page, "Porto").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(count(page)).to_have_text("Showing 1 of 1")
    expect(visible_places(page)).to_have_text([*EIGHT, "Porto"])


@pytest.mark.parametrize("width", [960, 1024, 1280])
def test_panels_stay_inside_the_window(market: str, page: Page, width: int) -> None:
    everything = {"level": "mid", "employment_types": ("full-time",), "tags": (make_tag("On-call"),)}
    make_posting("Keeper", team=Team.objects.get(), locations=(Location.objects.all()[0],), **everything)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{market}/teams/sea/")
    expect(page.locator(".facet > summary")).to_have_count(7)
    for summary in page.locator(".facet > summary").all():
        summary.click()
        panel = summary.locator("xpath=..").locator(".facet__panel")
        expect(panel).to_be_visible()
        # The script that positions panels loads when the first panel is opened.
        page.wait_for_function(IS_ON_THE_PAGE, arg=panel.element_handle())


@pytest.mark.parametrize("width", [360, 1280])
def test_all_states_are_accessible(market: str, browser: Browser, width: int) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce", viewport={"width": width, "height": 900})
    page = context.new_page()
    found_violations = {}

    def check(name: str) -> None:
        if violations := accessibility_violations(page):
            found_violations[name] = violations

    page.goto(f"{market}/jobs/")
    if width < 960:
        page.get_by_role("button", name="Filters").click()
        page.locator("summary", has_text="Location").click()
    check("closed")
    page.get_by_text("Show all 11").click()
    check("unfolded")
    narrowing_field(page).fill("por")
    expect(visible_places(page)).to_have_text(PLACES["PT"])
    check("narrowed")
    narrowing_field(page).fill("atlantis")
    expect(visible_places(page)).to_have_count(0)
    check("nothing left")
    context.close()

    assert found_violations == {}
