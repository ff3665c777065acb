"""The forms, in our words. Labels stand above their fields, so nothing is repeated inside them."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from . import limits

# What the libraries raise where something else is sent than a browser would send.
NOT_A_CREDENTIAL = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)


class WriteOnlyHiddenInput(forms.HiddenInput):
    """Of no use a second time, and whatever was sent in its place is not for a page."""

    def format_value(self, value: Any) -> None:
        return None


class CredentialField(forms.JSONField):
    """What a browser says of a passkey. Not every text that Python cannot read as JSON makes a JSONDecodeError:
    brackets without end, and numbers of more digits than it counts, make other errors."""

    widget = WriteOnlyHiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValidationError, *NOT_A_CREDENTIAL):
            raise get_adapter().validation_error("incorrect_code") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Asked for when the form is shown again, where nothing of it is written."""
        return initial


class RelabelledForm(forms.Form):
    """A form of allauth with other labels and without placeholders."""

    labels: dict[str, str] = {}
    autofocus = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name == "credential":
                self.fields[name] = CredentialField()
        if self.autofocus:
            self.fields[self.autofocus].widget.attrs["autofocus"] = True


class SignInForm(RelabelledForm, LoginForm):
    labels = {"login": "User name", "password": "PasswordForm"}
    autofocus = "login"


class PasswordChangeForm(RelabelledForm, ChangePasswordForm):
    labels = {"oldpassword": "Old password", "password1": "New password", "password2": "New password again"}


class PasswordForm(RelabelledForm, ReauthenticateForm):
    labels = {"password": "PasswordForm"}
    autofocus = "password"


class CodeForm(RelabelledForm):
    """A field for a one-time code that is taken once, and not too often tried."""

    labels = {"code": "CodeForm"}
    autofocus = "code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            raise _with_wait(error, self.user) from None  # type: ignore[attr-defined]
        if not self._is_first_use(code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _is_first_use(self, code: str) -> bool:
        """Allauth remembers a code for one period; with the tolerance it is good for several."""
        key = f"careers.code:{self.user.pk}:{normalize_user_code(code)}"  # type: ignore[attr-defined]
        return cache.add(key, True, app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1))


class SecondStepForm(CodeForm, mfa.AuthenticateForm):
    pass


class CodeConfirmForm(CodeForm, mfa.ReauthenticateForm):
    pass


class AppSetupForm(CodeForm, ActivateTOTPForm):
    labels = {"code": "Code that the app shows"}


class PasskeyAddForm(RelabelledForm, AddWebAuthnForm):
    labels = {"name": "Name", "passwordless": "Sign in with it alone, without a password"}

    name = forms.CharField(
        max_length=60, required=False, help_text="So that you know it again: “My phone”, “Key on my key ring”."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = (
            "Your device asks for your finger, your face or its PIN. Untick it for an old security key that has no "
            "PIN: then it is a second step after the password."
        )

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()  # type: ignore[return-value]
        except NOT_A_CREDENTIAL:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyRenameForm(RelabelledForm, EditWebAuthnForm):
    labels = {"name": "Name"}
    name = forms.CharField(max_length=60)


class PasskeyForm(RelabelledForm):
    """What a browser says of a passkey; whatever is sent in its place is refused, not an error of the site."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError as error:
            raise _with_wait(error, self.user) from None  # type: ignore[attr-defined]
        except NOT_A_CREDENTIAL:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeySecondStepForm(PasskeyForm, AuthenticateWebAuthnForm):
    pass


class PasskeyConfirmForm(PasskeyForm, ReauthenticateWebAuthnForm):
    pass


class PasskeySignInForm(PasskeyForm, LoginWebAuthnForm):
    pass


def _with_wait(error: ValidationError, user: Any) -> ValidationError:
    """Instead of allauth's error after too many tries, the one that says how long to wait."""
    if error.code not in ("too_many_login_attempts", "rate_limited"):
        return error
    return limits.limit_error(
        context.request, app="allauth.account", action="login_failed", key=f"mfa-auth-user-{user.pk}"
    )
