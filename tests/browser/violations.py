"""What axe-core finds on a page, and whether the page fits the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.conftest import HEIGHT

PHONE, DESK = 375, 1280
# Each language and each width is visited once; the two pairs left out differ only in where lines break, and whether
# the page then still fits is asked at both widths of every page.
VIEWS = pytest.mark.parametrize(("language", "width"), [("zh-CN", PHONE), ("en", DESK)])

SCRIPTS = f"{AXE_SCRIPT}\n;{(Path(__file__).parent / 'axe_once.js').read_text(encoding='utf-8')}"


def violations(page: Page, *, once: bool = True) -> list[dict[str, Any]]:
    """Run axe on a page as it stands; `once` measures the contrast of texts that look alike only once."""
    if not page.evaluate("'violations' in window"):
        page.evaluate(SCRIPTS)
    found: list[dict[str, Any]] = page.evaluate("once => window.violations({ once })", once)
    return found


def findings(page: Page, name: str) -> Iterator[str]:
    """What axe finds on a page as it stands, and whether it is wider than a phone or a desk."""
    for violation in violations(page):
        places = violation["places"][:3]
        yield f"{name}: {violation['id']} ({violation['impact']}): {violation['help']} at {places}"
    assert page.viewport_size
    own = page.viewport_size["width"]
    for room in (own, DESK if own == PHONE else PHONE):
        page.set_viewport_size({"width": room, "height": HEIGHT})
        seen, width = page.evaluate("[window.innerWidth, document.documentElement.scrollWidth]")
        assert seen == room
        if width > room:
            yield f"{name}: {width} pixels wide on a screen of {room}"
    page.set_viewport_size({"width": own, "height": HEIGHT})


def look(page: Page, paths: dict[str, str]) -> list[str]:
    """What is found on each of these pages."""
    found: list[str] = []
    for name, path in paths.items():
        page.goto(path)
        found += findings(page, name)
    return found
