"""Fixtures of browser tests. The tests are collected only if Chromium is installed; each has its own live site."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.chromium import ARGUMENTS, executable
from tests.desk import make_recruiter
from tests.factories import days, make_employer, make_location, make_posting, make_team

from .locators import TIMEOUT

expect.set_options(timeout=TIMEOUT)
collect_ignore_glob = [] if executable() else ["*/test_*.py"]

LOG_POLICY_VIOLATIONS = """document.addEventListener("securitypolicyviolation",
    event => console.error(`${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`))"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": executable(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def static_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Settings that serve bundled static files, as in production: a page loads a few files instead of forty."""
    folder: Path = tmp_path_factory.mktemp("static")
    storages = django_settings.STORAGES | {"staticfiles": {"BACKEND": "careers.storage.StaticStorage"}}
    overrides = {"STATIC_ROOT": folder, "STORAGES": storages}
    # On localhost, compression takes longer than it saves.
    with (
        override_settings(**overrides),
        mock.patch("whitenoise.compress.Compressor.should_compress", return_value=False),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    return overrides


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any, static_settings: dict[str, Any]) -> None:
    """Overrides the fixture of that name: browser tests use the collected static files."""
    for name, value in static_settings.items():
        setattr(settings, name, value)


@pytest.fixture(scope="session")
def live_server(static_settings: dict[str, Any]) -> Iterator[LiveServer]:
    """A site that serves its static files itself, as in production, without Django's handler for tests."""
    handler = "django.contrib.staticfiles.handlers.StaticFilesHandler"
    with override_settings(**static_settings), mock.patch(handler, lambda application: application):
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def console_messages(page: Page) -> list[str]:
    """The browser's console messages and uncaught errors on all pages of the test."""
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    return messages


@pytest.fixture
def without_script(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture
def go(page: Page, live_server: Any, console_messages: list[str]) -> Iterator[Callable[[str], Page]]:
    """Opens addresses. Fails if a page logs to the console or violates the content security policy."""
    page.add_init_script(LOG_POLICY_VIOLATIONS)

    def open_page(address: str) -> Page:
        page.goto(live_server.url + address)
        return page

    yield open_page
    assert console_messages == []


@pytest.fixture
def desk(page: Page, live_server: Any, go: Callable[[str], Page]) -> Callable[[str], Page]:
    """Opens addresses as a signed-in recruiter."""
    make_employer()
    client = Client()
    client.force_login(make_recruiter())
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return go


@pytest.fixture
def market(live_server: Any) -> str:
    """Eight positions: on site in Lisbon and Berlin, remote from Germany and from anywhere. Three state their pay."""
    make_employer(currency="EUR")
    sea, land = make_team("Sea"), make_team("Land")
    lisbon, berlin = make_location("Lisbon"), make_location("Berlin", country="DE")
    wages = {"pay_currency": "EUR", "pay_period": "year"}
    positions: list[tuple[str, dict[str, Any]]] = [
        ("Cartographer", {"team": land, "locations": (berlin,), "pay_minimum": 60_000, "pay_maximum": 80_000, **wages}),
        ("Cartography lead", {"team": land, "locations": (lisbon,), "pay_minimum": 90_000, **wages}),
        ("Harbour pilot", {"team": sea, "locations": (lisbon,), "pay_maximum": 50_000, **wages}),
        ("Harbour keeper", {"team": sea, "locations": (berlin,), "level": "senior"}),
        ("Tide reader", {"team": sea, "workplace": "remote", "remote_anywhere": True, "level": "senior"}),
        ("Wind reader", {"team": sea, "workplace": "remote", "remote_countries": ("DE", "FR")}),
        ("Gardener", {"team": land, "locations": (lisbon,), "level": "mid"}),
        ("Beekeeper", {"team": land, "locations": (lisbon, berlin), "level": "mid"}),
    ]
    for number, (title, fields) in enumerate(positions):
        make_posting(title, **{"workplace": "on-site", "published_from": days(-1 - number)} | fields)
    return str(live_server.url)
