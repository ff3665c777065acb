"""Lists at the desk on a phone, where each row is a card and its columns form one line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.factories import make_location, make_posting, make_team

pytestmark = pytest.mark.django_db(transaction=True)

# The visible text of the line: each column after the separator that the style sheet adds.
LINE = """row => [...row.querySelectorAll("td:not(.action-checkbox)")]
    .filter(cell => getComputedStyle(cell).display !== "none")
    .map(cell => getComputedStyle(cell, "::before").content.replace(/^none$|"/g, "") + cell.textContent)
    .join("").replaceAll("\\u00a0", " ")"""


def test_card_separates_columns_around_an_empty_one(desk: Callable[[str], Page], page: Page) -> None:
    team = make_team("Site Reliability")
    make_posting("Porto pilot", team=team, locations=(make_location("Porto"),), published_from=None)
    make_posting("Pilot without a place", team=team, published_from=None)
    page.set_viewport_size({"width": 390, "height": 844})

    desk("/admin/jobs/posting/")

    lines = {
        title: page.get_by_role("row", name=title).evaluate(LINE) for title in ("Porto pilot", "Pilot without a place")
    }
    assert lines == {
        "Porto pilot": "Site Reliability · Porto · Draft",
        "Pilot without a place": "Site Reliability · Draft",
    }
