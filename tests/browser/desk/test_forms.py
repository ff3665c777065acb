"""Forms at the desk: searchable choices, page width, and confirmation before unsaved changes are lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from jobs.models import Posting
from tests.factories import make_location, make_posting, make_story, make_team

from .editing import editor_in, save

pytestmark = pytest.mark.django_db(transaction=True)


def test_long_choice_list_can_be_searched(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None, workplace="remote", remote_countries=("AT",))
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    countries = page.get_by_role("group", name="Countries")
    expect(countries.get_by_label("Portugal")).to_be_hidden()
    countries.get_by_role("button", name="Show all").click()
    expect(countries.get_by_label("Portugal")).to_be_visible()
    countries.get_by_role("searchbox").fill("portu")
    expect(countries.get_by_role("status")).to_have_text("1 found")
    expect(countries.get_by_label("Germany")).to_be_hidden()
    expect(countries.get_by_label("Austria")).to_be_visible()
    countries.get_by_label("Portugal").check()
    save(page)
    posting.refresh_from_db()
    assert set(posting.remote_countries) == {"AT", "PT"}


def test_search_among_nine_choices_keeps_the_selected_one_visible(desk: Callable[[str], Page]) -> None:
    selected = make_team("Chosen")
    for number in range(8):
        make_team(f"Other {number}")
    posting = make_posting(published_from=None, team=selected)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    teams = page.locator(".field-team")
    expect(teams.get_by_label("Chosen")).to_be_visible()
    expect(teams.get_by_label("Other 3")).to_be_hidden()
    teams.get_by_role("searchbox").fill("other 3")
    expect(teams.get_by_label("Chosen")).to_be_visible()
    teams.get_by_label("Other 3").check()
    save(page)
    posting.refresh_from_db()
    assert posting.team.name == "Other 3"


@pytest.mark.parametrize("width", [360, 1280])
def test_desk_pages_fit_the_window_and_log_nothing(desk: Callable[[str], Page], page: Page, width: int) -> None:
    team = make_team(about="<p>Words</p>")
    story = make_story(team)
    posting = make_posting(team=team, locations=(make_location(),))
    draft = make_posting(team=team, published_from=None)
    page.set_viewport_size({"width": width, "height": 900})
    for address in [
        "/admin/",
        "/admin/jobs/",
        "/admin/teams/employer/",
        "/admin/teams/team/",
        f"/admin/teams/team/{team.pk}/change/",
        f"/admin/teams/story/{story.pk}/change/",
        f"/admin/teams/story/{story.pk}/history/",
        f"/admin/teams/story/{story.pk}/history/{story.history.first().pk}/",
        "/admin/teams/testimonial/add/",
        "/admin/jobs/posting/",
        "/admin/jobs/posting/?q=engineer&status=open",
        f"/admin/jobs/posting/{posting.pk}/change/",
        f"/admin/jobs/posting/{draft.pk}/delete/",
        "/admin/jobs/location/add/",
        "/admin/password_change/",
    ]:
        desk(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_posting_is_published_from_the_list(desk: Callable[[str], Page]) -> None:
    make_posting("Cartographer", published_from=None, locations=(make_location(),))
    page = desk("/admin/jobs/posting/")
    # The actions at the foot of the list.
    page.get_by_role("row", name="Cartographer").get_by_role("checkbox").check()
    page.get_by_role("combobox").last.select_option("Publish now …")
    page.get_by_role("button", name="Go").last.click()
    expect(page.get_by_text("Opens now, stays open until you close it")).to_be_visible()
    expect(page.get_by_role("list", name="Warnings")).to_contain_text("No pay is stated")
    page.get_by_role("textbox", name="Why publish anyway?").fill("They decide.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Published 1 posting.")).to_be_visible()
    assert Posting.objects.open().count() == 1


def test_leaving_a_changed_form_asks_for_confirmation(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None, locations=(make_location(),))
    dialogs: list[str] = []
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    # Focusing a field changes nothing.
    page.get_by_label("Title").click()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("Change history")).to_be_visible()
    assert dialogs == []
    page.go_back()

    page.get_by_label("Title").fill("Cartographer")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Publish now").click(no_wait_after=True)
    expect(page.get_by_label("Title")).to_have_value("Cartographer")
    assert dialogs == ["beforeunload"]
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert dialogs == ["beforeunload"]

    editor_in(page).first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" You draw maps.")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="History").click(no_wait_after=True)
    expect(editor_in(page).first).to_contain_text("You draw maps.")
    assert dialogs == ["beforeunload"] * 2
    save(page)
    assert dialogs == ["beforeunload"] * 2
    assert "You draw maps." in posting.sections.get().body


def test_leaving_a_form_with_errors_asks_for_confirmation(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None)
    dialogs: list[str] = []
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_be_visible()
    assert dialogs == []
    page.get_by_label("Title").click()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("Change history")).to_be_visible()
    assert dialogs == ["beforeunload"]
