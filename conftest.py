"""For every test of the tree: what it runs on, what is skipped or fails without it, and the browser.

@pytest.mark.services   needs PostgreSQL and Redis: runs only in the second pass of `make test`, which sets both
@pytest.mark.database   worth running on PostgreSQL too: runs in both passes
@pytest.mark.browser    needs Chromium
"""

import os
import shutil
from typing import Any

import pytest

from tools import services
from tools.fonts import FOLDER

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# Playwright runs its own event loop in the test's thread, which Django would take for an asynchronous view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def services_are_in_use() -> bool:
    """Tell whether this run is the one on PostgreSQL and Redis."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres") and bool(os.environ.get("REDIS_URL"))


def browser_path() -> str | None:
    """Return the path of the Chromium that the tests drive, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_report_header() -> list[str]:
    ground = "PostgreSQL and Redis" if services_are_in_use() else "SQLite, no queue server"
    return [f"ground: {ground}", f"browser: {browser_path() or 'no Chromium, browser tests are skipped'}"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that has no ground to run on, or let it fail where everything must be there."""
    missing = []
    if item.get_closest_marker("services") and not services_are_in_use():
        missing.append("PostgreSQL and Redis (DATABASE_URL, REDIS_URL)")
    if item.get_closest_marker("browser") and browser_path() is None:
        missing.append("Chromium (Debian: apt-get install chromium)")
    if missing and services.are_required():
        pytest.fail(f"REQUIRE_SERVICES is set, and this test needs {' and '.join(missing)}", pytrace=False)
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive Debian's Chromium, as root too, with no traffic of its own and with our Chinese font beside the system's.

    The font is shown to the browser alone: the renderer of reports must find its own.
    """
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {
        **browser_type_launch_args,
        "executable_path": browser_path(),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet],
        "env": {**os.environ, "FONTCONFIG_FILE": str(FOLDER / "fonts.conf")},
    }
