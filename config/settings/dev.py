"""One machine, one person: `make run` and work on the code. Needs no variable at all."""

from config import env
from config.settings.base import *  # noqa: F403

DEBUG = env.boolean("DEBUG", False)
# Known to everybody, therefore refused by the production settings.
SECRET_KEY = env.text("SECRET_KEY", "sample-key-for-one-machine-only-never-for-a-server", example="a-long-random-text")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

# Static files come straight from where they are written, and a browser asks again each time.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0

# Demo people have a password everybody knows; only one machine and the tests may have them.
DEMO_ALLOWED = True
