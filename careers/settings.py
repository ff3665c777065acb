"""All settings, read from the environment and safe by default.

Every variable is read in the first part of this file and described in the README's table. A missing
or wrong one raises ImproperlyConfigured with a sentence that says what to set.
"""

import zoneinfo
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from .database import address, read_database
from .signing_in.environment import read_company_roles, read_mail_server, read_provider, require_company_sign_in
from .signing_in.options import *  # noqa: F403  # what allauth asks for, the same on every site

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def flag(name: str, default: str = "0") -> bool:
    value = env.str(name, default=default)
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def required(name: str, example: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment, for example {name}={example}.")
    return value


# --- The environment ---------------------------------------------------------------------------

DEMO = flag("DEMO")
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
SECRET_KEY = required("SECRET_KEY", "(50 random characters)")
SITE_URL = (
    env.str("SITE_URL", default="http://127.0.0.1:8000")
    if DEMO
    else required("SITE_URL", "https://careers.example.com")
)
DATABASE_URL = env.str("DATABASE_URL", default="")
BEHIND_PROXY = flag("BEHIND_PROXY")
REQUIRE_SECOND_FACTOR = flag("REQUIRE_SECOND_FACTOR")
EMAIL_URL = env.str("EMAIL_URL", default="")
EMAIL_FROM = env.str("EMAIL_FROM", default="")
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_DOMAINS = [domain.strip().lower() for domain in env.str("OIDC_DOMAINS", default="").split(",") if domain.strip()]
OIDC_GROUPS_CLAIM = env.str("OIDC_GROUPS_CLAIM", default="groups")
OIDC_ROLES = env.str("OIDC_ROLES", default="")
OIDC_TEAM_PREFIX = env.str("OIDC_TEAM_PREFIX", default="")
PASSWORDS = flag("PASSWORDS", "1")

if env.str("DATA_DIR", default="") and not DATA_DIR.is_dir():
    raise ImproperlyConfigured(f"DATA_DIR names no folder: {DATA_DIR}. Make it, and let the server write to it.")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("SECRET_KEY is too short or too simple. Use at least 50 random characters.")


_site = address("SITE_URL", SITE_URL)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_more_than_host = set(_site.netloc) & set("*@ ") or _site.path.strip("/") or _site.query or _site.fragment
if _site.scheme not in ("http", "https") or not _site.hostname or _more_than_host:
    raise ImproperlyConfigured(
        f"SITE_URL must be a scheme and a host, like https://careers.example.com, not {SITE_URL!r}."
    )
if DEMO and _site.hostname not in LOOPBACK:
    raise ImproperlyConfigured("DEMO=1 serves only this machine. Leave SITE_URL out, or set DEMO=0.")
if not DEMO and _site.scheme != "https":
    raise ImproperlyConfigured(f"SITE_URL must begin with https://, not {SITE_URL!r}. Only DEMO=1 does without.")
SITE_URL = f"{_site.scheme}://{_site.netloc}"

# --- Core ---------------------------------------------------------------------------------------

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if DEMO else [_site.hostname]
ROOT_URLCONF = "careers.urls"
WSGI_APPLICATION = "careers.wsgi.application"
SERVER_THREADS = 8  # of each of the server's processes
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "careers",
    "jobs",
    "teams",
    "careers.admin_site.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_filters",
    "django_prose_editor",
    "import_export",
    "js_asset",
    "simple_history",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "careers.middleware.HeadersMiddleware",
    "careers.middleware.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "careers.middleware.CleanQueryMiddleware",
    "careers.middleware.PrivateAnswersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "careers.signing_in.middleware.ResubmissionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "careers.signing_in.middleware.StaffMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "teams.middleware.EmployerMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            # Numbers look the same on every page: 1,061.
            "builtins": ["django.contrib.humanize.templatetags.humanize"],
        },
    }
]

# --- Database -----------------------------------------------------------------------------------

DATABASES = {"default": read_database(DATABASE_URL, DATA_DIR)}

# What must be counted across all processes and outlast a restart. So many rows that nobody's counts can be
# pushed out by making others.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "careers_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "originals": {
        "BACKEND": "careers.storage.PrivateStorage",
        "OPTIONS": {"location": str(DATA_DIR / "originals")},
    },
    # Spreadsheets between their preview and their confirmation.
    "imports": {
        "BACKEND": "careers.storage.PrivateStorage",
        "OPTIONS": {"location": str(DATA_DIR / "imports")},
    },
    "staticfiles": {"BACKEND": "careers.storage.StaticStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Only developers fetch source maps, and compressing that of the editor takes as long as all other files together.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# A long posting in a script of three bytes a character, as a form sends it. Spreadsheets and pictures are files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 10**6
# A team's page with 300 pillars, 300 stories and 300 testimonials, each with up to eight fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8000

# --- Time and language --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
# Zones come from the locked package tzdata, so that they are the same everywhere, and not from the system's files.
zoneinfo.reset_tzpath(to=())
FORMAT_MODULE_PATH = ["careers.formats"]

# --- Signing in ---------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTHENTICATION_BACKENDS = ["careers.signing_in.adapters.StaffBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # the last hop of X-Forwarded-For is the visitor's address
SESSION_COOKIE_AGE = 12 * 60 * 60  # at the latest; careers/signing_in/sessions.py ends it
CSRF_FAILURE_VIEW = "careers.signing_in.resubmission.handle_csrf_failure"
SESSION_COOKIE_NAME = "sessionid" if DEMO else "__Host-sessionid"
SESSION_COOKIE_SECURE = not DEMO
CSRF_COOKIE_NAME = "csrftoken" if DEMO else "__Host-csrftoken"
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True

# --- Mail --------------------------------------------------------------------------------------

# Without a server for mail, pages show one-time links to hand over. The demo writes its mails into files.
SENDS_MAIL = bool(EMAIL_URL) or DEMO
globals().update(read_mail_server(EMAIL_URL, DATA_DIR if DEMO else None))
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM or f"careers@{_site.hostname}"

# --- Company sign-in ----------------------------------------------------------------------------

COMPANY_ROLES = read_company_roles(OIDC_ROLES)
SOCIALACCOUNT_PROVIDERS = read_provider(OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, may_be_http=DEMO)
COMPANY_SIGN_IN = bool(SOCIALACCOUNT_PROVIDERS)
require_company_sign_in(
    COMPANY_SIGN_IN,
    has_passwords=PASSWORDS,
    has_limits=bool(OIDC_DOMAINS or COMPANY_ROLES),
    has_options=bool(OIDC_CLIENT_ID or OIDC_CLIENT_SECRET or OIDC_DOMAINS or OIDC_ROLES or OIDC_TEAM_PREFIX),
)

# --- Transport and browser ----------------------------------------------------------------------

SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # probes come from beside the server, without HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],  # the nonce reaches only the pages with the text editor's import map
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Log ----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"tokens": {"()": "careers.log_filter.TokenFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A missing page is the visitor's business, not the operator's.
        "django.request": {"level": "ERROR"},
    },
}
