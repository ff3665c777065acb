"""Settings of allauth that do not depend on the environment, and limits on attempts to sign in.

`careers/settings.py` imports them.
"""

ACCOUNT_ADAPTER = "careers.signing_in.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "careers.signing_in.forms.SignInForm",
    "change_password": "careers.signing_in.forms.PasswordChangeForm",
    "reauthenticate": "careers.signing_in.forms.PasswordForm",
    "reset_password": "careers.signing_in.password_forms.ForgottenPasswordForm",
    "reset_password_from_key": "careers.signing_in.password_forms.NewPasswordForm",
    "user_token": "careers.signing_in.password_forms.ResetTokenForm",
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
    "reset_password": "10/5m/ip,3/10m/key,10/1d/key",  # the key is the address that was typed
    "reset_password_from_key": "20/1m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "10/1m/ip", "passkey_challenge": "30/1m/ip", "company_request": "30/1m/ip"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a mail to an address without an account would reach strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60  # seconds that a mailed link for a new password is valid
SOCIALACCOUNT_ADAPTER = "careers.signing_in.company.CompanyAccountAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # careers/signing_in/company.py accepts only verified addresses
SOCIALACCOUNT_STORE_TOKENS = False
