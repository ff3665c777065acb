"""Measures the look of the public pages against its limits: scales, colour, what a tick moves, the first screen."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page as Tab

from .browsing import open_page, open_visitor
from .checks import Finding
from .page import Page
from .serving import Site

MEASURE = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
PAGES = (
    "home",
    "teams",
    "team",
    "all positions",
    "posting",
    "place",
    "saved positions",
    "people",
    "story",
    "not found",
)
DESK, PHONE = (1280, 800), (360, 740)
LIMITS = {"sizes": 7, "lines": 4, "weights": 3, "radii": 3, "edges": 6}
# In CIE-like steps of OKLCH: above it, an eye sees a colour.
CHROMA = 0.04
LEAST_COLOUR = {"home": 40}
LEAST_HAIRLINE = 1.6
# In pixels, on a phone: where the first row of a list and the text of a posting begin at most.
LOWEST = {"all positions": (".positions-list .position", 340), "posting": (".posting__text", 740)}
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaf"
PUT_LONG_WORD = """word => {
    for (const element of document.querySelectorAll(
        "h1, h2, h3, .position__link, .position__facts, .team-index__name, .header__home, .footer__name, "
        + ".card__link, .voice__name, .voice__job, .voice__area, .option__label, .chip bdi, .hero__lead, "
        + ".prose p, dd"
    )) if (!element.querySelector("a, img, input, h1, h2, h3")) element.textContent = word;
}"""
OVERFLOW_WIDTHS = (320, 360, 768, 1280, 1680)
# Everything that a tick may not move, and where the rows begin.
FIXED = (
    ".header, .hero, .hero__title, .search, .facet__name, .facet__options > li:not(.is-folded), #count, .chips, "
    ".results__sorts, [data-rows], .positions-list"
)
RECORD_PLACES = """fixed => {
    window.places = [...document.querySelectorAll(fixed)].filter(element => element.checkVisibility()).map(element => {
        const {left, top} = element.getBoundingClientRect();
        return [element, left + scrollX, top + scrollY];
    });
}"""
FARTHEST = """() => {
    const present = window.places.filter(([element]) => element.isConnected);
    return Math.max(0, ...present.flatMap(([element, left, top]) => {
        const box = element.getBoundingClientRect();
        return [Math.abs(box.left + scrollX - left), Math.abs(box.top + scrollY - top)];
    }));
}"""


@dataclass
class Look:
    """What was measured of one page at one width. `colour`: per cent of the first screen's pixels."""

    page: str
    width: int
    colour: float
    counts: dict[str, int]
    values: dict[str, list[Any]] = field(repr=False)
    hairline: float
    moved: float | None = None
    lowest: float | None = None
    overflow: dict[int, int] = field(default_factory=dict)


def measure(browser: Browser, site: Site) -> list[Look]:
    """Measure the public pages of `PAGES` that the site has, on a desk and on a phone."""
    names = {page.name for page in site.pages}
    looks = []
    for size in (DESK, PHONE):
        with open_visitor(browser, site, width=size[0]) as visitor:
            for name in PAGES:
                if name not in names:
                    continue
                page = site.get_page(name)
                tab = visitor.open_tab(page)
                tab.set_viewport_size({"width": size[0], "height": size[1]})
                looks.append(_measure(tab, page, size[0]))
                tab.close()
    return looks


def _measure(tab: Tab, page: Page, width: int) -> Look:
    open_page(tab, page, "networkidle")
    values = tab.evaluate(MEASURE)
    hairline = values.pop("hairline")
    look = Look(
        page.name,
        width,
        measure_colour(tab.screenshot()),
        {name: len(found) for name, found in values.items()},
        values,
        hairline,
    )
    if width == PHONE[0] and page.name in LOWEST:
        look.lowest = tab.locator(LOWEST[page.name][0]).first.bounding_box()["y"]  # type: ignore[index]
    if page.name in ("all positions", "team"):
        look.moved = measure_tick(tab)
        open_page(tab, page)
    if width == DESK[0]:
        tab.evaluate(PUT_LONG_WORD, LONG_WORD)
        for shown in OVERFLOW_WIDTHS:
            tab.set_viewport_size({"width": shown, "height": 740})
            look.overflow[shown] = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    return look


def measure_colour(screenshot: bytes) -> float:
    """Return how many per cent of the pixels have a chroma above `CHROMA` in OKLCH."""
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    colours = picture.getcolors(picture.width * picture.height) or []
    coloured = sum(count for count, colour in colours if _chroma(colour) > CHROMA)
    return 100 * coloured / (picture.width * picture.height)


def _chroma(colour: Any) -> float:
    """Return the chroma in OKLCH of red, green and blue from 0 to 255, after Björn Ottosson's OKLab."""
    channels = [value / 255 for value in colour]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return float((a * a + b * b) ** 0.5)


def measure_tick(tab: Tab) -> float:
    """Tick and untick a filter. Return how far, in pixels, either moved anything but rows."""
    opener = tab.locator(".positions__open")
    if opener.is_visible():
        opener.click()
    box = tab.locator(".option__box:not(:checked)").first
    if not box.is_visible():
        tab.locator(".facet:has(.option__box) > .facet__name").first.click()
    # By its name and value: once it is ticked, the first unticked one is another.
    box = tab.locator(box.evaluate("box => `input[name='${box.name}'][value='${box.value}']`"))
    tab.evaluate(RECORD_PLACES, FIXED)
    farthest = 0.0
    for is_ticked in (True, False):
        box.set_checked(is_ticked)
        tab.wait_for_function("ticked => location.search.includes('=') === ticked", arg=is_ticked)
        tab.wait_for_selector("[data-results]:not([aria-busy=true])")
        farthest = max(farthest, tab.evaluate(FARTHEST))
    return farthest


def find_excesses(looks: list[Look]) -> Iterator[Finding]:
    """Yield what is beyond the limits of the look."""
    for look in looks:
        where = f"{look.width} px"
        for name, limit in LIMITS.items():
            if look.counts[name] > limit:
                yield Finding("look", look.page, f"more than {limit} {name}", f"{where}: {look.values[name]}")
        if look.hairline < LEAST_HAIRLINE:
            yield Finding("look", look.page, f"a hairline has less than {LEAST_HAIRLINE}:1", where)
        if look.colour < LEAST_COLOUR.get(look.page, 0):
            yield Finding(
                "look", look.page, f"less than {LEAST_COLOUR[look.page]} % of the first screen is coloured", where
            )
        if look.moved:
            yield Finding("look", look.page, f"a tick moves other things than rows, by {look.moved:.0f} px", where)
        if look.lowest is not None and look.lowest > LOWEST[look.page][1]:
            yield Finding("look", look.page, f"{LOWEST[look.page][0]} begins at {look.lowest:.0f} px", where)
        for width, pixels in look.overflow.items():
            if pixels > 0:
                yield Finding(
                    "look", look.page, "a long word makes the page wider than the window", f"{width} px: {pixels}"
                )


def print_looks(looks: list[Look]) -> None:
    """Print one line for each page and width."""
    columns = ("colour %", *LIMITS, "hairline", "moved", "y", "overflow")
    print(f"\n{'Look':24}  " + "  ".join(f"{column:>8}" for column in columns))
    for look in looks:
        cells = [
            f"{look.colour:.1f}",
            *(str(look.counts[name]) for name in LIMITS),
            f"{look.hairline:.2f}",
            "" if look.moved is None else f"{look.moved:.0f}",
            "" if look.lowest is None else f"{look.lowest:.0f}",
            str(max(look.overflow.values())) if look.overflow else "",
        ]
        print(f"{f'{look.page}, {look.width} px':24}  " + "  ".join(f"{cell:>8}" for cell in cells))
