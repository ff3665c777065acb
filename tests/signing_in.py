"""Helpers that sign in with a name, a password and the code of an authenticator app."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.test import Client

from tests.desk import make_recruiter

LOGIN, SECOND_STEP, ACCOUNT = "/admin/login/", "/admin/account/second-step/", "/admin/account/"
PASSWORD = "a-kite-in-the-wind"  # noqa: S105  # of test users
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # of a test app


def make_staff(username: str = "robin", app: bool = False, **fields: Any) -> User:
    """Create a recruiter with PASSWORD. `app`: with an authenticator app that uses SECRET."""
    user = make_recruiter(username)
    user.set_password(PASSWORD)
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()
    if app:
        TOTP.activate(user, SECRET)
    return user


def code(steps: int = 0, secret: str = SECRET) -> str:
    """Return the code that the app shows now, or `steps` periods of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def wrong_code() -> str:
    valid_codes = {code(steps) for steps in range(-2, 3)}
    return next(f"{number:06}" for number in range(9) if f"{number:06}" not in valid_codes)


def sign_in(client: Client, username: str = "robin", password: str = PASSWORD, **extra: Any) -> Any:
    """Submit name and password. `extra`: arguments of the test client, such as `headers` or `REMOTE_ADDR`."""
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def set_up_app(user: User) -> Authenticator:
    return TOTP.activate(user, SECRET).instance
