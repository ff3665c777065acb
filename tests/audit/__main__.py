"""Audit every kind of page and print one table. Exits with 1 if there are findings."""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from . import checks, measures, scores
from .browsing import launch_chromium
from .checks import Finding
from .serving import Site, serve_demo

NPM = ("axe-core@4.14.1", "vnu-jar@26.9.27")
LIGHTHOUSE = "lighthouse@12.8.2"
BROWSERS = 2
COLUMNS = ("status", "axe", "console", "Nu", "layout")
Visit = Callable[..., Iterable[Finding]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--real", type=Path, metavar="FILE", help="a spreadsheet of postings to import beside the demo")
    parser.add_argument("--no-scores", action="store_true", help="skip Lighthouse")
    options = parser.parse_args()
    checks.install(*NPM, *([] if options.no_scores else [LIGHTHOUSE]))
    with serve_demo(options.real) as site:
        sources: dict[str, str] = {}
        findings = check_pages(site, sources)
        with launch_chromium() as browser:
            sizes = checks.measure_first_view(browser, site)
            looks = measures.measure(browser, site)
        findings += fetch_sitemap(site, sources)
        findings += checks.check_html(sources)
        print_table(site, findings, sources)
        measures.print_looks(looks)
        findings += measures.find_excesses(looks)
        findings += check_first_view(site, sizes)
        print_findings(findings)
        if not options.no_scores:
            print_scores(scores.measure(site))
    return 1 if findings else 0


def check_pages(site: Site, sources: dict[str, str]) -> list[Finding]:
    """Check every page in two browsers at a time, each in a thread of its own. Fills `sources` with HTML by page."""
    visits: list[Visit] = [
        partial(checks.check_with_axe, scripts=scripts, width=width) for scripts, width in checks.AXE_VISITS
    ]
    visits.insert(2, partial(checks.check_in_browser, sources=sources))

    def check(visit: Visit) -> list[Finding]:
        with launch_chromium() as browser:
            return list(visit(browser, site))

    with ThreadPoolExecutor(BROWSERS) as threads:
        return [finding for findings in threads.map(check, visits) for finding in findings]


def fetch_sitemap(site: Site, sources: dict[str, str]) -> list[Finding]:
    """Fetch every address of the sitemap into `sources`, so that its HTML is checked too."""
    findings = []
    _status, sitemap = site.fetch("/sitemap.xml")
    for address in re.findall("<loc>(.+?)</loc>", sitemap):
        path = urlsplit(address).path
        status, html = site.fetch(path)
        if status != 200:
            findings.append(Finding("status", path, f"in the sitemap, but answers {status}"))
        sources[path] = html
    return findings


def check_first_view(site: Site, sizes: dict[str, int]) -> list[Finding]:
    """Print the requests of the first view, with `sizes` in bytes by URL. Returns which limits they exceed."""
    total = sum(sizes.values())
    print(f"\nFirst view of the team page, without photos: {total:,} bytes, {len(sizes)} requests")
    for url, size in sizes.items():
        print(f"  {size:>7,}  {url.removeprefix(site.url)}")
    other_hosts = [url for url in sizes if not url.startswith(site.url)]
    findings = [Finding("first view", "team", f"request to another host: {url}") for url in other_hosts]
    if total > checks.FIRST_VIEW_BYTES:
        findings.append(Finding("first view", "team", f"{total:,} bytes are more than {checks.FIRST_VIEW_BYTES:,}"))
    if len(sizes) > checks.FIRST_VIEW_REQUESTS:
        findings.append(Finding("first view", "team", f"more than {checks.FIRST_VIEW_REQUESTS} requests"))
    return findings


def print_table(site: Site, findings: list[Finding], sources: dict[str, str]) -> None:
    counts = Counter((finding.page, finding.check) for finding in findings)
    width = max(len(page.name) for page in site.pages)
    print(f"\n{'page':{width}}  " + "  ".join(f"{column:>7}" for column in COLUMNS))
    for page in site.pages:
        status = "wrong" if counts[page.name, "status"] else str(page.status)
        cells = [status, *(str(counts[page.name, column]) for column in COLUMNS[1:])]
        print(f"{page.name:{width}}  " + "  ".join(f"{cell:>7}" for cell in cells))
    others = sources.keys() - {page.name for page in site.pages}
    number = sum(count for (page, _check), count in counts.items() if page in others)
    print(f"{len(others)} more addresses of the sitemap, status and Nu: {number} findings")


def print_scores(results: list[scores.Scores]) -> None:
    headings = (*scores.CATEGORIES, "LCP s", "CLS")
    print(f"\n{'Lighthouse, mobile':20}  " + "  ".join(f"{heading:>14}" for heading in headings))
    for result in results:
        cells = [*map(str, result.categories.values()), f"{result.paint_seconds:.2f}", f"{result.layout_shift:.3f}"]
        print(f"{result.page:20}  " + "  ".join(f"{cell:>14}" for cell in cells))
        if min(result.categories.values()) < 100:
            print(f"  below 100: {', '.join(result.failed_audits)}")


def print_findings(findings: list[Finding]) -> None:
    """Print each different finding once, with its pages and places."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.check, finding.text].append(finding)
    for (check, text), group in sorted(groups.items()):
        pages = list(dict.fromkeys(finding.page for finding in group))
        print(f"\n{check}: {text}")
        print(f"  {len(group)} × on {len(pages)} pages: {', '.join(pages[:8])}{' …' if len(pages) > 8 else ''}")
        for where in list(dict.fromkeys(finding.where for finding in group if finding.where))[:4]:
            print(f"    {where}")
    print(f"\n{len(findings)} findings." if findings else "\nNothing found.")


if __name__ == "__main__":
    sys.exit(main())
