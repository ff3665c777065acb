"""What a page looks like: bullets, overlaps, texts that are cut off, controls that touch. `layout.js` looks."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page as Tab

LOOK = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")


def look(tab: Tab) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the page as it is shown now, and where."""
    if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield "wider than the window", ""
    yield from map(tuple, tab.evaluate(LOOK))
