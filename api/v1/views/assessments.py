"""Assessments: started for a year, submitted once."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.idempotency import answered_once
from api.v1.bodies import (
    LARGEST_ID,
    Parameter,
    chosen,
    counted,
    identifier,
    object_of,
    query_of,
    raise_if_any,
    whole,
)
from api.v1.pages import PAGE_PARAMETERS, page_of
from api.v1.schema import (
    ASSESSMENT_BODY,
    FACTOR_SET_BODY,
    IDEMPOTENCY_KEY,
    READING,
    WRITING,
    parameters,
    responses,
)
from api.v1.schema import page_of as page_schema
from api.v1.selections import assessment_detail, assessment_for, assessments_for, firms_for
from api.v1.serializers import (
    AssessmentDetailSerializer,
    AssessmentSerializer,
    ResultSummarySerializer,
    SubmissionSerializer,
    address_of,
)
from api.views import ApiView, user_of
from assessments.models import Assessment
from assessments.services import choose_factor_set, start_assessment, submit_assessment
from assessments.services.validation import FIRST_YEAR, LAST_YEAR, Findings

FIELDS = ("firm", "period", "started_from")
FILTERS = (
    Parameter(
        "firm", counted(1, LARGEST_ID), {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}, "Of this firm."
    ),
    Parameter(
        "state",
        chosen(*Assessment.State.values),
        {"type": "string", "enum": list(Assessment.State.values)},
        "In this state.",
    ),
    Parameter(
        "period",
        counted(FIRST_YEAR, LAST_YEAR),
        {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
        "Of this year.",
    ),
)
LIST_PARAMETERS = (*FILTERS, *PAGE_PARAMETERS)


class AssessmentsView(ApiView):
    @extend_schema(
        summary="Assessments you may see, newest first",
        operation_id="assessments_list",
        parameters=parameters(LIST_PARAMETERS),
        responses=responses({200: page_schema("AssessmentPage", AssessmentSerializer)}, (401, 422)),
    )
    def get(self, request: Request) -> Response:
        query = query_of(request, LIST_PARAMETERS)
        wanted = {each.name: query[each.name] for each in FILTERS if each.name in query}
        rows = assessments_for(request).filter(**wanted).order_by("-created_at", "pk")
        return Response(page_of(request, rows, query, AssessmentSerializer))

    @extend_schema(
        summary="Start an assessment",
        operation_id="assessments_create",
        parameters=[IDEMPOTENCY_KEY],
        request=ASSESSMENT_BODY,
        responses=responses({201: AssessmentDetailSerializer}, [status for status in WRITING if status != 404]),
    )
    def post(self, request: Request) -> Response:
        body = object_of(request, FIELDS, required=("firm", "period"))
        return answered_once(
            request,
            lambda: _start(request, body),
            status=201,
            location=lambda started: address_of("assessment", started["id"]),
        )


def _start(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    findings = Findings()
    pk = findings.take("firm", whole, body["firm"], least=1, most=LARGEST_ID)
    firm = firms_for(request).filter(pk=pk).first() if pk else None
    if pk and firm is None:
        findings.add("firm", "unknown", _("You see no firm with this id."))
    earlier = None
    if body.get("started_from") is not None:
        other = findings.take("started_from", identifier, body["started_from"])
        earlier = assessments_for(request).filter(pk=other, firm=firm).first() if other and firm else None
        if other and earlier is None:
            findings.add("started_from", "unknown", _("The firm has no assessment with this id."))
    raise_if_any(findings)
    started = start_assessment(
        firm=firm,
        period=body["period"],
        by=user_of(request),
        started_from=earlier,  # type: ignore[arg-type]
    )
    return assessment_detail(assessment_for(request, started.pk))


class AssessmentView(ApiView):
    @extend_schema(
        summary="One assessment, how far it is and what is missing",
        operation_id="assessments_retrieve",
        responses=responses({200: AssessmentDetailSerializer}, READING),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(assessment_detail(assessment_for(request, pk)))

    @extend_schema(
        summary="Choose the set of emission factors of a draft",
        operation_id="assessments_partial_update",
        request=FACTOR_SET_BODY,
        responses=responses({200: AssessmentDetailSerializer}, WRITING),
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        body = object_of(request, ("factor_set",), required=("factor_set",))
        choose_factor_set(assessment=assessment, factor_set=body["factor_set"], by=user_of(request))
        return Response(assessment_detail(assessment))


class SubmissionView(ApiView):
    @extend_schema(
        summary="Submit: the result is computed and nothing can be changed any more",
        operation_id="assessments_submit",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses=responses({201: SubmissionSerializer}, WRITING),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        object_of(request, ())
        return answered_once(
            request,
            lambda: _submit(request, assessment),
            status=201,
            location=lambda _body: address_of("result", pk),
        )


def _submit(request: Request, assessment: Assessment) -> dict[str, Any]:
    result = submit_assessment(assessment=assessment, by=user_of(request))
    return {
        "assessment": AssessmentSerializer(assessment_for(request, assessment.pk)).data,
        "result": ResultSummarySerializer(result).data,
    }
