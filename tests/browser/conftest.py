"""A real Chromium in front of a real server. How the browser is found and started stands in the root's conftest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User

HEIGHT = 800


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def orm_beside_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps an event loop running in the test's thread; the tests' own queries are synchronous."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """A page of a fresh browser: `visit(user, language="en", width=1280)`, signed in, listening for broken policies."""
    contexts: list[BrowserContext] = []

    def opened(user: User | None = None, *, language: str = "en", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=live_server.url, locale=language, viewport={"width": width, "height": HEIGHT}
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        context.set_default_timeout(10_000)
        return watched(context.new_page())

    yield opened
    problems = [problem for context in contexts for page in context.pages for problem in getattr(page, "problems", [])]
    for context in contexts:
        context.close()
    assert not problems, problems


def watched(page: Page) -> Page:
    """Collect script errors and refusals of the content policy; the fixture fails on them at the end."""
    problems: list[str] = []
    page.problems = problems  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None,
    )
    return page
