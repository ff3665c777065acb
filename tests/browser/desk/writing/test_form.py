"""The form of a posting: the bar that stays in reach, countries, headings of the team, and the preview."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from jobs.models import Posting
from tests.browser.locators import accessibility_violations
from tests.factories import make_location, make_posting, make_team

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/jobs/posting/add/"


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_bar_stays_in_reach(desk: Callable[[str], Page], console_messages: list[str], width: int, height: int) -> None:
    posting = make_posting("Engineer", published_from=None, locations=(make_location(),))
    page = desk("/admin/")
    page.set_viewport_size({"width": width, "height": height})
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    bar = page.locator(".posting-bar")
    for place in ("#id_title", "#id_time_zone"):
        page.locator(place).scroll_into_view_if_needed()
        expect(bar.get_by_text("Draft", exact=True)).to_be_in_viewport()
        for name in ("Save", "Preview", "Publish"):
            expect(bar.get_by_role("button", name=name, exact=True)).to_be_in_viewport()
        expect(bar.get_by_role("link", name="History")).to_be_in_viewport()
        expect(bar.get_by_role("link", name="to look at")).to_be_in_viewport()
    box, delete = bar.bounding_box(), page.get_by_role("link", name="Delete", exact=True)
    assert box is not None
    assert box["height"] <= height / 5
    assert delete.evaluate("link => link.closest('.submit-row')") is None
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert console_messages == []
    assert accessibility_violations(page) == []
    console_messages.clear()  # axe has written them, not the page


def test_countries_are_asked_for_remote_work_alone(desk: Callable[[str], Page]) -> None:
    make_team()
    page = desk(ADD)
    countries = page.locator(".field-remote_countries")
    expect(countries).to_be_hidden()
    page.get_by_label("Workplace").select_option("remote")
    expect(countries).to_be_visible()
    page.get_by_label("Remote anywhere").check()
    page.get_by_label("Workplace").select_option("hybrid")
    expect(countries).to_be_visible()  # so that what is chosen can be cleared
    page.get_by_label("Remote anywhere").uncheck()
    expect(countries).to_be_hidden()


def test_text_comes_right_after_title_and_team(desk: Callable[[str], Page]) -> None:
    make_team("One")
    make_team("Two")
    page = desk(ADD)
    names = page.locator("#posting_form fieldset.module > :is(h2), #id_title").evaluate_all(
        "elements => elements.map(element => element.id === 'id_title' ? 'Title' : element.textContent.trim())"
    )
    assert names[:3] == ["Title", "Sections", "Where"]


def test_headings_follow_the_team_until_something_is_written(desk: Callable[[str], Page]) -> None:
    make_team("One")
    make_team("Two", section_headings="Your work\nYour pay")
    page = desk(ADD)
    headings = page.locator("#sections-group .ordered-row:not(.empty-form) input[name$='-heading']")
    shown = "inputs => inputs.map(input => input.value)"
    assert headings.evaluate_all(shown) == ["What you will do", "What you bring", "What you get"]
    page.get_by_role("radio", name="Two").check()
    expect(headings).to_have_count(2)
    assert headings.evaluate_all(shown) == ["Your work", "Your pay"]
    page.get_by_role("radio", name="One").check()
    expect(headings).to_have_count(3)
    page.get_by_role("textbox", name="Text: What you bring").fill("A boat.")
    page.get_by_role("radio", name="Two").check()
    expect(headings).to_have_count(3)
    page.get_by_label("Title", exact=True).fill("Sailor")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert [section.heading for section in Posting.objects.get().sections.all()] == ["What you bring"]


def test_preview_opens_beside_the_form_and_saves_nothing(desk: Callable[[str], Page]) -> None:
    make_team()
    page = desk(ADD)
    page.get_by_label("Title", exact=True).fill("Cartographer")
    page.get_by_role("textbox", name="Text: What you will do").fill("You draw maps.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    preview = opened.value
    expect(preview.get_by_role("heading", name="Cartographer", level=1)).to_be_visible()
    expect(preview.get_by_text("You draw maps.")).to_be_visible()
    preview.close()
    assert not Posting.objects.exists()
    # What was typed is still unsaved, so leaving asks.
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Labels", exact=True).click(no_wait_after=True)
    assert dialogs == ["beforeunload"]
    expect(page.get_by_label("Title", exact=True)).to_have_value("Cartographer")
