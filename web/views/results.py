"""The result, why its figures are what they are, and the report as a file."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from assessments.errors import InvalidInput
from assessments.models import Assessment, Result
from assessments.selectors import plans_of, plans_visible_to
from reports.build import MEDIA_TYPES
from reports.errors import ReportFileMissing, ReportNotReady
from reports.models import Report
from reports.selectors import reports_of, reports_visible_to, seal_of
from reports.services import report_file, request_report, retry_report
from web.context.result import result_page
from web.context.trace import trace_page
from web.texts import LANGUAGE_NAMES, PAPERS
from web.views.access import assessment_or_404, members_only, result_or_404
from web.views.comparison import other_results

SEALED = "default-src 'none'; sandbox"
"""The policy a downloaded file carries: nothing in it may run or load, even if it were opened in a page."""


@require_safe
@members_only
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    if assessment.is_draft:
        return redirect("web:assessment", assessment.pk)
    found = result_or_404(assessment)
    submitted = timezone.localtime(assessment.submitted_at).date() if assessment.submitted_at else None
    return render(
        request,
        "web/result/page.html",
        {
            "assessment": assessment,
            "page": result_page(found.document, on=submitted, today=timezone.localdate()),
            **_reports(found),
            **other_results(request, found),
            "plans": plans_of(plans_visible_to(request.user), assessment=assessment),
        },
    )


def _reports(found: Result) -> dict[str, object]:
    reports = reports_of(found)
    return {
        "assessment": found.assessment,
        "reports": [(report, LANGUAGE_NAMES[report.language]) for report in reports],
        "papers": PAPERS,
        "languages": LANGUAGE_NAMES.items(),
        "moving": any(report.is_moving for report in reports),
        "seal": seal_of(found) if reports else None,
    }


@require_safe
@members_only
def trace(request: HttpRequest, pk: UUID) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    found = result_or_404(assessment)
    page = trace_page(found.document, request.GET.get("node", ""), request.GET.get("reading", ""))
    return render(request, "web/trace.html", {"assessment": assessment, "page": page})


@require_GET
@members_only
def reports(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list of reports as it is now; a page that shows one on its way asks every second."""
    found = result_or_404(assessment_or_404(request, pk))
    if not request.headers.get("HX-Request"):
        return redirect(_address(found.assessment))
    return render(request, "web/result/reports.html", _reports(found))


@require_POST
@members_only
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = result_or_404(assessment_or_404(request, pk))
    kind, _dot, format = request.POST.get("paper", "diagnosis.pdf").partition(".")
    try:
        request_report(
            result=found, language=request.POST.get("language", ""), kind=kind, format=format, by=request.user
        )
    except InvalidInput as error:
        raise Http404 from error
    return _after(request, found)


@require_POST
@members_only
def retry(request: HttpRequest, pk: UUID, report: UUID) -> HttpResponse:
    found = result_or_404(assessment_or_404(request, pk))
    retry_report(report=_report_or_404(request, pk, report), by=request.user)
    return _after(request, found)


def _after(request: HttpRequest, found: Result) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "web/result/reports.html", _reports(found))
    return redirect(_address(found.assessment))


def _address(assessment: Assessment) -> str:
    return f"{reverse('web:result', args=[assessment.pk])}#report"


@require_GET
@members_only
def download(request: HttpRequest, pk: UUID, report: UUID) -> HttpResponse | FileResponse:
    """The finished file, as an attachment that no browser runs or guesses about."""
    found = _report_or_404(request, pk, report)
    try:
        file = report_file(found)
    except ReportNotReady as error:
        raise Http404 from error
    except ReportFileMissing:
        retry_report(report=found, by=request.user)
        messages.info(request, _("The file was no longer there, so it is being made again."))
        return redirect(_address(found.result.assessment))
    firm = found.result.assessment.firm
    tail = f"{found.kind}-{found.result.assessment.period}-{found.language}.{found.format}"
    response = FileResponse(file, content_type=MEDIA_TYPES[found.format])
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{tail}\"; filename*=UTF-8''{quote(f'{firm.name}-{tail}', safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SEALED
    return response


def _report_or_404(request: HttpRequest, pk: UUID, report: UUID) -> Report:
    found = reports_visible_to(request.user).filter(pk=report, result__assessment_id=pk).first()
    if found is None:
        raise Http404
    return found
