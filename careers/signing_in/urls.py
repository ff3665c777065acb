"""The addresses for signing in, all under /admin/. Other pages of allauth have no address."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from itertools import chain
from typing import Any

from allauth.account import views as account
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.template.response import TemplateResponse
from django.urls import path, re_path, reverse, reverse_lazy
from django.utils.cache import add_never_cache_headers
from django.views.generic import TemplateView

from . import company, links
from .limits import LIMITED

View = Callable[..., HttpResponse]


def open_page(view: View, title: str) -> View:
    """Wrap a view of allauth that everybody may open.

    The wrapper adds the context of the admin, and answers 429 after too many attempts.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        if isinstance(response, TemplateResponse):
            context = response.context_data or {}
            _set_limit_status(response, context.get("form"))
            site_context = admin.site.each_context(request)
            if getattr(request.user, "lacks_second_factor", False):
                site_context["available_apps"] = []  # this user may open no app
            response.context_data = {
                **site_context,
                "title": title,
                "passkeys_work": _supports_passkeys(request),
                "has_passwords": settings.PASSWORDS,
                "has_company_sign_in": settings.COMPANY_SIGN_IN,
                "sends_mail": settings.SENDS_MAIL,
                **context,
            }
        return response

    wrapper.is_sign_in_view = True  # type: ignore[attr-defined]
    return wrapper


def signed_in_page(view: View, title: str) -> View:
    """Wrap a view of allauth for users who are signed in.

    Other users are redirected to the login page. Allauth would store their form in a session, to use it after they have
    signed in.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("mfa_index"))
        return view(request, *args, **kwargs)

    return open_page(wrapper, title)


def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password. Allauth would redirect a user without a password to a page that this site does not have."""
    if not (settings.PASSWORDS and request.user.has_usable_password()):  # type: ignore[union-attr]
        return HttpResponseRedirect(reverse("mfa_index"))
    return account.password_change(request)


def with_passwords(view: View) -> View:
    """Wrap a view that has no purpose where the employer has switched passwords off."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PASSWORDS:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


def _set_limit_status(response: TemplateResponse, form: Any) -> None:
    """Answer 429 if an error of the form says that there were too many attempts."""
    field_errors = form.errors.as_data().values() if form is not None and form.is_bound else ()
    for error in chain.from_iterable(field_errors):
        if error.code == LIMITED:
            response.status_code = 429
            response.headers["Retry-After"] = str(error.params["wait"])


def _supports_passkeys(request: HttpRequest) -> bool:
    """Whether the address of the site has a host name. Browsers do not store passkeys for an IP address."""
    try:
        ipaddress.ip_address(split_domain_port(request.get_host())[0].strip("[]"))
    except ValueError:
        return True
    return False


# Each request for a passkey creates a session, so the number of requests is limited.
limit_requests = ratelimit.decorator(app="allauth.mfa", action="passkey_challenge", limit_get=True)
request_passkey = limit_requests(passkeys.login_webauthn)
begin_company = ratelimit.decorator(app="allauth.mfa", action="company_request", limit_get=True)(company.begin)
set_new_password = account.PasswordResetFromKeyView.as_view(success_url=reverse_lazy("account_login"))
edit = passkeys.EditWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))
remove = passkeys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))
signed_in = TemplateView.as_view(template_name="account/signed_in.html")

urlpatterns = [
    path("login/", open_page(account.login, "Sign in"), name="account_login"),
    path("logout/", open_page(account.logout, "Sign out"), name="account_logout"),
    path("login/company/", open_page(begin_company, "Sign in"), name="company_login"),
    path("login/company/callback/", open_page(company.finish, "Sign in"), name="company_callback"),
    path("welcome/<str:token>/", open_page(links.one_time_link, "Choose your password"), name="one_time_link"),
    path(
        "password/forgotten/",
        open_page(with_passwords(account.password_reset), "Forgotten password"),
        name="account_reset_password",
    ),
    path(
        "password/forgotten/sent/",
        open_page(with_passwords(account.password_reset_done), "Look into your mail"),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z_:-]+)/$",
        open_page(with_passwords(set_new_password), "Choose a new password"),
        name="account_reset_password_from_key",
    ),
    path("password_change/", signed_in_page(change_password, "Change password"), name="account_change_password"),
    path("account/", signed_in_page(mfa.index, "Codes and passkeys"), name="mfa_index"),
    path("account/signed-in/", signed_in_page(signed_in, "You are signed in"), name="signed_in"),
    path("account/second-step/", open_page(mfa.authenticate, "Second step"), name="mfa_authenticate"),
    path("account/confirm/", signed_in_page(account.reauthenticate, "Is it you?"), name="account_reauthenticate"),
    path("account/confirm/code/", signed_in_page(mfa.reauthenticate, "Is it you?"), name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        signed_in_page(passkeys.reauthenticate_webauthn, "Is it you?"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/", signed_in_page(app.activate_totp, "Set up an app"), name="mfa_activate_totp"),
    path("account/app/remove/", signed_in_page(app.deactivate_totp, "Remove the app"), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes/",
        signed_in_page(recovery_codes.view_recovery_codes, "Recovery codes"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        signed_in_page(recovery_codes.generate_recovery_codes, "New recovery codes"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/download/",
        signed_in_page(recovery_codes.download_recovery_codes, "Recovery codes"),
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys/add/", signed_in_page(passkeys.add_webauthn, "Add a passkey"), name="mfa_add_webauthn"),
    path("account/passkeys/login/", open_page(request_passkey, "Sign in"), name="mfa_login_webauthn"),
    path("account/passkeys/<int:pk>/", signed_in_page(edit, "Rename a passkey"), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", signed_in_page(remove, "Remove a passkey"), name="mfa_remove_webauthn"),
]
