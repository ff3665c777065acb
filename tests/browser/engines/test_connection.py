"""A connection that is lost, and answers that are late, broken or cut."""

import pytest

from teams.models import Team
from tests.factories import days, make_posting

from .proxy import Rules
from .reading import (
    CHECKED,
    COUNT,
    FOCUSED,
    HEADING,
    IS_BUSY,
    KEEP_NO_PAGE,
    LISBON,
    OPACITY,
    QUERY,
    ROWS,
    SENIOR,
    STATUS,
    TROUBLE,
    row,
)
from .windows import Window

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = "history.state.pages"
SENTENCES = {
    "dropped": "No connection. Try again",
    "cut": "No connection. Try again",
    "503": "The site has a problem. Try again",
}


def assert_usable(window: Window) -> None:
    assert window.run(IS_BUSY) is False
    window.wait_for(OPACITY, "1")


@pytest.mark.parametrize("kind", ["dropped", "cut", "503"])
def test_list_stays_without_an_answer(site: str, rules: Rules, window: Window, kind: str) -> None:
    window.open(f"{site}/jobs/")
    window.run("window.stayed = true")
    rules.broken |= {"location=": kind, "page=2": kind}
    window.click(LISBON)

    window.wait_for(TROUBLE, SENTENCES[kind])
    assert window.run(STATUS) == SENTENCES[kind]
    assert (window.run(CHECKED), window.run(COUNT), window.run(QUERY)) == ("", "Showing 20 of 30", "/jobs/")
    assert_usable(window)
    window.click("[data-more]")
    window.wait_for(IS_BUSY, False)
    window.wait_for(f"{TROUBLE}.endsWith('Try again')")
    assert window.run("document.querySelector('[data-more]').textContent") == "Show 10 more"
    assert window.run(ROWS) == 20
    rules.broken.clear()
    window.click(".trouble button")

    window.wait_for(ROWS, 30)
    window.wait_for(TROUBLE, "")
    assert window.run(FOCUSED) == "Pilot 20"
    window.click(LISBON)
    window.wait_for(COUNT, "Showing 10 of 10")
    assert window.run("window.stayed") is True


def test_back_without_a_connection_shows_no_dead_page(site: str, rules: Rules, window: Window) -> None:
    window.open(f"{site}/jobs/")
    window.click(LISBON)
    window.wait_for(COUNT, "Showing 10 of 10")
    window.click(SENIOR)
    window.wait_for(COUNT, "Showing 5 of 5")
    rules.broken["/jobs/"] = "dropped"
    window.run("history.back()")

    window.wait_for(TROUBLE, "No connection. Try again")
    assert (window.run(COUNT), window.run(CHECKED)) == ("Showing 5 of 5", "location-lisbon,level-senior")
    assert_usable(window)
    rules.broken.clear()
    window.click(".trouble button")
    window.wait_for(COUNT, "Showing 10 of 10")
    assert (window.run(CHECKED), window.run(QUERY)) == ("location-lisbon", "/jobs/?location=lisbon")
    assert window.run(FOCUSED) == "count"
    window.run("history.forward()")
    window.wait_for(COUNT, "Showing 5 of 5")
    window.wait_for(TROUBLE, "")


# On Back, browsers take a page from their cache, so each address is used once.
@pytest.mark.parametrize(
    ("button", "pages", "query"),
    [(".trouble button", 3, "?sort=title"), ("[data-more]", 2, "?q=pilot&sort=title")],
)
def test_pages_that_could_not_be_shown_again_after_back_are_counted_once(
    site: str, rules: Rules, window: Window, button: str, pages: int, query: str
) -> None:
    """“Try again” shows all pages that were shown before, “Show more” one."""
    team = Team.objects.get()
    for number in range(30, 65):
        make_posting(f"Pilot {number:02}", team=team, published_from=days(-1 - number))
    window.open(f"{site}/jobs/{query}")
    window.run(KEEP_NO_PAGE)
    # As after two clicks on “Show more”, but the browser has no copy of page 2.
    window.run("void history.replaceState({ pages: 3 }, '')")
    window.click(row(5))
    window.wait_for(HEADING, "Pilot 04")
    rules.broken["page=2"] = "dropped"
    window.run("history.back()")

    window.wait_for(TROUBLE, "No connection. Try again")
    assert (window.run(ROWS), window.run(PAGES)) == (20, 3)
    rules.broken.clear()
    window.click(button)
    window.wait_for(COUNT, f"Showing {pages * 20} of 65")
    window.wait_for(PAGES, pages)
    assert (window.run(ROWS), window.run(FOCUSED), window.run(TROUBLE)) == (pages * 20, "Pilot 20", "")
    assert window.run(IS_BUSY) is False


def test_late_answer_is_announced_and_shown(site: str, rules: Rules, window: Window) -> None:
    rules.delays["location="] = 2
    window.open(f"{site}/jobs/")
    window.click(LISBON)

    window.wait_for(STATUS, "Loading …")
    assert (window.run(TROUBLE), window.run(CHECKED)) == ("Loading …", "location-lisbon")
    window.wait_for(STATUS, "Showing 10 of 10")
    window.wait_for(TROUBLE, "")
    assert_usable(window)
