"""A recruiter's browser window.

Each page must be accessible, log nothing to the console and fit the window. Set ALBUM to a folder to store a
screenshot of each step there.
"""

import os
import re
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.desk.input_methods import Mouse
from tests.browser.locators import accessibility_violations
from tests.factories import days

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
        found = accessibility_violations(self.page)
        assert found == [], (step, found)
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


def sign_in(desk: Desk) -> None:
    desk.page.goto("/admin/")
    desk.check("sign-in")
    desk.device.write(desk.page.get_by_label("User name"), "rita")
    desk.device.write(desk.page.get_by_label("Password"), PASSWORD)
    desk.send("Sign in", "front-page")
    expect(desk.page.get_by_role("heading", name="To do today")).to_be_visible()
    assert "Foreign" not in desk.page.content()


def posting_fields() -> dict[str, Any]:
    """Return the fields of an open posting of the recruiter's team that passes the checks."""
    team = User.objects.get(username="rita").teams.get()  # type: ignore[attr-defined]
    place = team.postings.model.locations.field.related_model.objects.get(slug="lisbon")
    return PUBLISHABLE | {"team": team, "locations": (place,), "published_from": days(-2)}
