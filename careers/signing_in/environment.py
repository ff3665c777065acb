"""Reads the settings for mail and for signing in with the company's account. `careers/settings.py` calls it.

Wrong values raise ImproperlyConfigured with a sentence that says what to set. Imports no model.
"""

import ipaddress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PROVIDER_ID = "company"
ROLES = {"recruiter": "Recruiter", "editor": "Editor", "administrator": "Administrator"}


def read_mail_server(address: str, demo_folder: Path | None) -> dict[str, Any]:
    """Return Django's settings for a server of mail. In the demo, mails are files in `mail/` of its folder."""
    if not address:
        if demo_folder is None:
            return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(demo_folder / "mail")}
    example = "smtp+tls://user:password@mail.example.com:587"
    try:
        options = dict(environ.Env.email_url_config(address))
    except (KeyError, ValueError, ImproperlyConfigured):
        # Without the reason, which could contain the password.
        raise ImproperlyConfigured(f"EMAIL_URL cannot be read. Write it like {example}.") from None
    if "smtp" in options["EMAIL_BACKEND"] and not options["EMAIL_HOST"]:
        raise ImproperlyConfigured(f"EMAIL_URL names no server. Write it like {example}.")
    return {name: value for name, value in options.items() if value is not None}


def read_company_roles(text: str) -> dict[str, str]:
    """Return the role of each group of the company: "careers-hr=editor,it=administrator"."""
    roles = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        group, separator, role = (word.strip() for word in part.rpartition("="))
        if not (group and separator and role.lower() in ROLES):
            raise ImproperlyConfigured(
                "OIDC_ROLES must name a role for each group, like hr=editor,it=administrator. "
                f"{part!r} does not. The roles are {', '.join(ROLES)}."
            )
        roles[group] = ROLES[role.lower()]
    return roles


def read_provider(issuer: str, client_id: str, secret: str, *, may_be_http: bool) -> dict[str, Any]:
    """Return allauth's settings for the company's provider of OpenID Connect; {} without an issuer."""
    if not issuer:
        return {}
    parts = urlsplit(issuer)
    is_loopback = may_be_http and parts.scheme == "http" and _is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or is_loopback) or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            f"OIDC_ISSUER must be an address that begins with https://, like https://login.example.com, not {issuer!r}."
        )
    if not client_id or not secret:
        raise ImproperlyConfigured("OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are needed with OIDC_ISSUER. Set both.")
    app = {
        "provider_id": PROVIDER_ID,
        "name": "Company account",
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def require_company_sign_in(is_set: bool, *, has_passwords: bool, has_limits: bool, has_options: bool) -> None:
    """Raise ImproperlyConfigured if the settings fit no way to sign in, or let everybody in."""
    if is_set and not has_limits:
        raise ImproperlyConfigured(
            "OIDC_ISSUER alone lets in everybody with an account there. Set OIDC_DOMAINS, OIDC_ROLES or both."
        )
    if not is_set and has_options:
        raise ImproperlyConfigured("OIDC_ISSUER is not set, so the other OIDC_… settings mean nothing. Set it too.")
    if not is_set and not has_passwords:
        raise ImproperlyConfigured("PASSWORDS=0 needs OIDC_ISSUER: without both, nobody could sign in.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
