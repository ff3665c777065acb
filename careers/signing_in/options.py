"""Settings of allauth that are the same everywhere, and limits on attempts. `careers/settings.py` imports them."""

ACCOUNT_ADAPTER = "careers.signing_in.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "careers.signing_in.forms.SignInForm",
    "change_password": "careers.signing_in.forms.PasswordChangeForm",
    "reauthenticate": "careers.signing_in.forms.PasswordForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "careers.signing_in.adapters.MFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "activate_totp": "careers.signing_in.forms.AppSetupForm",
    "add_webauthn": "careers.signing_in.forms.PasskeyAddForm",
    "authenticate": "careers.signing_in.forms.SecondStepForm",
    "authenticate_webauthn": "careers.signing_in.forms.PasskeySecondStepForm",
    "edit_webauthn": "careers.signing_in.forms.PasskeyRenameForm",
    "login_webauthn": "careers.signing_in.forms.PasskeySignInForm",
    "reauthenticate": "careers.signing_in.forms.CodeConfirmForm",
    "reauthenticate_webauthn": "careers.signing_in.forms.PasskeyConfirmForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds before and after: clocks differ, and typing takes time
# Attempts with a password: one name from one address, all names from one address, one name from anywhere.
PASSWORD_LIMITS = {"here": "10/5m/key", "address": "30/5m/ip", "name": "100/1h/key"}
ACCOUNT_RATE_LIMITS = {
    "login": None,  # PASSWORD_LIMITS apply instead, because they say how long to wait
    "login_failed": "10/5m/key,30/1h/key,100/1d/key",  # attempts with codes, which need the right password first
}
MFA_RATE_LIMITS = {"webauthn_login": "10/1m/ip", "passkey_asked": "30/1m/ip"}
