"""Asking for a report, trying again, and opening the finished file."""

from __future__ import annotations

from functools import partial
from typing import BinaryIO

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_audit
from assessments.errors import InvalidInput, NotAllowed, Problem
from assessments.models import Result
from assessments.selectors import results_visible_to
from reports import files
from reports.errors import ReportFileMissing, ReportNotReady
from reports.models import TEMPLATE_VERSION, Report
from reports.tasks import publish_report

LANGUAGES = ("zh-hans", "en")


@transaction.atomic
def request_report(*, result: Result, language: str, kind: str = "diagnosis", by: User) -> Report:
    """Return the report of a result in a language, asking for it if nobody has.

    A second request finds the first one's report, whatever its state; one that failed is tried again on request only
    (`retry_report`). Everybody who sees a result may print it.

    Raises:
        InvalidInput: unknown language or kind.
        NotAllowed: the person does not see the result.
    """
    _check_choice("language", language, LANGUAGES)
    _check_choice("kind", kind, Report.Kind.values)
    if not results_visible_to(by).filter(pk=result.pk).exists():
        raise NotAllowed
    organisation = result.assessment.firm.organisation
    report, created = Report.objects.get_or_create(
        result=result,
        language=language,
        kind=kind,
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
        return files.open_file(report.sha256)
    except FileNotFoundError as error:
        raise ReportFileMissing from error


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
        details={"result": str(report.result_id), "language": report.language},
    )
    # After the commit, so that a worker finds the row; robust, so that a dead queue never turns into an error page.
    transaction.on_commit(partial(publish_report, report.pk), robust=True)
