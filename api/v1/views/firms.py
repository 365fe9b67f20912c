"""Firms: the facts of those one may see; new ones belong to whoever creates them."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.idempotency import answered_once
from api.v1.bodies import object_of, query_of
from api.v1.pages import PAGE_PARAMETERS, page_of
from api.v1.schema import FIRM_BODY, FIRM_CHANGES, IDEMPOTENCY_KEY, READING, WRITING, parameters, responses
from api.v1.schema import page_of as page_schema
from api.v1.selections import firm_for, firms_for
from api.v1.serializers import FirmSerializer, address_of
from api.views import ApiView, user_of
from assessments.services import create_firm, update_firm
from assessments.services.submission import firm_snapshot
from assessments.services.validation import FIRM_READERS

FIELDS = tuple(FIRM_READERS)


class FirmsView(ApiView):
    @extend_schema(
        summary="Firms you may see",
        operation_id="firms_list",
        parameters=parameters(PAGE_PARAMETERS),
        responses=responses({200: page_schema("FirmPage", FirmSerializer)}, (401, 422)),
    )
    def get(self, request: Request) -> Response:
        query = query_of(request, PAGE_PARAMETERS)
        return Response(page_of(request, firms_for(request).order_by("pk"), query, FirmSerializer))

    @extend_schema(
        summary="Create a firm, which you own then",
        operation_id="firms_create",
        parameters=[IDEMPOTENCY_KEY],
        request=FIRM_BODY,
        responses=responses({201: FirmSerializer}, [status for status in WRITING if status not in (404, 409)]),
    )
    def post(self, request: Request) -> Response:
        facts = object_of(request, FIELDS)
        return answered_once(
            request,
            lambda: FirmSerializer(create_firm(by=user_of(request), **facts)).data,
            status=201,
            location=lambda body: address_of("firm", body["id"]),
        )


class FirmView(ApiView):
    @extend_schema(
        summary="One firm", operation_id="firms_retrieve", responses=responses({200: FirmSerializer}, READING)
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(FirmSerializer(firm_for(request, pk)).data)

    @extend_schema(
        summary="Replace the facts of a firm you own",
        description="Finished results keep the facts they were computed from.",
        operation_id="firms_update",
        request=FIRM_BODY,
        responses=responses({200: FirmSerializer}, WRITING),
    )
    def put(self, request: Request, pk: int) -> Response:
        firm = firm_for(request, pk)
        facts = object_of(request, FIELDS)
        return Response(FirmSerializer(update_firm(firm=firm, by=user_of(request), **facts)).data)

    @extend_schema(
        summary="Change some facts of a firm you own",
        description="Finished results keep the facts they were computed from.",
        operation_id="firms_partial_update",
        request=FIRM_CHANGES,
        responses=responses({200: FirmSerializer}, WRITING),
    )
    def patch(self, request: Request, pk: int) -> Response:
        firm = firm_for(request, pk)
        facts = {**firm_snapshot(firm), **object_of(request, FIELDS)}
        return Response(FirmSerializer(update_firm(firm=firm, by=user_of(request), **facts)).data)
