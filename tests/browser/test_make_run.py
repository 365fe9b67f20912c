"""What `make run` starts: the demo manager logs in, finishes the assessment, and a real worker prints the PDF."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from assessments.management.commands.load_demo import LEFT_OPEN, PASSWORD
from content.loader import current

pytestmark = pytest.mark.slow
START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One site for both tests: neither sees what the other leaves behind."""
    port = free_port()
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT") and not key.startswith("PYTEST")
    }
    environment |= {
        "PORT": str(port),
        "VAR_DIR": str(tmp_path_factory.mktemp("site") / "var"),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.serve"], cwd=settings.BASE_DIR, env=environment, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/readyz", process)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "the site stopped while it was starting"
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"{address} did not answer within {START_SECONDS} s")


def log_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button.button").click()
    page.wait_for_url("**/assessments/")


def test_the_demo_manager_finishes_an_assessment_and_a_worker_prints_it(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    context = browser.new_context(base_url=site, locale="zh-CN", accept_downloads=True)
    context.set_default_timeout(15_000)
    page = context.new_page()
    log_in(page, "manager@demo.example")
    page.locator("main a", has_text=re.compile(r"2025")).first.click()
    overview = page.url
    page.goto(f"{overview}sections/{LEFT_OPEN}/")
    questions = len(current().sections[LEFT_OPEN].questions)
    expect(page.locator("fieldset")).to_have_count(questions)
    for number in range(questions):
        page.locator("fieldset").nth(number).locator("label").nth(2).click()
    page.get_by_role("button", name="保存并继续").click()
    page.wait_for_url(lambda url: LEFT_OPEN not in url)  # the next section
    page.goto(f"{overview}review/")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.locator("main form button").last.click()
    page.wait_for_url("**/result/")
    page.get_by_role("button", name=re.compile("中文")).click()
    link = page.locator("a[href*=download]").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    target = tmp_path / "report.pdf"
    download.value.save_as(target)
    assert "示例小微精密零件加工厂" in PdfReader(target).pages[0].extract_text()
    context.close()


def test_the_demo_consultant_finds_the_firms_in_the_panel(browser: Browser, site: str) -> None:
    page = browser.new_context(base_url=site, locale="zh-CN").new_page()
    log_in(page, "consultant@demo.example")
    page.goto("/console/assessments/firm/")
    expect(page.get_by_text("绍兴示例印染有限公司").first).to_be_visible()
