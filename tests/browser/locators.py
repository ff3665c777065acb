"""Locators and checks that browser tests share."""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, TimeoutError as PlaywrightTimeoutError

# In milliseconds. It is long so that tests pass on a slow machine.
TIMEOUT = 20_000
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def titles(page: Page) -> Locator:
    return page.locator("[data-rows] h3")


def count(page: Page) -> Locator:
    return page.locator("#count")


def checkbox(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(f"^{name} "))


def option_count(page: Page, option: str) -> Locator:
    return page.locator(f"[id='{option}']").locator("xpath=..").locator("[data-number]")


def status(page: Page) -> Locator:
    return page.locator("[data-positions] > [role=status]")


def search_field(page: Page) -> Locator:
    return page.locator("#words")


def country_field(page: Page) -> Locator:
    return page.get_by_label("Can I do this job from here?")


def pay_field(page: Page) -> Locator:
    return page.get_by_label("Yearly pay of at least")


def expect_query(page: Page, expected: dict[str, list[str]]) -> None:
    """Wait until the page's address has exactly this query."""
    with suppress(PlaywrightTimeoutError):
        page.wait_for_url(lambda url: parse_query(url) == expected, timeout=TIMEOUT)
    assert parse_query(page.url) == expected


def parse_query(url: str) -> dict[str, list[str]]:
    """Return the values of each parameter of an address, in order."""
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        values.setdefault(name, []).append(value)
    return values


ANIMATIONS_ENDED = """() => Promise.race([
    Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
    new Promise((resolve) => setTimeout(resolve, 2000)),
]).then(() => null)"""


# A bar that stays at the edge of the screen covers a part of some control, until one scrolls.
RELEASE_BARS = """() => [...document.querySelectorAll("body *")]
    .filter((element) => getComputedStyle(element).position === "sticky")
    .forEach((element) => (element.style.position = "static"))"""
HOLD_BARS = (
    """() => document.querySelectorAll("[style*=static]").forEach((element) => element.removeAttribute("style"))"""
)


def accessibility_violations(page: Page) -> list[tuple[str, list[Any]]]:
    """Return the ids and elements that axe reports.

    The browser context must bypass the content security policy, which blocks axe's own style.
    """
    # A colour that is still changing has too little contrast for a moment.
    page.evaluate(ANIMATIONS_ENDED)
    page.evaluate(RELEASE_BARS)
    violations = Axe().run(page, options=RULES).response["violations"]
    page.evaluate(HOLD_BARS)
    return [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in violations]
