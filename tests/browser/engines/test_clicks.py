"""A click always wins over answers that are still on their way."""

import pytest

from .proxy import Rules
from .reading import COUNT, HEADING, LISBON, QUERY, ROWS, row
from .windows import Window

pytestmark = pytest.mark.django_db(transaction=True)

# So that a click surely comes while rows are on their way.
MOVE_SLOWLY = """(() => {
    const slow = new CSSStyleSheet();
    slow.replaceSync("::view-transition-group(*) { animation-duration: 60s !important }");
    document.adoptedStyleSheets.push(slow);
})()"""
STARTS = {
    "filter": ("location=", lambda window: window.click(LISBON)),
    "search": ("q=", lambda window: (window.click("#words"), window.press("pilot"), window.press("Enter"))),
    "more": ("page=2", lambda window: window.click("[data-more]")),
}


@pytest.mark.parametrize("start", STARTS)
def test_followed_link_wins_over_a_late_answer(site: str, rules: Rules, window: Window, start: str) -> None:
    late, act = STARTS[start]
    rules.delays |= {late: 2, "pilot-03": 0.5}
    window.open(f"{site}/jobs/")
    act(window)
    window.wait_for("document.querySelector('[aria-busy]') !== null")
    window.click(row(4))

    window.wait_for(HEADING, "Pilot 03")
    assert window.run("location.pathname").endswith("-pilot-03/")
    window.run("history.back()")
    window.wait_for(ROWS, 20)
    assert window.run(QUERY) == "/jobs/"
    assert window.run(f'document.querySelector("{LISBON}").checked') is False
    assert window.messages == []


def test_typed_address_wins_over_a_late_answer(site: str, rules: Rules, window: Window) -> None:
    rules.delays |= {"location=": 2, "/teams/": 0.5}
    window.open(f"{site}/jobs/")
    window.click(LISBON)
    window.wait_for("document.querySelector('[aria-busy]') !== null")
    window.open(f"{site}/teams/sea/")

    assert window.run(QUERY) == "/teams/sea/"


def test_click_on_a_moving_row_opens_what_then_stands_there(site: str, window: Window) -> None:
    window.resize(1280, 900)
    window.open(f"{site}/jobs/")
    window.run(MOVE_SLOWLY)
    window.click("#count")
    # The script that moves rows comes with the first use.
    window.wait_for("performance.getEntriesByType('resource').some(({ name }) => name.includes('facets'))")
    window.click(LISBON)
    window.wait_for(COUNT, "Showing 10 of 10")
    window.wait_for("document.documentElement.matches('.is-filtering')")
    find = f"document.querySelector({row(2)!r})"
    title = window.run(f"{find}.textContent")
    left, top = (int(window.run(f"{find}.getBoundingClientRect().{side}")) for side in ("left", "top"))
    window.tap(left + 5, top + 5)

    window.wait_for(HEADING, title)
    assert window.messages == []
