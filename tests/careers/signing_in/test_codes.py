"""D4: the second step after the password: codes of an app, recovery codes and invalid passkeys."""

import json
import re

import pytest
import time_machine
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client, RequestFactory

from careers.signing_in.forms import PasskeyConfirmForm
from tests.signing_in import ACCOUNT, LOGIN, SECOND_STEP, code, is_signed_in, make_staff, sign_in, wrong_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("employer")]


def test_user_with_an_app_needs_a_code(client):
    make_staff(app=True)

    response = sign_in(client)

    assert response["Location"] == SECOND_STEP
    assert not is_signed_in(client)
    assert client.get(ACCOUNT).status_code == 302
    response = client.post(SECOND_STEP, {"code": code()})
    assert response["Location"] == "/admin/"
    assert is_signed_in(client)


def test_wrong_code_is_refused(client):
    make_staff(app=True)
    sign_in(client)

    response = client.post(SECOND_STEP, {"code": wrong_code()})

    assert "That is not valid" in response.text
    assert not is_signed_in(client)


@pytest.mark.parametrize(("steps", "is_valid"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_is_valid_for_90_seconds(client, steps, is_valid):
    with time_machine.travel("2026-03-12T10:00:00Z", tick=False):
        make_staff(app=True)
        sign_in(client)
        client.post(SECOND_STEP, {"code": code(steps)})

        assert is_signed_in(client) is is_valid


@pytest.mark.parametrize("seconds", [0, 31, 59])
def test_d4_code_works_once(seconds):
    with time_machine.travel("2026-03-12T10:00:00Z", tick=False) as clock:
        make_staff(app=True)
        used_code, clients = code(1), [Client(), Client()]
        for client in clients:
            sign_in(client)
        clients[0].post(SECOND_STEP, {"code": used_code})
        clock.shift(seconds)
        response = clients[1].post(SECOND_STEP, {"code": f"{used_code[:3]} {used_code[3:]}"})

        assert "That is not valid" in response.text
        assert [is_signed_in(client) for client in clients] == [True, False]


def test_recovery_code_works_once():
    user = make_staff(app=True)
    recovery = RecoveryCodes.activate(user).generate_codes()[3]

    for expected in (True, False):
        client = Client()
        sign_in(client)
        client.post(SECOND_STEP, {"code": recovery})
        assert is_signed_in(client) is expected


@time_machine.travel("2026-03-12T10:00:00Z", tick=False)
def test_app_is_set_up_with_recovery_codes_and_removed(client):
    make_staff()
    sign_in(client)
    secret = re.search(r'<code class="key">([A-Z2-7]+)', client.get("/admin/account/app/").text)[1]

    assert "That is not valid" in client.post("/admin/account/app/", {"code": wrong_code()}).text
    response = client.post("/admin/account/app/", {"code": code(secret=secret)}, follow=True)

    assert len(re.findall(r"<li><code>\d{8}</code>", response.text)) == 10
    assert len(client.get("/admin/account/recovery-codes/download/").content.split()) == 10
    other = Client()
    assert sign_in(other)["Location"] == SECOND_STEP
    # The code was used during the setup.
    other.post(SECOND_STEP, {"code": code(secret=secret)})
    assert not is_signed_in(other)
    client.post("/admin/account/app/remove/")
    assert sign_in(Client())["Location"] == "/admin/"


def test_qr_code_is_inline_and_respects_the_policy(client):
    make_staff()
    sign_in(client)

    text = client.get("/admin/account/app/").text

    assert re.search(r'<div class="qr"[^>]*><svg [^>]*><path d="M', text)
    assert "data:" not in text
    assert not re.search(r"<[^>]+\sstyle=", text)


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
    "[" * 100_000, '{"a":' * 50_000, "9" * 5000, "-" + "9" * 5000, '{"response": ' + "9" * 5000 + "}",
    "[" * 900 + "]" * 900, '{"response":' * 900 + "1" + "}" * 900, "NaN", "Infinity", "\x00", "\ufeff{}",
    # CBOR data that is nested very deeply: arrays of one element.
    json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {
        "clientDataJSON": "e30", "attestationObject": "gYGB" * 20_000, "authenticatorData": "gYGB" * 20_000,
        "signature": "AA", "userHandle": "AA",
    }}),
]  # fmt: skip


@pytest.mark.parametrize("credential", CREDENTIALS, ids=range(len(CREDENTIALS)))
def test_c17_invalid_credential_makes_no_server_error(client, credential):
    make_staff(app=True)
    client.get("/admin/account/passkeys/login/", headers={"accept": "application/json"})
    assert client.post("/admin/account/passkeys/login/", {"credential": credential})["Location"] == LOGIN
    sign_in(client)
    client.get(SECOND_STEP)
    assert client.post(SECOND_STEP, {"credential": credential}).status_code == 200
    client.post(SECOND_STEP, {"code": code()})
    client.get("/admin/account/passkeys/add/")
    assert client.post("/admin/account/passkeys/add/", {"credential": credential}).status_code == 200


@pytest.mark.parametrize("credential", CREDENTIALS, ids=range(len(CREDENTIALS)))
def test_c17_invalid_credential_does_not_confirm(client, credential):
    """The form is offered to users with a passkey."""
    user = make_staff()
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}})
    form = PasskeyConfirmForm({"credential": credential}, user=user)
    with context.request_context(RequestFactory().post("/")):
        context.request.session = client.session
        assert not form.is_valid()
        assert list(form.errors) == ["credential"]
        assert 'value="' not in str(form["credential"])
