"""Steps that tests of the desk's forms share."""

from playwright.sync_api import Locator, Page, expect


def editor_in(place: Page | Locator) -> Locator:
    return place.locator(".tiptap")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
