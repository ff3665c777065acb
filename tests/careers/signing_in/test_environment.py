"""Settings for mail and for the company's account: what is read, and a sentence for everything that is wrong."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from careers.signing_in.environment import (
    read_company_roles,
    read_mail_server,
    read_provider,
    require_company_sign_in,
)


def test_mail_goes_to_a_server_to_files_or_nowhere(tmp_path: Path) -> None:
    server = read_mail_server("smtp+tls://user%40x:p%2Fw@mail.example.com:587", tmp_path)
    assert server["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (server["EMAIL_HOST"], server["EMAIL_PORT"], server["EMAIL_USE_TLS"]) == ("mail.example.com", 587, True)
    assert (server["EMAIL_HOST_USER"], server["EMAIL_HOST_PASSWORD"]) == ("user@x", "p/w")
    assert read_mail_server("", tmp_path)["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert read_mail_server("", None) == {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


@pytest.mark.parametrize(
    "address", ["mail", "https://mail.example.com", "smtp://", "smtp://host:secret", "smtp://u:s@["]
)
def test_address_of_mail_that_cannot_be_read_is_refused_without_showing_it(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL") as error:
        read_mail_server(address, None)
    assert "secret" not in str(error.value)


def test_roles_of_groups() -> None:
    assert read_company_roles(" hr = editor, a=b=Recruiter ,, it=ADMINISTRATOR") == {
        "hr": "Editor",
        "a=b": "Recruiter",
        "it": "Administrator",
    }
    for text in ("hr", "hr=", "=editor", "hr=boss"):
        with pytest.raises(ImproperlyConfigured, match="OIDC_ROLES must name a role for each group"):
            read_company_roles(text)


@pytest.mark.parametrize(
    ("issuer", "may_be_http"),
    [
        ("http://login.example.com", True),
        ("http://localhost:9000", False),
        ("login.example.com", True),
        ("https://login.example.com?x=1", True),
        ("https://", True),
    ],
)
def test_issuer_is_an_https_address(issuer: str, may_be_http: bool) -> None:
    with pytest.raises(ImproperlyConfigured, match="OIDC_ISSUER must be an address that begins with https://"):
        read_provider(issuer, "careers", "secret", may_be_http=may_be_http)


def test_provider_needs_id_and_secret_and_uses_pkce() -> None:
    [app] = read_provider("https://login.example.com/x", "careers", "s", may_be_http=False)["openid_connect"]["APPS"]
    assert app["settings"] == {"server_url": "https://login.example.com/x", "oauth_pkce_enabled": True}
    assert read_provider("", "", "", may_be_http=False) == {}
    for client_id, secret in (("", "s"), ("careers", "")):
        with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are needed"):
            read_provider("https://login.example.com", client_id, secret, may_be_http=False)


@pytest.mark.parametrize(
    ("is_set", "facts", "sentence"),
    [
        (True, {"has_passwords": True, "has_limits": False, "has_options": True}, "everybody with an account there"),
        (False, {"has_passwords": True, "has_limits": False, "has_options": True}, "OIDC_ISSUER is not set"),
        (False, {"has_passwords": False, "has_limits": False, "has_options": False}, "PASSWORDS=0 needs OIDC_ISSUER"),
    ],
)
def test_settings_that_do_not_fit_are_refused(is_set: bool, facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        require_company_sign_in(is_set, **facts)
