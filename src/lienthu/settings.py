"""Every setting of the hub. Each comes from an environment variable named LIENTHU_…, with the default shown here.

The table of all of them, for the person who deploys, is docs/deploy.md; a test holds the two together.
"""

import contextlib
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent


def env(name: str, default: str) -> str:
    return os.environ.get(f"LIENTHU_{name}", default)


def env_flag(name: str, default: str) -> bool:
    return env(name, default).lower() in {"1", "true", "yes", "on"}


HOME = Path(env("HOME", "var")).resolve()


def env_number(name: str, default: str) -> int:
    given = env(name, default)
    if not given.isascii() or not given.isdigit():
        raise ImproperlyConfigured(f"LIENTHU_{name} must be a whole number; it is {given!r}")
    return int(given)


def _secret_key() -> str:
    """The key from the environment, else one made once and kept, readable by its owner only, in the data folder.

    Before there is a data folder (`match` stores nothing, for one) a passing key serves: nothing outlives it.
    """
    given = env("SECRET_KEY", "")
    if given:
        return given
    kept = HOME / "secret_key"
    if not HOME.is_dir():
        return secrets.token_urlsafe(50)
    if not kept.exists():
        # Written whole before it has its name: a second process starting now reads all of it or none.
        draft = HOME / f"secret_key.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            kept.hardlink_to(draft)
        draft.unlink()
    return kept.read_text()


def _database(url: str) -> dict[str, object]:
    """Django's settings for `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST[,HOST…]:PORT/NAME?option=value`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.removeprefix("sqlite:///")),
            # A writer takes its lock when it begins, so two writers queue instead of failing half way;
            # NORMAL with WAL can lose the last commits at a power cut, never corrupt. numbers: docs/benchmarks.md
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384;"
                "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;",
            },
            "TEST": {"NAME": None},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        # Several hosts, for a cluster with failover, are psycopg's own business: they go through as they are.
        location = parts.netloc.rpartition("@")[2]
        hosts, ports = [], []
        for place in location.split(","):
            host, _, port = place.partition(":") if "]" not in place else place.partition("]:")
            hosts.append(host.strip("[]"))
            ports.append(port or "5432")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": ",".join(hosts),
            "PORT": ",".join(ports) if len(set(ports)) > 1 else ports[0],
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(
        f"LIENTHU_DATABASE_URL must begin with sqlite:/// or postgresql://; it begins with {parts.scheme or 'nothing'}:"
    )


SECRET_KEY = _secret_key()
DEBUG = env_flag("DEBUG", "no")
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("TRUSTED_ORIGINS", "").split(",") if origin]
DATABASES = {"default": _database(env("DATABASE_URL", f"sqlite:///{quote(str(HOME / 'lienthu.sqlite3'))}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SEARCH_INDEX = HOME / "index"
UPLOADS = HOME / "uploads"
SEARCH_BACKEND = env("SEARCH_BACKEND", "tantivy")

# The server: processes, and threads in each. SQLite is well served by one process; see docs/deploy.md.
HOST = env("HOST", "127.0.0.1")
PORT = env_number("PORT", "8000")
WORKERS = env_number("WORKERS", "1")
THREADS = env_number("THREADS", "8")

# Jobs run in child processes of the server; LIENTHU_JOBS=no leaves them to `./lienthu work` elsewhere.
JOBS_IN_SERVER = env_flag("JOBS", "yes")
JOB_LEASE_SECONDS = env_number("JOB_LEASE_SECONDS", "30")
JOB_COMMAND = [sys.executable, "-m", "lienthu.cli", "run-job"]

INSTALLED_APPS = [
    "lienthu.portal",
    "lienthu.intake",
    "lienthu.stock",
    "lienthu.visits",
    "lienthu.circulation",
    "lienthu.cataloguing",
    "lienthu.patrons",
    "lienthu.catalogue",
    "lienthu.accounts",
    "lienthu.federation",
    "lienthu.ledger",
    "lienthu.common",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lienthu.common.middleware.SecurityHeadersMiddleware",
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
]

ROOT_URLCONF = "lienthu.urls"
WSGI_APPLICATION = "lienthu.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lienthu.accounts.context.workplace",
            ],
            "string_if_invalid": "",
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["lienthu.accounts.permissions.RoleBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "portal:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = env("TIME_ZONE", "Asia/Ho_Chi_Minh")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = UPLOADS

# Behind a proxy that speaks TLS, LIENTHU_HTTPS=yes makes cookies secure and plain addresses redirect.
HTTPS = env_flag("HTTPS", "no")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # asked by the machine next door, in plain HTTP
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# A member's whole catalogue comes through the upload page; the parts above 2.5 MB go to a file, not to memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_TEMP_DIR = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
