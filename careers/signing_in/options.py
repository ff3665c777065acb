"""Settings of allauth that do not depend on the environment, and limits on attempts to sign in.

`careers/settings.py` imports them.
"""

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
MFA_TOTP_TOLERANCE = 1  # accept codes of one period (30 seconds) earlier or later: clocks differ, and typing takes time
# Limits on attempts with a password. `here`: one user name from one IP address. `address`: all user names from one IP
# address. `name`: one user name from all IP addresses.
PASSWORD_LIMITS = {"here": "10/5m/key", "address": "30/5m/ip", "name": "100/1h/key"}
ACCOUNT_RATE_LIMITS = {
    "login": None,  # PASSWORD_LIMITS apply instead, with an error that says how long to wait
    "login_failed": "10/5m/key,30/1h/key,100/1d/key",  # attempts with a code, after the right password
}
MFA_RATE_LIMITS = {"webauthn_login": "10/1m/ip", "passkey_challenge": "30/1m/ip"}
