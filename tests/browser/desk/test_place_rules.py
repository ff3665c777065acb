"""Rules of places at the desk: their pages, and the findings above a posting, on a phone and on a desk."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect

from jobs.models import PlaceRule
from tests.browser.locators import accessibility_violations
from tests.desk import change_url, make_recruiter
from tests.factories import make_employer, make_location, make_posting
from tests.jobs.place_rules import MIGRATION

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_rules_and_findings_are_accessible_and_fit(live_server: Any, browser: Browser, width: int) -> None:
    make_employer()
    PlaceRule.objects.all().delete()
    PlaceRule.objects.bulk_create(PlaceRule(**rule) for rule in MIGRATION.read_rules())
    toronto = make_location("Toronto", region="ON", country="CA")
    draft = make_posting(published_from=None, locations=(toronto,), workplace="remote", remote_countries=("US", "IT"))
    rule = PlaceRule.objects.get(region="ON, Ontario")
    client = Client()
    client.force_login(make_recruiter())
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url, bypass_csp=True)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    for address in ("/admin/jobs/placerule/", change_url(rule), "/admin/jobs/placerule/import/", change_url(draft)):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert accessibility_violations(page) == [], address
    findings = page.get_by_role("region", name="Before you publish")
    folded = findings.get_by_text("artificial intelligence helps to choose")
    expect(folded).to_be_hidden()
    findings.get_by_text("notes on places").click()
    expect(folded).to_be_visible()
    assert accessibility_violations(page) == []
    links = findings.get_by_role("link").all()
    assert {(box["height"] >= 24, box["width"] >= 24) for box in (link.bounding_box() or {} for link in links)} == {
        (True, True)
    }
    context.close()
