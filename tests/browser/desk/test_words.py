"""Words that found nothing, on the front page of the desk: by keyboard, by mouse and on a phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from jobs.models import Location, Synonym, Tag, UnmatchedWords
from tests.desk import make_recruiter
from tests.factories import make_employer, make_location, make_posting

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 800}
LONG = "tetrahydrocannabinolcarboxylicacid determination technician"


@pytest.fixture(autouse=True)
def _words() -> None:
    make_posting("Beekeeper", locations=(make_location("Lisbon"),))
    for words, count in (("quantum", 7), ("alfama", 4), ("outdoor", 4), (LONG, 3)):
        UnmatchedWords.objects.create(day=timezone.now().date(), words=words, count=count)


def test_synonym_is_made_by_keyboard(desk: Callable[[str], Page]) -> None:
    page = desk("/admin/")
    page.get_by_role("link", name="Make a synonym “quantum”").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Another name of a place “quantum”")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Make a label “quantum”")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Not now “quantum”")).to_be_focused()
    for _key in range(3):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("People type")).to_have_value("quantum")
    page.get_by_label("People type").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("beekeeper")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/admin/$"))
    expect(page.locator(".messagelist .success")).to_have_text("Saved.")
    synonym = Synonym.objects.get(typed="quantum")
    assert (synonym.found, synonym.direction) == ("beekeeper", "two-way")


def test_synonym_name_and_label_are_made_by_mouse(desk: Callable[[str], Page]) -> None:
    page = desk("/admin/")
    expect(page.get_by_role("region", name="Words that found nothing")).to_contain_text("quantum seen 7 times")
    page.get_by_role("link", name="Make a synonym “quantum”").click()
    page.get_by_label("The search also finds").fill("beekeeper")
    page.get_by_label("Direction").select_option("One way")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/$"))

    page.get_by_role("link", name="Another name of a place “alfama”").click()
    expect(page.get_by_label("Other name")).to_have_value("alfama")
    page.get_by_label("Place").select_option("Lisbon")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Whoever searches for “alfama” finds Lisbon.")).to_be_visible()

    # The search finds these words now, so they are no longer listed.
    expect(page.get_by_role("link", name=re.compile("quantum|alfama"))).to_have_count(0)
    page.get_by_role("link", name="Make a label “outdoor”").click()
    expect(page.get_by_label("Slug")).to_have_value("outdoor")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/$"))

    page.get_by_role("button", name=f"Not now “{LONG}”").click()
    expect(page.get_by_text(f"“{LONG}” is listed again when more people search for it.")).to_be_visible()
    expect(page.get_by_role("link", name=f"Make a synonym “{LONG}”")).to_have_count(0)
    assert Synonym.objects.get(typed="quantum").direction == "one-way"
    assert Location.objects.get().also_called == "alfama"
    assert Tag.objects.get().slug == "outdoor"


PAGES = ("/admin/", "/admin/jobs/synonym/add/?typed=quantum", "/admin/jobs/location/also-called/?words=alfama")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_words_are_accessible_and_fit_a_phone(live_server: Any, browser: Browser, scheme: Any) -> None:
    make_employer()
    client = Client()
    client.force_login(make_recruiter())
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, color_scheme=scheme)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        violations = Axe().run(page).response["violations"]
        assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations] == [], (
            address
        )
    page.goto("/admin/")
    boxes = [control.bounding_box() or {} for control in page.locator(".unmatched a, .unmatched button").all()]
    assert len(boxes) == 16
    assert min(box["height"] for box in boxes) >= 24
    assert min(box["width"] for box in boxes) >= 24
    assert max(box["x"] + box["width"] for box in boxes) <= PHONE["width"]
    context.close()
