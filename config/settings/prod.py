"""A server that others reach. Refuses to start on sample secrets, DEBUG, SQLite or a missing queue."""

from whitenoise.compress import Compressor

from config import env
from config.logs import logging_settings
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, LOG_LEVEL, VAR_DIR
from config.settings.refusals import refuse_sample_secret, refuse_short_secret

if env.boolean("DEBUG", False):
    raise env.WrongSetting("DEBUG", "1", "nothing or 0: error pages of DEBUG show settings and data to strangers", "0")
DEBUG = False

SECRET_KEY = env.text("SECRET_KEY", example="$(openssl rand -base64 48)", accepted="at least 50 random characters")
refuse_sample_secret("SECRET_KEY", SECRET_KEY)
refuse_short_secret("SECRET_KEY", SECRET_KEY)

ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", example="firm.example,www.firm.example", accepted="the names under which the site is reached"
)
if "*" in ALLOWED_HOSTS:
    raise env.WrongSetting(
        "ALLOWED_HOSTS", "*", "names of hosts; a star lets anybody choose the name in our mails", "firm.example"
    )

# A wrong address on paper cannot be mended, and a visitor's Host header must never get there.
PUBLIC_URL = env.site("PUBLIC_URL", f"https://{ALLOWED_HOSTS[0]}", https=True)

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    raise env.WrongSetting(
        "DATABASE_URL",
        "SQLite",
        "PostgreSQL, which many can write to at once",
        "postgres://user:password@postgres:5432/firm",
    )
refuse_sample_secret("DATABASE_URL", str(DATABASES["default"]["PASSWORD"]))

refuse_sample_secret(
    "REDIS_URL",
    env.text("REDIS_URL", example="redis://:password@redis:6379/0", accepted="the address of a Redis server"),
)

REQUIRE_SECOND_FACTOR = env.boolean("REQUIRE_SECOND_FACTOR", True)

# Only here are static files collected; elsewhere they are served from where they are written.
STATIC_ROOT = env.folder("STATIC_ROOT", VAR_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A browser asks for source maps only with its tools open; packing their megabytes would double the time of a build.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# The proxy ends TLS and says so in this header; it must also remove the header from what strangers send.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# The two questions of the machine itself come without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

EMAIL_HOST = env.text("EMAIL_HOST", "", example="smtp.firm.example")
EMAIL_PORT = env.number("EMAIL_PORT", 587, lowest=1, highest=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "", example="noreply@firm.example")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "", example="a-password")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", True)
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

LOGGING = logging_settings(level=LOG_LEVEL, as_json=True)
