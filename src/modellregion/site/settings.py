"""Django's settings: wiring of what ``configuration`` read. No value of a municipality stands here."""

from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from modellregion.site.configuration import configuration

_configuration = configuration()


def _database(address: str) -> dict[str, object]:
    parts = conninfo_to_dict(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "modellregion"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": {
            "application_name": "modellregion",
            "server_side_binding": True,
            "prepare_threshold": 5,
            **parts,
        },
        # One connection a thread, kept: opening one costs more than most requests (docs/decisions/0065).
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


DATABASES = {"default": _database(_configuration.database or "dbname=modellregion")}

SECRET_KEY = _configuration.secret_key
DEBUG = False
ALLOWED_HOSTS = ["*"]  # the proxy in front decides; no link is ever built from the Host header
ROOT_URLCONF = "modellregion.site.urls"
WSGI_APPLICATION = "modellregion.site.wsgi.application"

INSTALLED_APPS = [
    "procrastinate.contrib.django",
    "modellregion.kernel",
    "modellregion.journal",
    "modellregion.seals",
    "modellregion.region",
    "modellregion.packages",
    "modellregion.process.store",
    "modellregion.records",
    "modellregion.accounts",
    "modellregion.exchange",
    "modellregion.payments",
    "modellregion.cases",
    "modellregion.trade",
    "modellregion.opendata",
    "modellregion.transfer",
]

MIDDLEWARE = [
    "modellregion.kernel.http.middleware.RequestFrame",
    "modellregion.kernel.http.gate.Gate",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

USE_TZ = True
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
STATIC_BUILD = _configuration.static
TEMPLATE_FILTERS = {
    "money": "modellregion.forms.api.show_cents",
    "file_size": "modellregion.forms.api.show_bytes",
}
TEMPLATE_GLOBALS = {
    "guide_of": "modellregion.desk.guide.guide_of",
    "navigation_of": "modellregion.desk.navigation.navigation_of",
    "has_basket": "modellregion.payments.pages.basket_cookie.has_basket",
    "first_day_of": "modellregion.desk.guide.first_day_of",
}
ROOMS_WITH_PAGES = [
    "api",
    "portal",
    "desk",
    "accounts",
    "cases",
    "exchange",
    "payments",
    "records",
    "seals",
    "trade",
    "opendata",
    "transfer",
    "region",
]
FILE_STORE = _configuration.file_store
CLAMD = _configuration.clamd
SMTP_URL = _configuration.smtp_url
MAIL_FROM = _configuration.mail_from
CACHE_FOLDER = _configuration.data / "cache"
TIMESTAMP_URL = _configuration.timestamp_url
TIMESTAMP_ROOTS = _configuration.timestamp_roots
PUBLIC_URL = _configuration.public_url
PASSKEY_HOST = _configuration.passkey_host
MAILBOXES = _configuration.data / "mailboxes"
JOURNAL_KEYS = _configuration.data / "journal"
SEAL_KEYS = _configuration.data / "seals"
ACCOUNT_KEYS = _configuration.data / "accounts"
DATA_KEYS = _configuration.data / "data-keys"
LIMITS = "modellregion.site.limits.LIMITS"
PROXIES = _configuration.proxies
UNLIMITED_NETWORKS = _configuration.unlimited
ENDPOINTS = "modellregion.site.endpoints.ENDPOINTS"
OPERATIONS = "modellregion.site.operations.OPERATIONS"
PERMISSIONS_OF_ROLE = "modellregion.site.permissions.PERMISSIONS_OF_ROLE"
LOCALE_PATHS = [_configuration.static / "locale"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

CSRF_COOKIE_NAME = "__Host-csrf" if _configuration.is_https else "csrf"
CSRF_COOKIE_SECURE = _configuration.is_https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "modellregion.kernel.http.pages.csrf_failure"
CSRF_TRUSTED_ORIGINS = [_configuration.public_url]
# An installation may ask itself; that also lets trials on one machine take packages from each other.
PERMITTED_SOURCES = {urlsplit(_configuration.public_url).hostname, *_configuration.sources}

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 2, "delete_jobs": "successful"}

LOGGING_CONFIG = "modellregion.kernel.logs.configure"
# Django asks for no configuration at all when this is empty.
LOGGING: dict[str, object] = {"version": 1}
