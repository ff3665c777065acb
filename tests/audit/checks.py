"""The checks that may not find anything: axe, the Nu HTML checker, the console, and the size of a first view."""

import itertools
import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error as PlaywrightError, Page as Tab

from .browsing import Visitor, open_page, visitor
from .page import Page
from .serving import ROOT, Site

TOOLS = ROOT / ".tools"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found => found.violations)"
# A colour on its way from light to dark is neither.
AT_REST = "*, ::before, ::after { transition: none !important; animation: none !important }"
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", event =>
    console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`))"""
FIRST_VIEW_BYTES = 60 * 1024
FIRST_VIEW_REQUESTS = 8


@dataclass(frozen=True)
class Finding:
    check: str
    page: str
    text: str
    where: str = ""


def install(*packages: str) -> None:
    """Put npm packages, as name@version, into the ignored .tools/ unless all are there."""
    if all(map(_is_installed, packages)):
        return
    print(f"Installing {', '.join(packages)} …", flush=True)
    # All at once: an install takes away what the one before left and nothing recorded.
    options = ["--ignore-scripts", "--no-package-lock", "--no-save", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(["npm", "install", *options, "--prefix", str(TOOLS), *packages], check=True)


def _is_installed(package: str) -> bool:
    name, _, version = package.rpartition("@")
    manifest = TOOLS / "node_modules" / name / "package.json"
    return manifest.exists() and json.loads(manifest.read_text())["version"] == version


def each(who: Visitor, pages: list[Page], check: Callable[[Tab, Page], Iterator[Finding]]) -> Iterator[Finding]:
    """Run `check` on every page in a tab of its own; a page that cannot be brought into its state is a finding too."""
    for page in pages:
        tab = who.tab(page)
        try:
            yield from check(tab, page)
        except PlaywrightError as error:
            yield Finding("status", page.name, f"cannot be audited: {error.message.splitlines()[0]}")
        finally:
            tab.close()


def with_axe(browser: Browser, site: Site) -> Iterator[Finding]:
    """Every page, light and dark, narrow and wide; the public ones also with the site's scripts blocked."""
    axe = (TOOLS / "node_modules/axe-core/axe.min.js").read_text()

    def check(tab: Tab, page: Page) -> Iterator[Finding]:
        open_page(tab, page)
        if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield Finding("layout", page.name, f"wider than the window of {width} px")
        tab.add_style_tag(content=AT_REST)
        tab.evaluate(axe)
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            for broken in tab.evaluate(RUN_AXE, RULES):
                for node in broken["nodes"]:
                    where = f"{width} px, {scheme}, {'with' if scripts else 'no'} scripts: {node['target']}"
                    yield Finding("axe", page.name, f"{broken['id']}: {broken['help']}", where)

    for scripts, width in itertools.product((True, False), (360, 1280)):
        print(f"axe: {width} px, {'with' if scripts else 'no'} scripts …", flush=True)
        pages = [page for page in site.pages if scripts or not page.name.startswith("desk:")]
        # axe itself would be refused by the site's policy.
        with visitor(browser, site, width=width, scripts=scripts, bypass_csp=True) as who:
            yield from each(who, pages, check)


def in_the_browser(browser: Browser, site: Site, sources: dict[str, str]) -> Iterator[Finding]:
    """Status, console, the policy's refusals, other hosts. Fills `sources` with the HTML by page."""
    own = urlsplit(site.url).netloc

    def check(tab: Tab, page: Page) -> Iterator[Finding]:
        said: list[str] = []
        asked: list[str] = []
        tab.on("console", lambda message: said.extend(_worth_telling(message, page)))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        answer = open_page(tab, page, "networkidle")
        # Pictures further down are loaded when they come near.
        tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        tab.wait_for_load_state("networkidle")
        sources[page.name] = page.html or answer.text()
        if answer.status != page.status:
            yield Finding("status", page.name, f"answers {answer.status}, not {page.status}")
        for text in dict.fromkeys(said):
            yield Finding("console", page.name, text)
        for url in map(urlsplit, asked):
            if url.scheme in ("http", "https") and url.netloc != own:
                yield Finding("console", page.name, f"asks another host: {url.geturl()}")

    print("Status, console, policy …", flush=True)
    with visitor(browser, site) as who:
        for context in (who.anonymous, who.recruiter):
            context.add_init_script(TELL_VIOLATIONS)
        yield from each(who, site.pages, check)


def _worth_telling(message: ConsoleMessage, page: Page) -> list[str]:
    """A console message, unless it is the browser's note that the page itself answered with an error, as it should."""
    is_own_status = page.status >= 400 and urlsplit(message.location.get("url", "")).path == urlsplit(page.path).path
    return [] if is_own_status else [f"{message.type}: {message.text}"]


def in_the_html(sources: dict[str, str]) -> Iterator[Finding]:
    """What the Nu HTML checker calls an error, in HTML by the name of its page."""
    jar = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
    with tempfile.TemporaryDirectory(prefix="careers-nu-") as directory:
        names = {}
        for number, (name, html) in enumerate(sources.items()):
            path = Path(directory) / f"{number:04}.html"
            path.write_text(html, encoding="utf-8")
            names[path.name] = name
        command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", "--exit-zero-always", "--stdout"]
        done = subprocess.run([*command, directory], check=True, stdout=subprocess.PIPE)
    for message in json.loads(done.stdout)["messages"]:
        page = names[Path(urlsplit(message["url"]).path).name]
        extract = " ".join(message.get("extract", "").split())
        yield Finding("Nu", page, message["message"], f"line {message.get('lastLine', '?')}: {extract}")


def of_the_first_view(browser: Browser, site: Site) -> dict[str, int]:
    """Bytes over the wire by address, of a first visit to the team page on a phone, without photos."""
    context = browser.new_context(base_url=site.url, viewport={"width": 412, "height": 823})
    tab = context.new_page()
    network = context.new_cdp_session(tab)
    asked: dict[str, str] = {}
    sizes: dict[str, int] = {}
    network.on("Network.requestWillBeSent", lambda sent: asked.setdefault(sent["requestId"], sent["request"]["url"]))
    network.on("Network.loadingFinished", lambda got: sizes.update({got["requestId"]: int(got["encodedDataLength"])}))
    network.send("Network.enable")
    tab.goto(site.named("team").path, wait_until="networkidle")
    context.close()
    counted = {number: urlsplit(url) for number, url in asked.items()}
    return {
        url.geturl(): sizes.get(number, 0)
        for number, url in counted.items()
        if url.scheme != "data" and not url.path.startswith("/media/")
    }
