"""Settings of healthsite. Whatever varies between sites comes from the environment; `.env.example` lists it all."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from healthsite.environment import (
    LOOPBACK,
    env,
    read,
    read_address,
    read_choice,
    read_database,
    read_folder,
    read_hosts,
    read_integer,
    read_mailbox,
    read_secret,
    read_switch,
    read_time_zone,
    refuse,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = read_folder("VAR_DIR", BASE_DIR / "var")

# --- Where and how the site runs ---------------------------------------------------------------------------------

DEBUG = read_switch("DEBUG", False)
SECRET_KEY = read_secret("SECRET_KEY")
ALLOWED_HOSTS = read_hosts("ALLOWED_HOSTS")
BIND = read("BIND", env.str, "127.0.0.1:8000")
# Plain http is for a try-out on one's own machine. It is refused anywhere else: see below.
INSECURE_LOOPBACK = read_switch("INSECURE_LOOPBACK", False)
if INSECURE_LOOPBACK:
    if BIND.rpartition(":")[0] not in LOOPBACK:
        refuse("BIND", f"must be a loopback address while INSECURE_LOOPBACK is on, not {BIND}")
    if not set(ALLOWED_HOSTS) <= LOOPBACK:
        refuse("ALLOWED_HOSTS", "may name loopback hosts only while INSECURE_LOOPBACK is on")
elif DEBUG:
    refuse("DEBUG", "shows how the site works to everybody: it needs INSECURE_LOOPBACK, on one's own machine")

SITE_NAME = read("SITE_NAME", env.str, "healthsite")
SITE_URL = read_address(
    "SITE_URL", f"https://{ALLOWED_HOSTS[0]}", {"https", "http"} if INSECURE_LOOPBACK else {"https"}
)

INSTALLED_APPS = [
    "healthsite",
    "healthsite.accounts",
    "articles",
    "comments",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_prose_editor",
    "js_asset",
    "treebeard",
    "django_q",
    "csp",
    "healthsite.admin_site.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "healthsite.middleware.VisitorMiddleware",
    "healthsite.accounts.middleware.TimeZoneMiddleware",
    "healthsite.accounts.middleware.StaffMfaMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "healthsite.accounts.middleware.EntranceMiddleware",
]

ROOT_URLCONF = "healthsite.urls"
WSGI_APPLICATION = "healthsite.wsgi.application"

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
                "healthsite.context_processors.site",
            ],
        },
    },
]

# --- Data --------------------------------------------------------------------------------------------------------

DATABASES = {"default": read_database("DATABASE_URL")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE takes the write lock when a transaction begins, so that two writers queue up within the busy
        # timeout (seconds) instead of failing when both have read and want to write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": read("CACHE_URL", env.cache_url, {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"})}

MEDIA_ROOT = read_folder("MEDIA_ROOT", VAR_DIR / "media")
MEDIA_URL = "/media/"
STATIC_ROOT = read_folder("STATIC_ROOT", VAR_DIR / "static")
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "healthsite.stylesheets.BundlingStorage"
    },
}

# Forms carry whole articles: room for a long one, and an end to it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Background work: the queue lives in the database, so that a rolled-back deed leaves no task behind.
Q_CLUSTER = {
    "name": "healthsite",
    "orm": "default",
    "workers": 1,
    "threads": 1,
    "timeout": 120,  # seconds a task may take
    "retry": 180,  # seconds after which an unanswered task is tried again; must exceed the timeout
    "max_attempts": 8,
    "ack_failures": False,
    "poll": 0.5,
    "catch_up": False,
    "save_limit": 500,
    "label": _("Background work"),
}

# --- Language and time -------------------------------------------------------------------------------------------

# The languages that an article may be written in.
LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("ar", _("Arabic")),
    ("zh-hans", _("Simplified Chinese")),
]
LANGUAGE_CODE = read_choice("LANGUAGE_CODE", "en", dict(LANGUAGES))
TIME_ZONE = read_time_zone("TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "healthsite.formats"

# --- Mail --------------------------------------------------------------------------------------------------------

if DEBUG:
    EMAIL_CONFIG = read("EMAIL_URL", env.email_url, {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"})
else:
    EMAIL_CONFIG = read("EMAIL_URL", env.email_url)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read_mailbox("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <noreply@{ALLOWED_HOSTS[0].strip('.[]')}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = ""

# --- People ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("display_name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "healthsite.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "healthsite.signup.SignupForm"} | {
    key: f"healthsite.accounts.entrance_forms.{form}Form"
    for key, form in (
        ("login", "Login"),
        ("request_login_code", "RequestLoginCode"),
        ("confirm_login_code", "ConfirmLoginCode"),
        ("confirm_email_verification_code", "ConfirmEmailVerificationCode"),
        ("reset_password", "ResetPassword"),
        ("confirm_password_reset_code", "ConfirmPasswordResetCode"),
        ("reset_password_from_key", "ResetPasswordKey"),
        ("change_password", "ChangePassword"),
        ("set_password", "SetPassword"),
        ("add_email", "AddEmail"),
        ("change_email", "ChangeEmail"),
        ("reauthenticate", "Reauthenticate"),
    )
}
CURRENT_SITE_NAME = "healthsite.names.site_name"  # a function: the operator may rename the site while it runs
# Who else is asked whether somebody may have a display name: functions of the name and the person (None at sign-up).
DISPLAY_NAME_CHECKS = ["healthsite.bylines.check_no_byline"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # the code has proved who it is, and the way back goes on
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_USERNAME_MIN_LENGTH = 2  # a Chinese name may be two characters long
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "phone_number"
ACCOUNT_SESSION_REMEMBER = None  # ask: shared computers are common in health
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # for codes and passkeys, whose forms do not ask
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if INSECURE_LOOPBACK else "https"

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "healthsite.accounts.entrance_forms.AuthenticateForm",
    "reauthenticate": "healthsite.accounts.entrance_forms.MfaReauthenticateForm",
    "activate_totp": "healthsite.accounts.entrance_forms.ActivateTotpForm",
    "add_webauthn": "healthsite.accounts.entrance_forms.AddPasskeyForm",
    "edit_webauthn": "healthsite.accounts.entrance_forms.EditPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_LOOPBACK
MFA_TOTP_ISSUER = SITE_NAME
# Staff need a second factor before the admin opens. Off on a loopback try-out, whose log-ins are printed.
REQUIRE_STAFF_MFA = read_switch("REQUIRE_STAFF_MFA", not INSECURE_LOOPBACK)

# How many proxies stand in front. Unset, every visitor behind a proxy would share one rate limit: a deploy check
# refuses that, since only the operator can know the number (0 when the server faces the network itself).
TRUSTED_PROXY_COUNT = read_integer("TRUSTED_PROXY_COUNT", 0 if INSECURE_LOOPBACK else None, least=0, most=5)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT or 0

# --- Safety ------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = not INSECURE_LOOPBACK
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 0 if INSECURE_LOOPBACK else 365 * 24 * 3600
# Both bind the whole domain for a year, other sites on it included, so that only its operator can say so.
SECURE_HSTS_INCLUDE_SUBDOMAINS = read_switch("HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = read_switch("HSTS_PRELOAD", False)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_LOOPBACK
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "healthsite_session" if INSECURE_LOOPBACK else "__Host-session"
CSRF_COOKIE_NAME = "healthsite_csrf" if INSECURE_LOOPBACK else "__Host-csrf"
CSRF_FAILURE_VIEW = "healthsite.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY = dict.fromkeys(
    ["accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi"]
    + ["payment", "usb", "browsing-topics"],
    [],
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": read_choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"})},
    "loggers": {
        # Django's own handler beside the root's would print every line twice.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # It warns of every HEAD request that Django answers like the GET; the server sends no body for it anyway.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
