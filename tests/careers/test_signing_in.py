"""The one door of the desk: who comes in, with what, and that nobody learns from it who exists."""

import json
import re
from unittest.mock import patch

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from ..signing_in import (
    ACCOUNT,
    LOGIN,
    PASSWORD,
    SECOND_STEP,
    code,
    is_signed_in,
    make_staff,
    sign_in,
    wrong_code,
)

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
    assert resolve(reverse(name)).func.of_signing_in


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
    answers = {}

    for why, (username, password) in REFUSED.items():
        with patch.object(PBKDF2PasswordHasher, "encode", autospec=True, side_effect=PBKDF2PasswordHasher.encode) as work:
            client = Client()
            response = sign_in(client, username, password)
        answers[why] = (response.status_code, body(response), work.call_count)
        assert "do not belong together" in response.text
        assert not is_signed_in(client)

    assert len(set(answers.values())) == 1, {why: (status, work) for why, (status, _body, work) in answers.items()}
    assert answers["unknown"][2] == 1


def test_page_tells_where_to_turn_without_a_password(client):
    text = client.get(LOGIN).text

    assert "Forgotten your password" in text
    assert "Ask whoever looks after this site" in text
    assert "reset" not in text


def test_with_an_app_the_password_alone_opens_nothing(client):
    make_staff(app=True)

    response = sign_in(client)

    assert response["Location"] == SECOND_STEP
    assert not is_signed_in(client)
    assert client.get(ACCOUNT).status_code == 302
    response = client.post(SECOND_STEP, {"code": code()})
    assert response["Location"] == "/admin/"
    assert is_signed_in(client)


def test_wrong_code_is_told_and_opens_nothing(client):
    make_staff(app=True)
    sign_in(client)

    response = client.post(SECOND_STEP, {"code": wrong_code()})

    assert "That did not fit" in response.text
    assert not is_signed_in(client)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_is_good_for_a_minute_and_a_half(client, steps, good):
    with time_machine.travel("2026-03-12T10:00:00Z", tick=False):
        make_staff(app=True)
        sign_in(client)
        client.post(SECOND_STEP, {"code": code(steps)})

        assert is_signed_in(client) is good


@pytest.mark.parametrize("seconds", [0, 31, 59])
def test_d4_code_is_taken_once(seconds):
    with time_machine.travel("2026-03-12T10:00:00Z", tick=False) as clock:
        make_staff(app=True)
        seen, clients = code(1), [Client(), Client()]
        for client in clients:
            sign_in(client)
        clients[0].post(SECOND_STEP, {"code": seen})
        clock.shift(seconds)
        response = clients[1].post(SECOND_STEP, {"code": f"{seen[:3]} {seen[3:]}"})

        assert "That did not fit" in response.text
        assert [is_signed_in(client) for client in clients] == [True, False]


def test_recovery_code_stands_for_a_code_once():
    user = make_staff(app=True)
    recovery = RecoveryCodes.activate(user).generate_codes()[3]

    for expected in (True, False):
        client = Client()
        sign_in(client)
        client.post(SECOND_STEP, {"code": recovery})
        assert is_signed_in(client) is expected


@time_machine.travel("2026-03-12T10:00:00Z", tick=False)
def test_app_is_set_up_with_recovery_codes_and_removed_again(client):
    make_staff()
    sign_in(client)
    secret = re.search(r'<code class="key">([A-Z2-7]+)', client.get("/admin/account/app/").text)[1]

    assert "That did not fit" in client.post("/admin/account/app/", {"code": wrong_code()}).text
    response = client.post("/admin/account/app/", {"code": code(secret=secret)}, follow=True)

    assert len(re.findall(r"<li><code>\d{8}</code>", response.text)) == 10
    assert len(client.get("/admin/account/recovery-codes/download/").content.split()) == 10
    other = Client()
    assert sign_in(other)["Location"] == SECOND_STEP
    # The code that was shown while setting up is used.
    other.post(SECOND_STEP, {"code": code(secret=secret)})
    assert not is_signed_in(other)
    client.post("/admin/account/app/remove/")
    assert sign_in(Client())["Location"] == "/admin/"


def test_picture_of_the_key_stands_in_the_page_and_keeps_to_the_policy(client):
    make_staff()
    sign_in(client)

    text = client.get("/admin/account/app/").text

    assert re.search(r'<div class="qr"[^>]*><svg [^>]*><path d="M', text)
    assert "data:" not in text
    assert not re.search(r"<[^>]+\sstyle=", text)


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

    assert "not your present password" in client.post("/admin/password_change/", {"oldpassword": "x", **new}).text
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


CREDENTIALS = [
    "", "{", "null", "[]", "1", '"x"', "{}", '{"response": {}}', '{"response": null}', '{"id": "\\ud800"}',
    json.dumps({"id": "a", "rawId": "a", "type": "public-key", "clientExtensionResults": {}, "response": {
        "authenticatorData": "AAAA", "clientDataJSON": "e30", "signature": "AA", "userHandle": "_____w",
        "attestationObject": "oA",
    }}),
    json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {
        "authenticatorData": "A" * 64, "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUFBQSIsIm9"
        "yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QifQ", "signature": "AA", "userHandle": "enp6enp6enp6enp6enp6eg",
    }}),
]  # fmt: skip


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_c17_no_credential_makes_an_error(client, credential):
    make_staff(app=True)
    client.get("/admin/account/passkeys/login/", headers={"accept": "application/json"})
    assert client.post("/admin/account/passkeys/login/", {"credential": credential})["Location"] == LOGIN
    sign_in(client)
    client.get(SECOND_STEP)
    assert client.post(SECOND_STEP, {"credential": credential}).status_code == 200
    client.post(SECOND_STEP, {"code": code()})
    client.get("/admin/account/passkeys/add/")
    assert client.post("/admin/account/passkeys/add/", {"credential": credential}).status_code == 200


def test_passkeys_are_not_offered_under_a_number(client):
    make_staff()
    sign_in(client)

    for host, offered in (("localhost:8000", True), ("127.0.0.1:8000", False), ("[::1]:8000", False), ("[::1]", False)):
        text = client.get(ACCOUNT, headers={"host": host}).text
        assert ("Add a passkey" in text, "as <code>localhost</code>" in text) == (offered, not offered), host
