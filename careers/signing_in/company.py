"""Signing in with the company's account: OpenID Connect with the provider that the environment names.

allauth carries the request there and back, with a state and PKCE. We add a nonce, take nothing from the address but
the next page, and decide who may enter: see docs/decisions/0006-signing-in.md.
"""

import hashlib
import logging
import secrets
from typing import Any, NoReturn

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Group, User
from django.db import IntegrityError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from requests import RequestException

from teams.desk.double_submit import one_at_a_time
from teams.models import FormerSlug, SecurityEvent, Team
from teams.models.accounts import get_role, give_role

from . import company_rules, events
from .company_rules import Entry, Refused
from .environment import PROVIDER_ID

FAILED = "Signing in with the company account did not work. Try again. If it goes on, tell an administrator."
CANCELLED = "You did not sign in with the company account."
NOT_INVITED = "Nobody has invited you to this site yet. Ask an administrator."
OTHER_PERSON = "Another company account is connected with this e-mail address. Ask an administrator."
# The limits of OpenID Connect and of allauth's column, in characters.
MAX_SUBJECT, MAX_STORED = 255, 191
FIRST_SIGN_IN = "first company sign-in"
ENDED = "Your access to this site has ended. Ask an administrator."
NO_SUBJECT = (
    f"This site cannot store the identifier of the company account: it may have {MAX_SUBJECT} printable characters. "
    "Tell an administrator."
)
# What an answer of a provider in no order raises. IntegrityError: somebody made the same account at the same moment.
DISORDER = (AttributeError, IntegrityError, KeyError, TypeError, ValueError)

logger = logging.getLogger(__name__)


class UnusableSubject(Exception):
    """The `sub` of the person breaks the rules of OpenID Connect."""


def to_uid(subject: str) -> str:
    """Return what is stored for a `sub`: a digest of one that the column does not take. Raise UnusableSubject."""
    if len(subject) > MAX_SUBJECT or not subject.isprintable():
        raise UnusableSubject
    return subject if len(subject) <= MAX_STORED else f"sha256:{hashlib.sha256(subject.encode()).hexdigest()}"


class ProviderAdapter(OpenIDConnectOAuth2Adapter):
    """Speaks with the provider, and accepts only an answer to the request that this browser has sent."""

    nonce = ""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("company_callback"))

    def get_provider(self) -> Any:
        provider = super().get_provider()
        read_subject = provider.extract_uid
        provider.extract_uid = lambda answer: to_uid(read_subject(answer))
        return provider

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        login = super().complete_login(request, app, token, **kwargs)
        answer = login.account.extra_data
        id_token, person = answer.get("id_token") or {}, answer.get("userinfo") or {}
        if not self.nonce or not constant_time_compare(str(id_token.get("nonce", "")), self.nonce):
            raise OAuth2Error("The answer is not for this request.")
        if person.get("sub") != id_token.get("sub"):
            raise OAuth2Error("The two parts of the answer are about different people.")
        login.claims = {**id_token, **person}
        login.account.extra_data = {}  # is stored with the account, and nothing of it is needed again
        return login


class Callback(OAuth2CallbackView):
    adapter: ProviderAdapter

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


def begin(request: HttpRequest) -> HttpResponse:
    """Redirect to the provider."""
    if not settings.COMPANY_SIGN_IN:
        raise Http404
    nonce = secrets.token_urlsafe(24)
    try:
        provider = get_adapter().get_provider(request, PROVIDER_ID)
        provider.oauth2_adapter_class = ProviderAdapter
        response: HttpResponse = provider.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            nonce=nonce,
            auth_params={"nonce": nonce},
        )
    except ImmediateHttpResponse as answer:
        return answer.response
    except (RequestException, *DISORDER) as error:
        return _fail(request, error)
    return response


def finish(request: HttpRequest) -> HttpResponse:
    """Sign in the person whom the provider has sent back."""
    if not settings.COMPANY_SIGN_IN:
        raise Http404
    try:
        view = Callback.adapter_view(ProviderAdapter(request, PROVIDER_ID))
        response: HttpResponse = view(request)
    except UnusableSubject as error:
        return _fail(request, error, NO_SUBJECT)
    except (RequestException, *DISORDER) as error:
        return _fail(request, error)
    return response


def _fail(request: HttpRequest, error: Exception | None, message: str = FAILED) -> HttpResponse:
    if error:
        # Without the text of the error, which could contain a code or a token.
        logger.warning("Signing in with the company account failed: %s", type(error).__name__)
    messages.error(request, message)
    return HttpResponseRedirect(reverse("account_login"))


class CompanyAccountAdapter(DefaultSocialAccountAdapter):
    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> NoReturn:
        if error == AuthError.CANCELLED:
            messages.info(request, CANCELLED)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        raise ImmediateHttpResponse(_fail(request, exception))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect the company's account with one of this site, or refuse it."""
        account = sociallogin.account
        known = sociallogin.user if sociallogin.is_existing else None
        try:
            entry = company_rules.admit(sociallogin.claims)
            # Of two first sign-ins at the same moment, the second one waits, and finds the account of the first.
            with one_at_a_time("" if known else FIRST_SIGN_IN):
                same = SocialAccount.objects.filter(provider=account.provider, uid=account.uid).select_related("user")
                if known is None and (stored := same.first()):
                    account = sociallogin.account = stored
                    known = stored.user
                user = known or find_user(entry) or make_user(request, entry)
                follow(request, user, entry)
                if known is None:
                    account.user = user
                    account.save()
        except Refused as refusal:
            if known and refusal.lost_group and not known.is_superuser and get_role(known):
                known.groups.clear()
                events.record(request, SecurityEvent.Kind.ACCESS_ENDED, known, detail="in no group of the company")
            events.record(request, SecurityEvent.Kind.REFUSED, known, detail=refusal.email)
            messages.error(request, str(refusal))
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login"))) from refusal
        user.refresh_from_db()
        sociallogin.user = user


def find_user(entry: Entry) -> User | None:
    """Return the account with this verified address. Raises Refused if it belongs to somebody else of the company.

    A user name stays when the address of a person changes, and the company may give the old address to somebody else.
    """
    users = User.objects.filter(Q(email__iexact=entry.email) | Q(username__iexact=entry.email))[:2]
    if not users:
        return None
    is_renamed = users[0].email.lower() not in ("", entry.email)
    if is_renamed or len(users) > 1 or SocialAccount.objects.filter(user=users[0]).exists():
        raise Refused(OTHER_PERSON, entry.email)
    return users[0]


def make_user(request: HttpRequest, entry: Entry) -> User:
    """Make an account for somebody whose groups give her a role."""
    if not entry.role:
        raise Refused(NOT_INVITED, entry.email)
    if len(entry.email) > User._meta.get_field("username").max_length:  # type: ignore[operator]
        raise Refused(company_rules.NOT_VERIFIED, entry.email[:100])
    return User.objects.create_user(
        entry.email, entry.email, first_name=entry.first_name, last_name=entry.last_name, is_staff=False
    )


def follow(request: HttpRequest, user: User, entry: Entry) -> None:
    """Give a user the role and the teams of her groups. Raises Refused if somebody has ended her access by hand."""
    if not user.is_active:
        raise Refused(ENDED, entry.email)
    if entry.role and not user.is_superuser and get_role(user) != entry.role:
        give_role(user, Group.objects.get(name=entry.role))
        events.record(request, SecurityEvent.Kind.ROLE_CHANGED, user, detail=f"{entry.role}, by groups of the company")
    if not user.is_superuser and not get_role(user):
        raise Refused(NOT_INVITED, entry.email)
    if entry.teams is not None:
        # Groups of the company keep their names when the slug of a team changes.
        former = FormerSlug.objects.of(Team).filter(slug__in=entry.teams).values("row_id")
        user.teams.set(Team.objects.filter(Q(slug__in=entry.teams) | Q(pk__in=former)))
