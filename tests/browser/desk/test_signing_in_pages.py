"""Accessibility of the sign-in pages, narrow and wide, light and dark."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Browser, expect

from teams.models import Team
from tests.browser.locators import accessibility_violations
from tests.factories import make_employer, make_team
from tests.signing_in import make_staff, wrong_code

from .signing_in import add_authenticator, add_passkey, expect_signed_in, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    make_employer()
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_sign_in_pages_are_accessible_and_fit_the_window(
    browser: Browser, live_server: Any, width: int, scheme: Any
) -> None:
    # The content security policy blocks axe's own style.
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    add_authenticator(page)
    make_staff()
    team: Team = make_team("Backend")

    def check(address: str = "") -> None:
        if address:
            page.goto(live_server.url + address)
        assert accessibility_violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    check("/admin/login/")
    with page.expect_navigation():
        sign_in(page, "wrong")
    check()
    sign_in(page)
    expect_signed_in(page)
    for address in ("account/", "account/app/", "account/passkeys/add/", "account/confirm/", "account/signed-in/"):
        check(f"/admin/{address}")
    check("/admin/password_change/")
    page.get_by_role("button", name="Change my password").evaluate("button => { button.form.noValidate = true }")
    with page.expect_navigation():
        page.get_by_role("button", name="Change my password").click()
    check()
    page.goto(f"{live_server.url}/admin/account/")
    add_passkey(page, "A telephone with a name that goes on and on until nobody reads it", passwordless=False)
    check()
    check("/admin/account/")
    key = Authenticator.objects.get(type="webauthn").pk
    for address in (
        f"passkeys/{key}/", f"passkeys/{key}/remove/", "recovery-codes/", "recovery-codes/new/", "confirm/passkey/",
    ):  # fmt: skip
        check(f"/admin/account/{address}")
    check("/admin/logout/")
    page.goto(f"{live_server.url}/admin/teams/team/{team.pk}/change/")
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    check()
    page.goto(f"{live_server.url}/admin/")
    sign_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    check()
    for _number in range(11):
        page.get_by_label("Code").fill(wrong_code())
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Too many tries.")).to_be_visible()
    check()
    context.close()
