"""Audit every kind of page and print one table; exits with 1 if anything was found."""

import argparse
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

from . import checks, scores
from .browsing import chromium
from .checks import Finding
from .serving import Site, running

NPM = ("axe-core@4.14.1", "vnu-jar@26.9.27")
LIGHTHOUSE = "lighthouse@12.8.2"
COLUMNS = ("status", "axe", "console", "Nu", "layout")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--real", type=Path, metavar="FILE", help="a spreadsheet of postings to import beside the demo")
    parser.add_argument("--no-scores", action="store_true", help="leave Lighthouse out")
    options = parser.parse_args()
    checks.install(*NPM, *([] if options.no_scores else [LIGHTHOUSE]))
    with running(options.real) as site:
        found, sources = [], {}
        with chromium() as browser:
            found += checks.in_the_browser(browser, site, sources)
            found += checks.with_axe(browser, site)
            asked = checks.of_the_first_view(browser, site)
        found += every_public_address(site, sources)
        found += checks.in_the_html(sources)
        print_table(site, found, sources)
        found += first_view(site, asked)
        print_findings(found)
        if not options.no_scores:
            print_scores(scores.measured(site))
    return 1 if found else 0


def every_public_address(site: Site, sources: dict[str, str]) -> list[Finding]:
    """Ask for everything in the sitemap, so that its HTML is checked too."""
    found = []
    _status, sitemap = site.fetch("/sitemap.xml")
    for address in re.findall("<loc>(.+?)</loc>", sitemap):
        path = urlsplit(address).path
        status, html = site.fetch(path)
        if status != 200:
            found.append(Finding("status", path, f"in the sitemap, but answers {status}"))
        sources[path] = html
    return found


def first_view(site: Site, asked: dict[str, int]) -> list[Finding]:
    size = sum(asked.values())
    print(f"\nFirst view of the team page, without photos: {size:,} bytes, {len(asked)} requests")
    for url, part in asked.items():
        print(f"  {part:>7,}  {url.removeprefix(site.url)}")
    elsewhere = [url for url in asked if not url.startswith(site.url)]
    found = [Finding("first view", "team", f"asks another host: {url}") for url in elsewhere]
    if size > checks.FIRST_VIEW_BYTES:
        found.append(Finding("first view", "team", f"{size:,} bytes are more than {checks.FIRST_VIEW_BYTES:,}"))
    if len(asked) > checks.FIRST_VIEW_REQUESTS:
        found.append(Finding("first view", "team", f"more than {checks.FIRST_VIEW_REQUESTS} requests"))
    return found


def print_table(site: Site, found: list[Finding], sources: dict[str, str]) -> None:
    counts = Counter((one.page, one.check) for one in found)
    width = max(len(page.name) for page in site.pages)
    print(f"\n{'page':{width}}  " + "  ".join(f"{column:>7}" for column in COLUMNS))
    for page in site.pages:
        status = "wrong" if counts[page.name, "status"] else str(page.status)
        cells = [status, *(str(counts[page.name, column]) for column in COLUMNS[1:])]
        print(f"{page.name:{width}}  " + "  ".join(f"{cell:>7}" for cell in cells))
    others = sources.keys() - {page.name for page in site.pages}
    wrong = sum(count for (page, _check), count in counts.items() if page in others)
    print(f"{len(others)} more addresses of the sitemap, status and Nu: {wrong} findings")


def print_scores(measured: list[scores.Scores]) -> None:
    print(f"\n{'Lighthouse, mobile':20}  " + "  ".join(f"{one:>14}" for one in (*scores.CATEGORIES, "LCP s", "CLS")))
    for one in measured:
        cells = [*map(str, one.categories.values()), f"{one.paint_seconds:.2f}", f"{one.layout_shift:.3f}"]
        print(f"{one.page:20}  " + "  ".join(f"{cell:>14}" for cell in cells))
        if min(one.categories.values()) < 100:
            print(f"  below 100: {', '.join(one.lost)}")


def print_findings(found: list[Finding]) -> None:
    """Each finding once, with the pages and places it was met."""
    met: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in found:
        met[one.check, one.text].append(one)
    for (check, text), several in sorted(met.items()):
        pages = list(dict.fromkeys(one.page for one in several))
        print(f"\n{check}: {text}")
        print(f"  {len(several)} × on {len(pages)} pages: {', '.join(pages[:8])}{' …' if len(pages) > 8 else ''}")
        for where in list(dict.fromkeys(one.where for one in several if one.where))[:4]:
            print(f"    {where}")
    print(f"\n{len(found)} findings." if found else "\nNothing found.")


if __name__ == "__main__":
    sys.exit(main())
