"""What holds everywhere. What depends on the machine comes from the environment, through `config.env` only."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from config.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# Where the product writes: database, embedded queue, reports. Nothing else in the tree is written to.
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # The theme comes before the admin whose templates it replaces.
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "import_export",
    "accounts",
    "assessments",
    "reports",
    "web",
    "console",
    "api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PermissionsPolicy",
    "csp.middleware.CSPMiddleware",
    "config.middleware.ConsoleContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.DatabaseBusy",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Last, so that it sees the answer of every view that logs somebody in.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data ------------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}", base=BASE_DIR)}

# The default cache is a table: all processes share it (login rate limits count on that), no queue outage touches it.
# Rendered pieces of templates stay in each process's own memory.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
    "template_fragments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fragments"},
}

MEDIA_ROOT = env.folder("MEDIA_ROOT", VAR_DIR / "media")
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
FONTS_ROOT = BASE_DIR / "build" / "fonts"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Who -------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    # First, so that a locked name or address is turned away before any password is looked at.
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/assessments/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# The lock on one name from one address is axes' below; these two stop a search over many names or from many addresses.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {"login_failed": "20/m/ip,30/h/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Whether consultants and administrators must set one up before they may work: production says yes.
REQUIRE_SECOND_FACTOR = False
MFA_TOTP_ISSUER = "Digital-green maturity"
# An administrator who knows their address creates staff; a mail round trip would only lock them out of the panel.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# How many proxies of our own stand before the web server: so many last entries of X-Forwarded-For are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, lowest=0, highest=9)

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "config.login.name_tried"
AXES_CLIENT_IP_CALLABLE = "config.login.address_of"
AXES_LOCKOUT_CALLABLE = "config.errors.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- What a browser may do -------------------------------------------------------------------------------------------

# The firm's pages: our own files only, no inline script, no inline style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
# The panel and the API's pages: their theme computes expressions in the page (Alpine) and sets styles on elements, and
# both draw small pictures from data addresses. Still no foreign host and no inline script.
CONSOLE_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:"],
}
CONSOLE_CONTENT_SECURITY_PATHS = ("/console/", "/api/v1/docs/")

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = env.words(
    "CSRF_TRUSTED_ORIGINS",
    [],
    example="https://firm.example",
    accepted="origins with their scheme, separated by commas",
)

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_CODE = env.one_of("LANGUAGE_CODE", "zh-hans", ("zh-hans", "en"))
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Mail ------------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "noreply@localhost", example="noreply@firm.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Queue -----------------------------------------------------------------------------------------------------------

EMBEDDED_QUEUE_SOCKET = env.embedded_queue_socket(VAR_DIR)
CELERY_BROKER_URL = env.queue("REDIS_URL", embedded_socket=EMBEDDED_QUEUE_SOCKET)
# The report's row is the truth, a message only a hint: nothing here may make a request wait for a queue that hangs.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "retry_on_timeout": False,
    "max_retries": 0,
    "visibility_timeout": 180,  # longer than the longest task, else a message is delivered twice at once
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 5,
}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 110
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    # A sweep that could not start within its own interval is worthless: the next one is already due.
    "sweep-reports": {"task": "reports.tasks.sweep_reports_task", "schedule": 15.0, "options": {"expires": 15}},
}

# --- API -------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "api.errors.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Digital-green maturity assessment",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # The pages' files come with the product: no browser is sent to a foreign host.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Reports ---------------------------------------------------------------------------------------------------------

# The site's own address as reports print it, for whoever wants to check one.
PUBLIC_URL = env.site("PUBLIC_URL", "http://127.0.0.1:8000")
# The organisation's certificate and key; without one, reports are not signed.
REPORT_SIGNING_P12 = env.existing_file("REPORT_SIGNING_P12")
REPORT_SIGNING_PASSWORD = env.text("REPORT_SIGNING_PASSWORD", "", example="the-password-of-the-file")

IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- Logs ------------------------------------------------------------------------------------------------------------

LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = logging_settings(level=LOG_LEVEL, as_json=False)
