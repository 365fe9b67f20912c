"""A file dropped on the page of verification, compared in the browser."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from accounts.models import User
from assessments.models import Assessment
from reports.models import IssuedFile
from reports.services import request_report, revoke_seal
from tests.browser.conftest import Visit
from tests.browser.violations import VIEWS, findings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DATA = b"%PDF-1.7 as it was issued"


@pytest.fixture
def address(submitted: Assessment, owner: User, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("reports.services.publish_report", lambda pk: None)
    result = submitted.results.get()
    request_report(result=result, language="en", by=owner)
    sha256 = hashlib.sha256(DATA).hexdigest()
    IssuedFile.objects.create(result=result, language="en", kind="diagnosis", format="pdf", sha256=sha256)
    return f"/verify/{result.seal.token}/"


def test_a_file_is_compared_in_the_browser_and_not_sent(visit: Visit, address: str, tmp_path: Path) -> None:
    page = visit(language="en")
    page.goto(address, wait_until="networkidle")  # its own icon may come late
    sent: list[str] = []

    def note(route: Route) -> None:
        sent.append(route.request.url)
        route.continue_()

    page.route("**/*", note)
    genuine, changed = tmp_path / "genuine.pdf", tmp_path / "changed.pdf"
    genuine.write_bytes(DATA)
    changed.write_bytes(DATA + b" ")
    said = page.locator("#drop-result")
    page.locator("#file").set_input_files(genuine)
    expect(said).to_contain_text("Genuine: this file is the Diagnosis (PDF) in English")
    expect(page.locator("tr.own")).to_have_count(1)
    page.locator("#file").set_input_files(changed)
    expect(said).to_contain_text("No match")
    expect(page.locator("tr.own")).to_have_count(0)
    assert sent == []


def test_a_file_can_be_dropped(visit: Visit, address: str) -> None:
    page = visit(language="en")
    page.goto(address)
    dropped = page.evaluate_handle(
        "text => { const moved = new DataTransfer(); moved.items.add(new File([text], 'x.pdf')); return moved; }",
        DATA.decode(),
    )
    page.locator("#drop").dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.locator("#drop-result")).to_contain_text("Genuine")


def test_without_a_script_the_fingerprint_is_typed(browser: Any, live_server: Any, address: str) -> None:
    context = browser.new_context(base_url=live_server.url, locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("#drop").is_hidden()
    page.locator("summary").click()
    page.locator("#sha256").fill(hashlib.sha256(DATA).hexdigest().upper())
    page.get_by_role("button", name="Compare").click()
    assert "Genuine" in page.locator("#drop-result").inner_text()
    context.close()


@VIEWS
def test_the_page_has_no_violation(
    visit: Visit, address: str, submitted: Assessment, consultant: User, language: str, width: int
) -> None:
    page = visit(language=language, width=width)
    page.goto(address)
    found = list(findings(page, "verify"))
    page.goto(f"{address}?sha256=nothing")
    found += findings(page, "verify, typed wrongly")
    revoke_seal(result=submitted.results.get(), reason="The electricity was wrong.", by=consultant)
    page.goto(address)
    found += findings(page, "verify, revoked")
    page.goto("/verify/unknown/")
    found += findings(page, "verify, unknown")
    assert not found, "\n".join(found)
