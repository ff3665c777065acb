"""Adapters of allauth: who may sign in, where users are redirected, and messages."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe

from teams.models import OneTimeLink
from teams.models.accounts.access import get_user_name
from teams.pages.metadata import absolute_url

from . import mail
from .limits import PasswordAttempt
from .sessions import SIGNED_IN_AT

REFUSED = "This account may not sign in here. Ask an administrator."


class StaffBackend(ModelBackend):
    """Passwords of staff only. Everybody else gets the answer for a wrong password, after the same time."""

    def authenticate(self, request: HttpRequest | None, *args: Any, **credentials: Any) -> User | None:
        return super().authenticate(request, *args, **credentials) if settings.PASSWORDS else None

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        return super().user_can_authenticate(user) and getattr(user, "is_staff", False)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "User name or password is wrong. Check both and try again.",
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your current password.",
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the member of staff with this name and password. Raises ValidationError after too many attempts.

        The name can be an e-mail address. Attempts with either count as attempts for one account.
        """
        credentials["username"] = get_user_name(credentials["username"])
        attempt = PasswordAttempt(request, credentials["username"])
        user = auth.authenticate(request, **credentials)
        if user:
            attempt.refund()
        return user

    def set_password(self, user: User, password: str) -> None:
        """Set a password. A link for another one, which may lie in a mailbox for days, ends."""
        super().set_password(user, password)
        OneTimeLink.objects.end(user)

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """Refuse a valid passkey of a user who may not sign in. `StaffBackend` has refused passwords already."""
        if user.is_active and user.is_staff:
            return None
        clear_login(request)
        messages.error(request, REFUSED)
        return HttpResponseRedirect(reverse("account_login"))

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of allauth. There is one: the link for who has forgotten the password."""
        if settings.SENDS_MAIL:
            employer = {"employer": allauth_context.request.employer}
            mail.send_later(self.render_mail(template_prefix, email, {**employer, **context}))

    def get_reset_password_from_key_url(self, key: str) -> str:
        user, _separator, token = key.partition("-")
        return absolute_url(reverse("account_reset_password_from_key", args=[user, token]))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def is_safe_url(self, url: str) -> bool:
        """Whether `url`, the requested next page, is on this site."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def is_reauthentication_required(self, **what: Any) -> bool:
        """Whether the user must confirm who they are. Not within some minutes after signing in."""
        signed_in_at = allauth_context.request.session.get(SIGNED_IN_AT, 0)
        return time.time() - signed_in_at >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        labels = {
            "reauthenticate": "Use my password",
            "mfa_reauthenticate": "Use a one-time code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        return [method | {"description": labels[method["id"]]} for method in super().get_reauthentication_methods(user)]


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not valid. Codes change every 30 seconds, and each works only once.",
    }

    def _get_site_name(self) -> str:
        """Return the name of this site for authenticator apps and browsers."""
        return f"{allauth_context.request.employer.name} careers"

    def generate_authenticator_name(self, user: User, authenticator_type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=authenticator_type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def build_totp_svg(self, url: str) -> SafeString:
        """Return the QR code as inline SVG. The content security policy refuses `data:` addresses."""
        svg = super().build_totp_svg(url)
        return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  # made here, from a path of numbers
