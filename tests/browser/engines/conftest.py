"""Fixtures of tests that run in Chromium and in Firefox, behind a proxy that delays and breaks answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from selenium.webdriver import Firefox, FirefoxOptions
from selenium.webdriver.firefox.service import Service

from tests import firefox
from tests.factories import days, make_employer, make_location, make_posting, make_team

from .proxy import Rules, serve_proxy
from .windows import ChromiumWindow, FirefoxWindow, Window

PHONE = (390, 700)
ENGINES = ["chromium", *(["firefox"] if firefox.executable() else [])]


@contextmanager
def start_firefox(**preferences: Any) -> Iterator[Firefox]:
    """Run Firefox until the `with` block ends."""
    options = FirefoxOptions()
    options.binary_location = firefox.executable() or ""
    options.add_argument("-headless")
    options.page_load_strategy = "normal"
    options.enable_bidi = True
    for name, value in preferences.items():
        options.set_preference(name.replace("_", "."), value)
    driver = Firefox(options=options, service=Service(firefox.driver()))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def firefox_driver() -> Iterator[Firefox]:
    with start_firefox() as driver:
        driver.set_window_size(1280, 900)
        yield driver


@pytest.fixture(params=ENGINES)
def window(request: pytest.FixtureRequest) -> Iterator[Window]:
    if request.param == "chromium":
        yield ChromiumWindow(request.getfixturevalue("page"))
        return
    driver = request.getfixturevalue("firefox_driver")
    window = FirefoxWindow(driver)
    handlers = [
        driver.script.add_console_message_handler(lambda entry: window.messages.append(entry.text)),
        driver.script.add_javascript_error_handler(lambda entry: window.messages.append(entry.text)),
    ]
    yield window
    driver.script.remove_console_message_handler(handlers[0])
    driver.script.remove_javascript_error_handler(handlers[1])
    driver.get("about:blank")


@pytest.fixture(params=ENGINES)
def scriptless_phone(request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window of 390 pixels that runs no scripts of pages."""
    if request.param == "chromium":
        with request.getfixturevalue("browser").new_context(java_script_enabled=False) as context:
            window: Window = ChromiumWindow(context.new_page())
            window.resize(*PHONE)
            yield window
        return
    with start_firefox(javascript_enabled=False) as driver:
        window = FirefoxWindow(driver)
        width, height = PHONE
        context = driver.current_window_handle
        driver.browsing_context.set_viewport(context=context, viewport={"width": width, "height": height})
        yield window


@pytest.fixture(scope="session")
def proxied(live_server: Any) -> Iterator[tuple[str, Rules]]:
    rules = Rules()
    with serve_proxy(live_server.url, rules) as address:
        yield address, rules


@pytest.fixture
def rules(proxied: tuple[str, Rules]) -> Iterator[Rules]:
    """The rules of the proxy, for one test."""
    yield proxied[1]
    proxied[1].clear()


@pytest.fixture
def site(proxied: tuple[str, Rules], rules: Rules) -> str:
    """The proxied site with thirty positions: every third is in Lisbon, the others are in Berlin."""
    make_employer(currency="EUR")
    team = make_team("Sea")
    lisbon, berlin = make_location("Lisbon"), make_location("Berlin", country="DE")
    for number in range(30):
        make_posting(
            f"Pilot {number:02}",
            team=team,
            locations=(berlin if number % 3 else lisbon,),
            level="senior" if number % 2 else "mid",
            pay_minimum=50_000,
            pay_currency="EUR",
            pay_period="year",
            published_from=days(-1 - number),
        )
    return proxied[0]
