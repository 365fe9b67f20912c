"""The page of verification: what whoever holds a report reads there, and what nobody reads."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assessments.models import Assessment, Firm, Result
from assessments.services import start_assessment, submit_assessment
from reports.models import IssuedFile, Report, ResultSeal
from reports.services import request_report, revoke_seal
from reports.tasks import build_report_task
from tests.conftest import answer_all
from tests.web.conftest import Seen
from web.views import verify

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SHA256 = hashlib.sha256(b"a file").hexdigest()


@pytest.fixture(autouse=True)
def quiet_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.services.publish_report", lambda pk: None)


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


@pytest.fixture
def seal(result: Result, owner: User) -> ResultSeal:
    request_report(result=result, language="en", by=owner)
    IssuedFile.objects.create(result=result, language="en", kind="diagnosis", format="pdf", sha256=SHA256)
    return ResultSeal.objects.get(result=result)


def page_of(client: Client, seal: ResultSeal, **asked: str) -> str:
    response = client.get(f"/verify/{seal.token}/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_whoever_holds_the_address_reads_what_was_issued(anonymous: Client, seal: ResultSeal, firm: Firm) -> None:
    page = page_of(anonymous, seal)
    assert firm.name in page
    assert str(seal.result.assessment.period) in page
    assert SHA256 in page
    assert "Diagnosis (PDF)" in page
    assert "latest result" in page
    for row in seal.result.document["readings"]:
        assert row["version"] in page


def test_nothing_else_of_the_firm_stands_there(anonymous: Client, seal: ResultSeal, firm: Firm, owner: User) -> None:
    page = page_of(anonymous, seal)
    for hidden in (
        firm.uscc,
        owner.email,
        str(firm.employees) + " ",
        str(seal.result.pk),
        str(seal.result.assessment_id),
    ):
        assert hidden not in page
    document = seal.result.document
    assert all(measure["code"] not in page for measure in document["measures"])


def test_the_page_is_kept_out_of_search_engines_and_caches(anonymous: Client, seal: ResultSeal) -> None:
    response = anonymous.get(f"/verify/{seal.token}/")
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert 'name="robots" content="noindex' in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_token_cannot_be_guessed_and_is_one_for_each_result(result: Result, owner: User) -> None:
    for language in ("en", "zh-hans"):
        request_report(result=result, language=language, by=owner)
    seal = ResultSeal.objects.get()
    assert len(seal.token) == 32
    assert seal.token not in str(result.pk)


@pytest.mark.parametrize("token", ["x", "A" * 32, "A" * 500, "%00"])
def test_an_unknown_token_gets_plain_words_of_one_shape(anonymous: Client, seal: ResultSeal, token: str) -> None:
    response = anonymous.get(f"/verify/{token}/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "No report stands behind this address" in page
    assert seal.result.assessment.firm.name not in page
    shape = anonymous.get(f"/verify/{'B' * 32}/").content.decode().replace("B" * 32, token)
    assert len(shape) == pytest.approx(len(page), abs=600)


def test_who_tries_many_addresses_waits_and_who_has_a_right_one_does_not(
    anonymous: Client, seal: ResultSeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "MOST_MISSES", 3)
    cache.clear()
    for _try in range(3):
        page_of(anonymous, seal)
        assert anonymous.get("/verify/wrong/").status_code == 404
    refused = anonymous.get("/verify/wrong/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    elsewhere = Client(headers={"accept-language": "en"}, REMOTE_ADDR="192.0.2.7")
    page_of(elsewhere, seal)
    cache.clear()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (SHA256, "Genuine: the fingerprint belongs to the Diagnosis (PDF) in English"),
        (f"  {SHA256.upper()[:32]} {SHA256.upper()[32:]}\n", "Genuine"),
        ("0" * 64, "No match"),
        ("short", "That is no SHA-256 fingerprint"),
        ("<script>alert(1)</script>", "That is no SHA-256 fingerprint"),
    ],
)
def test_a_typed_fingerprint_is_compared(anonymous: Client, seal: ResultSeal, typed: str, said: str) -> None:
    page = page_of(anonymous, seal, sha256=typed)
    assert said in page
    assert "<script>alert" not in page


def test_a_newer_result_of_the_firm_supersedes_with_its_day_only(
    anonymous: Client, seal: ResultSeal, firm: Firm, owner: User
) -> None:
    later = start_assessment(firm=firm, period=seal.result.assessment.period + 1, by=owner)
    answer_all(later)
    submit_assessment(assessment=later, by=owner)
    page = page_of(anonymous, seal)
    assert f"Superseded on {timezone.localdate():%Y-%m-%d}" in page
    assert "latest result" not in page
    newer = later.results.get()
    request_report(result=newer, language="en", by=owner)
    assert "latest result" in page_of(anonymous, newer.seal)


def test_an_earlier_year_assessed_later_supersedes_nothing(
    anonymous: Client, seal: ResultSeal, firm: Firm, owner: User
) -> None:
    before = start_assessment(firm=firm, period=seal.result.assessment.period - 1, by=owner)
    answer_all(before)
    submit_assessment(assessment=before, by=owner)
    assert "latest result" in page_of(anonymous, seal)


def test_a_revoked_result_says_so_with_day_and_reason(
    anonymous: Client, seal: ResultSeal, consultant: User, seen_by: Seen, owner: User
) -> None:
    revoke_seal(result=seal.result, reason="The electricity of 2024 was <b>wrong</b>.", by=consultant)
    page = page_of(anonymous, seal)
    assert f"Revoked on {timezone.localdate():%Y-%m-%d}" in page
    assert "was &lt;b&gt;wrong&lt;/b&gt;." in page
    assert "latest result" not in page
    own = seen_by(owner).get(f"/assessments/{seal.result.assessment_id}/result/").content.decode()
    assert "was revoked on" in own


def test_a_file_made_again_with_other_bytes_leaves_the_earlier_one_genuine(
    anonymous: Client, seal: ResultSeal, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    from reports import build, pdf

    settings.MEDIA_ROOT = tmp_path
    report = Report.objects.get()
    for content in (b"%PDF first", b"%PDF second"):
        monkeypatch.setattr(build, "_rendered", lambda *_args, content=content: pdf.Pdf(content, 1))
        Report.objects.filter(pk=report.pk).update(status="queued", attempts=0)
        build_report_task(str(report.pk))
    page = page_of(anonymous, seal)
    for content in (b"%PDF first", b"%PDF second"):
        assert hashlib.sha256(content).hexdigest() in page


def test_the_page_speaks_chinese(seen_by: Seen, seal: ResultSeal) -> None:
    response = seen_by(language="zh-hans").get(f"/verify/{seal.token}/")
    assert 'lang="zh-Hans"' in response.content.decode()


def test_only_reading_is_possible(anonymous: Client, seal: ResultSeal) -> None:
    assert anonymous.post(f"/verify/{seal.token}/", {"sha256": SHA256}).status_code == 405
    assert anonymous.head(f"/verify/{seal.token}/").status_code == 200


def test_the_days_are_those_of_the_sites_time_zone(anonymous: Client, seal: ResultSeal) -> None:
    late = timezone.now().replace(hour=20, minute=0) - timedelta(days=1)
    IssuedFile.objects.update(issued_at=late)
    assert f"{timezone.localtime(late):%Y-%m-%d}" in page_of(anonymous, seal)
