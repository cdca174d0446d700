"""Django's settings, all made from the table of `OSPOLIS_*` variables in `core.config`."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf.locale import LANG_INFO

from ospolis.core import compat, limits
from ospolis.core.config import read_config
from ospolis.core.databases import database_settings
from ospolis.core.keys import secret_key

CONFIG = read_config(os.environ)
OSPOLIS = CONFIG

DEBUG = False
SECRET_KEY = secret_key(CONFIG.secret_key, CONFIG.data_dir)
ALLOWED_HOSTS = [CONFIG.host] + (["127.0.0.1", "localhost", "[::1]"] if CONFIG.is_loopback else [])
ROOT_URLCONF = "ospolis.web.urls"
WSGI_APPLICATION = "ospolis.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    *compat.TASK_APPS,
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "ospolis.core",
    "ospolis.institutions",
    "ospolis.offices",
    "ospolis.people",
    "ospolis.evidence",
    "ospolis.mapping",
    "ospolis.assessment",
    "ospolis.publishing",
    "ospolis.web",
]

MIDDLEWARE = [
    "ospolis.core.edges.EdgeMiddleware",
    compat.CSP_MIDDLEWARE,
    "django.middleware.security.SecurityMiddleware",
    "ospolis.core.edges.RequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ospolis.people.middleware.ViewerMiddleware",
    "ospolis.people.machines.TokenMiddleware",
    "ospolis.core.access.PolicyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "ospolis.web.shell.shell_context",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": database_settings(CONFIG.database_url, CONFIG.data_dir)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["ospolis.people.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "people:log-in"

# allauth runs the steps of a log-in; its addresses, sign-up, mails and limits are not used (see people/signing_in).
ACCOUNT_ADAPTER = "ospolis.people.signing_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "ospolis.people.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_TOTP_TOLERANCE = 1

# The shared cache counts (allauth's limits among it), so it is a table that every process sees; what only saves work
# stays in the memory of each process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "outbox", "mapping"]}}

LANGUAGE_CODE = CONFIG.languages[0]
LANGUAGES = [(code, LANG_INFO.get(code, {}).get("name_local", code)) for code in CONFIG.languages]
TIME_ZONE = CONFIG.time_zone
USE_TZ = True
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.data_dir / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "woff2", "gz", "zip")
MEDIA_ROOT = CONFIG.data_dir / "files"
JOURNAL_HEADS = CONFIG.data_dir / "heads" / "heads.jsonl"

SESSION_ENGINE = "ospolis.people.signing_in.session_store"
# With https the name itself binds the cookie to this host and to https (RFC 6265bis).
_COOKIE = "__Host-ospolis_" if CONFIG.is_https else "ospolis_"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = (
    f"{_COOKIE}{name}" for name in ("session", "csrf", "language")
)
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = CONFIG.is_https
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [CONFIG.base_url.rstrip("/")]
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CONFIG.is_https
# Believed from this machine and the operator's proxies only: EdgeMiddleware takes it away from everybody else.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.is_https else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = limits.REQUEST_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = limits.REQUEST_FIELDS
DATA_UPLOAD_MAX_NUMBER_FILES = limits.REQUEST_FILES
SILENCED_SYSTEM_CHECKS = [] if CONFIG.is_https else ["security.W004", "security.W008", "security.W012", "security.W016"]

globals().update(
    compat.csp_settings(
        {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "img-src": ["'self'"],
            "font-src": ["'self'"],
            "connect-src": ["'self'"],
            "form-action": ["'self'"],
            "base-uri": ["'none'"],
            "frame-ancestors": ["'none'"],
            "object-src": ["'none'"],
        }
    )
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # What a client gets wrong (400, 403, 404, a foreign host) is no fault of ours: a line for each would let anybody
    # fill the disk. Faults of ours, 500, are errors of django.request and stay.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "CRITICAL"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
