"""Pictures of every page and state, one folder for each: `screenshots/team/0360-dark.png`.

With `--only readme`, the two small pictures of the README instead, which are kept in `docs/img/`.
"""

import argparse
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from PIL import Image
from playwright.sync_api import Browser

from .browsing import chromium, open_page, visitor
from .serving import ROOT, Site, running

FOLDER = ROOT / "screenshots"
# `make screenshots ONLY=readme`, where its pictures are kept, and the width that they have in pixels.
README, README_FOLDER, README_WIDTH = "readme", ROOT / "docs" / "img", 960
# The pages that the README shows, by the names of their files.
README_PAGES = {"team.webp": "team", "desk.webp": "desk: index"}
WIDTHS = (360, 768, 1280, 1680)
RIGHT_TO_LEFT = "document.documentElement.dir = 'rtl'"
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
SCROLL_THROUGH = """async () => {
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
        scrollTo(0, top);
        await new Promise(requestAnimationFrame);
    }
    scrollTo(0, 0);
    await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
}"""


@dataclass
class View:
    """One way to look at pages; `change` is run in the page, `options` are those of a Playwright context."""

    name: str
    width: int
    change: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    desk: bool = False


def views() -> Iterator[View]:
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            yield View(f"{width:04}-{scheme}", width, options={"color_scheme": scheme}, desk=True)
    for width in (360, 1280):
        yield View(f"{width:04}-without-javascript", width, options={"java_script_enabled": False})
        yield View(f"{width:04}-right-to-left", width, RIGHT_TO_LEFT)
        yield View(f"{width:04}-large-text", width, LARGE_TEXT)
        for scheme in ("light", "dark"):
            options = {"forced_colors": "active", "color_scheme": scheme}
            yield View(f"{width:04}-forced-colours-{scheme}", width, options=options, desk=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.audit.screenshots", description=__doc__.partition("\n")[0])
    parser.add_argument("--real", type=Path, metavar="FILE", help="a spreadsheet of postings to import beside the demo")
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="only pages whose name begins with these words, or `readme`"
    )
    options = parser.parse_args()
    if options.only == README:
        with running() as site, chromium() as browser:
            take_for_readme(browser, site)
        print(f"The pictures are in {README_FOLDER.relative_to(ROOT)}/.")
        return
    if not options.only:
        shutil.rmtree(FOLDER, ignore_errors=True)
    with running(options.real) as site, chromium() as browser:
        site.pages = [page for page in site.pages if page.name.startswith(options.only)]
        for view in views():
            print(view.name, flush=True)
            take(browser, site, view)
        if any(page.name == "posting" for page in site.pages):
            print_to_pdf(browser, site)
    print(f"The pictures are in {FOLDER.relative_to(ROOT)}/.")


def take(browser: Browser, site: Site, view: View) -> None:
    with visitor(browser, site, width=view.width, **view.options) as who:
        for page in site.pages:
            if page.name.startswith("desk:") and not view.desk:
                continue
            tab = who.tab(page)
            open_page(tab, page)
            if view.change:
                tab.evaluate(view.change)
            if view.options.get("java_script_enabled", True):
                tab.evaluate(SCROLL_THROUGH)
            tab.screenshot(path=FOLDER / slugify(page.name) / f"{view.name}.png", full_page=True)
            tab.close()


def take_for_readme(browser: Browser, site: Site) -> None:
    """The upper part of each page, small enough for a repository."""
    README_FOLDER.mkdir(parents=True, exist_ok=True)
    with visitor(browser, site, color_scheme="light") as who:
        for name, page in README_PAGES.items():
            tab = who.tab(site.named(page))
            open_page(tab, site.named(page))
            tab.evaluate(SCROLL_THROUGH)
            taken = Image.open(io.BytesIO(tab.screenshot()))
            taken.thumbnail((README_WIDTH, README_WIDTH))
            taken.save(README_FOLDER / name, quality=75, method=6)
            tab.close()


def print_to_pdf(browser: Browser, site: Site) -> None:
    with visitor(browser, site) as who:
        page = site.named("posting")
        tab = who.tab(page)
        open_page(tab, page)
        tab.pdf(path=FOLDER / "posting" / "print.pdf", format="A4")


if __name__ == "__main__":
    main()
