"""The row is the truth: every way a report can go, without a queue server."""

import hashlib
import io
import itertools
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.db.models.functions import Now
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from accounts.models import AuditEntry, Membership, User
from assessments.errors import InvalidInput, NotAllowed
from assessments.models import Assessment, Firm, Result
from assessments.services import start_assessment, submit_assessment
from reports import build, files, tasks
from reports.errors import REASONS, ReportFileMissing, ReportNotReady, ReportRenderError
from reports.models import MOST_ATTEMPTS, OFFERED, CoverNote, Report, ResultSeal
from reports.selectors import reports_of, reports_visible_to
from reports.services import report_file, request_report, retry_report, save_cover_note
from reports.tasks import build_report_task, publish_report, sweep_reports_task
from tests.conftest import answer_all
from tests.reports.conftest import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _no_file_sweep() -> Iterator[None]:
    cache.add("reports-swept-files", 1, 3600)
    yield
    cache.delete("reports-swept-files")


def lose_the_worker(report: Report) -> None:
    """Leave the row as a worker that was killed leaves it, some time later."""
    assert Report.objects.claim(report.pk) is not None
    Report.objects.filter(pk=report.pk).update(lease_until=Now() - timedelta(seconds=1))


# Asking


def test_a_request_is_queued_and_published_after_the_commit(
    result: Result, owner: User, published: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = request_report(result=result, language="en", by=owner)
        assert published == []
    assert published == [str(report.pk)]
    assert (report.status, report.attempts, report.requested_by) == ("queued", 0, owner)
    assert report.organisation == result.assessment.firm.organisation
    assert AuditEntry.objects.filter(verb="request report", target=str(report.pk)).exists()


def test_a_double_click_gives_one_report(
    result: Result, owner: User, published: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = request_report(result=result, language="en", by=owner)
        second = request_report(result=result, language="en", by=owner)
    assert first == second
    assert len(published) == 1


def test_each_language_is_a_report_of_its_own(result: Result, owner: User, report: Report) -> None:
    english = request_report(result=result, language="en", by=owner)
    assert english != report
    assert reports_of(result) == [english, report]


@pytest.mark.parametrize(("field", "value"), [("language", "fr"), ("kind", "novel")])
def test_an_unknown_choice_is_refused_by_its_name(result: Result, owner: User, field: str, value: str) -> None:
    given: dict[str, Any] = {"language": "en", field: value}
    with pytest.raises(InvalidInput) as refused:
        request_report(result=result, by=owner, **given)
    assert refused.value.problems[0].path == field
    assert not Report.objects.exists()


@pytest.mark.parametrize("who", ["editor", "viewer", "consultant", "administrator"])
def test_whoever_sees_the_result_may_print_it(
    who: str, result: Result, request: pytest.FixtureRequest, published: list[str]
) -> None:
    person = request.getfixturevalue(who)
    report = request_report(result=result, language="en", by=person)
    assert report in reports_visible_to(person)


@pytest.mark.parametrize("who", ["stranger", "unassigned_consultant"])
def test_whoever_does_not_see_the_result_may_not_and_sees_no_report(
    who: str, report: Report, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    assert not reports_visible_to(person).exists()
    with pytest.raises(NotAllowed):
        request_report(result=report.result, language="en", by=person)
    with pytest.raises(NotAllowed):
        retry_report(report=report, by=person)


# Kinds, formats, covers, seals


def test_every_pair_offered_is_a_report_of_its_own_and_no_other_pair_is_taken(
    result: Result, owner: User, published: list[str]
) -> None:
    found = {
        request_report(result=result, language="en", kind=kind, format=format, by=owner) for kind, format in OFFERED
    }
    assert len(found) == len(OFFERED)
    for kind, format in itertools.product(Report.Kind.values, Report.Format.values):
        if (kind, format) not in OFFERED:
            with pytest.raises(InvalidInput) as refused:
                request_report(result=result, language="en", kind=kind, format=format, by=owner)
            assert refused.value.problems[0].path == "format"
    assert [(report.kind, report.format) for report in reports_of(result)] == list(OFFERED)


def test_a_repeated_request_never_builds_a_finished_report_again(
    result: Result, owner: User, editor: User, published: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = request_report(result=result, language="en", kind="annex", format="xlsx", by=owner)
    build_report_task(str(report.pk))
    monkeypatch.setattr(build, "_made", lambda _paper: pytest.fail("built twice"))
    again = request_report(result=result, language="en", kind="annex", format="xlsx", by=editor)
    assert (again, again.status) == (report, "done")
    build_report_task(str(again.pk))


def test_a_pdf_carries_the_result_byte_for_byte_and_the_workbook(
    result: Result, owner: User, published: list[str]
) -> None:
    workbook = request_report(result=result, language="en", kind="annex", format="xlsx", by=owner)
    report = request_report(result=result, language="en", kind="brief", by=owner)
    for one in (workbook, report):
        build_report_task(str(one.pk))
        one.refresh_from_db()
    with report_file(report) as file:
        reader = PdfReader(file)
        assert reader.attachments["result.json"] == [result.text.encode()]
        assert hashlib.sha256(reader.attachments["annex.xlsx"][0]).hexdigest() == workbook.sha256


def test_a_result_is_sealed_by_its_first_report_and_once(result: Result, owner: User, published: list[str]) -> None:
    assert not ResultSeal.objects.exists()
    for language in ("en", "zh-hans"):
        request_report(result=result, language=language, by=owner)
    assert ResultSeal.objects.get().result == result


def test_a_note_changed_while_a_diagnosis_waits_fails_it_honestly(
    result: Result, owner: User, consultant: User, published: list[str]
) -> None:
    report = request_report(result=result, language="en", by=owner)
    save_cover_note(result=result, by=consultant, name="Green advice")
    build_report_task(str(report.pk))
    report.refresh_from_db()
    assert (report.status, report.error_code, report.reason) == ("failed", "cover", str(REASONS["cover"]))
    assert reports_of(result) == []


def test_a_report_compares_with_the_year_before_as_it_was_when_the_result_was_made(
    submitted: Assessment, firm: Firm, owner: User, published: list[str]
) -> None:
    result = submitted.results.get()
    assert build._paper_of(request_report(result=result, language="en", by=owner)).previous is None
    later = start_assessment(firm=firm, period=submitted.period + 1, by=owner)
    answer_all(later)
    submit_assessment(assessment=later, by=owner)
    newer = request_report(result=later.results.get(), language="en", by=owner)
    assert build._paper_of(newer).previous == result.document
    # A year that is caught up on afterwards changes no report that was there before.
    between = start_assessment(firm=firm, period=submitted.period - 1, by=owner)
    answer_all(between)
    submit_assessment(assessment=between, by=owner)
    assert build._paper_of(request_report(result=result, language="en", by=owner)).previous is None


def pictures_in(data: bytes) -> int:
    reader = PdfReader(io.BytesIO(data))
    numbers = range(1, int(reader.trailer["/Size"]))
    found = [reader.get_object(IndirectObject(number, 0, reader)) for number in numbers]
    return sum(isinstance(one, dict) and one.get("/Subtype") == "/Image" for one in found)


def test_a_logo_reaches_the_page_and_is_kept_by_the_sweeper(
    result: Result, owner: User, consultant: User, published: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logo = io.BytesIO()
    Image.new("RGB", (60, 20), "orange").save(logo, "PNG")
    note = save_cover_note(result=result, by=consultant, logo=logo.getvalue())
    assert note is not None
    paper = build._paper_of(request_report(result=result, language="en", by=owner))
    # The cover alone, with all that is handed to the page and put into the file.
    monkeypatch.setattr(build, "TEMPLATES", {"diagnosis": "reports/parts/cover.html"})
    made = build._rendered(paper)
    assert pictures_in(made.data) == 1
    assert pictures_in(build._rendered(replace(paper, logo=b"")).data) == 0
    stored = files.path_of(note.logo, "png")
    os.utime(stored, (time.time() - 2 * files.OLD_SECONDS,) * 2)
    cache.delete("reports-swept-files")
    sweep_reports_task()
    assert stored.is_file()
    CoverNote.objects.all().delete()
    cache.delete("reports-swept-files")
    sweep_reports_task()
    assert not stored.exists()


def test_a_queue_that_fails_does_not_fail_the_request(
    result: Result, owner: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(build_report_task, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        report = request_report(result=result, language="en", by=owner)
    assert report.status == "queued"


def test_a_queue_that_hangs_holds_nobody_for_three_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(build_report_task, "apply_async", lambda *_args, **_options: released.wait(20))
    started = time.monotonic()
    assert publish_report("some-report") is False
    assert time.monotonic() - started < 3
    released.set()


# Building


@pytest.mark.usefixtures("_quick_rendering")
def test_a_worker_builds_the_file_and_records_it(report: Report) -> None:
    build_report_task(str(report.pk))
    report.refresh_from_db()
    assert (report.status, report.attempts, report.pages, report.size_bytes) == ("done", 1, 3, len(PDF))
    assert report.sha256 == hashlib.sha256(PDF).hexdigest()
    assert report.finished_at is not None
    assert report.lease_until is None
    with report_file(report) as file:
        assert file.read() == PDF


@pytest.mark.usefixtures("_quick_rendering")
def test_a_second_message_does_nothing(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    build_report_task(str(report.pk))
    monkeypatch.setattr(tasks, "build_report", lambda _report: pytest.fail("built twice"))
    build_report_task(str(report.pk))


def test_only_one_worker_gets_a_report(report: Report) -> None:
    assert Report.objects.claim(report.pk) is not None
    assert Report.objects.claim(report.pk) is None


@pytest.mark.usefixtures("_quick_rendering")
def test_an_unknown_report_is_passed_over() -> None:
    build_report_task("00000000-0000-0000-0000-000000000000")


@pytest.mark.parametrize("how", ["left", "deactivated", "deleted"])
@pytest.mark.usefixtures("_quick_rendering")
def test_rights_are_checked_again_when_the_worker_comes_to_it(
    how: str, result: Result, editor: User, published: list[str]
) -> None:
    report = request_report(result=result, language="en", by=editor)
    if how == "left":
        Membership.objects.filter(user=editor).delete()
    elif how == "deactivated":
        User.objects.filter(pk=editor.pk).update(is_active=False)
    else:
        editor.delete()
    build_report_task(str(report.pk))
    report.refresh_from_db()
    assert (report.status, report.error_code) == ("failed", "rights")
    assert report.reason == str(REASONS["rights"])
    assert not list(files.folder().glob("*")) if files.folder().exists() else True


def test_a_document_that_cannot_be_rendered_fails_at_once_with_its_reason(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_report: Report) -> None:
        raise ReportRenderError("render", "detail for the log")

    monkeypatch.setattr(tasks, "build_report", refuse)
    build_report_task(str(report.pk))
    report.refresh_from_db()
    assert (report.status, report.error_code, report.reason) == ("failed", "render", str(REASONS["render"]))


@pytest.mark.parametrize(
    ("error", "code"),
    [(SoftTimeLimitExceeded(), "too-slow"), (OSError("disk full"), "storage"), (ValueError("a bug"), "unexpected")],
)
def test_what_may_pass_is_tried_three_times_and_then_honestly_failed(
    error: Exception, code: str, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_report: Report) -> None:
        raise error

    monkeypatch.setattr(tasks, "build_report", stumble)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        report.refresh_from_db()
        assert report.status == "queued"
        build_report_task(str(report.pk))
        report.refresh_from_db()
        assert report.attempts == attempt
    assert (report.status, report.error_code) == ("failed", code)
    assert report.reason


def test_every_reason_can_be_read_and_an_unknown_code_has_one_too() -> None:
    for code in (*REASONS, "never-heard-of"):
        assert len(Report(status="failed", error_code=code).reason) > 10
    assert Report(status="queued", error_code="render").reason == ""


# Lost workers


@pytest.mark.usefixtures("_quick_rendering")
def test_a_report_whose_worker_was_killed_is_swept_up_and_finished(report: Report, published: list[str]) -> None:
    lose_the_worker(report)
    sweep_reports_task()
    assert published == [str(report.pk)]
    build_report_task(published[0])
    report.refresh_from_db()
    assert (report.status, report.attempts) == ("done", 2)


@pytest.mark.usefixtures("_quick_rendering")
def test_redelivery_alone_finishes_it_too(report: Report) -> None:
    lose_the_worker(report)
    build_report_task(str(report.pk))
    report.refresh_from_db()
    assert report.status == "done"


def test_a_report_that_kills_its_worker_three_times_is_failed(report: Report, published: list[str]) -> None:
    for _ in range(MOST_ATTEMPTS):
        lose_the_worker(report)
        sweep_reports_task()
    report.refresh_from_db()
    assert (report.status, report.error_code) == ("failed", "gave-up")
    assert len(published) == MOST_ATTEMPTS - 1
    build_report_task(str(report.pk))
    report.refresh_from_db()
    assert report.status == "failed"


def test_a_slow_worker_cannot_finish_what_another_took_over(report: Report) -> None:
    slow = Report.objects.claim(report.pk)
    assert slow is not None
    Report.objects.filter(pk=report.pk).update(lease_until=Now() - timedelta(seconds=1))
    quick = Report.objects.claim(report.pk)
    assert quick is not None
    assert not Report.objects.finish(slow, sha256="a" * 64, pages=1, size_bytes=1)
    assert not Report.objects.fail(slow, "render")
    assert not Report.objects.release(slow, "storage")
    assert Report.objects.finish(quick, sha256="b" * 64, pages=2, size_bytes=2)
    report.refresh_from_db()
    assert report.sha256 == "b" * 64


def test_a_running_report_within_its_lease_is_left_alone(report: Report, published: list[str]) -> None:
    assert Report.objects.claim(report.pk) is not None
    sweep_reports_task()
    report.refresh_from_db()
    assert report.status == "running"
    assert published == []


# Lost messages


def test_a_queued_report_nobody_saw_is_published_once_a_minute(report: Report, published: list[str]) -> None:
    sweep_reports_task()
    assert published == []
    Report.objects.filter(pk=report.pk).update(published_at=Now() - timedelta(seconds=61))
    sweep_reports_task()
    sweep_reports_task()
    assert published == [str(report.pk)]


def test_a_sweep_gives_up_at_the_first_sign_of_a_dead_queue(
    result: Result, owner: User, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_report(result=result, language="en", by=owner)
    Report.objects.update(published_at=None)
    tried: list[Any] = []
    monkeypatch.setattr(tasks, "publish_report", lambda pk: bool(tried.append(pk)))
    sweep_reports_task()
    assert len(tried) == 1


# Trying again


def test_a_failed_report_is_tried_again_with_all_its_tries(
    report: Report, editor: User, published: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    Report.objects.update(status="failed", error_code="render", attempts=3, finished_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        again = retry_report(report=report, by=editor)
    assert (again.status, again.attempts, again.error_code, again.requested_by) == ("queued", 0, "", editor)
    assert published == [str(report.pk)]


@pytest.mark.parametrize("status", ["queued", "running"])
def test_a_report_on_its_way_is_not_started_twice(
    status: str, report: Report, owner: User, published: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    Report.objects.update(status=status, attempts=2)
    with django_capture_on_commit_callbacks(execute=True):
        again = retry_report(report=report, by=owner)
    assert (again.status, again.attempts) == (status, 2)
    assert published == []


# Files


def test_there_is_no_file_before_it_is_done(report: Report) -> None:
    with pytest.raises(ReportNotReady):
        report_file(report)


@pytest.mark.usefixtures("_quick_rendering")
def test_a_file_that_went_missing_comes_back_the_same(report: Report, owner: User) -> None:
    build_report_task(str(report.pk))
    report.refresh_from_db()
    before = report.sha256
    files.path_of(before).unlink()
    with pytest.raises(ReportFileMissing):
        report_file(report)
    retry_report(report=report, by=owner)
    build_report_task(str(report.pk))
    report.refresh_from_db()
    assert report.sha256 == before
    report_file(report).close()


@pytest.mark.usefixtures("_quick_rendering")
def test_old_files_that_no_report_names_are_removed_and_no_others(report: Report) -> None:
    build_report_task(str(report.pk))
    named = next(files.folder().glob("*.pdf"))
    orphan, young, partial = (files.folder() / name for name in (f"{'0' * 64}.pdf", f"{'1' * 64}.pdf", "x.partial"))
    for path in (orphan, young, partial):
        path.write_bytes(PDF)
    for path in (named, orphan, partial):
        os.utime(path, (0, 0))
    cache.delete("reports-swept-files")
    sweep_reports_task()
    assert sorted(files.folder().iterdir()) == sorted([named, young])


def test_a_firm_that_goes_takes_its_reports_along(report: Report, firm: Firm, submitted: Assessment) -> None:
    assert report.result.assessment == submitted
    assert report.organisation == firm.organisation
