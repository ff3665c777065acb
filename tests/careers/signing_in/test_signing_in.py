"""The one door of the desk: who comes in, with what, and that nobody learns from it who exists."""

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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

ROUTES = {
    "account_login", "account_logout", "account_change_password", "account_reauthenticate", "signed_in",
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_add_webauthn", "mfa_login_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _employer(employer):
    pass


def body(response):
    """What the page says, without what differs on every page: its token and the name that was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.text)
    return re.sub(r'name="login" value="[^"]+"', "", text)


def test_of_allauth_only_what_staff_need_has_an_address():
    from_allauth = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    assert {name for name in from_allauth if name.startswith(("account_", "mfa_", "socialaccount"))} | {
        "signed_in"
    } == ROUTES
    for name in ("account_signup", "account_reset_password", "account_email", "account_set_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("admin:login", "account_login"),
        ("admin:logout", "account_logout"),
        ("admin:password_change", "account_change_password"),
    ],
)
def test_the_doors_of_the_admin_itself_are_taken_by_ours(name, ours):
    assert resolve(reverse(name)).url_name == ours
    assert resolve(reverse(name)).func.is_sign_in_view


def test_name_and_password_let_staff_in_and_lead_on(client):
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
def test_the_next_page_is_on_this_site(client, address):
    make_staff()
    data = {"login": "robin", "password": PASSWORD, "next": address}

    assert client.post(LOGIN, data)["Location"] == "/admin/"
    assert client.post(f"/admin/logout/?next={address}")["Location"] == LOGIN


def test_signing_out_ends_the_session_and_says_so(client):
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


def test_d3_every_refusal_says_the_same_after_as_much_work(settings):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    make_staff()
    make_staff("ina", is_active=False)
    make_staff("nina", is_staff=False)
    User.objects.create_user("nopa", is_staff=True)
    answers, encode = {}, PBKDF2PasswordHasher.encode

    for why, (username, password) in REFUSED.items():
        with patch.object(PBKDF2PasswordHasher, "encode", autospec=True, side_effect=encode) as work:
            client = Client()
            response = sign_in(client, username, password)
        answers[why] = (response.status_code, body(response), work.call_count)
        assert "User name or password is wrong" in response.text
        assert not is_signed_in(client)

    assert len(set(answers.values())) == 1, {why: (status, work) for why, (status, _body, work) in answers.items()}
    assert answers["unknown"][2] == 1


def test_page_tells_where_to_turn_without_a_password(client):
    text = client.get(LOGIN).text

    assert "Forgot your password" in text
    assert "Ask an administrator of this site" in text
    assert "reset" not in text


def test_who_signed_in_long_ago_confirms_before_changing_anything(client):
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


def test_password_is_changed_with_the_old_one_and_other_sessions_end(client):
    make_staff()
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one)
    new = {"password1": "another-kite-up-high", "password2": "another-kite-up-high"}

    assert "not your current password" in client.post("/admin/password_change/", {"oldpassword": "x", **new}).text
    response = client.post("/admin/password_change/", {"oldpassword": PASSWORD, **new}, follow=True)

    assert "Your password is changed." in response.text
    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)
    assert sign_in(Client(), password="another-kite-up-high").status_code == 302


def test_without_a_password_there_is_none_to_change(desk):
    assert desk.get("/admin/password_change/")["Location"] == ACCOUNT


def test_nothing_sent_by_nobody_is_kept(client):
    """Allauth keeps a form that needs confirmation in the session; strangers must not fill the database so."""
    response = client.post("/admin/account/app/", {"code": "x" * 10_000})

    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/account/")
    assert "sessionid" not in client.cookies


def test_passkeys_are_not_offered_under_a_number(client):
    make_staff()
    sign_in(client)

    for host, offered in (("localhost:8000", True), ("127.0.0.1:8000", False), ("[::1]:8000", False), ("[::1]", False)):
        text = client.get(ACCOUNT, headers={"host": host}).text
        assert ("Add a passkey" in text, "as <code>localhost</code>" in text) == (offered, not offered), host
