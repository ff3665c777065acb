"""What allauth asks of the project: who may sign in, where to go on, and in which words."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import auth, messages
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe

from .limits import PasswordAttempt
from .sessions import SIGNED_IN_AT

REFUSED = "This account may not sign in here. Ask an administrator."


class StaffBackend(ModelBackend):
    """Passwords of staff alone. Anybody else is met like a wrong password, after as much work."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        return super().user_can_authenticate(user) and getattr(user, "is_staff", False)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "User name and password do not belong together. Look at both and try again.",
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your present password.",
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The member of staff with this name and password; raises ValidationError after too many tries."""
        attempt = PasswordAttempt(request, credentials["username"])
        user = auth.authenticate(request, **credentials)
        if user:
            attempt.refund()
        return user

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """Stop a passkey that is right but belongs to nobody who may come in; passwords have been stopped before."""
        if user.is_active and user.is_staff:
            return None
        clear_login(request)
        messages.error(request, REFUSED)
        return HttpResponseRedirect(reverse("account_login"))

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def is_safe_url(self, url: str) -> bool:
        """Whether `url`, asked for as the next page, is on this very site."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def is_reauthentication_required(self, **what: Any) -> bool:
        """Nobody is asked again who signed in a moment ago."""
        signed_in_at = context.request.session.get(SIGNED_IN_AT, 0)
        return time.time() - signed_in_at >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": "Use my password",
            "mfa_reauthenticate": "Use a one-time code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        return [way | {"description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That did not fit. Codes change every half minute, and each is good for one use.",
    }

    def _get_site_name(self) -> str:
        """What an authenticator app and the browser call this site."""
        return f"{context.request.employer.name} careers"

    def generate_authenticator_name(self, user: User, kind: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=kind).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def build_totp_svg(self, url: str) -> SafeString:
        """The picture that an app reads, to stand inside the page: the policy refuses `data:` addresses."""
        svg = super().build_totp_svg(url)
        return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  # made here, from a path of numbers
