"""A recruiter's tasks at the desk, by mouse, by keyboard and on a phone.

Each page must be accessible, log nothing to the console and fit the window. Set ALBUM to a folder to store a
screenshot of each step there.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from jobs.models import Decision, Posting
from tests.browser.locators import accessibility_violations
from tests.desk import make_user
from tests.factories import days, make_employer, make_location, make_pillar, make_posting, make_team, make_testimonial

from .input_methods import Keyboard, Mouse

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "kites-over-lisbon"  # noqa: S105  # used in these tests only
PAY = {"pay_minimum": 60000, "pay_maximum": 80000, "pay_currency": "EUR", "pay_period": "year"}
PUBLISHABLE = PAY | {"employment_types": ("full-time",)}


class Desk:
    """The recruiter's browser window, used with one input device."""

    def __init__(self, page: Page, device: Mouse, album: Path | None) -> None:
        self.page, self.device, self.album = page, device, album
        self.steps = 0
        self.console_messages: list[str] = []
        page.on("console", lambda message: self.console_messages.append(message.text))
        page.on("pageerror", lambda error: self.console_messages.append(str(error)))

    def check(self, step: str) -> None:
        """Check accessibility, width and console of the current page, and take a screenshot if asked to."""
        self.steps += 1
        if self.album:
            self.page.screenshot(path=self.album / f"{self.steps:02}-{step}.png", full_page=True)
        assert accessibility_violations(self.page) == [], step
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, step
        assert self.console_messages == [], step

    def link(self, name: str | re.Pattern[str]) -> Any:
        return self.page.get_by_role("link", name=name, exact=isinstance(name, str)).first

    def button(self, name: str | re.Pattern[str]) -> Any:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str)).first

    def field(self, label: str) -> Any:
        return self.page.get_by_label(label, exact=True).first

    def follow(self, name: str | re.Pattern[str], step: str) -> None:
        with self.page.expect_navigation():
            self.device.press(self.link(name))
        self.check(step)

    def send(self, name: str | re.Pattern[str], step: str) -> None:
        with self.page.expect_navigation():
            self.device.press(self.button(name))
        self.check(step)

    def expect_message(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator(".messagelist")).to_contain_text(text)


def album(name: str) -> Path | None:
    folder = os.environ.get("ALBUM")
    if folder:
        (Path(folder) / name).mkdir(parents=True, exist_ok=True)
    return Path(folder) / name if folder else None


@pytest.fixture
def recruiter() -> User:
    make_employer()
    team = make_team("Backend", about="<p>We run the till.</p>")
    make_pillar(team, title="First", position=1)
    make_pillar(team, title="Second", position=2)
    make_testimonial(team)
    make_location("Lisbon", time_zone="Europe/Lisbon")
    make_location("Porto", time_zone="Europe/Lisbon")
    make_posting("Foreign secret", team=make_team("Frontend"), published_from=None)
    person = make_user("rita", "Recruiter", team, first_name="Rita")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture(params=["mouse", "keyboard"])
def desk(request: Any, live_server: Any, browser: Browser, recruiter: User) -> Iterator[Desk]:
    """The recruiter's window after signing in. It bypasses the content security policy, which blocks axe."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=live_server.url, bypass_csp=True, locale="en-US"
    )
    page = context.new_page()
    device = Keyboard(page) if request.param == "keyboard" else Mouse(page)
    window = Desk(page, device, album(f"{request.node.originalname}-{request.param}"))
    sign_in(window)
    yield window
    context.close()


def sign_in(desk: Desk) -> None:
    desk.page.goto("/admin/")
    desk.check("sign-in")
    desk.device.write(desk.page.get_by_label("User name"), "rita")
    desk.device.write(desk.page.get_by_label("Password"), PASSWORD)
    desk.send("Sign in", "front-page")
    expect(desk.page.get_by_role("heading", name="To do today")).to_be_visible()
    assert "Foreign" not in desk.page.content()


def test_recruiter_writes_previews_and_publishes_a_posting(desk: Desk, browser: Browser, live_server: Any) -> None:
    page, device = desk.page, desk.device
    desk.follow("Postings", "postings")
    desk.follow("Add posting", "new-posting")
    device.write(desk.field("Title"), "Cartographer in Lisbon!")
    device.write(desk.field("Reference"), "KW-1")
    device.tick(page.get_by_role("radio", name="Backend"))
    device.tick(page.get_by_role("group", name="Places").get_by_label("Lisbon"))
    device.tick(page.get_by_role("group", name="Employment types").get_by_label("Full time"))
    device.write(desk.field("Address to apply at"), "https://apply.example.com/1")
    device.write(desk.field("Heading"), "What you will do")
    device.write(page.get_by_role("textbox", name="Text"), "You draw maps of the seats.")
    desk.send("Save and continue editing", "draft")
    posting = Posting.objects.get(reference="KW-1")
    assert posting.status() == "draft"
    expect(page.get_by_text("Before you publish")).to_be_visible()

    desk.follow("Preview", "preview")
    device.choose(page.get_by_label("Valid for"), "30 days")
    desk.send("Make a link", "preview-link")
    address = page.get_by_label("Address to copy").input_value()
    guest = browser.new_context().new_page()
    response = guest.goto(address.replace(settings.SITE_URL, live_server.url))
    assert response is not None
    assert response.status == 200
    assert "no-store" in response.headers["cache-control"]
    expect(guest.get_by_role("heading", name="Cartographer in Lisbon!")).to_be_visible()
    guest.context.close()
    desk.send(re.compile("^Revoke"), "preview-link-revoked")

    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    device.write(desk.field("Title"), "Cartographer")
    desk.send("Save and continue editing", "title-corrected")
    desk.follow("Publish now", "publish")
    desk.send("Publish now", "publish-without-a-reason")
    device.write(page.get_by_label("Why publish anyway?"), "Works council decides on the pay in May.")
    desk.send("Publish now", "published")
    desk.expect_message("Published 1 posting.")
    posting.refresh_from_db()
    assert posting.is_open()
    assert {(decision.decided_by.username, decision.reason) for decision in Decision.objects.all()} == {
        ("rita", "Works council decides on the pay in May.")
    }


def test_recruiter_extends_closes_reopens_and_copies_a_posting(desk: Desk) -> None:
    posting = make_posting("Engineer", reference="KW-2", **posting_fields())
    page, device = desk.page, desk.device
    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")

    desk.follow("Extend", "extend")
    device.set_day(page.get_by_label("Day"), "2036-06-30")
    desk.send("Show what will happen", "extend-planned")
    expect(page.get_by_text("30 June 2036")).to_be_visible()
    desk.send(re.compile("^Extend"), "extended")
    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    desk.follow("Close", "close")
    device.tick(page.get_by_label("Filled"))
    desk.send(re.compile("^Close"), "closed")
    posting.refresh_from_db()
    assert (posting.status(), posting.closing_reason) == ("closed", "filled")
    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    desk.follow("Reopen", "reopen")
    if desk.page.get_by_label("Why publish anyway?").count():
        device.write(page.get_by_label("Why publish anyway?"), "Because.")
    desk.send(re.compile("^Reopen"), "reopened")
    posting.refresh_from_db()
    assert (posting.status(), posting.closing_reason) == ("open", "")

    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    desk.follow("Copy", "copy")
    device.write(page.get_by_label("Reference"), "KW-3")
    device.tick(page.get_by_label("Porto"))
    desk.send(re.compile("Make the copy|Make 1"), "copied")
    copy = Posting.objects.get(reference="KW-3")
    assert (copy.status(), copy.sections.count(), copy.locations.count()) == ("draft", 1, 2)


def test_recruiter_resolves_a_conflict_and_restores_a_version(desk: Desk) -> None:
    posting = make_posting("Engineer", **posting_fields())
    page, device = desk.page, desk.device
    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    device.write(desk.field("Title"), "Engineer, tickets")
    other = Posting.objects.get(pk=posting.pk)
    other.title, other.level = "Ticket engineer", "senior"
    other.save()

    desk.send("Save and continue editing", "conflict")

    title, level = page.get_by_role("group", name="Title"), page.get_by_role("group", name="Experience level")
    expect(title).to_contain_text("Ticket engineer")
    expect(title).to_contain_text("Engineer, tickets")
    expect(level.get_by_label("Keep the saved value")).to_be_checked()
    device.tick(title.get_by_label("Keep what you typed"))
    device.tick(level.get_by_label("Keep the saved value"))
    desk.send("Save and continue editing", "decided")
    posting.refresh_from_db()
    assert (posting.title, posting.level) == ("Engineer, tickets", "senior")

    desk.follow("History", "history")
    with page.expect_navigation():
        device.press(page.locator("#change-history a").nth(1))
    desk.check("earlier-version")
    desk.send("Restore this version", "restored")
    posting.refresh_from_db()
    assert posting.title == "Ticket engineer"


def test_recruiter_closes_exports_and_imports_several_postings(desk: Desk, tmp_path: Path) -> None:
    for title in ("Engineer", "Designer", "Writer"):
        make_posting(title, reference=f"KW-{title}", **posting_fields())
    page, device = desk.page, desk.device
    page.goto("/admin/jobs/posting/")
    for title in ("Engineer", "Writer"):
        device.tick(page.get_by_role("row", name=re.compile(f"^.*{title}")).get_by_role("checkbox"))
    device.choose(page.get_by_role("combobox"), "Close …")
    desk.send("Go", "close-many")
    device.tick(page.get_by_label("Paused"))
    desk.send(re.compile("^Close"), "closed-many")
    desk.expect_message("Closed 2 postings.")
    assert sorted(Posting.objects.closed().values_list("title", flat=True)) == ["Engineer", "Writer"]

    with page.expect_download() as download:
        device.press(desk.link("Export as CSV"))
    file = tmp_path / "postings.csv"
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8-sig")
    assert ("KW-Engineer" in text, "Foreign" in text) == (True, False)

    desk.follow("Import", "import")
    device.choose_file(page.locator("#id_file"), file)
    desk.send("Preview", "import-unchanged")
    expect(page.locator(".totals")).to_contain_text("3 unchanged")
    file.write_text(text.replace("Designer", "Lead designer").replace("KW-Writer", ""), encoding="utf-8")
    desk.follow("Import", "import-again")
    device.choose_file(page.locator("#id_file"), file)
    desk.send("Preview", "import-with-a-bad-row")
    expect(page.locator(".faults")).to_contain_text("reference")
    assert not Posting.objects.filter(title="Lead designer").exists()
    file.write_text(text.replace("Designer", "Lead designer"), encoding="utf-8")
    page.goto("/admin/jobs/posting/import/")
    device.choose_file(page.locator("#id_file"), file)
    desk.send("Preview", "import-with-a-change")
    if page.get_by_label("Why publish anyway?").count():
        device.write(page.get_by_label("Why publish anyway?"), "Because.")
    desk.send(re.compile("^Import"), "imported")
    assert Posting.objects.filter(title="Lead designer").count() == 1


def test_recruiter_updates_the_team_and_adds_a_shared_text(desk: Desk) -> None:
    page, device = desk.page, desk.device
    desk.follow("Teams", "teams")
    desk.follow("Backend", "team")
    device.press(page.get_by_role("button", name="Move up: Second"))
    testimonial = page.locator("#testimonials-0")
    device.press(testimonial.locator("summary"))
    device.tick(testimonial.get_by_label("Has left"))
    desk.send("Save and continue editing", "team-saved")
    team = User.objects.get(username="rita").teams.get()  # type: ignore[attr-defined]
    assert [pillar.title for pillar in team.pillars.all()] == ["Second", "First"]
    assert team.testimonials.get().has_left

    desk.follow("Shared texts", "shared-texts")
    desk.follow(re.compile("^Add shared text"), "new-shared-text")
    device.write(desk.field("Heading"), "How we hire")
    device.write(page.get_by_role("textbox", name="Text"), "A person reads every line.")
    device.tick(page.get_by_role("radio", name="Backend"))
    desk.send("Save", "shared-text-saved")
    posting = make_posting(**posting_fields())
    page.goto(posting.get_absolute_url())
    expect(page.get_by_role("heading", name="How we hire")).to_be_visible()


def test_recruiter_corrects_and_publishes_a_posting_on_a_phone(
    live_server: Any, browser: Browser, recruiter: User
) -> None:
    posting = make_posting("Cartografer", **(posting_fields() | {"published_from": None}))
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, base_url=live_server.url, bypass_csp=True, has_touch=True
    )
    page = context.new_page()
    desk = Desk(page, Mouse(page), album("phone"))
    sign_in(desk)
    desk.follow(re.compile("Drafts to finish"), "drafts")
    desk.follow(re.compile("^Cartografer"), "posting")
    desk.device.write(desk.field("Title"), "Cartographer")
    desk.send("Save and continue editing", "corrected")
    desk.follow("Publish now", "publish")
    if page.get_by_label("Why publish anyway?").count():
        desk.device.write(page.get_by_label("Why publish anyway?"), "Because.")
    desk.send("Publish now", "published")
    posting.refresh_from_db()
    assert (posting.title, posting.is_open()) == ("Cartographer", True)
    context.close()


def posting_fields() -> dict[str, Any]:
    """Return the fields of an open posting of the recruiter's team that passes the checks."""
    team = User.objects.get(username="rita").teams.get()  # type: ignore[attr-defined]
    place = team.postings.model.locations.field.related_model.objects.get(slug="lisbon")
    return PUBLISHABLE | {"team": team, "locations": (place,), "published_from": days(-2)}
