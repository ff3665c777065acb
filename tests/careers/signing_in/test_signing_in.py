"""Signing in: who may, with what, and that it does not reveal which users exist."""

import re
from unittest.mock import patch

import pytest
import time_machine
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from tests.signing_in import ACCOUNT, LOGIN, PASSWORD, is_signed_in, make_staff, sign_in

pytestmark = pytest.mark.django_db

ROUTES = {
    "account_login", "account_logout", "account_change_password", "account_reauthenticate", "signed_in",
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_add_webauthn", "mfa_login_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _employer(employer):
    pass


def get_body(response):
    """Return the page without its CSRF token and the typed user name, which always differ."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.text)
    return re.sub(r'name="login" value="[^"]+"', "", text)


def test_allauth_has_only_the_addresses_that_staff_need():
    from_allauth = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    assert {name for name in from_allauth if name.startswith(("account_", "mfa_", "socialaccount"))} | {
        "signed_in"
    } == ROUTES
    for name in ("account_signup", "account_email", "account_set_password", "socialaccount_connections"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_browser_without_cookies_is_told_so():
    make_staff()
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(LOGIN).text)[1]
    form = {"login": "robin", "password": PASSWORD, "csrfmiddlewaretoken": token}
    wrong = client.post(LOGIN, {**form, "csrfmiddlewaretoken": "x" * 64})
    client.cookies.clear()
    blocked = client.post(LOGIN, form)

    assert (blocked.status_code, wrong.status_code) == (403, 403)
    assert "Allow cookies for this site" in blocked.text
    assert f'href="{LOGIN}"' in blocked.text
    assert "cookies" not in wrong.text
    assert PASSWORD not in blocked.text


@pytest.mark.parametrize(
    ("name", "replacement"),
    [
        ("admin:login", "account_login"),
        ("admin:logout", "account_logout"),
        ("admin:password_change", "account_change_password"),
    ],
)
def test_login_pages_of_django_are_replaced(name, replacement):
    assert resolve(reverse(name)).url_name == replacement
    assert resolve(reverse(name)).func.is_sign_in_view


def test_staff_sign_in_and_are_redirected(client):
    make_staff()

    response = client.post(LOGIN, {"login": "robin", "password": PASSWORD, "next": "/admin/jobs/"})

    assert (response.status_code, response["Location"]) == (302, "/admin/jobs/")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/admin/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http://localhost/admin/",
    ],
)
def test_next_page_is_on_this_site(client, address):
    make_staff()
    data = {"login": "robin", "password": PASSWORD, "next": address}

    assert client.post(LOGIN, data)["Location"] == "/admin/"
    assert client.post(f"/admin/logout/?next={address}")["Location"] == LOGIN


def test_signing_out_ends_the_session(client):
    make_staff()
    sign_in(client)
    cookie = client.cookies["sessionid"].value

    response = client.post("/admin/logout/", follow=True)

    assert "You are signed out." in response.text
    other = Client()
    other.cookies["sessionid"] = cookie
    assert not is_signed_in(other)


REFUSED = {
    "unknown": ("nobody", PASSWORD),
    "wrong password": ("robin", "wrong"),
    "inactive": ("ina", PASSWORD),
    "no staff": ("nina", PASSWORD),
    "no password": ("nopa", PASSWORD),
}


def test_d3_all_refusals_are_the_same_and_take_the_same_work(settings, monkeypatch):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    # The test counts how often it hashes, so the cost of one hash does not matter.
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
    make_staff()
    make_staff("ina", is_active=False)
    make_staff("nina", is_staff=False)
    User.objects.create_user("nopa", is_staff=True)
    responses, encode = {}, PBKDF2PasswordHasher.encode

    for reason, (username, password) in REFUSED.items():
        with patch.object(PBKDF2PasswordHasher, "encode", autospec=True, side_effect=encode) as work:
            client = Client()
            response = sign_in(client, username, password)
        responses[reason] = (response.status_code, get_body(response), work.call_count)
        assert "User name or password is wrong" in response.text
        assert not is_signed_in(client)

    assert len(set(responses.values())) == 1, {
        reason: (status, work) for reason, (status, _body, work) in responses.items()
    }
    assert responses["unknown"][2] == 1


def test_login_page_says_whom_to_ask(client):
    text = client.get(LOGIN).text

    assert "Forgot your password" in text
    assert "Ask an administrator of this site" in text
    assert "reset" not in text


def test_user_who_signed_in_long_ago_must_confirm(client):
    with time_machine.travel("2026-03-12T10:00:00Z", tick=False) as clock:
        make_staff()
        sign_in(client)
        clock.shift(299)
        assert client.get("/admin/account/app/").status_code == 200
        clock.shift(1)
        response = client.get("/admin/account/app/")
        assert response["Location"] == "/admin/account/confirm/?next=%2Fadmin%2Faccount%2Fapp%2F"
        assert "not your password" in client.post(response["Location"], {"password": "wrong"}).text
        response = client.post(response["Location"], {"password": PASSWORD})
        assert response["Location"] == "/admin/account/app/"
        assert client.get("/admin/account/app/").status_code == 200


def test_changing_the_password_ends_other_sessions(client):
    make_staff()
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser)
    new = {"password1": "another-kite-up-high", "password2": "another-kite-up-high"}

    assert "not your current password" in client.post("/admin/password_change/", {"oldpassword": "x", **new}).text
    response = client.post("/admin/password_change/", {"oldpassword": PASSWORD, **new}, follow=True)

    assert "Your password is changed." in response.text
    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)
    assert sign_in(Client(), password="another-kite-up-high").status_code == 302


def test_user_without_a_password_cannot_change_it(desk):
    assert desk.get("/admin/password_change/")["Location"] == ACCOUNT


def test_forms_of_anonymous_visitors_are_not_stored(client):
    """Allauth stores a form that needs confirmation in the session. Visitors could fill the database."""
    response = client.post("/admin/account/app/", {"code": "x" * 10_000})

    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/account/")
    assert "sessionid" not in client.cookies


def test_passkeys_are_not_offered_for_an_ip_address(client):
    make_staff()
    sign_in(client)

    for host, offered in (("localhost:8000", True), ("127.0.0.1:8000", False), ("[::1]:8000", False), ("[::1]", False)):
        text = client.get(ACCOUNT, headers={"host": host}).text
        assert ("Add a passkey" in text, "as <code>localhost</code>" in text) == (offered, not offered), host
