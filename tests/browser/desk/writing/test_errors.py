"""A form that comes back: the focus is on the list of errors, which leads to their fields, and each is tied to one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.locators import accessibility_violations
from tests.factories import days, make_location, make_posting

pytestmark = pytest.mark.django_db(transaction=True)

# Each message of a field, and whether assistive technology finds it: from its control, or from the group around it.
TIED = """() => [...document.querySelectorAll(".field > .errorlist")].map(list => {
    const owner = document.querySelector(`[aria-describedby~="${list.id}"]`);
    const invalid = list.parentElement.querySelector("[aria-invalid=true]");
    return [list.textContent.trim(), Boolean(list.id && owner), Boolean(invalid)];
})"""


@pytest.mark.parametrize("width", [1280, 390])
def test_focus_is_on_the_list_of_errors_and_each_leads_to_its_field(
    desk: Callable[[str], Page], console_messages: list[str], width: int
) -> None:
    place = make_location()
    posting = make_posting(published_from=days(-1), locations=(place,), employment_types=("full-time",))
    address = f"/admin/jobs/posting/{posting.pk}/change/"
    page = desk(address)
    page.set_viewport_size({"width": width, "height": 800})
    page.locator("#id_title").evaluate("input => { input.required = false; input.value = ''; }")
    page.get_by_label("Close on").or_(page.locator("#id_closes_at_1")).last.fill("12:00")
    page.get_by_role("checkbox", name=str(place)).uncheck()
    page.get_by_label("Pay minimum").fill("much")
    page.get_by_role("textbox", name="Text").first.fill("")
    page.get_by_role("button", name="Save", exact=True).click()

    note = page.locator(".errornote")
    expect(note).to_be_focused()
    tied = page.evaluate(TIED)
    assert tied
    assert [row for row in tied if not (row[1] and row[2])] == []
    assert note.get_by_role("link").count() == len(tied)
    assert console_messages == []
    assert accessibility_violations(page) == []
    console_messages.clear()  # axe has written them, not the page

    for name, control in (
        ("Title", "#id_title"),
        ("Places", "#id_locations_0"),
        ("Pay minimum", "#id_pay_minimum"),
        ("Close on", "#id_closes_at_0"),
        ("Text", "#sections-0 .tiptap"),
    ):
        note.get_by_role("link", name=f"{name}:").click()
        expect(page.locator(control)).to_be_focused()
        expect(page.locator(control)).to_be_in_viewport()
