"""Transitions, copies and previews on a phone without JavaScript."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from jobs.models import Location, Posting
from jobs.publishing.transitions import TRANSITIONS
from tests.desk import make_recruiter
from tests.factories import days, make_employer, make_location, make_posting

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH = 360
PAY = {"pay_minimum": 60000, "pay_maximum": 80000, "pay_currency": "EUR", "pay_period": "year"}


@pytest.fixture
def recruiter() -> Client:
    make_employer()
    client = Client()
    client.force_login(make_recruiter())
    return client


def open_window(browser: Browser, recruiter: Client, address: str, **options: Any) -> Page:
    """Open a narrow window in which the recruiter is signed in."""
    context = browser.new_context(viewport={"width": WIDTH, "height": 800}, base_url=address, **options)
    cookie = recruiter.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    return context.new_page()


@pytest.fixture
def desk(live_server: Any, browser: Browser, recruiter: Client) -> Iterator[Callable[[str], Page]]:
    """Opens addresses in a narrow window without JavaScript."""
    page = open_window(browser, recruiter, live_server.url, java_script_enabled=False)

    def open_page(address: str) -> Page:
        page.goto(address)
        return page

    yield open_page
    page.context.close()


def make_fit(title: str = "Cartographer", **fields: Any) -> Posting:
    place = Location.objects.filter(slug="berlin").first()
    place = place or make_location("Berlin", country="DE", time_zone="Europe/Berlin")
    defaults = {"locations": (place,), "published_from": None, "employment_types": ("full-time",), **PAY}
    return make_posting(title, **defaults | fields)


@pytest.fixture
def _october_2026() -> Iterator[None]:
    """Freezes the date: that month's ambiguous hour is known, whatever time zone laws change later."""
    with time_machine.travel(dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)):
        yield


@pytest.mark.usefixtures("_october_2026")
def test_posting_is_scheduled_for_an_ambiguous_hour(desk: Callable[[str], Page]) -> None:
    posting = make_fit()
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    page.get_by_role("link", name="Schedule").click()
    page.get_by_label("Day").fill("2026-10-25")
    page.get_by_label("Time").fill("02:30")
    page.get_by_role("button", name="Show what will happen").click()
    page.get_by_label("The second 02:30 (UTC+1 in Europe/Berlin)").check()
    page.get_by_role("button", name="Show what will happen").click()
    expect(page.get_by_text("Opens on 25 October 2026, 02:30 (Europe/Berlin, UTC+1)")).to_be_visible()
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_text("Scheduled 1 posting.")).to_be_visible()
    posting.refresh_from_db()
    assert posting.published_from is not None
    assert posting.published_from.isoformat() == "2026-10-25T01:30:00+00:00"


def test_posting_is_copied_and_previewed_without_an_account(
    desk: Callable[[str], Page], browser: Browser, live_server: Any
) -> None:
    posting = make_fit()
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    page.get_by_role("link", name="Copy", exact=True).click()
    page.get_by_label("Reference").fill("KW-8")
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_text("This is the copy of “Cartographer”, a draft.")).to_be_visible()
    page.get_by_role("link", name="Share a preview", exact=True).click()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Address to copy").input_value()

    context = browser.new_context(java_script_enabled=False)
    visitor = context.new_page()
    visitor.goto(address.replace(settings.SITE_URL, live_server.url))
    expect(visitor.get_by_role("heading", name="Cartographer", level=1)).to_be_visible()
    expect(visitor.get_by_role("complementary", name="Preview")).to_contain_text("This link ends on")
    with page.expect_navigation():
        page.get_by_role("button", name="Revoke").click()
    visitor.reload()
    expect(visitor.get_by_role("heading", name="There is nothing at this address.")).to_be_visible()
    context.close()


def test_primary_button_comes_first_and_fills_the_width(desk: Callable[[str], Page]) -> None:
    page = desk(f"/admin/jobs/posting/move/publish/?chosen={make_fit().pk}")
    publish = page.get_by_role("button", name="Publish now")
    back = page.get_by_role("link", name="Back, change nothing")
    boxes = [element.bounding_box() or {} for element in (publish, back)]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    assert boxes[0]["width"] == boxes[1]["width"] > 0.8 * WIDTH
    assert boxes[0]["height"] >= max(44, boxes[1]["height"])
    expect(back).to_have_css("background-color", "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_transition_pages_are_accessible_and_fit_a_phone(
    browser: Browser, live_server: Any, recruiter: Client, scheme: str
) -> None:
    draft, warned = make_fit(), make_posting("Warned", published_from=None, locations=(make_location(),))
    opened = make_fit("Open", locations=(), workplace="remote", remote_anywhere=True, published_from=days(-1))
    log = {"at": days(-1).isoformat(), "what": "title", "before": "Before", "after": "Open"}
    Posting.objects.filter(pk=opened.pk).update(change_log=[{**log, "at": days(-day).isoformat()} for day in range(5)])
    page = open_window(browser, recruiter, live_server.url, color_scheme=scheme)
    query = f"chosen={draft.pk}+{warned.pk}+{opened.pk}"
    for address in [
        *(f"/admin/jobs/posting/move/{name}/?{query}" for name in TRANSITIONS),
        f"/admin/jobs/posting/{draft.pk}/copy/",
        f"/admin/jobs/posting/{draft.pk}/preview/",
        f"/admin/jobs/posting/{opened.pk}/preview/",
        opened.get_absolute_url(),
        draft.get_absolute_url(),
    ]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, address
        violations = Axe().run(page).response["violations"]
        assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations] == [], (
            address
        )
    page.context.close()
