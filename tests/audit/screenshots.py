"""Take pictures of every page and state, in a folder for each: `screenshots/team/0360-dark.png`.

`--only readme` makes the two small pictures of the README in `docs/img/` instead.
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

from .browsing import launch_chromium, open_page, open_visitor
from .serving import ROOT, Site, serve_demo

FOLDER = ROOT / "screenshots"
# The argument of `--only` for the README's pictures, their folder, and their width in pixels.
README, README_FOLDER, README_WIDTH = "readme", ROOT / "docs" / "img", 960
# The README's pictures: file name and name of the page.
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
    // What is hidden may never load.
    const shown = [...document.images].filter(image => image.checkVisibility());
    await Promise.all(shown.map(image => image.decode().catch(() => {})));
}"""


@dataclass
class View:
    """One way to show pages. `change` is a script to run in the page; `options` are those of a Playwright context."""

    name: str
    width: int
    change: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    desk: bool = False


def list_views() -> Iterator[View]:
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
        "--only", default="", metavar="WORDS", help="only pages whose names begin with these words, or `readme`"
    )
    options = parser.parse_args()
    if options.only == README:
        with serve_demo() as site, launch_chromium() as browser:
            take_for_readme(browser, site)
        print(f"The pictures are in {README_FOLDER.relative_to(ROOT)}/.")
        return
    if not options.only:
        shutil.rmtree(FOLDER, ignore_errors=True)
    with serve_demo(options.real) as site, launch_chromium() as browser:
        site.pages = [page for page in site.pages if page.name.startswith(options.only)]
        for view in list_views():
            print(view.name, flush=True)
            take_screenshots(browser, site, view)
        if any(page.name == "posting" for page in site.pages):
            print_to_pdf(browser, site)
    print(f"The pictures are in {FOLDER.relative_to(ROOT)}/.")


def take_screenshots(browser: Browser, site: Site, view: View) -> None:
    with open_visitor(browser, site, width=view.width, **view.options) as visitor:
        for page in site.pages:
            if page.name.startswith("desk:") and not view.desk:
                continue
            tab = visitor.open_tab(page)
            open_page(tab, page)
            if view.change:
                tab.evaluate(view.change)
            if view.options.get("java_script_enabled", True):
                tab.evaluate(SCROLL_THROUGH)
            tab.screenshot(path=FOLDER / slugify(page.name) / f"{view.name}.png", full_page=True)
            tab.close()


def take_for_readme(browser: Browser, site: Site) -> None:
    """Take the upper part of each page, small enough for a repository."""
    README_FOLDER.mkdir(parents=True, exist_ok=True)
    with open_visitor(browser, site, color_scheme="light") as visitor:
        for file_name, page_name in README_PAGES.items():
            page = site.get_page(page_name)
            tab = visitor.open_tab(page)
            open_page(tab, page)
            tab.evaluate(SCROLL_THROUGH)
            picture = Image.open(io.BytesIO(tab.screenshot()))
            picture.thumbnail((README_WIDTH, README_WIDTH))
            picture.save(README_FOLDER / file_name, quality=75, method=6)
            tab.close()


def print_to_pdf(browser: Browser, site: Site) -> None:
    with open_visitor(browser, site) as visitor:
        page = site.get_page("posting")
        tab = visitor.open_tab(page)
        open_page(tab, page)
        tab.pdf(path=FOLDER / "posting" / "print.pdf", format="A4")


if __name__ == "__main__":
    main()
