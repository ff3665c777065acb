"""No page writes to the console, whatever a visitor does quickly."""

import pytest

from .reading import HEADING, row
from .windows import Window

pytestmark = pytest.mark.django_db(transaction=True)

END_TRANSITION = "typeof document.startViewTransition(() => {}).skipTransition()"


def test_pages_that_replace_each_other_at_once_report_nothing(site: str, window: Window) -> None:
    for path in ("/", "/teams/", "/jobs/saved/", "/teams/sea/", "/locations/lisbon/", "/jobs/?q=nothing"):
        window.open(site + path)
    window.open(f"{site}/jobs/")
    window.run(f"void setTimeout(() => {{ location.href = '/teams/'; document.querySelector({row(1)!r}).click() }})")
    window.wait_for(HEADING, "Pilot 00")
    window.open(f"{site}/jobs/")
    window.wait_for(HEADING, "Open positions")
    assert window.messages == []


# Firefox has no transitions between pages, and its driver's scripts are none of the page.
@pytest.mark.parametrize("window", ["chromium"], indirect=True)
def test_ended_transition_is_no_error(site: str, window: Window) -> None:
    window.open(f"{site}/jobs/")
    window.run(END_TRANSITION)
    window.run("void setTimeout(() => Promise.reject(new DOMException('another reason', 'AbortError')))")
    window.run("void setTimeout(() => (window.done = true), 300)")
    window.wait_for("window.done")
    assert [message for message in window.messages if "another reason" not in message] == []
    assert len(window.messages) == 1
