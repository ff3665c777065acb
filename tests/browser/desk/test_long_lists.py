"""Many rows: stories are put in order on the page of their team, and long filters of a list have a search."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_story, make_team

from .editing import save

pytestmark = pytest.mark.django_db(transaction=True)


def test_stories_are_moved_on_the_page_of_their_team(desk: Callable[[str], Page]) -> None:
    team = make_team("Kites")
    for number, title in enumerate(("First", "Second", "Third"), start=1):
        make_story(team, title=title, position=number)
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    stories = page.get_by_role("group", name="Stories")
    expect(stories.get_by_role("link")).to_have_text(["First", "Second", "Third", "Add story"])
    stories.get_by_role("button", name="Move up: Third").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Third: position 2 of 3")).to_be_attached()
    expect(stories.get_by_role("link")).to_have_text(["First", "Third", "Second", "Add story"])
    save(page)
    assert [story.title for story in team.stories.all()] == ["First", "Third", "Second"]


def test_long_filter_is_searched_by_keyboard(desk: Callable[[str], Page]) -> None:
    for number in range(13):
        make_story(make_team(f"Team {number}"))
    make_story(make_team("Ærø"), title="Found")
    page = desk("/admin/teams/story/")
    filters = page.get_by_role("navigation", name="Filter")
    search = filters.get_by_role("searchbox", name="Find by team")
    search.fill("aero")
    expect(filters.get_by_role("status")).to_have_text("1 found")
    expect(filters.get_by_role("link", name="Team 3")).to_be_hidden()
    search.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Found")).to_be_visible()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
