"""What the tests of the list look at and look for."""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, TimeoutError as PlaywrightTimeoutError

# How long the tests wait for what must come, in milliseconds: a slow machine is no fault of the code.
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
    """Wait until the address of the page has that query. A form without the script sends empty fields too."""
    with suppress(PlaywrightTimeoutError):
        page.wait_for_url(lambda url: parse_query(url) == expected, timeout=TIMEOUT)
    assert parse_query(page.url) == expected


def parse_query(url: str) -> dict[str, list[str]]:
    """The values of each field of an address, in order, without empty ones."""
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(url).query):
        values.setdefault(name, []).append(value)
    return values


def accessibility_violations(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds. The context must bypass the policy, which refuses the style that axe adds."""
    violations = Axe().run(page, options=RULES).response["violations"]
    return [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in violations]
