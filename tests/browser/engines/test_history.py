"""Back and Forward: the list, its fields, its place and the focus are as they were."""

import pytest

from .proxy import Rules
from .reading import CHECKED, COUNT, FOCUSED, HEADING, KEEP_NO_PAGE, LISBON, QUERY, ROWS, SENIOR, row, top
from .windows import Window

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_kept", [True, False])
def test_fields_agree_with_the_list_after_back(site: str, window: Window, is_kept: bool) -> None:
    window.open(f"{site}/jobs/")
    if not is_kept:
        window.run(KEEP_NO_PAGE)
    window.click(LISBON)
    window.wait_for(COUNT, "Showing 10 of 10")
    window.click("#words")
    window.press("pilot")
    window.wait_for(QUERY, "/jobs/?q=pilot&location=lisbon")
    # Rows on their way to their places cannot be clicked.
    window.wait_for("!document.documentElement.matches('.is-filtering')")
    window.click(row(2))
    window.wait_for(HEADING, "Pilot 03")
    window.run("history.back()")

    window.wait_for(COUNT, "Showing 10 of 10")
    window.wait_for(CHECKED, "location-lisbon")
    window.wait_for("document.querySelector('#words').value", "pilot")
    window.click(SENIOR)
    window.wait_for(COUNT, "Showing 5 of 5")
    assert window.run(QUERY) == "/jobs/?q=pilot&location=lisbon&level=senior"
    assert window.messages == []


@pytest.mark.parametrize("is_kept", [True, False])
def test_row_stands_where_it_stood_after_back(site: str, window: Window, is_kept: bool) -> None:
    window.open(f"{site}/jobs/")
    if not is_kept:
        window.run(KEEP_NO_PAGE)
    window.click("[data-more]")
    window.wait_for(ROWS, 30)
    window.run(f"document.querySelector('{row(25)}').scrollIntoView({{block: 'center'}})")
    before = window.run(top(row(25)))
    window.click(row(25))
    window.wait_for(HEADING, "Pilot 24")
    window.run("history.back()")

    window.wait_for(FOCUSED, "Pilot 24")
    window.wait_for(ROWS, 30)
    assert abs(window.run(top(row(25))) - before) <= 2
    assert window.run("scrollY") > 500
    assert window.messages == []


def test_focus_survives_back_in_the_page(site: str, rules: Rules, window: Window) -> None:
    window.open(f"{site}/jobs/")
    window.click(LISBON)
    window.wait_for(COUNT, "Showing 10 of 10")
    window.click(".results__sort:not([aria-current])")
    window.wait_for(FOCUSED, "count")
    window.run("history.back()")
    window.wait_for(QUERY, "/jobs/?location=lisbon")
    window.wait_for("document.querySelector('.results__sort').hasAttribute('aria-current')")
    assert window.run(FOCUSED) == "count"
    window.run(f'document.querySelector("{LISBON}").focus()')
    window.run("history.back()")
    window.wait_for(COUNT, "Showing 20 of 30")
    assert window.run(FOCUSED) == "location-lisbon"
    assert window.run(CHECKED) == ""
    assert window.messages == []
