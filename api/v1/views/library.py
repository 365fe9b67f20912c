"""What helps: cases, classes of solutions and forms of support, as far as they are valid today."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.plan_serializers import CaseSerializer, SolutionSerializer, SupportSerializer
from api.v1.schema import responses
from api.views import ApiView
from content.help import Case, Solution, Support
from content.loader import current


def _valid(entries: Mapping[str, Solution] | Mapping[str, Support]) -> dict[str, Any]:
    today = timezone.localdate()
    return {code: entry for code, entry in entries.items() if entry.is_valid(today)}


def _cases() -> dict[str, Case]:
    return dict(current().cases)


def _solutions() -> dict[str, Solution]:
    return _valid(current().solutions)


def _supports() -> dict[str, Support]:
    return _valid(current().supports)


def _one(entries: Callable[[], Mapping[str, Any]], code: str) -> Any:
    found = entries().get(code)
    if found is None:
        raise Http404
    return found


class CasesView(ApiView):
    @extend_schema(
        summary="The cases", operation_id="cases_list", responses=responses({200: CaseSerializer(many=True)}, (401,))
    )
    def get(self, request: Request) -> Response:
        return Response(CaseSerializer(list(_cases().values()), many=True).data)


class CaseView(ApiView):
    @extend_schema(
        summary="One case", operation_id="cases_retrieve", responses=responses({200: CaseSerializer}, (401, 404))
    )
    def get(self, request: Request, code: str) -> Response:
        return Response(CaseSerializer(_one(_cases, code)).data)


class SolutionsView(ApiView):
    @extend_schema(
        summary="The classes of solutions that are valid today",
        operation_id="solutions_list",
        responses=responses({200: SolutionSerializer(many=True)}, (401,)),
    )
    def get(self, request: Request) -> Response:
        return Response(SolutionSerializer(list(_solutions().values()), many=True).data)


class SolutionView(ApiView):
    @extend_schema(
        summary="One class of solutions",
        operation_id="solutions_retrieve",
        responses=responses({200: SolutionSerializer}, (401, 404)),
    )
    def get(self, request: Request, code: str) -> Response:
        return Response(SolutionSerializer(_one(_solutions, code)).data)


class SupportsView(ApiView):
    @extend_schema(
        summary="The forms of support that are valid today",
        operation_id="supports_list",
        responses=responses({200: SupportSerializer(many=True)}, (401,)),
    )
    def get(self, request: Request) -> Response:
        return Response(SupportSerializer(list(_supports().values()), many=True).data)


class SupportView(ApiView):
    @extend_schema(
        summary="One form of support",
        operation_id="supports_retrieve",
        responses=responses({200: SupportSerializer}, (401, 404)),
    )
    def get(self, request: Request, code: str) -> Response:
        return Response(SupportSerializer(_one(_supports, code)).data)
