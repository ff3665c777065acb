"""From nothing to the first public posting, and the first colleague: pages, clicks and fields are counted.

An earlier version needed 15 pages, 19 clicks and 17 fields for less, and createsuperuser before.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from jobs.models import Posting
from tests.browser.locators import accessibility_violations

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "kites-over-lisbon"  # noqa: S105  # used in these tests only
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


class Counter:
    """A browser window that counts its pages, clicks and fields, and looks at each page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages = self.clicks = self.fields = 0
        self.console_messages: list[str] = []
        page.on("console", lambda message: self.console_messages.append(message.text))
        page.on("pageerror", lambda error: self.console_messages.append(str(error)))

    def look(self) -> None:
        self.pages += 1
        assert accessibility_violations(self.page) == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, self.page.url
        assert self.console_messages == [], self.page.url

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def follow(self, name: str | re.Pattern[str], role: Any = "link") -> None:
        """Click something that leads to another page."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=isinstance(name, str)).first.click()
        self.clicks += 1
        self.look()

    def send(self, name: str) -> None:
        self.follow(name, "button")

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(re.compile(rf"^{re.escape(label)}:?$")).first.fill(text)
        self.fields += 1

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()
        self.clicks += 1

    @property
    def cost(self) -> tuple[int, int, int]:
        return self.pages, self.clicks, self.fields


@pytest.fixture(params=SIZES)
def window(request: Any, live_server: Any, browser: Browser) -> Iterator[Counter]:
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=live_server.url, bypass_csp=True, locale="en-US"
    )
    yield Counter(context.new_page())
    context.close()


def expect_next(page: Page, step: str) -> None:
    expect(page.locator("[aria-current=step] h3")).to_contain_text(step)


def test_first_hour_of_an_empty_site(window: Counter) -> None:
    page, output = window.page, io.StringIO()
    call_command("first_administrator", stdout=output)
    link = re.search(r"/admin/welcome/\S+", output.getvalue())[0]  # type: ignore[index]

    window.open(link)
    window.write("E-mail address", "ada@example.com")
    window.write("Password", PASSWORD)
    window.write("Password again", PASSWORD)
    window.send("Save and sign in")
    assert window.cost == (2, 1, 3)

    expect_next(page, "Describe the employer")
    window.follow("Describe the employer: begin")
    window.write("Name", "Kitewell")
    window.send("Save")

    expect_next(page, "Make the first team")
    window.follow("Make the first team: begin")
    window.write("Name", "Bakery")
    window.send("Save")

    expect_next(page, "Write the first posting")
    window.follow("Write the first posting: begin")
    expect(page.get_by_role("radio", name="Bakery (hidden: not published yet)")).to_be_checked()
    window.write("Title", "Baker")
    window.write("Place", "Lisbon, Portugal")
    window.tick("Full time")
    window.write("Address to apply at", "https://apply.example.com/1")
    page.get_by_role("textbox", name="Text: What you will do").fill("You bake bread for the flight crew, every night.")
    window.fields += 1
    written = window.cost
    window.send("Save and continue editing")
    window.follow("Publish now")
    expect(page.get_by_label("Publish the team Bakery too")).to_be_checked()
    window.write("Why publish anyway?", "It is our first posting.")
    window.send("Publish now")
    expect(page.get_by_text("Published the team “Bakery” too.")).to_be_visible()
    assert Posting.objects.get().is_open()
    assert (written, window.cost) == ((7, 7, 9), (10, 10, 10))

    window.open("/admin/auth/user/add/")
    window.write("E-mail address", "rita@example.com")
    window.tick("Recruiter: the teams below")
    window.send("Save")
    assert User.objects.get(username="rita@example.com").is_staff
    assert window.cost == (12, 12, 11)
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Your first posting")).to_have_count(0)


def test_empty_choice_says_how_to_fill_it_and_comes_back(window: Counter) -> None:
    User.objects.create_superuser("root", password=PASSWORD)
    window.page.goto("/admin/login/?next=/admin/jobs/posting/add/")
    window.page.get_by_label("E-mail address or user name").fill("root")
    window.page.get_by_label("Password").fill(PASSWORD)
    window.send("Sign in")
    expect(window.page.get_by_text("There is no label yet.")).to_be_visible()
    expect(window.page.get_by_text("There is no team yet.")).to_be_visible()

    window.follow(re.compile(r"Add one \(team\)"))
    window.write("Name", "Bakery")
    window.send("Save")

    assert window.page.url.endswith("/admin/jobs/posting/add/")
    expect(window.page.get_by_role("radio", name="Bakery")).to_be_checked()
