"""The recruiter's day, counted: pages, clicks, and fields that are filled, beside typing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from jobs.models import Posting
from jobs.spreadsheets.resources import PostingResource
from tests.desk import make_user
from tests.factories import make_employer, make_location, make_posting, make_team
from tests.importing import make_file

pytestmark = pytest.mark.django_db(transaction=True)


class Counts(NamedTuple):
    """`pages` that are loaded, `clicks`, and `fields` that are typed into."""

    pages: int
    clicks: int
    fields: int


class Day:
    """A recruiter's window that counts. Fields are reached with the keyboard while typing, so that is no click."""

    def __init__(self, page: Page) -> None:
        self.page, self.pages, self.clicks, self.fields = page, 0, 0, 0
        page.on("load", self._count_page)

    def _count_page(self, _page: Page) -> None:
        self.pages += 1

    def begin(self, address: str) -> None:
        self.page.goto(address)
        self.pages = self.clicks = self.fields = 0

    def press(self, locator: Locator) -> None:
        self.clicks += 1
        with self.page.expect_navigation():
            locator.click()

    def choose(self, locator: Locator) -> None:
        self.clicks += 1
        locator.click()

    def write(self, locator: Locator, text: str) -> None:
        self.fields += 1
        locator.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    @property
    def counts(self) -> Counts:
        return Counts(self.pages, self.clicks, self.fields)


@pytest.fixture
def day(page: Page, live_server: Any, go: Callable[[str], Page]) -> Day:
    """The day of a recruiter of one team, on a site with postings and places."""
    make_employer(currency="EUR")
    team = make_team("Backend")
    place = make_location("Lisbon", country="PT")
    make_posting("Engineer", reference="KW-7", team=team, locations=(place,), employment_types=("full-time",))
    client = Client()
    client.force_login(make_user("rita", "Recruiter", team))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    day = Day(page)
    day.begin(f"{live_server.url}/admin/jobs/posting/")
    return day


def test_from_add_posting_to_public_takes_two_pages_and_four_clicks(day: Day, live_server: Any) -> None:
    page = day.page
    day.press(page.get_by_role("link", name="Add posting"))
    day.write(page.get_by_label("Title", exact=True), "Cartographer")
    day.write(page.get_by_role("textbox", name="Text: What you will do"), "You draw maps of the sea.")
    day.choose(page.get_by_role("checkbox", name="Lisbon"))
    day.choose(page.get_by_role("checkbox", name="Full time"))
    day.write(page.get_by_label("Pay minimum"), "60000")
    day.write(page.get_by_label("Pay maximum"), "80000")
    day.write(page.get_by_label("Address to apply at"), "https://apply.example.com/8")
    day.press(page.get_by_role("button", name="Publish", exact=True))

    assert day.counts == Counts(pages=2, clicks=4, fields=5)
    expect(page.locator(".messagelist")).to_contain_text("Everybody can read it from now on.")
    posting = Posting.objects.get(reference="KW-8")
    assert posting.is_open()
    assert [section.heading for section in posting.sections.all()] == ["What you will do"]
    page.goto(live_server.url + posting.get_absolute_url())
    expect(page.get_by_role("heading", name="Cartographer", level=1)).to_be_visible()


def test_draft_is_begun_with_two_clicks(day: Day) -> None:
    day.press(day.page.get_by_role("link", name="Add posting"))
    day.write(day.page.get_by_label("Title", exact=True), "Cartographer")
    day.press(day.page.get_by_role("button", name="Save", exact=True))
    assert day.counts == Counts(pages=2, clicks=2, fields=1)
    assert Posting.objects.get(reference="KW-8").status() == "draft"


def test_import_takes_three_clicks(day: Day, tmp_path: Path) -> None:
    page = day.page
    [texts] = PostingResource().export_rows(Posting.objects.all())
    record = dict(zip(PostingResource.columns, texts, strict=True))
    file = tmp_path / "postings.csv"
    file.write_bytes(make_file(PostingResource, record | {"reference": "KW-8", "published_from": ""}))
    day.press(page.get_by_role("link", name="Import"))
    page.locator("#id_file").set_input_files(file)
    day.press(page.get_by_role("button", name="Preview"))
    confirm = page.get_by_role("button", name="Import", exact=False)
    expect(confirm).to_be_visible()
    day.choose(confirm)
    expect(page.locator(".messagelist")).to_be_visible()
    page.wait_for_load_state()
    assert (day.clicks, day.fields) == (3, 0)
    assert 3 <= day.pages <= 5  # and a page of progress before and after, on a slow machine
    assert Posting.objects.filter(reference="KW-8").exists()
