"""A connection that is lost, and answers that are late, broken or cut."""

import pytest

from .proxy import Rules
from .reading import CHECKED, COUNT, FOCUSED, IS_BUSY, LISBON, OPACITY, QUERY, ROWS, SENIOR, STATUS, TROUBLE
from .windows import Window

pytestmark = pytest.mark.django_db(transaction=True)

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


def test_late_answer_is_announced_and_shown(site: str, rules: Rules, window: Window) -> None:
    rules.delays["location="] = 2
    window.open(f"{site}/jobs/")
    window.click(LISBON)

    window.wait_for(STATUS, "Loading …")
    assert (window.run(TROUBLE), window.run(CHECKED)) == ("Loading …", "location-lisbon")
    window.wait_for(STATUS, "Showing 10 of 10")
    window.wait_for(TROUBLE, "")
    assert_usable(window)
