"""One-time links: with an invitation or a link for a new password somebody sets her password and is signed in.

The link of the first administrator makes the account too. `manage.py serve` prints it.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import FormView

from teams.models import OneTimeLink, Role, SecurityEvent
from teams.models.accounts import give_role
from teams.pages.metadata import absolute_url

from . import events
from .password_forms import FirstAdministratorForm, NewPasswordForm

GONE = "account/link_gone.html"


def get_address(token: str) -> str:
    """Return the complete address of a one-time link."""
    return absolute_url(reverse("one_time_link", args=[token]))


class OneTimeLinkView(FormView):
    """The page of a one-time link. For a used or expired link it says that the link no longer works."""

    template_name = "account/one_time_link.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.link = OneTimeLink.objects.find(kwargs["token"])
        if self.link is None or (self.link.user and not settings.PASSWORDS):
            return self.gone()
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> Any:
        return FirstAdministratorForm if self.link.user is None else NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.link.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = {} if self.link.user else {"title": "Make your account"}
        return super().get_context_data(**kwargs) | {"link": self.link, "person": self.link.user, **title}

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            if not OneTimeLink.objects.use(self.link):
                return self.gone()
            user = self.get_user() if self.link.user else self.make_administrator(form)
            if user is None:
                return self.gone()
            get_adapter().set_password(user, form.cleaned_data["password1"])
            events.record(self.request, SecurityEvent.Kind.PASSWORD_SET, user, detail=self.link.get_kind_display())
        if self.request.user.is_authenticated and self.request.user != user:
            get_adapter().logout(self.request)
        record_authentication(self.request, user, method="password_reset")
        messages.success(self.request, f"You are signed in. From now on, sign in at {sign_in_address()}")
        return perform_login(self.request, Login(user=user, redirect_url=reverse("admin:index")))

    def get_user(self) -> User | None:
        """Return the person of the link, unless somebody has just ended her access."""
        people = User.objects.select_for_update(no_key=True).filter(is_active=True, is_staff=True)
        return people.filter(pk=self.link.user.pk).first()

    def make_administrator(self, form: Any) -> User:
        user = User.objects.create_user(form.user.username, form.user.email)
        give_role(user, Group.objects.get(name=Role.ADMINISTRATOR))
        detail = f"{Role.ADMINISTRATOR.value}, the first"
        events.record(self.request, SecurityEvent.Kind.ROLE_CHANGED, user, detail=detail)
        return user

    def gone(self) -> TemplateResponse:
        return TemplateResponse(self.request, GONE, {"title": "This link does not work any more"}, status=410)


def sign_in_address() -> str:
    return absolute_url(reverse("account_login"))


one_time_link: Any = OneTimeLinkView.as_view()
