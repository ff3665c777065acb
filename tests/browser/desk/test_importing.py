"""Import of spreadsheets: accessible, on a phone and a desktop, without console messages."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from jobs.models import Posting
from tests.factories import make_location, make_posting, make_team
from tests.jobs.spreadsheets.files import make_csv

pytestmark = pytest.mark.django_db(transaction=True)

LONG_DESCRIPTION = "<h2>The role</h2><p>" + "You bake bread with us, every day. " * 30 + "</p>"


@pytest.fixture
def desk(desk: Callable[[str], Page]) -> Callable[[str], Page]:
    """Opens addresses as a signed-in recruiter of a site with a bakery."""
    make_location(country="PT")
    bakery = make_team("Bakery")
    make_posting("Baker", team=bakery, reference="R-1", language="en")
    make_posting("Head of the very long and wide title of a posting that hardly fits", team=bakery, reference="R-2")
    return desk


def preview_file(page: Page, content: bytes) -> None:
    file: Any = {"name": "postings.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("File", exact=True).set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name="Preview").click()


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def check_page(page: Page, console_messages: list[str]) -> None:
    """Check accessibility, the console, and that the page does not scroll horizontally."""
    violations = Axe().run(page).response["violations"]
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations] == []
    assert console_messages == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_file_is_previewed_and_imported(
    desk: Callable[[str], Page], console_messages: list[str], width: int, scheme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teams.spreadsheets.importing.PER_PAGE", 2)
    viewport = {"width": width, "height": 900}
    page = desk("/admin/jobs/posting/")
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)
    check_page(page, console_messages)
    follow(page, "Import")
    check_page(page, console_messages)

    invalid = make_csv({"title": ""}, {"level": "x", "team": "Nowhere"}, {"description": ""})
    preview_file(page, invalid)
    expect(page.get_by_role("heading", name="Rows to correct")).to_be_visible()
    check_page(page, console_messages)
    follow(page, "choose it again")

    preview_file(
        page,
        make_csv({"title": "שלום Head baker", "description": LONG_DESCRIPTION}, {"title": "Cook"}, {"title": "Waiter"}),
    )
    expect(page.get_by_role("heading", name="Row by row")).to_be_visible()
    check_page(page, console_messages)
    follow(page, "Page 2")
    page.get_by_text("Show cells").click()
    expect(page.locator("details dl")).to_contain_text("jobs@k.example")
    expect(page.locator("details dl")).to_be_visible()
    check_page(page, console_messages)
    page.get_by_label("Why import anyway?").press_sequentially("Pay follows.")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_have_text("Imported postings.csv: 1 new, 2 changed, 0 unchanged.")
    assert Posting.objects.filter(title="Waiter").exists()
