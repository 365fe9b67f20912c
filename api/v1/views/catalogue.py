"""What is asked, how it is graded, what is recommended: the same data as the commands give."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.schema import QUESTION, READING_DOCUMENT, list_of, responses
from api.v1.serializers import MeasureSerializer
from api.views import ApiView
from content.export import questions_json, readings_json
from content.loader import current


class QuestionsView(ApiView):
    @extend_schema(
        summary="The question bank",
        operation_id="questions_list",
        responses=responses({200: list_of(QUESTION)}, (401,)),
    )
    def get(self, request: Request) -> Response:
        return Response(questions_json(current()))


class ReadingsView(ApiView):
    @extend_schema(
        summary="The readings: how answers are graded",
        operation_id="readings_list",
        responses=responses({200: list_of(READING_DOCUMENT)}, (401,)),
    )
    def get(self, request: Request) -> Response:
        return Response(readings_json(current()))


class MeasuresView(ApiView):
    @extend_schema(
        summary="The measures",
        operation_id="measures_list",
        responses=responses({200: MeasureSerializer(many=True)}, (401,)),
    )
    def get(self, request: Request) -> Response:
        return Response(MeasureSerializer(list(current().measures.values()), many=True).data)


class MeasureView(ApiView):
    @extend_schema(
        summary="One measure",
        operation_id="measures_retrieve",
        responses=responses({200: MeasureSerializer}, (401, 404)),
    )
    def get(self, request: Request, code: str) -> Response:
        measure = current().measures.get(code)
        if measure is None:
            raise Http404
        return Response(MeasureSerializer(measure).data)
