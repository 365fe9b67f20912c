"""The tests: SQLite in memory unless DATABASE_URL names PostgreSQL, no network, no waiting."""

import os

from config.settings.base import *  # noqa: F403

SECRET_KEY = "sample-key-for-tests-only-never-for-a-server"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A test's password is hashed a thousand times a run: strength is tested by Django, not here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Rate limits would make one test depend on how many came before; the tests of throttling switch them on.
ACCOUNT_RATE_LIMITS = False

# Every test client starts the middleware anew; looking through all static files each time would be most of a test.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Without a queue messages go nowhere, at once; a test that needs a worker starts a real queue.
if not os.environ.get("REDIS_URL"):
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}

# Demo people have a password everybody knows; only one machine and the tests may have them.
DEMO_ALLOWED = True
