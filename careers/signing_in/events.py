"""Records what happens while people sign in, in the trail of security events."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest

from teams.models import SecurityEvent

Kind = SecurityEvent.Kind
METHODS = {
    "password": "password",
    "password_reset": "one-time link",
    "mfa": "second factor",
    "socialaccount": "company account",
}
FACTORS = {
    Authenticator.Type.TOTP: "app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


def record(request: HttpRequest | None, kind: str, user: Any = None, *, by: Any = None, detail: str = "") -> None:
    """Record an event with the network address of a request. `by`: who did it to somebody else."""
    address = get_ip(request) if request and request.META.get("REMOTE_ADDR") else ""
    SecurityEvent.objects.record(kind, user, by=by, address=address, detail=detail)


def connect() -> None:
    """Listen to the signals of Django and allauth. Called once."""
    user_logged_in.connect(_signed_in, dispatch_uid="careers.event.signed_in")
    user_login_failed.connect(_failed, dispatch_uid="careers.event.failed")
    mfa.authentication_failed.connect(_second_step_failed, dispatch_uid="careers.event.second_step_failed")
    mfa.authenticator_added.connect(_factor_added, dispatch_uid="careers.event.factor_added")
    mfa.authenticator_removed.connect(_factor_removed, dispatch_uid="careers.event.factor_removed")
    mfa.authenticator_reset.connect(_factor_added, dispatch_uid="careers.event.factor_reset")
    account.password_changed.connect(_password_set, dispatch_uid="careers.event.password_changed")
    account.password_reset.connect(_password_set, dispatch_uid="careers.event.password_reset")


def describe_methods(request: HttpRequest) -> str:
    """Return how the session of a request began: "password, second factor"."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    names = [
        "passkey" if record.get("passwordless") else METHODS.get(record.get("method", ""), "") for record in records
    ]
    return ", ".join(dict.fromkeys(filter(None, names)))


def _signed_in(request: HttpRequest, user: User, **signal: Any) -> None:
    record(request, Kind.SIGNED_IN, user, detail=describe_methods(request))


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **signal: Any) -> None:
    # What was typed is not stored, unless it is the name of an account: people type passwords into the wrong field.
    user = User.objects.filter(username=credentials.get("username", "")).first()
    record(request, Kind.FAILED, user, detail="password")


def _second_step_failed(request: HttpRequest, user: User, **signal: Any) -> None:
    record(request, Kind.FAILED, user, detail="second factor")


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    record(request, Kind.FACTOR_ADDED, user, detail=FACTORS[authenticator.type])


def _factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    record(request, Kind.FACTOR_REMOVED, user, detail=FACTORS[authenticator.type])


def _password_set(request: HttpRequest, user: User, **signal: Any) -> None:
    record(request, Kind.PASSWORD_SET, user)
