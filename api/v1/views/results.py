"""Results: one for the submission, and one more each time it was scored again; none of them ever changes."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.idempotency import answered_once
from api.v1.bodies import mapping, object_of, query_of, raise_if_any
from api.v1.pages import PAGE_PARAMETERS, page_of
from api.v1.schema import IDEMPOTENCY_KEY, READING, RESCORE_BODY, RESULT_DOCUMENT, WRITING, parameters, responses
from api.v1.schema import page_of as page_schema
from api.v1.selections import assessment_for, results_for
from api.v1.serializers import ResultSummarySerializer, address_of
from api.views import ApiView, user_of
from assessments.models import Assessment, Result
from assessments.selectors import latest_result
from assessments.services import rescore_assessment
from assessments.services.validation import Findings

FIELDS = ("readings",)


class ResultView(ApiView):
    @extend_schema(
        summary="The newest result, byte for byte as it was computed",
        description="assessment-result/1. The ETag is the id of the result; If-None-Match is honoured.",
        operation_id="assessments_result",
        responses={**responses({200: RESULT_DOCUMENT}, READING)},
    )
    def get(self, request: Request, pk: UUID) -> HttpResponseBase:
        result = latest_result(assessment_for(request, pk))
        if result is None:
            raise Http404
        return _document(request, result)


class ResultsView(ApiView):
    @extend_schema(
        summary="All results of an assessment, newest first",
        operation_id="results_list",
        parameters=parameters(PAGE_PARAMETERS),
        responses=responses({200: page_schema("ResultPage", ResultSummarySerializer)}, (*READING, 422)),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        query = query_of(request, PAGE_PARAMETERS)
        rows = Result.objects.filter(assessment=assessment).defer("text").order_by("-created_at", "pk")
        return Response(page_of(request, rows, query, ResultSummarySerializer))


class OneResultView(ApiView):
    @extend_schema(
        summary="One result, byte for byte as it was computed",
        description="assessment-result/1. The ETag is the id of the result; If-None-Match is honoured.",
        operation_id="results_retrieve",
        responses={**responses({200: RESULT_DOCUMENT}, READING)},
    )
    def get(self, request: Request, pk: UUID, result: UUID) -> HttpResponseBase:
        return _document(request, get_object_or_404(results_for(request, pk), pk=result))


class RescoringView(ApiView):
    @extend_schema(
        summary="Score a submitted assessment again, by today's method",
        description=(
            "Answers and amounts are those of the earlier result; factors, sector references and readings are today's. "
            "A second result is stored beside the first. Where it would say the same, nothing is stored: 409."
        ),
        operation_id="assessments_rescore",
        parameters=[IDEMPOTENCY_KEY],
        request=RESCORE_BODY,
        responses=responses({201: ResultSummarySerializer}, WRITING),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        body = object_of(request, FIELDS)
        findings = Findings()
        versions = findings.take("readings", mapping, body["readings"]) if body.get("readings") is not None else {}
        for key, version in (versions or {}).items():
            if not isinstance(version, str):
                findings.add(f"readings.{key[:60]}", "type", _("Write a text."))
        raise_if_any(findings)
        return answered_once(
            request,
            lambda: _rescored(request, assessment, versions),
            status=201,
            location=lambda made: address_of("one-result", pk, made["id"]),
        )


def _rescored(request: Request, assessment: Assessment, versions: dict[str, str]) -> dict[str, Any]:
    result = rescore_assessment(assessment=assessment, by=user_of(request), readings=versions)
    return ResultSummarySerializer(result).data


def _document(request: Request, result: Result) -> HttpResponseBase:
    """Send the stored bytes. A result never changes, so its id says which bytes they are."""
    etag = f'"{result.pk}"'
    response = HttpResponse(
        result.text.encode(),
        content_type="application/json",
        headers={"ETag": etag, "Cache-Control": "private, no-cache"},
    )
    return get_conditional_response(request._request, etag=etag, response=response) or response
