"""Steps that tests of signing in share."""

import re
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from tests.signing_in import PASSWORD

AUTHENTICATOR_OPTIONS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
}


def add_authenticator(page: Page, **options: Any) -> tuple[CDPSession, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = AUTHENTICATOR_OPTIONS | {"isUserVerified": True, "automaticPresenceSimulation": True} | options
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("User name").fill("robin")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def expect_signed_in(page: Page) -> None:
    expect(page).to_have_url(re.compile("/admin/$"))
    # On a phone, the button that signs out is in a menu.
    expect(page.get_by_role("heading", name="The recruiter’s desk")).to_be_visible()


def add_passkey(page: Page, name: str = "My phone", passwordless: bool = True) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Sign in with this passkey alone").set_checked(passwordless)
    page.get_by_role("button", name="Add this passkey").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
