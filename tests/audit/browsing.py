"""Drives Chromium on the audited site: makes contexts, and brings pages into their states."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page as Tab, Response, sync_playwright

from tests.chromium import ARGUMENTS, executable

from .page import Page
from .serving import Site

HEIGHT = 900
Wait = Literal["load", "networkidle"]


@contextmanager
def launch_chromium() -> Iterator[Browser]:
    if not executable():
        raise SystemExit("This needs Chromium. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """Two browser contexts: one anonymous, one signed in as the demo's recruiter."""

    site: Site
    anonymous: BrowserContext
    recruiter: BrowserContext

    def open_tab(self, page: Page) -> Tab:
        return (self.recruiter if page.signed_in else self.anonymous).new_page()


@contextmanager
def open_visitor(
    browser: Browser, site: Site, width: int = 1280, scripts: bool = True, **options: Any
) -> Iterator[Visitor]:
    """Open a visitor's contexts. `scripts=False` blocks the site's scripts. Playwright's contexts get `options`."""
    options |= {"viewport": {"width": width, "height": HEIGHT}, "reduced_motion": "reduce"}
    anonymous, recruiter = (browser.new_context(base_url=site.url, **options) for _ in range(2))
    if options.get("java_script_enabled", True):
        _sign_in(recruiter, site)
    else:
        with open_visitor(browser, site) as visitor_with_scripts:
            recruiter.add_cookies(visitor_with_scripts.recruiter.cookies())  # type: ignore[arg-type]
    for context in (anonymous, recruiter):
        context.set_default_timeout(20_000)
        if not scripts:
            context.route("**/*.js", lambda route: route.abort())
    try:
        yield Visitor(site, anonymous, recruiter)
    finally:
        anonymous.close()
        recruiter.close()


def _sign_in(context: BrowserContext, site: Site) -> None:
    tab = context.new_page()
    tab.goto("/admin/login/")
    tab.fill("[name=login]", site.username)
    tab.fill("[name=password]", site.password)
    with tab.expect_navigation():
        tab.click("[type=submit]")
    if "/login/" in tab.url:
        raise SystemExit("The demo's recruiter could not sign in.")
    tab.close()


def open_page(tab: Tab, page: Page, wait_until: Wait = "load") -> Response:
    """Open `page` in `tab` and bring it into its state. Return the response of the document that `tab` then shows."""
    if page.html:
        policy = tab.request.get("/").headers["content-security-policy"]
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
        tab.route(f"**{page.path}", lambda route: route.fulfill(status=page.status, headers=headers, body=page.html))
    response = tab.goto(page.path, wait_until=wait_until)
    assert response is not None
    for selector in page.clicks:
        target = tab.locator(selector).first
        if page.sends:
            # Send the form even if the browser would refuse it, to see the server's answer.
            target.evaluate("button => { button.form.noValidate = true }")
            with tab.expect_navigation(wait_until=wait_until) as navigation:
                if target.is_visible():
                    target.click()
                else:  # in a menu
                    target.evaluate("button => button.click()")
            response = navigation.value
        elif target.is_visible():
            target.click()
    # A font of the employer that comes late moves texts.
    tab.evaluate("document.fonts.ready.then(() => null)")
    return response
