"""Who a request is from, and which pages of the desk that opens."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from . import sessions
from .resubmission import is_desk_request, is_sign_in_request, render_resubmission

# Where somebody may go who must set up a second factor first.
SETUP_VIEWS = {
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "signed_in",
}


class StaffMiddleware(AuthenticationMiddleware):
    """Sets `request.user`, as Django's does: when first asked for, so that nobody else costs a query.

    It is somebody only while the session has not ended. Where REQUIRE_SECOND_FACTOR says so, somebody
    without one has `user.lacks_second_factor`: at the desk the pages to set one up are open and all others
    lead there; to every other page it is nobody.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _get_user(request))  # type: ignore[assignment]

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """After the check against forged requests: lead on, and keep what was typed by whoever may not send it now."""
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
        user.lacks_second_factor = settings.REQUIRE_SECOND_FACTOR and not _has_second_factor(user)
        if not user.lacks_second_factor or is_desk_request(request):
            return user
    elif SESSION_KEY in request.session:
        # Ended, or of an account that is no longer active: nobody may take it up again.
        request.session.flush()
    return AnonymousUser()


def _has_second_factor(user: Any) -> bool:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()
