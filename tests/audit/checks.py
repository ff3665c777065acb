"""The checks: axe, the Nu HTML checker, the console, and the size of a first view. Every finding is an error."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error as PlaywrightError, Page as Tab

from .browsing import HEIGHT, Visitor, open_page, open_visitor
from .layout import look
from .page import Page
from .serving import ROOT, Site

TOOLS = ROOT / ".tools"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = (
    "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(results => results.violations)"
)
# The rules that look at colours. In the dark, all others would find the same once more.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# While a colour changes from light to dark, axe would measure a colour in between.
NO_MOTION = (
    "*, ::before, ::after { transition: none !important; animation: none !important }"
    # A bar that stays at the edge of the screen covers a part of some control, until one scrolls.
    ".submit-row { position: static !important }"
)
REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation", event =>
    console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`))"""
WIDTHS, TABLET = (360, 1280), 768
# Whether the site's scripts run, and the width of the window.
AXE_VISITS = [(scripts, width) for scripts in (True, False) for width in WIDTHS]
FIRST_VIEW_BYTES = 30 * 1024
FIRST_VIEW_REQUESTS = 6


@dataclass(frozen=True)
class Finding:
    check: str
    page: str
    text: str
    where: str = ""


def install(*packages: str) -> None:
    """Install npm packages, given as name@version, into the ignored `.tools/`, unless all are there."""
    if all(map(_is_installed, packages)):
        return
    print(f"Installing {', '.join(packages)} …", flush=True)
    # All at once, because npm removes packages that an earlier, unrecorded install left.
    options = ["--ignore-scripts", "--no-package-lock", "--no-save", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(["npm", "install", *options, "--prefix", str(TOOLS), *packages], check=True)


def _is_installed(package: str) -> bool:
    name, _, version = package.rpartition("@")
    manifest = TOOLS / "node_modules" / name / "package.json"
    return manifest.exists() and json.loads(manifest.read_text())["version"] == version


def check_each(
    visitor: Visitor, pages: list[Page], check: Callable[[Tab, Page], Iterator[Finding]]
) -> Iterator[Finding]:
    """Run `check` on every page, each in a new tab. A page that cannot be brought into its state is a finding."""
    for page in pages:
        tab = visitor.open_tab(page)
        try:
            yield from check(tab, page)
        except PlaywrightError as error:
            yield Finding("status", page.name, f"cannot be audited: {error.message.splitlines()[0]}")
        finally:
            tab.close()


def check_with_axe(browser: Browser, site: Site, scripts: bool, width: int) -> Iterator[Finding]:
    """Check every page with axe, light and dark, and how it looks. Without `scripts`, only public pages."""
    axe = (TOOLS / "node_modules/axe-core/axe.min.js").read_text()

    def check(tab: Tab, page: Page) -> Iterator[Finding]:
        open_page(tab, page)
        tab.add_style_tag(content=NO_MOTION)
        # A tablet shows the layout of a phone, wider. One visit is enough.
        for shown in (WIDTHS[0], TABLET) if width == WIDTHS[0] and scripts else (width,):
            tab.set_viewport_size({"width": shown, "height": HEIGHT})
            for text, where in look(tab):
                yield Finding("layout", page.name, text, f"{shown} px, {'with' if scripts else 'no'} scripts: {where}")
        tab.set_viewport_size({"width": width, "height": HEIGHT})
        tab.evaluate(axe)
        for scheme, rules in (("light", RULES), ("dark", COLOUR_RULES)):
            tab.emulate_media(color_scheme=scheme)
            for violation in tab.evaluate(RUN_AXE, rules):
                for node in violation["nodes"]:
                    where = f"{width} px, {scheme}, {'with' if scripts else 'no'} scripts: {node['target']}"
                    yield Finding("axe", page.name, f"{violation['id']}: {violation['help']}", where)

    print(f"axe: {width} px, {'with' if scripts else 'no'} scripts …", flush=True)
    pages = [page for page in site.pages if scripts or not page.name.startswith("desk:")]
    # The site's policy would refuse axe itself.
    with open_visitor(browser, site, width=width, scripts=scripts, bypass_csp=True) as visitor:
        yield from check_each(visitor, pages, check)


def check_in_browser(browser: Browser, site: Site, sources: dict[str, str]) -> Iterator[Finding]:
    """Check status, console, refusals of the policy and requests to other hosts. Fills `sources` with HTML by page."""
    host = urlsplit(site.url).netloc

    def check(tab: Tab, page: Page) -> Iterator[Finding]:
        messages: list[str] = []
        urls: list[str] = []
        tab.on("console", lambda message: messages.extend(_relevant_text(message, page)))
        tab.on("pageerror", lambda error: messages.append(str(error)))
        tab.on("request", lambda request: urls.append(request.url))
        response = open_page(tab, page, "networkidle")
        # Pictures further down are loaded only when they come near.
        tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        tab.wait_for_load_state("networkidle")
        sources[page.name] = page.html or response.text()
        if response.status != page.status:
            yield Finding("status", page.name, f"answers {response.status}, not {page.status}")
        for text in dict.fromkeys(messages):
            yield Finding("console", page.name, text)
        for url in map(urlsplit, urls):
            if url.scheme in ("http", "https") and url.netloc != host:
                yield Finding("console", page.name, f"request to another host: {url.geturl()}")

    print("Status, console, policy …", flush=True)
    with open_visitor(browser, site) as visitor:
        for context in (visitor.anonymous, visitor.recruiter):
            context.add_init_script(REPORT_VIOLATIONS)
        yield from check_each(visitor, site.pages, check)


def _relevant_text(message: ConsoleMessage, page: Page) -> list[str]:
    """Return the console message, unless it only reports the error status that the page is expected to have."""
    is_own_status = page.status >= 400 and urlsplit(message.location.get("url", "")).path == urlsplit(page.path).path
    return [] if is_own_status else [f"{message.type}: {message.text}"]


def check_html(sources: dict[str, str]) -> Iterator[Finding]:
    """Check HTML, by page name, with the Nu HTML checker. Only its errors are findings."""
    jar = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
    with tempfile.TemporaryDirectory(prefix="careers-nu-") as directory:
        names = {}
        for number, (name, html) in enumerate(sources.items()):
            path = Path(directory) / f"{number:04}.html"
            path.write_text(html, encoding="utf-8")
            names[path.name] = name
        command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", "--exit-zero-always", "--stdout"]
        process = subprocess.run([*command, directory], check=True, stdout=subprocess.PIPE)
    for message in json.loads(process.stdout)["messages"]:
        page = names[Path(urlsplit(message["url"]).path).name]
        extract = " ".join(message.get("extract", "").split())
        yield Finding("Nu", page, message["message"], f"line {message.get('lastLine', '?')}: {extract}")


def measure_first_view(browser: Browser, site: Site) -> dict[str, int]:
    """Return the bytes transferred by URL on a first visit to the team page on a phone, without photos."""
    context = browser.new_context(base_url=site.url, viewport={"width": 412, "height": 823})
    tab = context.new_page()
    network = context.new_cdp_session(tab)
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}
    network.on("Network.requestWillBeSent", lambda event: urls.setdefault(event["requestId"], event["request"]["url"]))
    network.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])})
    )
    network.send("Network.enable")
    tab.goto(site.get_page("team").path, wait_until="networkidle")
    context.close()
    return {
        url.geturl(): sizes.get(request_id, 0)
        for request_id, url in ((request_id, urlsplit(url)) for request_id, url in urls.items())
        if url.scheme != "data" and not url.path.startswith("/media/")
    }
