"""The desk in a browser: the editor under the strict policy, rows moved by keys and by hand."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from jobs.models import Posting
from teams.models import Team
from tests.desk import make_recruiter
from tests.factories import make_employer, make_location, make_pillar, make_posting, make_story, make_team

pytestmark = pytest.mark.django_db(transaction=True)

CLIPBOARD = Path(__file__).parent / "clipboard"
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation",
    event => console.error(`${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`))"""
PASTE = """(editor, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "plain");
    editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def desk(page: Page, live_server: Any) -> Iterator[Callable[[str], Page]]:
    """Opens addresses as a recruiter who is signed in; at the end no page may have complained."""
    make_employer()
    client = Client()
    client.force_login(make_recruiter())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(TELL_VIOLATIONS)

    def open_page(address: str) -> Page:
        page.goto(live_server.url + address)
        return page

    yield open_page
    assert complaints == []


def editor_in(place: Page | Locator) -> Locator:
    return place.locator(".tiptap")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def titles(page: Page, group: str) -> list[str]:
    return page.locator(f"#{group}-group .ordered-row:not(.empty-form) .row-title").all_inner_texts()


def test_text_is_written_in_the_editor(desk: Callable[[str], Page]) -> None:
    team = make_team()
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    editor = page.get_by_role("textbox", name="About", exact=True)
    editor.click()
    page.keyboard.type("### What we run")
    page.keyboard.press("Enter")
    page.keyboard.type("Services, ")
    page.keyboard.press("Control+b")
    page.keyboard.type("many")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    page.keyboard.type("- one")
    save(page)
    team.refresh_from_db()
    assert team.about == "<h3>What we run</h3><p>Services, <strong>many</strong></p><ul><li><p>one</p></li></ul>"


def test_a_link_is_made_by_keyboard(desk: Callable[[str], Page]) -> None:
    team = make_team(about="<p>site</p>")
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    editor_in(page).first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_label("URL").fill("https://kitewell.example/")
    page.keyboard.press("Enter")
    expect(editor_in(page).first.locator("a")).to_have_attribute("href", "https://kitewell.example/")
    save(page)
    team.refresh_from_db()
    assert re.fullmatch(r'<p><a href="https://kitewell.example/"[^>]*>site</a></p>', team.about)


BOTH = (
    "<h3>What you will do</h3>"
    "<p>You build <strong>our core server</strong> and <em>own</em> it, with "
    '<a href="https://kitewell.example/team" rel="noopener nofollow">the team</a>.</p>'
    "<ul><li><p>Design services</p><ul><li><p>and run them</p></li></ul></li><li><p>Review code</p></li></ul>"
)
WORD_ALONE = "<h3>How we hire</h3><ol><li><p>A call</p></li><li><p>A day with us</p></li></ol><p>Write to us.</p>"
DOCS_ALONE = "<p><strong><em>Both</em></strong></p>"


@pytest.mark.parametrize(("source", "expected"), [("word.html", BOTH + WORD_ALONE), ("docs.html", BOTH + DOCS_ALONE)])
def test_a_paste_becomes_plain_html(desk: Callable[[str], Page], source: str, expected: str) -> None:
    posting = make_posting(published_from=None)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    editor = editor_in(page.locator("#sections-0"))
    editor.click()
    page.keyboard.press("Control+a")
    editor.evaluate(PASTE, (CLIPBOARD / source).read_text(encoding="utf-8"))
    expect(editor).to_contain_text("core server")
    save(page)
    assert re.sub(r">\s+<", "><", posting.sections.get().body) == expected


def test_an_editor_is_named_and_described_also_in_a_row_added_later(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None, sections=0)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    for number in range(2):
        page.get_by_role("button", name="Add another Section").click()
        row = page.locator(f"#sections-{number}")
        expect(row.get_by_label("Heading")).to_be_focused()
        row.get_by_label("Heading").fill(f"Part {number + 1}")
        row.get_by_role("textbox", name="Text").click()
        page.keyboard.type("Words")
    save(page)
    assert [(section.heading, section.body) for section in posting.sections.all()] == [
        ("Part 1", "<p>Words</p>"),
        ("Part 2", "<p>Words</p>"),
    ]


def test_what_is_missing_is_said_and_every_word_stays(desk: Callable[[str], Page]) -> None:
    posting = make_posting("Cartographer", published_from=None, sections=1)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    editor = editor_in(page.locator("#sections-0"))
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Words of mine")
    page.get_by_label("Title").fill("Cartographer of clouds")
    page.get_by_role("group", name="Publish on").get_by_label("Day").fill("2026-03-01")
    page.get_by_role("button", name="Save", exact=True).click()
    link = page.locator(".errornote").get_by_role("link", name="Locations: Choose at least one place")
    expect(link).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Cartographer of clouds")
    expect(editor).to_have_text("Words of mine")
    link.click()
    expect(page.get_by_role("group", name="Locations")).to_be_in_viewport()
    posting.refresh_from_db()
    assert posting.title == "Cartographer"


def test_an_editor_says_that_its_text_is_missing(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    editor = editor_in(page.locator("#sections-0"))
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(editor).to_have_attribute("aria-invalid", "true")
    expect(editor).to_have_accessible_description(re.compile("This field is required."))


@pytest.fixture
def team() -> Team:
    team = make_team()
    for position, title in enumerate(["First", "Second", "Third"]):
        make_pillar(team, title=title, position=position)
    return team


def test_rows_are_moved_by_keyboard_and_it_is_said_where_to(desk: Callable[[str], Page], team: Team) -> None:
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    button = page.get_by_role("button", name="Move up: Third")
    button.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Third: position 2 of 3")
    expect(button).to_be_focused()
    button.press(" ")
    expect(page.get_by_role("status")).to_have_text("Third: position 1 of 3")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.press("Enter")
    assert titles(page, "pillars") == ["Third", "First", "Second"]
    page.get_by_role("button", name="Move down: First").press("Enter")
    save(page)
    assert [pillar.title for pillar in team.pillars.all()] == ["Third", "Second", "First"]


def test_rows_are_moved_by_their_handle(desk: Callable[[str], Page], team: Team) -> None:
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    last = page.locator("#pillars-2")
    box = last.bounding_box()
    assert box is not None
    page.locator("#pillars-0 .handle").drag_to(last, target_position={"x": 60, "y": box["height"] - 4})
    expect(page.get_by_role("status")).to_have_text("First: position 3 of 3")
    save(page)
    assert [pillar.title for pillar in team.pillars.all()] == ["Second", "Third", "First"]


def test_a_row_added_in_the_same_edit_is_moved_too(desk: Callable[[str], Page], team: Team) -> None:
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    page.get_by_role("button", name="Add another Pillar").click()
    page.keyboard.type("Fourth")
    page.locator("#pillars-3").get_by_label("Body").fill("New.")
    for _ in range(3):
        page.get_by_role("button", name="Move up: Fourth").click()
    save(page)
    assert [pillar.title for pillar in team.pillars.all()] == ["Fourth", "First", "Second", "Third"]


def test_a_new_row_may_be_moved_before_stored_ones_and_another_taken_away(
    desk: Callable[[str], Page], team: Team
) -> None:
    """Django expects stored rows to be counted first; taking a row away makes its script count anew."""
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    for title in ("Fourth", "Fifth"):
        page.get_by_role("button", name="Add another Pillar").click()
        page.keyboard.type(title)
        row = page.locator("#pillars-group .ordered-row", has_text=title)
        row.get_by_label("Body").fill(f"Body of {title}")
    for _ in range(4):
        page.get_by_role("button", name="Move up: Fifth").click()
    row = page.locator("#pillars-group .ordered-row", has_text="Fourth")
    row.get_by_role("button", name="Remove").click()
    assert titles(page, "pillars") == ["Fifth", "First", "Second", "Third"]
    save(page)
    assert [pillar.title for pillar in team.pillars.all()] == ["Fifth", "First", "Second", "Third"]
    assert team.pillars.first().body == "Body of Fifth"


def test_moved_rows_stay_where_they_were_put_when_the_form_comes_back(desk: Callable[[str], Page], team: Team) -> None:
    page = desk(f"/admin/teams/team/{team.pk}/change/")
    page.get_by_role("button", name="Move up: Third").click()
    page.get_by_label("Name", exact=True).first.fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_be_visible()
    assert titles(page, "pillars") == ["First", "Third", "Second"]


def test_order_is_a_number_without_javascript(live_server: Any, browser: Any, team: Team) -> None:
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


def test_long_lists_of_choices_are_searched(desk: Callable[[str], Page]) -> None:
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


def test_nine_choices_are_searched_and_the_chosen_one_stays_in_sight(desk: Callable[[str], Page]) -> None:
    chosen = make_team("Chosen")
    for number in range(8):
        make_team(f"Other {number}")
    posting = make_posting(published_from=None, team=chosen)
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
def test_pages_of_the_desk_fit_and_say_nothing_to_the_console(
    desk: Callable[[str], Page], page: Page, width: int
) -> None:
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


def test_postings_are_published_from_the_list(desk: Callable[[str], Page]) -> None:
    make_posting("Cartographer", published_from=None, locations=(make_location(),))
    page = desk("/admin/jobs/posting/")
    page.get_by_role("row", name="Cartographer").get_by_role("checkbox").check()
    page.get_by_role("combobox").select_option("Publish now …")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("Opens now, stays open until you close it")).to_be_visible()
    expect(page.get_by_role("list", name="Warnings")).to_contain_text("No pay is stated")
    page.get_by_role("textbox", name="Why publish anyway?").fill("They decide.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Published 1 posting.")).to_be_visible()
    assert Posting.objects.open().count() == 1


def test_leaving_a_changed_form_is_asked_about(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None, locations=(make_location(),))
    asked: list[str] = []
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    # Looking and pressing change nothing.
    page.get_by_label("Title").click()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", name="Change history")).to_be_visible()
    assert asked == []
    page.go_back()

    page.get_by_label("Title").fill("Cartographer")
    page.get_by_role("link", name="Publish now").click(no_wait_after=True)
    expect(page.get_by_label("Title")).to_have_value("Cartographer")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert asked == ["beforeunload"]

    editor_in(page).first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" You draw maps.")
    page.get_by_role("link", name="History").click(no_wait_after=True)
    expect(editor_in(page).first).to_contain_text("You draw maps.")
    assert asked == ["beforeunload"] * 2
    save(page)
    assert asked == ["beforeunload"] * 2
    assert "You draw maps." in posting.sections.get().body


def test_form_that_came_back_is_not_left_unasked(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None)
    asked: list[str] = []
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_be_visible()
    assert asked == []
    page.get_by_label("Title").click()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", name="Change history")).to_be_visible()
    assert asked == ["beforeunload"]
