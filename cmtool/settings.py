"""The one settings module: everything that differs between machines comes from the environment (see dotenv-sample)."""

import sys
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cmtool.lib import env

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_dotenv(BASE_DIR / ".env")

DEBUG = env.boolean("DEBUG", False)
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env.secret_key("SECRET_KEY", VAR_DIR / "secret_key", debug=DEBUG)
PORT = env.integer("PORT", 8000, low=1, high=65535)
DEMO_PASSWORD = "demo-cmtool-2026"  # noqa: S105  of the accounts that load_demo makes; make run prints it
BASE_URL = env.url("BASE_URL", ("http", "https"), f"http://127.0.0.1:{PORT}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TESTING = "pytest" in sys.modules

# Applications, from the top layer to the bottom
INSTALLED_APPS = [
    "cmtool",
    "kpis",
    "calendar_app",
    "strategy",
    "imports",
    "jobs",
    "workspaces",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # templates of the form renderer
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cmtool.middleware.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cmtool.middleware.HtmxRedirectMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "cmtool.urls"
WSGI_APPLICATION = "cmtool.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "cmtool.forms.Renderer"
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
                "cmtool.shell.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "cmtool.templatetags.ui",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

# Database: SQLite alone, PostgreSQL at scale; every test runs on both
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'cmtool.sqlite3'}")}
_db = DATABASES["default"]
POSTGRESQL = _db["ENGINE"].endswith("postgresql")
if POSTGRESQL:
    _db["OPTIONS"]["options"] = "-c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"
    _db["CONN_MAX_AGE"] = 600
    _db["CONN_HEALTH_CHECKS"] = True
else:
    # IMMEDIATE: a writer waits at the start of its transaction instead of failing in the middle of it.
    # The checkpoint is left to one process (the worker): SQLite before 3.51.3 can corrupt a WAL that two
    # connections reset at once.
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0;"
        " PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;",
    }
    _db["CONN_MAX_AGE"] = None
    _db.setdefault("TEST", {})["NAME"] = str(VAR_DIR / "test.sqlite3")

# Redis at scale; without it the database and two folders do
REDIS_URL = env.url("REDIS_URL", ("redis", "rediss"), None)
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "cmtool.lib.cache.SparedRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
    }
elif TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
else:  # files: what limits count, and codes that were used, hold for all web processes of the machine
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }
# From the database each time: a copy in the memory of one process outlives a sign-out served by another, and signing
# in or out would need the cache to answer.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365

# Background work: the database is the truth, Celery only rings the bell
BROKER_DIR = VAR_DIR / "broker"
if REDIS_URL:  # the transports are those of jobs.brokers
    CELERY_BROKER_URL = "redis-list://configured"
    # Seconds. Short: whoever rings must not wait for a broker that hangs (Celery's defaults let a request wait 40 s).
    CELERY_BROKER_TRANSPORT_OPTIONS = {"url": REDIS_URL, "timeout": 0.5, "polling_interval": 0.02}
elif TESTING:
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
else:
    BROKER_DIR.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "folder://local"
    # Asked every 20 ms, an idle worker takes 2 % of a core.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"folder": str(BROKER_DIR), "polling_interval": 0.02}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # a lost ring costs nothing: the sweeper rings again
CELERY_TASK_TIME_LIMIT = 2 * 60 * 60  # the last resort; each kind of job has its own limit
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "jobs.beat:Scheduler"
# An hour at most, and sent when the clock starts: what is due is in the database, never in the clock.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "jobs.tasks.sweep", "schedule": timedelta(seconds=5), "options": {"expires": 10}},
    "dashboards": {"task": "kpis.tasks.refresh_old", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
    "people": {
        "task": "strategy.tasks.look_after_people",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "evidence": {
        "task": "strategy.tasks.forget_evidence",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "reviews": {
        "task": "strategy.tasks.remind_of_reviews",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "reviewers": {
        "task": "calendar_app.tasks.remind_reviewers",
        "schedule": timedelta(minutes=15),
        "options": {"expires": 900},
    },
    "publications": {
        "task": "calendar_app.tasks.remind_of_publications",
        "schedule": timedelta(minutes=3),
        "options": {"expires": 180},
    },
    "ahead": {"task": "calendar_app.tasks.make_ahead", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
    "files": {"task": "calendar_app.tasks.forget_files", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
    "tidy": {"task": "jobs.tasks.tidy", "schedule": timedelta(minutes=1), "options": {"expires": 60}},
    "forget": {"task": "jobs.tasks.forget", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
}

# People and sign-in
AUTH_USER_MODEL = "workspaces.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "workspaces.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by invitation, which proves the address
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True  # one address; the new one replaces it once confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address changes
ACCOUNT_EMAIL_NOTIFICATIONS = True  # people are told when their password or second factor changes
ACCOUNT_FORMS = {
    "login": "workspaces.account_forms.LoginForm",
    "add_email": "workspaces.account_forms.AddEmailForm",
    "change_password": "workspaces.account_forms.ChangePasswordForm",
    "set_password": "workspaces.account_forms.SetPasswordForm",
    "reset_password": "workspaces.account_forms.ResetPasswordForm",
    "reset_password_from_key": "workspaces.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "workspaces.account_forms.ReauthenticateForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = False if TESTING else {"login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("PROXIES", 0, high=10)  # limits go by the address they forward
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address waiting for its confirmation is no reason to go without
MFA_FORMS = {
    "authenticate": "workspaces.account_forms.AuthenticateForm",
    "reauthenticate": "workspaces.account_forms.MfaReauthenticateForm",
    "activate_totp": "workspaces.account_forms.ActivateTOTPForm",
    "add_webauthn": "workspaces.account_forms.AddWebAuthnForm",
    "edit_webauthn": "workspaces.account_forms.EditWebAuthnForm",
}
MFA_TOTP_ISSUER = "cmtool"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False

# E-mail: SMTP when configured, else files to open by hand
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, low=1, high=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "cmtool <cmtool@localhost>")
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# Language and time
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["cmtool.formats"]

# Files
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_DIR", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cmtool.lib.assets.NodeModulesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "cmtool.lib.assets.StaticStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or TESTING
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = VAR_DIR / "files"  # no MEDIA_URL: files leave only through checked views
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # of a whole request, except where files are taken
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 50

# Security
SECURE_SSL_REDIRECT = False  # the proxy redirects; see README
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LIMITS = not TESTING  # of what strangers may ask (cmtool.lib.limits)
# The hash is the empty string's: Plotly inserts an empty <style> and fills it by script.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # SSL redirect: done by the proxy
if not HTTPS:  # a plain-HTTP address on this machine: the HTTPS checks have no object
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W012", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"class": "cmtool.lib.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING").upper()},
    "loggers": {"cmtool": {"level": "INFO"}},
}
