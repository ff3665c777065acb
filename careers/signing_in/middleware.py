"""The user of a request, and which pages of the desk this user may open."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from . import sessions
from .resubmission import is_desk_request, is_permitted, is_sign_in_request, render_resubmission

# Pages for a user who must set up a second factor first.
SETUP_VIEWS = {
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "signed_in",
}


class ResubmissionMiddleware:
    """Lets a form through that was kept while its user signed in again. Runs before Django's check of the token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        if is_permitted(request):
            request.csrf_processing_done = True  # type: ignore[attr-defined]


class StaffMiddleware(AuthenticationMiddleware):
    """Sets `request.user` lazily, like Django's middleware: a page that does not need the user makes no query.

    After the session has ended the user is anonymous. With REQUIRE_SECOND_FACTOR, a user who has no second factor
    gets `user.lacks_second_factor`: on the desk, only the pages that set one up are open, and all others redirect
    to them. On all other pages this user is anonymous.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _get_user(request))  # type: ignore[assignment]

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Redirect a user who may not open this page. A submitted form is shown again, to be sent after signing in.

        Runs after the CSRF check.
        """
        if not is_desk_request(request):
            return None
        user: Any = request.user
        name = request.resolver_match.url_name  # type: ignore[union-attr]
        if user.is_authenticated and (not user.lacks_second_factor or name in SETUP_VIEWS):
            return None
        if request.method == "POST" and not is_sign_in_request(request):
            return render_resubmission(request)
        return HttpResponseRedirect(reverse("mfa_index")) if user.is_authenticated else None


def _get_user(request: HttpRequest) -> Any:
    user: Any = get_user(request)
    if user.is_authenticated and not sessions.has_ended(request.session):
        sessions.record_activity(request.session)
        user.lacks_second_factor = settings.REQUIRE_SECOND_FACTOR and not (
            _came_from_company(request) or _has_second_factor(user)
        )
        if not user.lacks_second_factor or is_desk_request(request):
            return user
    elif SESSION_KEY in request.session:
        # The session has ended or the user is inactive. It must not be usable again.
        request.session.flush()
    return AnonymousUser()


def _has_second_factor(user: Any) -> bool:
    types = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user, type__in=types).exists()


def _came_from_company(request: HttpRequest) -> bool:
    """Whether the session began with the company's account, whose provider asks for a second factor itself."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return any(record.get("method") == "socialaccount" for record in records)
