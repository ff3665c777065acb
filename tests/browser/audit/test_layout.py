"""The audit sees what is wrong with the look of a page, and nothing else."""

import pytest
from playwright.sync_api import Page

from tests.audit.layout import look

BOX = "display: inline-block; border: 1px solid; padding: 4px; margin: 0"
BUTTON = "<button style='border: 1px solid; padding: 8px; margin: 0'>Save</button>"
ONE_LINE = "<p style='width: 3em; white-space: nowrap; overflow: {}'>Werkstudentin</p>"
FOR_SCREEN_READERS = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)"
# By finding: a page that is wrong, and one that is right.
PAGES = {
    "bullet outside of prose": (
        "<ul><li>One</ul>",
        "<div class=prose><ul><li>One</ul></div><ul style='list-style: none'><li>One</ul>",
    ),
    "controls overlap": (
        f"{BUTTON}<a href='#' style='margin-left: -5px'>Cancel</a>",
        f"<a href='#'>Row {BUTTON}</a><div style='position: absolute; inset: 0'>{BUTTON}</div>",
    ),
    "controls touch": (BUTTON + BUTTON, f"{BUTTON} {BUTTON}<p><a href='#'>One</a><a href='#'>Two</a></p>"),
    "text is cut off": (
        ONE_LINE.format("hidden"),
        f"{ONE_LINE.format('auto')}<p style='{FOR_SCREEN_READERS}'>Hidden</p>",
    ),
    "text on text": (
        "<p>First line</p><p style='margin-top: -2em'>Second line</p>",
        "<p style='line-height: 1'>First line<br>Second</p><p style='line-height: 1; margin-top: -1em'>Third line</p>",
    ),
    "wider than the window": ("<p style='width: 200vw'>Wide</p>", "<p>Narrow</p>"),
}


@pytest.mark.parametrize("finding", PAGES)
def test_audit_sees(page: Page, finding: str) -> None:
    broken, right = PAGES[finding]
    page.set_content(f"<!doctype html>{broken}")
    assert {text for text, _where in look(page)} == {finding}
    page.set_content(f"<!doctype html>{right}")
    assert list(look(page)) == []
