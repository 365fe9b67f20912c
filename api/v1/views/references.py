"""Sector references: read by everybody, added by consultants and administrators, never changed."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.idempotency import answered_once
from api.v1.bodies import Parameter, object_of, query_of
from api.v1.pages import PAGE_PARAMETERS, page_of
from api.v1.schema import IDEMPOTENCY_KEY, READING, REFERENCE_BODY, WRITING, parameters, responses
from api.v1.schema import page_of as page_schema
from api.v1.serializers import SectorReferenceSerializer, address_of
from api.views import ApiView, user_of
from assessments.models import SectorReference
from assessments.services import add_sector_reference, validation
from assessments.services.validation import one_of
from content.loader import current

FIELDS = ("reading", "indicator", "industry", "unit", "base", "lead", "valid_from", "source", "note")
LONGEST_CODE = 60
FILTERS = (
    Parameter(
        "reading",
        lambda given: one_of(given, current().readings, example="green-factory-2025"),
        {"type": "string"},
        "Of this reading.",
    ),
    Parameter(
        "indicator",
        lambda given: validation.text(given, most=LONGEST_CODE),
        {"type": "string", "maxLength": LONGEST_CODE},
        "Of this indicator.",
    ),
    Parameter(
        "industry",
        lambda given: one_of(given, (SectorReference.ALL, *current().industries), example="C34"),
        {"type": "string"},
        'For this industry alone; "all" for those of every industry.',
    ),
)
LIST_PARAMETERS = (*FILTERS, *PAGE_PARAMETERS)


class ReferencesView(ApiView):
    @extend_schema(
        summary="Sector references, those in force and earlier ones",
        description="By reading, indicator and industry, the latest first.",
        operation_id="references_list",
        parameters=parameters(LIST_PARAMETERS),
        responses=responses({200: page_schema("ReferencePage", SectorReferenceSerializer)}, (401, 422)),
    )
    def get(self, request: Request) -> Response:
        query = query_of(request, LIST_PARAMETERS)
        wanted = {each.name: query[each.name] for each in FILTERS if each.name in query}
        return Response(page_of(request, SectorReference.objects.filter(**wanted), query, SectorReferenceSerializer))

    @extend_schema(
        summary="Add a sector reference; for consultants and administrators",
        description="It holds for assessments submitted from now on, and replaces nothing that was computed before.",
        operation_id="references_create",
        parameters=[IDEMPOTENCY_KEY],
        request=REFERENCE_BODY,
        responses=responses(
            {201: SectorReferenceSerializer}, [status for status in WRITING if status not in (404, 409)]
        ),
    )
    def post(self, request: Request) -> Response:
        given = object_of(request, FIELDS)
        return answered_once(
            request,
            lambda: _added(request, given),
            status=201,
            location=lambda made: address_of("reference", made["id"]),
        )


def _added(request: Request, given: dict[str, Any]) -> dict[str, Any]:
    fields = {field: given.get(field) for field in FIELDS if field != "note"}
    made = add_sector_reference(**fields, note=given.get("note") or "", by=user_of(request))
    return SectorReferenceSerializer(made).data


class ReferenceView(ApiView):
    @extend_schema(
        summary="One sector reference",
        operation_id="references_retrieve",
        responses=responses({200: SectorReferenceSerializer}, READING),
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(SectorReferenceSerializer(get_object_or_404(SectorReference, pk=pk)).data)
