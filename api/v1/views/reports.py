"""Reports: asked for, watched, downloaded. A worker makes them; no request waits for it."""

from uuid import UUID

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import Conflict
from api.v1.bodies import chosen, object_of, raise_if_any
from api.v1.schema import READING, REPORT_BODY, REPORT_FILE, WRITING, responses
from api.v1.selections import assessment_for
from api.v1.serializers import LANGUAGES, ReportSerializer, address_of
from api.views import ApiView, user_of
from assessments.selectors import latest_result
from assessments.services.validation import Findings
from reports.build import MEDIA_TYPES
from reports.errors import ReportFileMissing, ReportNotReady
from reports.models import OFFERED, Report
from reports.selectors import reports_visible_to
from reports.services import report_file, request_report, retry_report

FIELDS = ("language", "kind", "format")


def _report_for(request: Request, pk: UUID) -> Report:
    return get_object_or_404(reports_visible_to(user_of(request)), pk=pk)


class ReportsView(ApiView):
    @extend_schema(
        summary="Ask for the report of a submitted assessment",
        description="Asking twice for the same gives the same report.",
        operation_id="reports_create",
        request=REPORT_BODY,
        responses=responses({202: ReportSerializer}, WRITING),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        body = object_of(request, FIELDS, required=("language",))
        findings = Findings()
        language = findings.take("language", chosen(*LANGUAGES), body["language"])
        kinds = dict.fromkeys(kind for kind, _format in OFFERED)
        kind = findings.take("kind", chosen(*kinds), body.get("kind", Report.Kind.DIAGNOSIS.value))
        formats = [format for offered, format in OFFERED if offered == kind] or Report.Format.values
        format = findings.take("format", chosen(*formats), body.get("format", formats[0]))
        raise_if_any(findings)
        result = latest_result(assessment)
        if result is None:
            raise Conflict("not-submitted", _("There is no result yet: submit the assessment first."))
        report = request_report(result=result, language=language, kind=kind, format=format, by=user_of(request))
        return Response(
            ReportSerializer(report).data, status=202, headers={"Location": address_of("report", report.pk)}
        )


class ReportView(ApiView):
    @extend_schema(
        summary="How far a report is",
        operation_id="reports_retrieve",
        responses=responses({200: ReportSerializer}, READING),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(ReportSerializer(_report_for(request, pk)).data)


class RetryView(ApiView):
    @extend_schema(
        summary="Make a report again",
        operation_id="reports_retry",
        request=None,
        responses=responses({202: ReportSerializer}, WRITING),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        report = _report_for(request, pk)
        object_of(request, ())
        retry_report(report=report, by=user_of(request))
        return Response(ReportSerializer(_report_for(request, pk)).data, status=202)


class DownloadView(ApiView):
    @extend_schema(
        summary="The finished report as a file",
        operation_id="reports_download",
        responses={**REPORT_FILE, **responses({}, (*READING, 409))},
    )
    def get(self, request: Request, pk: UUID) -> HttpResponseBase:
        report = _report_for(request, pk)
        try:
            file = report_file(report)
        except ReportNotReady as error:
            raise Conflict("not-ready", _("The report is not done yet.")) from error
        except ReportFileMissing as error:
            raise Conflict("file-missing", _("The file is gone; make the report again.")) from error
        response = FileResponse(
            file, as_attachment=True, filename=_file_name(report), content_type=MEDIA_TYPES[report.format]
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response.headers["Cache-Control"] = "private, no-store"
        return response


def _file_name(report: Report) -> str:
    return f"{report.kind}-{report.result.assessment.period}-{report.language}.{report.format}"
