"""Home: the picture of the team under the pointer or the focus, beside the list of teams."""

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.factories import make_employer, make_posting, make_team, make_upload

pytestmark = pytest.mark.django_db(transaction=True)

DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=360, height=740)
SHOWN_MEDIA = """() => [...document.querySelectorAll(".team-index__media")].map((media) => {
    const box = media.getBoundingClientRect();
    return media.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
})"""
RECORD_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => shifts.push(entry.value)))
    .observe({type: "layout-shift", buffered: true});"""


@pytest.fixture
def teams(live_server: Any) -> str:
    """Two teams with pictures and one without."""
    make_employer()
    for name in ("Backend", "Design"):
        make_team(name, image=make_upload(f"{name}.jpg"), image_alt=f"The {name} team at work")
    make_posting(team=make_team("Security"))
    return str(live_server.url)


def test_picture_beside_the_teams_follows_pointer_and_focus(teams: str, page: Page) -> None:
    page.add_init_script(RECORD_SHIFTS)
    page.set_viewport_size(DESK)
    page.goto(teams)
    page.mouse.move(0, 0)
    page.locator(".team-index__media").first.scroll_into_view_if_needed()
    lines = page.locator(".team-index__link")

    expect(page.get_by_role("img", name="The Backend team at work")).to_be_visible()
    assert page.evaluate(SHOWN_MEDIA) == [True, False, False]
    lines.nth(1).focus()
    expect(page.get_by_role("img", name="The Design team at work")).to_be_visible()
    assert page.evaluate(SHOWN_MEDIA) == [False, True, False]
    # The pointer is the later wish. A team without a picture shows its number.
    lines.nth(2).hover()
    expect(page.locator(".team-index__media .tile")).to_be_visible()
    assert page.evaluate(SHOWN_MEDIA) == [False, False, True]
    assert page.locator(".team-index__media .tile").inner_text() == "1"
    assert page.evaluate("shifts") == []


def test_phone_shows_and_loads_no_picture_beside_the_teams(teams: str, page: Page) -> None:
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.set_viewport_size(PHONE)
    page.goto(teams)
    page.locator(".footer").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")

    assert page.locator(".team-index__media").count() == 3
    expect(page.locator(".team-index__media >> visible=true")).to_have_count(0)
    assert [address for address in addresses if "/media/" in address] == []
