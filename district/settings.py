"""The one settings file: typed, read from the environment, secure unless told that this is development or a test."""

from pathlib import Path

import pghistory
from django.utils.csp import CSP

from district import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DISTRICT_DATA", BASE_DIR / ".local")

DISTRICT_ENV = env.choice("DISTRICT_ENV", ("production", "development", "test"), "production")
PRODUCTION = DISTRICT_ENV == "production"
DEVELOPMENT = DISTRICT_ENV == "development"
TESTING = DISTRICT_ENV == "test"

# Identity of this site -------------------------------------------------------------------------

SECRET_KEY = env.text(
    "SECRET_KEY", None if PRODUCTION else "only-for-development-and-tests-never-for-the-public"
)
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
SITE_URL = env.text(
    "SITE_URL", "https://" + ALLOWED_HOSTS[0] if PRODUCTION and ALLOWED_HOSTS else "http://localhost:8000"
)
DEMO_WORLD = env.flag("DEMO_WORLD", default=not PRODUCTION)

if PRODUCTION:
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or "only-for-development" in SECRET_KEY:
        raise env.EnvironmentFault("SECRET_KEY is short or a default: set at least 50 random characters.")
    if DEBUG:
        raise env.EnvironmentFault("DEBUG is on in production: unset it, or set DISTRICT_ENV=development.")
    if not ALLOWED_HOSTS or any("*" in host for host in ALLOWED_HOSTS):
        raise env.EnvironmentFault(
            "ALLOWED_HOSTS must name the site's hosts, without *: for example skills.example.org."
        )

# Parts -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "district.home",
    "district.api",
    "district.reports",
    "district.imports",
    "district.taskforce",
    "district.gaps",
    "district.matching",
    "district.certificates",
    "district.codesign",
    "district.community",
    "district.eligibility",
    "district.interviews",
    "district.funding",
    "district.workplace",
    "district.returns",
    "programmes",
    "employers",
    "learners",
    "district.partners",
    "district.skills",
    "district.places",
    "district.accounts",
    "district.outbox",
    "district.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "district.web.middleware.health_checks",
    "district.web.middleware.own_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "district.web.middleware.friendly_refusals",
    "django_htmx.middleware.HtmxMiddleware",
    "district.partners.middleware.ActorMiddleware",
]

ROOT_URLCONF = "district.urls"
WSGI_APPLICATION = "district.wsgi.application"
FORM_RENDERER = "district.web.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "district.web.context.site",
                "district.partners.context.account",
                "district.home.context.navigation",
            ],
            "builtins": ["district.web.templatetags.district"],
        },
    }
]

# Data ------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", "postgres:///district")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": False,
}
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 5,
    "application_name": env.text("DISTRICT_PROCESS", "district"),
    "options": "-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={}".format(
        env.number("STATEMENT_TIMEOUT_MS", 10_000),
        env.number("LOCK_TIMEOUT_MS", 5_000),
        env.number("IDLE_IN_TRANSACTION_TIMEOUT_MS", 15_000),
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What a full run of matching reads; machines that share a run may share this folder as well.
MATCHING_FOLDER = env.folder("MATCHING_FOLDER", DATA_DIR / ("test/matching" if TESTING else "matching"))

REDIS_URL = env.text("REDIS_URL", "redis://localhost:6379")  # without a database number: broker 0, cache 1
# Sessions and rate limits live in PostgreSQL, so that people can sign in while Redis is down.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"},
}
SESSION_ENGINE = "district.accounts.sessions"

# Answers of the public searches are kept this long in each process, until something that can be found changes.
SEARCH_MEMORY_SECONDS = env.number("SEARCH_MEMORY_SECONDS", 0 if TESTING else 20)

# How often a token of an employer's own system may call within a minute.
API_CALLS_A_MINUTE = env.number("API_CALLS_A_MINUTE", 120)
# How often an address may try tokens that do not work, before it is told to wait.
API_WRONG_TOKENS_A_MINUTE = env.number("API_WRONG_TOKENS_A_MINUTE", 20)

# Where ClamAV listens, to look at what people upload: unix:///run/clamav/clamd.ctl or tcp://host:3310.
CLAMAV_SOCKET = env.socket_address("CLAMAV_SOCKET")

# Accounts --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["district.accounts.backends.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home_start"
LOGOUT_REDIRECT_URL = "home_show"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "district.accounts.passwords.NotOnlyLocalWords"},
]
ACCOUNT_ADAPTER = "district.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
ACCOUNT_FORMS = {
    "login": "district.accounts.forms.LoginForm",
    "signup": "district.accounts.forms.SignupForm",
    "add_email": "district.accounts.forms.AddEmailForm",
    "change_password": "district.accounts.forms.ChangePasswordForm",
    "set_password": "district.accounts.forms.SetPasswordForm",
    "reset_password": "district.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "district.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "district.accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "district.accounts.forms.AuthenticateForm",
    "reauthenticate": "district.accounts.forms.ReauthenticateWithCodeForm",
    "activate_totp": "district.accounts.forms.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TRUST_ENABLED = False
# Two-step sign-in is there for all; those whom others rely on must use it.
REQUIRE_MFA = env.flag("REQUIRE_MFA", default=PRODUCTION)
USERSESSIONS_TRACK_ACTIVITY = False

# E-mail ----------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Digital Skills District <no-reply@district.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_SMTP = {
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {
        "host": env.text("SMTP_HOST", "localhost"),
        "port": env.number("SMTP_PORT", 465),
        "username": env.text("SMTP_USER", ""),
        "password": env.text("SMTP_PASSWORD", ""),
        "use_ssl": True,
        "timeout": 10,
    },
}
_LOCAL_SINK = {
    "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
    "OPTIONS": {"file_path": str(DATA_DIR / "mail")},
}
MAILERS = {"default": _SMTP if PRODUCTION else _LOCAL_SINK}

# Web surface -----------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_TLS_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-sid" if PRODUCTION else "sid"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 7 * 24 * 3600
CSRF_USE_SESSIONS = True
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "district.web.views.errors.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = [
    "district.web.uploading.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "built", BASE_DIR / "static" / "public"]
_COLLECTED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_AS_THEY_LIE = "django.contrib.staticfiles.storage.StaticFilesStorage"  # tests need not collect them first
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _AS_THEY_LIE if TESTING else _COLLECTED},
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"

# Words and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
FORMS_URLFIELD_ASSUME_HTTPS = True

# Jobs (the beat table is code: district/celery.py) ----------------------------------------------

OUTBOX_RESEND_AFTER_SECONDS = env.number("OUTBOX_RESEND_AFTER_SECONDS", 330)  # task time limit + 30 s
CELERY_BROKER_URL = REDIS_URL.rstrip("/") + "/0"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "global_keyprefix": "district:",
}

# Logs: one JSON line an event, without personal data ----------------------------------------------

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "district.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING" if TESTING else "INFO")},
}

# Audit: PostgreSQL triggers write every insert, change and deletion of tracked models --------------

PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
