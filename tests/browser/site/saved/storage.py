"""The browser's storage of saved positions, and locators of the pages that show it."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page

from jobs.models import Posting

KEY = "saved-positions"
SAVED = "/jobs/saved/"


def save_button(page: Page, title: str) -> Locator:
    """The first one: the page of a posting has one beside it and one after it."""
    return page.get_by_role("button", name=f"Save {title}", exact=True).first


def saved_link(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("link", name=re.compile("^Saved"))


def rows(page: Page) -> Locator:
    return page.locator("[data-rows] > li")


def store_saved(page: Page, value: Any) -> None:
    """Put the value into the browser's storage before the first page loads."""
    text = json.dumps(value if isinstance(value, str) else json.dumps(value))
    page.add_init_script(
        f"if (!sessionStorage.begun) {{ localStorage.setItem('{KEY}', {text}); sessionStorage.begun = 1 }}"
    )


def saved_entry(title: str) -> dict[str, str]:
    posting = Posting.objects.filter(title=title).first()
    return {
        "href": posting.get_absolute_url() if posting else "/jobs/999999-gone/",
        "title": title,
        "team": "Sea",
        "places": "Lisbon",
        "on": "2026-03-02T10:00:00.000Z",
    }
