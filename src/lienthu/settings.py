"""Every setting of the hub. Each comes from an environment variable named LIENTHU_…, with the default shown here.

The table of all of them, for the person who deploys, is docs/deploy.md; a test holds the two together.
"""

import contextlib
import os
import secrets
import sys
from datetime import timedelta
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


def env_choice(name: str, default: str, choices: set[str]) -> str:
    given = env(name, default).lower()
    if given not in choices:
        raise ImproperlyConfigured(f"LIENTHU_{name} must be one of {', '.join(sorted(choices))}; it is {given!r}")
    return given


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
            # Django switches statements kept by the server off; those of common/prepared.py are (no others become so).
            "OPTIONS": {"prepare_threshold": 5, **dict(parse_qsl(parts.query))},
        }
    raise ImproperlyConfigured(
        f"LIENTHU_DATABASE_URL must begin with sqlite:/// or postgresql://; it begins with {parts.scheme or 'nothing'}:"
    )


def hub_address(hosts: list[str], *, https: bool, port: int, is_proxied: bool) -> str:
    """How people reach the hub: by the first whole name that it answers to."""
    name = next((each for each in hosts if each and "*" not in each and not each.startswith(".")), "localhost")
    own_port = "" if https or is_proxied or port == 80 else f":{port}"
    return f"{'https' if https else 'http'}://{name}{own_port}"


SECRET_KEY = _secret_key()
DEBUG = env_flag("DEBUG", "no")
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("TRUSTED_ORIGINS", "").split(",") if origin]
DATABASES = {"default": _database(env("DATABASE_URL", f"sqlite:///{quote(str(HOME / 'lienthu.sqlite3'))}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SEARCH_INDEX = HOME / "index"
UPLOADS = HOME / "uploads"
LARGEST_RECORDING = int(env("RECORDING_MB", "200")) * 1_000_000  # bytes of a film or a sound that is handed in
SEARCH_BACKEND = env("SEARCH_BACKEND", "tantivy")

# The server: processes (0: as many as suit the machine, cli/serving.py), and threads in each; see docs/deploy.md.
HOST = env("HOST", "127.0.0.1")
PORT = env_number("PORT", "8000")
WORKERS = env_number("WORKERS", "0")
THREADS = env_number("THREADS", "8")

# Jobs run in child processes of the server; LIENTHU_JOBS=no leaves them to `./lienthu work` elsewhere.
JOBS_IN_SERVER = env_flag("JOBS", "yes")
JOB_LEASE_SECONDS = env_number("JOB_LEASE_SECONDS", "30")
# After so many days a returned loan is cut loose from the reader, unless they asked that it be kept.
HISTORY_DAYS = env_number("HISTORY_DAYS", "90")
JOB_COMMAND = [sys.executable, "-m", "lienthu.cli", "run-job"]

# Under which licence the statistics of the public pages are given away: its name, and last its address.
DATA_LICENCE = env("DATA_LICENCE", "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/")

# The public sites of the federation and its members (decision 15). "no": a hub without them is spared Wagtail's memory.
WEBSITE = env_flag("WEBSITE", "yes")

INSTALLED_APPS = [
    *(["lienthu.website"] if WEBSITE else []),
    "lienthu.portal",
    "lienthu.reports",
    "lienthu.dashboards",
    "lienthu.returns",
    "lienthu.indicators",
    "lienthu.sharing",
    "lienthu.evidence",
    "lienthu.training",
    "lienthu.conferences",
    "lienthu.awards",
    "lienthu.exhibitions",
    "lienthu.contests",
    "lienthu.governance",
    "lienthu.mobile",
    "lienthu.rotation",
    "lienthu.sync",
    "lienthu.intake",
    "lienthu.stock",
    "lienthu.visits",
    "lienthu.circulation",
    "lienthu.notices",
    "lienthu.cataloguing",
    "lienthu.patrons",
    "lienthu.authorities",
    "lienthu.catalogue",
    "lienthu.calendars",
    "lienthu.registry",
    "lienthu.accounts",
    "lienthu.federation",
    "lienthu.ledger",
    "lienthu.common",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # As little of Wagtail as its editor needs. The third is Wagtail's search without tables of its own.
    *(
        [
            "lienthu.website.editor_words",
            "wagtail.contrib.simple_translation",
            "wagtail.users",
            "lienthu.website.apps.SearchConfig",
            "wagtail.images",
            "wagtail.admin",
            "wagtail",
            "modelcluster",
            "taggit",
            "django.contrib.humanize",  # for the Vietnamese of what the editor says by it: “5 phút trước”
        ]
        if WEBSITE
        else []
    ),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lienthu.common.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *(["lienthu.website.middleware.WebsiteMiddleware"] if WEBSITE else []),
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
    "lienthu.accounts.middleware.SecondFactorMiddleware",
    "lienthu.mobile.working.TripMiddleware",
    "axes.middleware.AxesMiddleware",
    *(["lienthu.website.gate.GateMiddleware"] if WEBSITE else []),
    "lienthu.common.middleware.AgainMiddleware",
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
                "lienthu.accounts.context.signing_in",
                *(["lienthu.website.context.public_site"] if WEBSITE else []),
            ],
            "string_if_invalid": "",
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
# The first only refuses who has tried too often; the second signs in, and alone answers who may do what.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "lienthu.accounts.permissions.RoleBackend"]
if WEBSITE:  # it signs nobody in: it answers what Wagtail asks, from the same roles
    AUTHENTICATION_BACKENDS.append("lienthu.website.permissions.WagtailBackend")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "portal:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Signing in (django-allauth): staff are taken on by their director, nobody signs up. Why: docs/decisions/0008
ACCOUNT_ADAPTER = "lienthu.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_DISPLAY = str
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds that a password or code just given is good for
# Wrong passwords are counted by axes, in the database; these are for codes, and for one address trying many names.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/5m/key", "confirm_email": None}
ACCOUNT_FORMS = {
    "login": "lienthu.accounts.sign_in_forms.LoginForm",
    "reauthenticate": "lienthu.accounts.sign_in_forms.ReauthenticateForm",
    "change_password": "lienthu.accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "lienthu.accounts.sign_in_forms.SetPasswordForm",
    "reset_password": "lienthu.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "lienthu.accounts.sign_in_forms.ResetPasswordKeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are entered by the library, not claimed by whoever signs up
MFA_ADAPTER = "lienthu.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Liên Thư"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: clocks of old phones are off
MFA_RECOVERY_CODE_COUNT = 10
MFA_FORMS = {
    "authenticate": "lienthu.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "lienthu.accounts.sign_in_forms.ReauthenticateCodeForm",
    "activate_totp": "lienthu.accounts.sign_in_forms.ActivateTOTPForm",
    "add_webauthn": "lienthu.accounts.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "lienthu.accounts.sign_in_forms.EditPasskeyForm",
}
# Directors and system administrators are asked for a second factor: off, remind (on their home), or require.
SECOND_FACTOR = env_choice("SECOND_FACTOR", "remind", {"off", "remind", "require"})

# Five wrong passwords for one name from one address: that pair waits a quarter of an hour, or is freed by hand.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the minutes that are told are the minutes it takes
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address"]
AXES_USERNAME_CALLABLE = "lienthu.accounts.throttle.name_tried"
AXES_CLIENT_IP_CALLABLE = "lienthu.accounts.throttle.address_of"
AXES_LOCKOUT_CALLABLE = "lienthu.accounts.throttle.told_to_wait"
ALLAUTH_TRUSTED_PROXY_COUNT = env_number("PROXIES", "0")

# One OpenID Connect provider, for a province whose staff have one account for everything. Off until a server is named.
OIDC_SERVER = env("OIDC_SERVER", "")
SOCIALACCOUNT_ADAPTER = "lienthu.accounts.adapters.OidcAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # the provider says that the address is theirs: a colleague with it signs in
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that is sent on to another host would be stopped by form-action 'self'
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env("OIDC_NAME", "OpenID Connect"),
                "client_id": env("OIDC_CLIENT_ID", ""),
                "secret": env("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER, "oauth_pkce_enabled": True},
            }
        ]
        if OIDC_SERVER
        else []
    }
}

# Mail is sent through this server; without one, whatever would be mailed is not offered (passwords) or printed.
EMAIL_HOST = env("MAIL_HOST", "")
EMAIL_PORT = env_number("MAIL_PORT", "587")
EMAIL_HOST_USER = env("MAIL_USER", "")
EMAIL_HOST_PASSWORD = env("MAIL_PASSWORD", "")
EMAIL_USE_TLS = env_flag("MAIL_TLS", "yes")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("MAIL_FROM", EMAIL_HOST_USER or "lienthu@localhost")

# The way to readers' phones: off, http (a reseller's address that takes JSON), or the path of a class of one's own
# (lienthu/notices/gateways.py says what it must do).
GATEWAY = env("GATEWAY", "off")
GATEWAY_NAME = env("GATEWAY_NAME", "SMS")
GATEWAY_URL = env("GATEWAY_URL", "")
GATEWAY_HEADER = env("GATEWAY_HEADER", "")
GATEWAY_BODY = env("GATEWAY_BODY", '{"to": "{to}", "text": "{text}", "reference": "{reference}"}')
GATEWAY_OK = env("GATEWAY_OK", "")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
FORMAT_MODULE_PATH = ["lienthu.common.formats"]
TIME_ZONE = env("TIME_ZONE", "Asia/Ho_Chi_Minh")
USE_TZ = True

# Packages' small things for all processes of the machine, above all how often somebody tried to sign in; ours, and the
# public sites' pages as they were last sent, in each process's own memory.
CACHES = {
    "default": {
        "BACKEND": "lienthu.common.machine_cache.MachineCache",
        "LOCATION": str(HOME / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 1000}},
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = UPLOADS
MEDIA_URL = "/tep/"  # of which website/middleware.py serves the public sites' pictures and documents, and nothing else

# Wagtail, for the public sites: nobody is managed in it, it asks nobody outside, and its search has no tables.
WAGTAIL_SITE_NAME = "Liên Thư"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILIMAGES_IMAGE_MODEL = "website.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "lienthu.website.pictures.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback", "AUTO_UPDATE": False}}
MIGRATION_MODULES: dict[str, str | None] = {"wagtailsearch": None}

# Behind a proxy that speaks TLS, LIENTHU_HTTPS=yes makes cookies secure and plain addresses redirect.
HTTPS = env_flag("HTTPS", "no")
SECURE_SSL_REDIRECT = HTTPS
# What letters call the hub by, where no request says under which name it was asked.
ADDRESS = env("ADDRESS", "").rstrip("/") or hub_address(
    ALLOWED_HOSTS, https=HTTPS, port=PORT, is_proxied=bool(ALLAUTH_TRUSTED_PROXY_COUNT)
)
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # asked by the machine next door, in plain HTTP
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# A member's whole catalogue comes through the upload page; the parts above 2.5 MB go to a file, not to memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a serial's record has hundreds of fields, and a row of the grid is three
FILE_UPLOAD_TEMP_DIR = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
