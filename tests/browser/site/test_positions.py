"""The list of open positions with JavaScript and without it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from jobs.models import Posting
from tests.browser.locators import accessibility_violations, checkbox, count, expect_query, option_count, status, titles
from tests.browser.timing import HeldRequests
from tests.factories import (
    days,
    make_employer,
    make_location,
    make_pillar,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
)

pytestmark = pytest.mark.django_db(transaction=True)

TEAM = "/teams/backend/"


@pytest.fixture
def site(live_server: Any) -> str:
    """Sixteen positions of one team: six in Lisbon and ten in Berlin, half of them senior, four with a tag."""
    make_employer()
    team = make_team("Backend", about="<p>We run it.</p>", rows_at_first=5)
    make_pillar(team)
    make_story(team)
    make_testimonial(team)
    lisbon, berlin, tag = make_location("Lisbon"), make_location("Berlin", country="DE"), make_tag()
    for number in range(16):
        make_posting(
            f"Job {number:02}",
            team=team,
            locations=(lisbon if number < 6 else berlin,),
            tags=(tag,) if number % 4 == 0 else (),
            level="senior" if number % 2 else "mid",
            published_from=days(-1 - number),
        )
    make_posting("Closed job", team=team, published_from=days(-9), closes_at=days(-1), closing_reason="filled")
    return str(live_server.url)


def test_filter_updates_the_list_in_place_and_keeps_the_focus(
    site: str, page: Page, console_messages: list[str]
) -> None:
    page.goto(f"{site}/jobs/")
    page.evaluate("window.stayed = true")
    checkbox(page, "Lisbon").focus()
    page.keyboard.press("Space")

    expect(count(page)).to_have_text("Showing 6 of 6")
    expect(status(page)).to_have_text("Showing 6 of 6")
    expect(checkbox(page, "Lisbon")).to_be_focused()
    expect(page).to_have_url(f"{site}/jobs/?location=lisbon")
    expect(titles(page)).to_have_text([f"Job {number:02}" for number in range(6)])
    expect(option_count(page, "location-berlin")).to_have_text("10")
    expect(option_count(page, "level-mid")).to_have_text("3")
    assert page.evaluate("window.stayed") is True
    assert console_messages == []


def test_removed_chip_moves_the_focus_to_the_count(site: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{site}/jobs/?location=lisbon&level=mid")
    expect(count(page)).to_have_text("Showing 3 of 3")
    page.get_by_role("link", name=re.compile("Lisbon")).first.click()

    expect(count(page)).to_have_text("Showing 8 of 8")
    expect(count(page)).to_be_focused()
    expect(checkbox(page, "Lisbon")).not_to_be_checked()
    expect(checkbox(page, "Mid")).to_be_checked()
    page.get_by_role("link", name="Clear all").click()
    expect(count(page)).to_have_text("Showing 16 of 16")
    expect(checkbox(page, "Mid")).not_to_be_checked()
    assert console_messages == []


def test_back_and_forward_restore_rows_and_filters(site: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{site}/jobs/")
    checkbox(page, "Lisbon").check()
    expect(count(page)).to_have_text("Showing 6 of 6")
    checkbox(page, "Senior").check()
    expect(count(page)).to_have_text("Showing 3 of 3")

    page.go_back()
    expect(count(page)).to_have_text("Showing 6 of 6")
    expect(checkbox(page, "Senior")).not_to_be_checked()
    expect(checkbox(page, "Lisbon")).to_be_checked()
    page.go_back()
    expect(count(page)).to_have_text("Showing 16 of 16")
    expect(checkbox(page, "Lisbon")).not_to_be_checked()
    page.go_forward()
    expect(count(page)).to_have_text("Showing 6 of 6")
    expect(checkbox(page, "Lisbon")).to_be_checked()
    assert console_messages == []


def test_show_more_appends_rows_and_focuses_the_first(site: str, page: Page, console_messages: list[str]) -> None:
    page.goto(f"{site}{TEAM}")
    expect(count(page)).to_have_text("Showing 5 of 16")
    page.get_by_role("link", name="Show 11 more").click()

    expect(count(page)).to_have_text("Showing 16 of 16")
    expect(status(page)).to_have_text("Showing 16 of 16")
    expect(page.get_by_role("link", name="Job 05")).to_be_focused()
    expect(titles(page)).to_have_text([f"Job {number:02}" for number in range(16)])
    expect(page.locator("[data-more], [data-shown]")).to_have_count(0)
    assert console_messages == []


def test_back_from_a_posting_restores_appended_rows(site: str, page: Page) -> None:
    page.goto(f"{site}{TEAM}")
    page.get_by_role("link", name="Show 11 more").click()
    expect(count(page)).to_have_text("Showing 16 of 16")
    page.get_by_role("link", name="Job 07").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Job 07")
    page.go_back()

    expect(count(page)).to_have_text("Showing 16 of 16")
    expect(titles(page)).to_have_text([f"Job {number:02}" for number in range(16)])


def test_late_response_does_not_replace_a_newer_one(site: str, page: Page) -> None:
    page.goto(f"{site}/jobs/")
    late = HeldRequests(page, "**/jobs/?location=lisbon")
    checkbox(page, "Lisbon").check()
    late.wait()
    checkbox(page, "Senior").check()

    expect(count(page)).to_have_text("Showing 3 of 3")
    late.release()
    page.wait_for_timeout(500)
    expect(count(page)).to_have_text("Showing 3 of 3")
    expect(page).to_have_url(f"{site}/jobs/?location=lisbon&level=senior")


def test_filters_sort_and_pages_work_without_a_script(site: str, without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto(f"{site}/jobs/")
    checkbox(page, "Berlin").check()
    checkbox(page, "Mid").check()
    page.get_by_role("button", name="Apply filters").click()

    expect_query(page, {"location": ["berlin"], "level": ["mid"]})
    expect(count(page)).to_have_text("Showing 5 of 5")
    page.get_by_role("link", name=re.compile("Berlin")).first.click()
    expect(count(page)).to_have_text("Showing 8 of 8")
    page.goto(f"{site}{TEAM}")
    page.get_by_role("link", name="Show 11 more").click()
    expect(count(page)).to_have_text("Showing 6–16 of 16")
    expect(page.get_by_role("link", name="Previous")).to_be_visible()
    page.get_by_role("link", name="Title").click()
    expect(titles(page)).to_have_text([f"Job {number:02}" for number in range(5)])


def test_phone_sheet_filters_positions_without_a_script(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/jobs/")
    page.get_by_role("button", name="Filters").click()
    checkbox(page, "Lisbon").check()
    page.get_by_role("button", name="Apply filters").click()

    expect_query(page, {"location": ["lisbon"]})
    expect(count(page)).to_have_text("Showing 6 of 6")
    context.close()


STATES = {
    "home": "/",
    "teams": "/teams/",
    "team": TEAM,
    "team, filtered": f"{TEAM}?location=lisbon&level=mid",
    "jobs": "/jobs/",
    "filtered": "/jobs/?location=lisbon&level=mid",
    "empty": "/jobs/?level=lead",
    "unknown": "/jobs/?location=atlantis",
    "page 2": f"{TEAM}?page=2",
    "location": "/locations/lisbon/",
    "missing": "/never/",
    "posting": "Job 00",
    "closed": "Closed job",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_all_states_are_accessible(site: str, browser: Browser, width: int, scheme: Any) -> None:
    # The content security policy blocks axe's own style.
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    found_violations = {}
    for name, address in STATES.items():
        if not address.startswith("/"):
            address = Posting.objects.get(title=address).get_absolute_url()
        page.goto(site + address)
        if violations := accessibility_violations(page):
            found_violations[name] = violations
    context.close()

    assert found_violations == {}


def test_file_that_is_fetched_leaves_the_list_as_it_is(page: Page, site: str) -> None:
    """The page stays, so a filter on its way goes on, and nothing is remembered for a way back."""
    page.goto(site + "/jobs/")
    with page.expect_download():
        page.get_by_role("link", name="Calendar of closing dates").click()
    assert page.evaluate("[history.state?.place ?? null, history.scrollRestoration]") == [None, "auto"]
