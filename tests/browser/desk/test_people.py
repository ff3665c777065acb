"""The pages about people, their links and their trail: accessible, narrow and wide, nothing in the console."""

import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, expect

from teams.models import FactorRemoval, OneTimeLink
from teams.models.accounts.factor_removal import SETTLED_AFTER
from tests.browser.locators import accessibility_violations
from tests.desk import make_user
from tests.factories import make_employer, make_team
from tests.signing_in import PASSWORD, set_up_app

pytestmark = pytest.mark.django_db(transaction=True)
ENTRANCES = ("login/", "password/forgotten/", "password/forgotten/sent/", "password/new/1-x/", "welcome/x/")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_pages_about_people_are_accessible_and_fit_the_window(
    browser: Browser, live_server: Any, settings: Any, width: int, scheme: Any
) -> None:
    cache.clear()
    settings.COMPANY_SIGN_IN, settings.SENDS_MAIL = True, False
    make_employer()
    make_team("Bakery")
    rita, bea = make_user("rita", "Recruiter", email="rita@example.com"), make_user("bea", "Administrator")
    set_up_app(rita)
    output = io.StringIO()
    User.objects.filter(pk=bea.pk).update(is_active=False)
    call_command("first_administrator", stdout=output)
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 844}, base_url=live_server.url
    )
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))

    def check(address: str = "") -> None:
        if address:
            page.goto(f"/admin/{address}")
        assert accessibility_violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url

    for address in ENTRANCES:
        check(address)
    # A link that does not work any more is answered with 410, which Chromium logs.
    assert [text for text in messages if "410" not in text] == []
    messages.clear()

    link = re.search(r"/admin/(welcome/\S+)", output.getvalue())[1]  # type: ignore[index]
    check(link)
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill("another-kite")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and sign in").click()
    check()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()

    check("auth/user/add/")
    page.get_by_label("E-mail address").fill("new@example.com")
    page.get_by_label("Recruiter: the teams below").check()
    page.get_by_label("Bakery").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    check()
    expect(page.get_by_label("Link to hand over")).to_have_value(re.compile("/admin/welcome/"))
    assert OneTimeLink.objects.filter(kind="invitation", user__username="new@example.com").exists()
    check("auth/user/")
    expect(page.get_by_role("link", name="Invite a person")).to_be_visible()
    for address in ("change", "link", "end", "second-factor", "history"):
        check(f"auth/user/{rita.pk}/{address}/")
    check(f"auth/user/{bea.pk}/second-factor/")
    User.objects.filter(pk=bea.pk).update(is_active=True)
    # The administrator has been here long enough to decide.
    User.objects.update(date_joined=timezone.now() - SETTLED_AFTER)
    FactorRemoval.objects.create(user=rita, asked_by=bea)
    check(f"auth/user/{rita.pk}/second-factor/")
    with page.expect_navigation():
        page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The password alone is enough now")).to_be_visible()
    check("teams/securityevent/")
    expect(page.get_by_text("Second factor removed").first).to_be_visible()
    assert messages == []
    context.close()
