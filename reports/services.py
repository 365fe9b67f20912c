"""Asking for a report, trying again, opening the finished file; the consultant's note on the cover; taking back the
confirmation of a result."""

from __future__ import annotations

from functools import partial
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import may_advise
from accounts.services import record_audit
from assessments.errors import InvalidInput, NotAllowed, Problem
from assessments.models import Result
from assessments.selectors import results_visible_to
from assessments.services.validation import Findings, required_text, text
from reports import files
from reports.errors import AlreadyRevoked, ReportFileMissing, ReportNotReady
from reports.logos import logo_png
from reports.models import OFFERED, TEMPLATE_VERSION, CoverNote, Report, ResultSeal
from reports.selectors import cover_in_force
from reports.tasks import publish_report

LANGUAGES = ("zh-hans", "en")
LONGEST_REASON = 300


@transaction.atomic
def request_report(
    *,
    result: Result,
    language: str,
    kind: str = "diagnosis",
    format: str = "pdf",
    by: User,
) -> Report:
    """Return the report of a result in a language, kind and format, asking for it if nobody has.

    A second request finds the first one's report, whatever its state; one that failed is tried again on request only
    (`retry_report`). Everybody who sees a result may print it. The first report of a result seals it: from then on
    there is a page where its files can be checked.

    Raises:
        InvalidInput: unknown language or kind, or a format this kind does not come in.
        NotAllowed: the person does not see the result.
    """
    _check_choice("language", language, LANGUAGES)
    _check_choice("kind", kind, [known for known, _format in OFFERED])
    _check_choice("format", format, [offered for known, offered in OFFERED if known == kind])
    if not results_visible_to(by).filter(pk=result.pk).exists():
        raise NotAllowed
    organisation = result.assessment.firm.organisation
    ResultSeal.objects.get_or_create(result=result)
    report, created = Report.objects.get_or_create(
        result=result,
        language=language,
        kind=kind,
        format=format,
        cover=cover_in_force(result, kind),
        template_version=TEMPLATE_VERSION,
        defaults={"organisation": organisation, "requested_by": by, "published_at": Now()},
    )
    if created:
        _announce(report, by, "request report")
    return report


@transaction.atomic
def retry_report(*, report: Report, by: User) -> Report:
    """Make a failed report anew, or a finished one again; one that is on its way stays as it is.

    Raises:
        NotAllowed: the person does not see the result.
    """
    if not results_visible_to(by).filter(pk=report.result_id).exists():
        raise NotAllowed
    if Report.objects.queue_again(report, requested_by_id=by.pk):
        _announce(report, by, "retry report")
    report.refresh_from_db()
    return report


def report_file(report: Report) -> BinaryIO:
    """Open the file of a finished report. The caller has checked who asks, and closes it.

    Raises:
        ReportNotReady: it is not done.
        ReportFileMissing: it was done, but the file is gone; `retry_report` brings it back.
    """
    if report.status != Report.Status.DONE:
        raise ReportNotReady
    try:
        return files.open_file(report.sha256, report.format)
    except FileNotFoundError as error:
        raise ReportFileMissing from error


@transaction.atomic
def save_cover_note(
    *, result: Result, by: User, name: str = "", foreword: str = "", logo: bytes | None = None, keep_logo: bool = True
) -> CoverNote | None:
    """Set what the consultant says on the cover of a result's diagnosis; with nothing said there is no note.

    Reports that were made before keep the note they were made with; the next one asked for prints this one.

    Args:
        logo: A PNG or JPEG file that came in; None brings none.
        keep_logo: Without a new one, whether the one there is stays.

    Raises:
        InvalidInput: lists every field that is wrong.
        NotAllowed: the person does not advise this firm.
    """
    organisation = result.assessment.firm.organisation
    if not may_advise(by, organisation):
        raise NotAllowed
    findings = Findings()
    signed = findings.take("name", text, name, most=CoverNote.LONGEST_NAME)
    said = findings.take("foreword", text, foreword, most=CoverNote.LONGEST_FOREWORD, lines=True)
    picture = findings.take("logo", logo_png, logo) if logo is not None else None
    if findings.problems:
        raise InvalidInput(findings.problems)
    before = CoverNote.objects.select_for_update().filter(result=result).first()
    kept = before.logo if before and keep_logo else ""
    fields: dict[str, Any] = {
        "author": by,
        "name": signed,
        "foreword": said.replace("\r\n", "\n"),
        "logo": files.store(picture, "png") if picture else kept,
    }
    if any(fields[field] for field in ("name", "foreword", "logo")):
        note, _created = CoverNote.objects.update_or_create(result=result, defaults=fields)
    else:
        note = None
        CoverNote.objects.filter(result=result).delete()
    record_audit(
        organisation=organisation,
        actor=by,
        verb="set cover note",
        target=str(result.pk),
        details={"sha256": note.fingerprint if note else ""},
    )
    return note


@transaction.atomic
def revoke_seal(*, result: Result, reason: str, by: User) -> ResultSeal:
    """Say on the page of verification, for good, that the result's reports are not to be relied on any more.

    Raises:
        InvalidInput: no reason, or one that is too long.
        NotAllowed: the person does not advise this firm, or nothing of the result was ever printed.
        AlreadyRevoked: it was said before; the first reason stays.
    """
    organisation = result.assessment.firm.organisation
    if not may_advise(by, organisation):
        raise NotAllowed
    findings = Findings()
    why = findings.take("reason", required_text, reason, most=LONGEST_REASON)
    if findings.problems:
        raise InvalidInput(findings.problems)
    found = ResultSeal.objects.filter(result=result)
    if not found.exists():
        raise NotAllowed
    if not found.filter(revoked_at=None).update(revoked_at=Now(), revoked_by=by, reason=why):
        raise AlreadyRevoked
    record_audit(
        organisation=organisation, actor=by, verb="revoke result", target=str(result.pk), details={"reason": why}
    )
    return found.get()


def _check_choice(field: str, given: str, allowed: tuple[str, ...] | list[str]) -> None:
    if given not in allowed:
        message = _("Choose one of the known values, such as %(example)s.") % {"example": allowed[0]}
        raise InvalidInput([Problem(field, "unknown", message)])


def _announce(report: Report, by: User, verb: str) -> None:
    record_audit(
        organisation=report.organisation,
        actor=by,
        verb=verb,
        target=str(report.pk),
        details={
            "result": str(report.result_id),
            "language": report.language,
            "kind": report.kind,
            "format": report.format,
        },
    )
    # After the commit, so that a worker finds the row; robust, so that a dead queue never turns into an error page.
    transaction.on_commit(partial(publish_report, report.pk), robust=True)
