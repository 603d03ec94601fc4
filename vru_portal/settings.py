"""Settings, driven by the environment. docs/operating.md lists every variable.

Two modes. Production, the default, refuses to start without a secret key of its own, or with DEBUG. A demonstration
(DEMONSTRATION=true, set by ``make run``) holds made-up people and activity, and every page says so.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from vru_portal import databases, logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
PRODUCTION = not DEMONSTRATION
HTTPS = env.bool("HTTPS", default=PRODUCTION)

DEVELOPMENT_KEY = "development-only-key-that-production-refuses-to-start-with"  # noqa: S105 (public on purpose)
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SECRET_KEY = env.str("SECRET_KEY", default=DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "DEBUG shows settings and what people typed: it does not start in production. Set DEBUG=false,"
        " or DEMONSTRATION=true on a machine with made-up data only."
    )
if SECRET_KEY == DEVELOPMENT_KEY and (PRODUCTION or set(ALLOWED_HOSTS) - set(LOCAL_HOSTS)):
    raise ImproperlyConfigured(
        "Set SECRET_KEY to at least 50 random characters: this portal does not start in production without its own key,"
        " nor a demonstration that other machines can reach."
    )
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("Set SECRET_KEY to at least 50 random characters: this one is too short for production.")

CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
PORTAL_NAME = env.str("PORTAL_NAME", default="VRU Portal")

INSTALLED_APPS = [
    "vru_portal.access.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_filters",
    "django_structlog",
    "simple_history",
    "vru_portal",
    "vru_portal.access",
    "stakeholders",
    "pilots",
    "interventions",
    "vru_portal.reporting",
    "vru_portal.demonstration",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "vru_portal.middleware.send_browser_rules",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vru_portal.logs.StructuredLogMiddleware",
    "vru_portal.middleware.refuse_malformed_requests",
    "vru_portal.middleware.answer_everybody_alike_on_public_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vru_portal.middleware.keep_signed_in_pages_out_of_caches",
    "vru_portal.middleware.keep_what_was_typed",
    "vru_portal.access.middleware.limit_session",
    "vru_portal.access.middleware.require_second_factor",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "vru_portal.urls"
WSGI_APPLICATION = "vru_portal.wsgi.application"

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
                "vru_portal.context.portal",
            ],
            "builtins": ["django.templatetags.static", "vru_portal.templatetags.portal"],
        },
    },
]
FORM_RENDERER = "vru_portal.govuk.GovukRenderer"

# Data -----------------------------------------------------------------------------------------------------------

DATABASES = {"default": databases.at(env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Past this many entries a third is thrown out, the limits of sign-in among them.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "files"))
FILE_UPLOAD_PERMISSIONS = 0o600
# A longer request is not read at all. Files stay in memory until they are stored: no sheet of scores is on a disk.
LONGEST_REQUEST = FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
HASHED, AS_THEY_ARE = "whitenoise.storage.CompressedManifest", "django.contrib.staticfiles.storage."
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"{AS_THEY_ARE if DEBUG else HASHED}StaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["vru_portal.access.backends.PostedPeopleBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATORS}.{name}Validator"}
    for name in ("UserAttributeSimilarity", "CommonPassword", "NumericPassword")
] + [{"NAME": f"{VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "vru_portal.access.adapters.InvitedPeopleAdapter"
SOCIALACCOUNT_ADAPTER = "vru_portal.access.adapters.InvitedPeopleSocialAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# allauth's own generator keeps a second list of addresses, by which people could enter after theirs was changed.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 (a class)
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{PORTAL_NAME}: "
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,50/15m/ip", "reset_password": "20/m/ip,5/m/key"}
ACCOUNT_RATE_LIMITS |= {"join": "15/h/ip", "join_network": "200/d/key"}  # people at one meeting share an address
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict = {}
if env.str("OIDC_SERVER_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OIDC_NAME", default="Microsoft"),
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": env.str("OIDC_SERVER_URL"), "uid_field": "sub", "verified_email": True},
            }
        ],
    }
ACCOUNT_FORMS = {
    "login": "vru_portal.access.sign_in_forms.SignInForm",
    "reset_password": "vru_portal.access.sign_in_forms.AskForLinkForm",
    "reset_password_from_key": "vru_portal.access.sign_in_forms.NewPasswordForm",
    "change_password": "vru_portal.access.sign_in_forms.ChangePasswordForm",
    "set_password": "vru_portal.access.sign_in_forms.SetPasswordForm",
    "reauthenticate": "vru_portal.access.sign_in_forms.ConfirmPasswordForm",
}
MFA_ADAPTER = "vru_portal.access.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "vru_portal.access.sign_in_forms.CodeForm",
    "reauthenticate": "vru_portal.access.sign_in_forms.ConfirmCodeForm",
    "activate_totp": "vru_portal.access.sign_in_forms.AuthenticatorAppForm",
    "add_webauthn": "vru_portal.access.sign_in_forms.AddKeyForm",
    "edit_webauthn": "vru_portal.access.sign_in_forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = PORTAL_NAME
# Off: who signs in by OpenID Connect shows the portal's own second factor as well.
SECOND_FACTOR_BY_IDENTITY_PROVIDER = env.bool("SECOND_FACTOR_BY_IDENTITY_PROVIDER", default=False)
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=["administrator", "manager"] if PRODUCTION else [])

SESSION_IDLE_SECONDS = 60 * 60
SESSION_LONGEST_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "vru_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
# Messages name entries: in a cookie, anybody at the machine could read them after signing out.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "vru_portal.errors.csrf_failure"

# Transport and browser ------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31536000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
# Both bind every other site under the unit's name, for years: that is for who answers for the whole name to decide.
# W040 tells SQLite of covering indexes, which only PostgreSQL has.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "models.W040"]
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BROWSER_RULES = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
    " magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{name: [NONE] for name in ("default-src", "frame-ancestors", "base-uri", "object-src")},
        **{name: [SELF] for name in ("script-src", "style-src", "font-src", "connect-src", "manifest-src")},
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
    }
}

if env.str("OIDC_SERVER_URL", default=""):
    # Browsers hold a form to form-action through its redirects too: signing in leads to the provider's page.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("/".join(env.str("OIDC_SERVER_URL").split("/")[:3]))

# E-mail and words -----------------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# A person waits for each e-mail: a server that does not answer must not hold up its worker.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default="portal@example.org")
PRIVACY_EMAIL = env.str("PRIVACY_EMAIL", default=DEFAULT_FROM_EMAIL)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = USE_TZ = True
DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"

# Logs: one JSON line per event, with the request's identifier and nothing personal -------------------------------

logs.configure()
LOGGING = logs.as_json(env.str("LOG_LEVEL", default="INFO"))
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

# The portal -----------------------------------------------------------------------------------------------------

LONGEST_FILE = 10 * 1024 * 1024
DRAFTS_KEPT_DAYS = 7
REVIEW_DUE_DAYS = 7
SILENT_DAYS = 30
DISCLOSURE_RULE = env.str("DISCLOSURE_RULE", default="small")  # or "rounded": see reporting/disclosure.py
CONTACT_RETENTION_MONTHS = env.int("CONTACT_RETENTION_MONTHS", default=24)  # after the last confirmation or use
