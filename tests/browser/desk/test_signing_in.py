"""Signing in: codes of an app, passkeys of a virtual authenticator, and sessions that end during an edit."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from careers.signing_in.sessions import SIGNED_IN_AT
from teams.models import Team
from tests.factories import make_employer, make_team
from tests.signing_in import SECRET, code, make_staff, wrong_code

from .signing_in import add_authenticator, add_passkey, expect_signed_in, sign_in, sign_out

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    make_employer()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def authenticator(page: Page) -> tuple[CDPSession, str]:
    """A virtual authenticator that approves every request."""
    return add_authenticator(page)


def test_app_is_set_up_and_a_code_is_required(go: Callable[[str], Page]) -> None:
    make_staff()
    page = go("/admin/")
    sign_in(page)
    page.get_by_role("link", name="Codes and passkeys").click()
    page.get_by_role("link", name="Set up an app").click()
    picture = page.get_by_role("img", name="The key below")
    expect(picture).to_be_visible()
    assert (picture.locator("svg").bounding_box() or {})["width"] > 150
    page.get_by_label("Code that the app shows").fill(code(secret=page.locator("code.key").inner_text()))
    page.get_by_role("button", name="Set up the app").click()
    code_elements = page.locator(".recovery-codes code")
    expect(code_elements).to_have_count(10)
    codes = code_elements.all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_text().split() == codes
    sign_out(page)

    sign_in(page)
    page.get_by_label("Code").fill(wrong_code())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("That is not valid.")).to_be_visible()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    expect_signed_in(page)


def test_passkey_signs_in_until_it_is_removed(go: Callable[[str], Page], authenticator: tuple[CDPSession, str]) -> None:
    make_staff()
    page = go("/admin/account/")
    sign_in(page)
    add_passkey(page)
    go("/admin/account/")
    expect(page.get_by_text("not used yet")).to_be_visible()
    page.get_by_role("link", name="Rename My phone").click()
    page.get_by_label("Name").fill("Telephone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("listitem").filter(has_text="Telephone")).to_be_visible()
    sign_out(page)

    go("/admin/login/?next=/admin/account/").get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/admin/account/$"))
    expect(page.get_by_text("last used")).to_be_visible()
    page.get_by_role("link", name="Remove Telephone").click()
    page.get_by_role("button", name="Yes, remove it").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.exists()
    sign_out(page)

    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That is not valid.")).to_be_visible()
    expect(page).to_have_url(re.compile("/admin/login/"))
    expect(page.get_by_label("User name")).to_be_visible()


def test_old_security_key_is_a_second_step(go: Callable[[str], Page], page: Page) -> None:
    add_authenticator(page, protocol="u2f", transport="usb", hasResidentKey=False, hasUserVerification=False)
    make_staff()
    go("/admin/account/")
    sign_in(page)
    add_passkey(page, passwordless=False)
    go("/admin/account/")
    expect(page.get_by_text("second step only")).to_be_visible()
    sign_out(page)

    sign_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use my passkey").click()
    expect_signed_in(page)


def age_session() -> None:
    """Date the sign-in back by an hour."""
    session = SessionStore(Session.objects.get().session_key)
    session[SIGNED_IN_AT] -= 3600
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 3600
    session.save()


def test_passkey_confirms_the_identity(go: Callable[[str], Page], authenticator: tuple[CDPSession, str]) -> None:
    make_staff()
    page = go("/admin/account/")
    sign_in(page)
    add_passkey(page)
    age_session()
    go("/admin/account/app/")
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(re.compile("/admin/account/app/$"))


def test_passkey_of_an_inactive_account_does_not_sign_in(
    go: Callable[[str], Page], authenticator: tuple[CDPSession, str]
) -> None:
    user = make_staff()
    page = go("/admin/account/")
    sign_in(page)
    add_passkey(page)
    user.is_active = False
    user.save()

    go("/admin/login/").get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("This account may not sign in here.")).to_be_visible()
    assert Session.objects.count() <= 1
    expect(page.get_by_label("User name")).to_be_visible()


def test_failed_passkey_shows_an_error(go: Callable[[str], Page], authenticator: tuple[CDPSession, str]) -> None:
    make_staff()
    page = go("/admin/login/")
    session, authenticator_id = authenticator
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator_id, "isUserVerified": False})

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("That did not work")


def test_sign_in_without_javascript_accepts_codes_and_explains_passkeys(
    without_script: BrowserContext, live_server: Any
) -> None:
    make_staff(app=True)
    page = without_script.new_page()
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in(page)
    page.get_by_label("Code").fill(code(secret=SECRET))
    page.get_by_role("button", name="Continue").click()
    expect_signed_in(page)


def test_form_can_be_sent_again_after_the_session_ended(page: Page, live_server: Any) -> None:
    make_staff()
    team: Team = make_team("Backend")
    page.goto(f"{live_server.url}/admin/teams/team/{team.pk}/change/")
    sign_in(page)
    page.get_by_label("Headline").fill("Two lines, “quoted” & <marked>")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (in a new tab)").click()
    sign_in(opened.value)
    expect(opened.value.get_by_text("press Send again")).to_be_visible()
    opened.value.close()
    page.get_by_role("button", name="Send again").click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    team.refresh_from_db()
    assert team.headline == "Two lines, “quoted” & <marked>"


def test_form_from_another_site_is_refused(page: Page, live_server: Any) -> None:
    """The browser sends its own headers from another origin, with a signed-in user."""
    make_staff()
    team: Team = make_team("Backend", headline="Before")
    page.goto(f"{live_server.url}/admin/")
    sign_in(page)
    expect_signed_in(page)
    forged_form = f"""<form method=post action="{live_server.url}/admin/teams/team/{team.pk}/change/">
        <input name=headline value=Forged></form><script>document.forms[0].submit()</script>"""
    page.route("http://evil.example/", lambda route: route.fulfill(content_type="text/html", body=forged_form))

    page.goto("http://evil.example/")
    page.wait_for_url(f"{live_server.url}/**")

    expect(page.get_by_role("heading", name="That could not be accepted.")).to_be_visible()
    assert "Forged" not in page.content()
    team.refresh_from_db()
    assert team.headline == "Before"
