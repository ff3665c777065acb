"""The focus survives an answer."""

import pytest

from .proxy import Rules
from .reading import COUNT, FOCUSED, QUERY
from .windows import Window

pytestmark = pytest.mark.django_db(transaction=True)


def test_focus_in_the_results_survives_an_answer(site: str, rules: Rules, window: Window) -> None:
    rules.delays["q="] = 1
    window.open(f"{site}/jobs/")
    window.click("#words")
    window.press("pilot")
    window.wait_for("document.querySelector('[aria-busy]') !== null")
    # As Tab does at the end of the filters.
    window.run("document.querySelector('[data-rows] h3 a').focus()")
    window.run("void (window.kept = document.activeElement)")
    window.wait_for(QUERY, "/jobs/?q=pilot")

    assert window.run(FOCUSED) == "Pilot 00"
    assert window.run("document.activeElement.innerHTML") == "<mark>Pilot</mark> 00"
    assert window.run("window.kept === document.activeElement") is True
    assert window.messages == []


def test_focus_on_what_is_gone_moves_to_the_count(site: str, rules: Rules, window: Window) -> None:
    rules.delays["q="] = 1
    window.open(f"{site}/jobs/")
    window.click("#words")
    window.press("07")
    window.wait_for("document.querySelector('[aria-busy]') !== null")
    window.run("document.querySelector('[data-rows] h3 a').focus()")

    window.wait_for(COUNT, "Showing 1 of 1")
    assert window.run(FOCUSED) == "count"
    assert window.messages == []


def test_tab_out_of_the_pay_field_keeps_its_focus(site: str, rules: Rules, window: Window) -> None:
    rules.delays["pay="] = 1
    window.open(f"{site}/jobs/")
    window.click("#pay")
    window.press("1000")
    window.press("Tab")
    before = window.run(FOCUSED)
    window.wait_for(QUERY, "/jobs/?pay=1000")

    assert before != "body"
    assert window.run(FOCUSED) == before
    assert window.messages == []
