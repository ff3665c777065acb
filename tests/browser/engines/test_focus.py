"""The focus survives an answer."""

import pytest

from jobs.models import Posting
from tests.factories import make_story

from .proxy import Rules
from .reading import COUNT, COVERED, FOCUSED, QUERY
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


# Which elements of the page, from 0, the keyboard reaches, and which has the focus; -1 for none.
ALL = "[...document.querySelectorAll('body *')]"
CONTROLS = f"""{ALL}.flatMap((element, number) =>
    element.matches("a[href], button, input:not([type=hidden]), select, summary")
    && element.checkVisibility({{ visibilityProperty: true }}) ? [number] : [])"""
PLACE = f"{ALL}.indexOf(document.activeElement)"


@pytest.mark.parametrize("name", ["list", "sheet", "team", "posting"])
def test_nothing_covers_a_control_that_has_the_focus_without_a_script(
    site: str, scriptless_phone: Window, name: str
) -> None:
    window, posting = scriptless_phone, Posting.objects.get(title="Pilot 07")
    links = "".join(f'<p>{"Fly. " * 40}<a href="https://example.com/{number}">More</a></p>' for number in range(9))
    posting.sections.create(heading="What you will do", body=links)
    make_story(posting.team, url="https://example.com/")
    paths = {"team": posting.team.get_absolute_url(), "posting": posting.get_absolute_url()}
    window.open(site + paths.get(name, "/jobs/"))
    if name == "sheet":
        window.click(".positions__open")
    controls = window.run(CONTROLS)
    assert len(controls) > 10
    for key, path in (("Tab", controls), ("Shift+Tab", controls[-2::-1])):
        places: list[int] = []
        # Firefox also gives the focus to what scrolls. Beyond the last control it would leave the page.
        while path[-1] not in places:
            window.press(key)
            place = window.run(PLACE)
            assert place not in (-1, *places)
            window.wait_for(COVERED, "")
            places.append(place)
        assert set(path) <= set(places)
