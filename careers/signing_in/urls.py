"""The addresses of signing in, all below the desk. Of allauth, what is not listed here has none."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.views.generic import TemplateView

from .limits import CODE

View = Callable[..., HttpResponse]


def entrance(view: View, title: str) -> View:
    """A page for anybody, in the frame of the desk; too many tries are answered with 429."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            given = response.context_data or {}
            _tell_limit(response, given.get("form"))
            frame = admin.site.each_context(request)
            if getattr(request.user, "lacks_second_factor", False):
                frame["available_apps"] = []  # none of them is open
            response.context_data = {**frame, "title": title, "passkeys_work": _has_name(request), **given}
        return response

    shown.is_sign_in_view = True  # type: ignore[attr-defined]
    return shown


def staff(view: View, title: str) -> View:
    """A page for whoever is signed in. Allauth would keep what others send, to go on with it later."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("mfa_index"))
        return view(request, *args, **kwargs)

    return entrance(shown, title)


def change_password(request: HttpRequest) -> HttpResponse:
    """Allauth would send whoever has no password to a page that is not here."""
    if not request.user.has_usable_password():  # type: ignore[union-attr]
        return HttpResponseRedirect(reverse("mfa_index"))
    return account.password_change(request)


def _tell_limit(response: TemplateResponse, form: Any) -> None:
    errors = form.errors.as_data().values() if form is not None and form.is_bound else ()
    for error in [one for found in errors for one in found if one.code == CODE]:
        response.status_code = 429
        response.headers["Retry-After"] = str(error.params["wait"])


def _has_name(request: HttpRequest) -> bool:
    """Whether the site is reached under a name: browsers keep no passkeys for a bare number."""
    try:
        ipaddress.ip_address(split_domain_port(request.get_host())[0].strip("[]"))
    except ValueError:
        return True
    return False


# Each question for a passkey makes a session, so strangers may not ask without end.
limited = ratelimit.decorator(app="allauth.mfa", action="passkey_asked", limit_get=True)
ask_for_passkey = limited(passkeys.login_webauthn)
edit = passkeys.EditWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))
remove = passkeys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))
signed_in = TemplateView.as_view(template_name="account/signed_in.html")

urlpatterns = [
    path("login/", entrance(account.login, "Sign in"), name="account_login"),
    path("logout/", entrance(account.logout, "Sign out"), name="account_logout"),
    path("password_change/", staff(change_password, "Change password"), name="account_change_password"),
    path("account/", staff(mfa.index, "Codes and passkeys"), name="mfa_index"),
    path("account/signed-in/", staff(signed_in, "You are signed in"), name="signed_in"),
    path("account/second-step/", entrance(mfa.authenticate, "Second step"), name="mfa_authenticate"),
    path("account/confirm/", staff(account.reauthenticate, "Is it you?"), name="account_reauthenticate"),
    path("account/confirm/code/", staff(mfa.reauthenticate, "Is it you?"), name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        staff(passkeys.reauthenticate_webauthn, "Is it you?"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/", staff(app.activate_totp, "Set up an app"), name="mfa_activate_totp"),
    path("account/app/remove/", staff(app.deactivate_totp, "Remove the app"), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes/",
        staff(recovery_codes.view_recovery_codes, "Recovery codes"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        staff(recovery_codes.generate_recovery_codes, "New recovery codes"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/download/",
        staff(recovery_codes.download_recovery_codes, "Recovery codes"),
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys/add/", staff(passkeys.add_webauthn, "Add a passkey"), name="mfa_add_webauthn"),
    path("account/passkeys/login/", entrance(ask_for_passkey, "Sign in"), name="mfa_login_webauthn"),
    path("account/passkeys/<int:pk>/", staff(edit, "Rename a passkey"), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", staff(remove, "Remove a passkey"), name="mfa_remove_webauthn"),
]
