"""Write down what a virtual screen reader says in six flows, into `docs/screen-reader.md`.

The browser, the keys and the focus are real. What is said comes from the package `@guidepup/virtual-screen-reader`,
which follows the specifications of the W3C that screen readers follow.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page as Tab, Route, TimeoutError as PlaywrightTimeoutError

from .browsing import launch_chromium, open_visitor
from .checks import TOOLS, install
from .serving import ROOT, Site, serve_demo

PACKAGE = "@guidepup/virtual-screen-reader@0.33.0"
LIBRARY = TOOLS / "node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
TARGET = ROOT / "docs" / "screen-reader.md"
START = """async () => {
    window.voice = (await import("/voice.js")).virtual;
    await voice.start({container: document.body});
    // The reader missed what got the focus while the page loaded.
    const focused = document.activeElement;
    if (focused !== document.body) focused.dispatchEvent(new FocusEvent("focusin", {bubbles: true}));
}"""
HEAD = """# What a screen reader says

`make voice` writes this page. It drives the demo in Chromium with real keys. A virtual screen reader
(`@guidepup/virtual-screen-reader`) says what gets the focus, with its name, role and state, and what live regions
announce (“polite”). It does not say again what changes its state under the focus, such as a box that is ticked, and it
knows no role of `summary`. Real screen readers use other words in another order: this page does not replace them.
"""


@dataclass
class Reader:
    """A tab with a screen reader, and its minutes."""

    tab: Tab
    minutes: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.do(f"open `{path}`", lambda: self.tab.goto(path))

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.do(f"press {key}", lambda: self.tab.keyboard.press(key))

    def go_to(self, control: Locator, name: str) -> None:
        self.do(f"go to {name}", control.focus)

    def type(self, text: str) -> None:
        self.do(f"type “{text}”", lambda: self.tab.keyboard.type(text, delay=20))

    def read_on(self, times: int) -> None:
        self.do("read on", lambda: self.tab.evaluate("async (times) => { while (times--) await voice.next() }", times))

    def do(self, what: str, action: Callable[[], object]) -> None:
        """Do something, and write down what is said until it is quiet."""
        before = self._count()
        action()
        self.tab.wait_for_load_state()
        self.tab.wait_for_timeout(400)
        if not self.tab.evaluate("Boolean(window.voice)"):
            self.tab.evaluate(START)
            before = 0
        phrases = self._wait_until_quiet()[before:]
        if before == 0:
            phrases = [f"{self.tab.title()} (title)", *phrases]
        self.minutes.append(f"- You {what}.")
        self.minutes += [f"  > {' '.join(phrase.split())}  " for phrase in phrases] or ["  > *nothing*"]

    def _count(self) -> int:
        return int(self.tab.evaluate("(async () => window.voice ? (await voice.spokenPhraseLog()).length : 0)()"))

    def _wait_until_quiet(self) -> list[str]:
        count = -1
        while count != (count := self._count()):
            with suppress(PlaywrightTimeoutError):
                self.tab.wait_for_function("!document.querySelector('[aria-busy=true]')", timeout=15_000)
            self.tab.wait_for_timeout(1200)
        return list(self.tab.evaluate("voice.spokenPhraseLog()"))


def tick_a_filter(reader: Reader) -> None:
    reader.open("/jobs/")
    reader.go_to(reader.tab.locator("#workplace-hybrid"), "the box “Hybrid”")
    reader.press("Space")
    reader.press("Tab")
    reader.press("Shift+Tab")
    reader.go_to(reader.tab.locator("#results a.chip").first, "the first link after the filters")
    reader.read_on(34)


def sort(reader: Reader) -> None:
    reader.open("/jobs/?workplace=hybrid")
    reader.go_to(reader.tab.get_by_role("link", name="Closing soonest"), "“Closing soonest”")
    reader.press("Enter")
    reader.press("Tab")


def find_nothing(reader: Reader) -> None:
    reader.open("/jobs/")
    reader.go_to(reader.tab.locator("#words"), "the search")
    reader.type("enginer zeppelin")
    reader.press("Enter")
    reader.read_on(10)
    reader.open("/jobs/?level=student&level=lead&tag=on-call&pay=plenty")
    reader.go_to(reader.tab.locator("#pay"), "the pay")


def use_the_sheet(reader: Reader) -> None:
    reader.tab.set_viewport_size({"width": 390, "height": 780})
    reader.open("/jobs/")
    reader.go_to(reader.tab.locator(".positions__open"), "the button above the list")
    reader.press("Enter")
    reader.press("Tab", 5)
    reader.go_to(reader.tab.locator("#filters summary", has_text="Workplace"), "the facet “Workplace”")
    reader.press("Enter")
    reader.go_to(reader.tab.locator("#workplace-remote"), "the box “Remote”")
    reader.press("Space")
    reader.press("Escape")
    reader.press("Enter")
    reader.go_to(reader.tab.locator(".filters__apply"), "the button at its foot")
    reader.press("Enter")


def lose_the_connection(reader: Reader) -> None:
    reader.open("/jobs/")
    reader.go_to(reader.tab.locator("#workplace-hybrid"), "the box “Hybrid”")
    reader.tab.context.set_offline(True)
    reader.do("lose the connection and press Space", lambda: reader.tab.keyboard.press("Space"))
    reader.press("Tab")
    reader.tab.context.set_offline(False)
    again = reader.tab.get_by_role("button", name="Try again")
    reader.go_to(again, "“Try again”")
    reader.do("have a connection again and press Enter", lambda: again.press("Enter"))


def send_a_form_with_errors(reader: Reader) -> None:
    reader.open("/admin/jobs/posting/add/")
    reader.go_to(reader.tab.locator("[name=_save]").first, "“Save”")
    reader.do("press Enter", lambda: _submit(reader.tab))
    reader.read_on(8)
    reader.go_to(reader.tab.locator("#id_title"), "the title")


def _submit(tab: Tab) -> None:
    # Send the form even if the browser would refuse it, to hear the server's answer.
    tab.evaluate("document.querySelector('#posting_form').noValidate = true")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")


FLOWS: dict[str, Callable[[Reader], None]] = {
    "Tick a filter": tick_a_filter,
    "Change the order": sort,
    "Find nothing": find_nothing,
    "Filter on a phone": use_the_sheet,
    "Lose the connection": lose_the_connection,
    "At the desk: a form with errors": send_a_form_with_errors,
}


def write_down(browser: Browser, site: Site) -> str:
    parts = [HEAD]
    with open_visitor(browser, site, bypass_csp=True) as visitor:
        for number, (name, flow) in enumerate(FLOWS.items(), 1):
            tab = (visitor.recruiter if "desk" in name else visitor.anonymous).new_page()
            tab.route("**/voice.js", _send_library)
            reader = Reader(tab)
            flow(reader)
            tab.close()
            parts.append(f"## {number}. {name}\n\n" + "\n".join(reader.minutes) + "\n")
    return "\n".join(parts)


def _send_library(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body=LIBRARY.read_text(encoding="utf-8"))


def main() -> None:
    install(PACKAGE)
    with serve_demo() as site, launch_chromium() as browser:
        TARGET.write_text(write_down(browser, site), encoding="utf-8")
    print(f"Written: {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
