"""Order of inline rows: by keyboard, by dragging, and by number without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from teams.models import Team
from tests.desk import make_recruiter
from tests.factories import make_employer, make_pillar, make_team

from .editing import save

pytestmark = pytest.mark.django_db(transaction=True)


def titles(page: Page, group: str) -> Locator:
    return page.locator(f"#{group}-group .ordered-row:not(.empty-form) .row-title")


@pytest.fixture
def team() -> Team:
    team = make_team()
    for position, title in enumerate(["First", "Second", "Third"]):
        make_pillar(team, title=title, position=position)
    return team


def test_keyboard_moves_rows_and_announces_the_position(desk: Callable[[str], Page], team: Team) -> None:
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    button = page.get_by_role("button", name="Move up: Third")
    button.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Third: position 2 of 3")
    expect(button).to_be_focused()
    button.press(" ")
    expect(page.get_by_role("status")).to_have_text("Third: position 1 of 3")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.press("Enter")
    expect(titles(page, "pillars")).to_have_text(["Third", "First", "Second"])
    page.get_by_role("button", name="Move down: First").press("Enter")
    save(page)
    assert [pillar.title for pillar in team.pillars.all()] == ["Third", "Second", "First"]


def test_dragged_handle_moves_a_row(desk: Callable[[str], Page], team: Team) -> None:
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    last = page.locator("#pillars-2")
    box = last.bounding_box()
    assert box is not None
    page.locator("#pillars-0 .handle").drag_to(last, target_position={"x": 60, "y": box["height"] - 4})
    expect(page.get_by_role("status")).to_have_text("First: position 3 of 3")
    save(page)
    assert [pillar.title for pillar in team.pillars.all()] == ["Second", "Third", "First"]


def test_added_row_can_be_moved_before_saving(desk: Callable[[str], Page], team: Team) -> None:
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    page.get_by_role("button", name="Add pillar").click()
    expect(page.locator("#pillars-3").get_by_label("Title")).to_be_focused()
    page.keyboard.type("Fourth")
    page.locator("#pillars-3").get_by_label("Body").fill("New.")
    for _ in range(3):
        page.get_by_role("button", name="Move up: Fourth").click()
    save(page)
    assert [pillar.title for pillar in team.pillars.all()] == ["Fourth", "First", "Second", "Third"]


def test_added_row_keeps_its_position_when_another_is_removed(desk: Callable[[str], Page], team: Team) -> None:
    """Django expects stored rows to have the first indexes; its script renumbers rows after a removal."""
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    for number, title in enumerate(("Fourth", "Fifth"), 3):
        page.get_by_role("button", name="Add pillar").click()
        expect(page.locator(f"#pillars-{number}").get_by_label("Title")).to_be_focused()
        page.keyboard.type(title)
        row = page.locator("#pillars-group .ordered-row", has_text=title)
        row.get_by_label("Body").fill(f"Body of {title}")
    for _ in range(4):
        page.get_by_role("button", name="Move up: Fifth").click()
    row = page.locator("#pillars-group .ordered-row", has_text="Fourth")
    row.get_by_role("button", name="Remove").click()
    expect(titles(page, "pillars")).to_have_text(["Fifth", "First", "Second", "Third"])
    save(page)
    assert [pillar.title for pillar in team.pillars.all()] == ["Fifth", "First", "Second", "Third"]
    assert team.pillars.first().body == "Body of Fifth"


def test_form_with_an_error_keeps_the_order_of_rows(desk: Callable[[str], Page], team: Team) -> None:
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    page.get_by_role("button", name="Move up: Third").click()
    page.get_by_label("Name", exact=True).first.fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_be_visible()
    expect(titles(page, "pillars")).to_have_text(["First", "Third", "Second"])


def test_order_is_set_by_number_without_javascript(live_server: Any, browser: Any, team: Team) -> None:
    make_employer()
    client = Client()
    client.force_login(make_recruiter())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/teams/team/{team.pk}/change/")
    page.locator("#pillars-0 summary").click()
    page.locator("#id_pillars-0-position").fill("9")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    context.close()
    assert [pillar.title for pillar in team.pillars.all()] == ["Second", "Third", "First"]
