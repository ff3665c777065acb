"""Forms of people who have no password yet, or have forgotten it."""

from typing import Any

from allauth.account.forms import ResetPasswordForm, ResetPasswordKeyForm, UserTokenForm
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from teams.models import SecurityEvent
from teams.models.accounts.access import has_account

from . import events
from .forms import RelabelledForm


class ForgottenPasswordForm(RelabelledForm, ResetPasswordForm):
    labels = {"email": "E-mail address"}
    autofocus = "email"

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if user.is_staff]
        return email

    def save(self, request: HttpRequest, **options: Any) -> str:
        # Also recorded without an account: what a request costs must not tell whether there is one.
        people: list[User | None] = [*self.users]
        for user in people or [None]:
            events.record(request, SecurityEvent.Kind.RESET_ASKED, user)
        email: str = super().save(request, **options)
        return email


class ResetTokenForm(UserTokenForm):
    """The token of a mailed link. It does not work for somebody who may not sign in any more."""

    def _get_user(self, uidb36: str) -> User | None:
        user: User | None = super()._get_user(uidb36)
        return user if user and user.is_active and user.is_staff else None


class NewPasswordForm(RelabelledForm, ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "New password again"}
    autofocus = "password1"


class FirstAdministratorForm(RelabelledForm, ResetPasswordKeyForm):
    """The e-mail address with which the first administrator signs in from now on, and a password."""

    labels = {"password1": "Password", "password2": "Password again"}
    autofocus = "email"

    email = forms.EmailField(
        label="E-mail address",
        max_length=150,
        help_text="You sign in with it.",
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    field_order = ["email", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if has_account(email):
            raise ValidationError("There is an account with this address already. Type another one.")
        self.user = User(username=email, email=email)
        self.fields["password1"].user = self.user  # type: ignore[attr-defined]  # compared with the password
        return email
