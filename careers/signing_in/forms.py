"""The forms of allauth with our labels. The labels are above the fields, so the fields need no placeholders."""

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

# The exceptions that allauth and its libraries raise for a credential that no browser would send.
NOT_A_CREDENTIAL = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)


class WriteOnlyHiddenInput(forms.HiddenInput):
    """A hidden input that never shows its value. A credential works once, and other input must not reach a page."""

    def format_value(self, value: Any) -> None:
        return None


class CredentialField(forms.JSONField):
    """The JSON that a browser sends for a passkey.

    Python does not always raise JSONDecodeError for invalid JSON: deeply nested brackets and very long numbers
    raise other errors.
    """

    widget = WriteOnlyHiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValidationError, *NOT_A_CREDENTIAL):
            raise get_adapter().validation_error("incorrect_code") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return the initial value. Django would parse the data to show it again, but the widget shows nothing."""
        return initial


class RelabelledForm(forms.Form):
    """A form of allauth with other labels and without placeholders.

    `labels`: the labels by field name. `autofocus`: the name of the field to focus, or "".
    """

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
    labels = {"login": "E-mail address or user name", "password": "Password"}
    autofocus = "login"


class PasswordChangeForm(RelabelledForm, ChangePasswordForm):
    labels = {"oldpassword": "Old password", "password1": "New password", "password2": "New password again"}


class PasswordForm(RelabelledForm, ReauthenticateForm):
    labels = {"password": "Password"}
    autofocus = "password"


class CodeForm(RelabelledForm):
    """A form with a one-time code. A code is accepted only once, and the number of attempts is limited."""

    labels = {"code": "Code"}
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
        """Whether this is the first use of a code. Allauth remembers it for one period but accepts it for several."""
        key = f"careers.code:{self.user.pk}:{normalize_user_code(code)}"  # type: ignore[attr-defined]
        return cache.add(key, True, app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1))


class SecondStepForm(CodeForm, mfa.AuthenticateForm):
    pass


class CodeConfirmForm(CodeForm, mfa.ReauthenticateForm):
    pass


class AppSetupForm(CodeForm, ActivateTOTPForm):
    labels = {"code": "Code that the app shows"}


class PasskeyAddForm(RelabelledForm, AddWebAuthnForm):
    labels = {"name": "Name", "passwordless": "Sign in with this passkey alone, without a password"}

    name = forms.CharField(
        max_length=60, required=False, help_text="To recognise it later: “My phone”, “Key on my key ring”."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = (
            "Your device asks for your fingerprint, your face or its PIN. Untick this for an old security key that "
            "has no PIN: the key is then a second step after the password."
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
    """A form with the credential of a passkey. Other input is an error of the form, not of the server."""

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
    """Return `error`. If there were too many attempts, return an error that says how long to wait."""
    if error.code not in ("too_many_login_attempts", "rate_limited"):
        return error
    return limits.limit_error(
        context.request, app="allauth.account", action="login_failed", key=f"mfa-auth-user-{user.pk}"
    )
