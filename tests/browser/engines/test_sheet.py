"""The sheet of filters on a phone is a dialog, and a posting leads back to the row of its list."""

from collections.abc import Iterator

import pytest

from .reading import COUNT, COVERED, FOCUSED, HEADING, QUERY, row
from .windows import Window

pytestmark = pytest.mark.django_db(transaction=True)

ROLE = "document.querySelector('#filters').getAttribute('role')"
# What can be reached behind the sheet.
BEHIND = """[...document.querySelectorAll("a[href], button, input, select, summary")]
    .filter((element) => !element.closest("#filters") && !element.closest("[inert]")).length"""


@pytest.fixture
def phone(site: str, window: Window) -> Iterator[Window]:
    window.resize(480, 700)
    window.open(f"{site}/jobs/")
    window.click(".positions__open")
    window.wait_for(ROLE, "dialog")
    yield window
    window.resize(1280, 900)


def test_sheet_takes_the_focus_and_covers_no_control_that_has_it(phone: Window) -> None:
    assert phone.run(FOCUSED + ".startsWith('filters')")
    assert phone.run(BEHIND) == 0
    phone.run("void document.querySelectorAll('.facet').forEach((facet) => (facet.open = true))")
    for _ in range(14):
        phone.press("Tab")
        phone.wait_for(COVERED, "")
    assert phone.messages == []


@pytest.mark.parametrize("close", ["Escape", "tap outside"])
def test_closed_sheet_gives_the_focus_back(phone: Window, close: str) -> None:
    if close == "Escape":
        phone.press("Escape")
    else:
        phone.tap(200, 20)
    phone.wait_for(ROLE, None)
    phone.wait_for("document.activeElement.className.includes('positions__open')")
    assert phone.run(BEHIND) > 10
    assert phone.run(QUERY) == "/jobs/"
    assert phone.messages == []


def test_posting_leads_back_to_its_row(site: str, window: Window) -> None:
    window.open(f"{site}/jobs/?location=berlin&sort=title")
    window.wait_for(COUNT, "Showing 20 of 20")
    window.click(row(18))
    window.wait_for(HEADING, "Pilot 26")
    assert window.run("document.querySelector('.hero__back').textContent") == "Back to results"
    window.click(".hero__back")

    window.wait_for(QUERY, "/jobs/?location=berlin&sort=title")
    window.wait_for("document.querySelector(':target h3')?.textContent.trim()", "Pilot 26")
    place = f"document.querySelector({row(18)!r}).getBoundingClientRect()"
    window.wait_for(f"{place}.top > 0 && {place}.bottom < innerHeight")
    assert window.messages == []
