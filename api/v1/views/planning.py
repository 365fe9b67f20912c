"""What-if and roadmap of a submitted assessment. Both compute and store nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import Conflict
from api.v1.bodies import mapping, object_of, raise_if_any
from api.v1.plan_schema import (
    CODE_LENGTH,
    MOST_ANSWERS,
    MOST_MEASURES,
    ROADMAP_BODY,
    ROADMAP_DOCUMENT,
    WHATIF_BODY,
    WHATIF_DOCUMENT,
)
from api.v1.schema import responses
from api.v1.selections import assessment_for
from api.views import ApiView
from assessments.errors import InvalidInput, Problem
from assessments.models import Assessment, Result
from assessments.selectors import Standing, latest_result, standing_of_result
from assessments.services import validation
from assessments.services.limits import LIMIT_FIELDS, limits_of, target_text
from assessments.services.roadmap import roadmap_document
from assessments.services.validation import Findings, Refused
from assessments.services.whatif import whatif_document
from scoring.errors import AnswerNotAllowed, UnknownQuestion

WHATIF_FIELDS = ("measures", "answers")
PICKED = ("pinned", "dropped")
ROADMAP_FIELDS = ("target", *LIMIT_FIELDS, *PICKED)
COMPUTING = (400, 401, 404, 409, 422)


class WhatIfView(ApiView):
    @extend_schema(
        summary="The newest result as it would be",
        description="Measures done and answers planned, re-scored beside today's. Nothing is stored.",
        operation_id="assessments_whatif",
        request=WHATIF_BODY,
        responses=responses({200: WHATIF_DOCUMENT}, COMPUTING),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        result = result_for(assessment_for(request, pk))
        body = object_of(request, WHATIF_FIELDS)
        findings = Findings()
        measures = findings.take("measures", codes, body.get("measures", []))
        answers = findings.take("answers", mapping, body.get("answers", {})) or {}
        if len(answers) > MOST_ANSWERS:
            findings.add("answers", "too-many", _("At most %(most)s entries are taken.") % {"most": MOST_ANSWERS})
        planned = {code: _planned(code, given, findings) for code, given in answers.items()}
        raise_if_any(findings)
        try:
            return Response(whatif_document(_standing(result), measures=measures, answers=planned))
        except (AnswerNotAllowed, UnknownQuestion) as error:
            # The question is asked today, and was not when this result was graded.
            raise InvalidInput([Problem("answers", "unknown-question", _("No question has this code."))]) from error


class RoadmapView(ApiView):
    @extend_schema(
        summary="The least-cost way from the newest result to a target",
        description=(
            "Proven to be the cheapest within the limits. A target that cannot be reached is an answer, too, with its "
            "reason and the nearest one. Nothing is stored."
        ),
        operation_id="assessments_roadmap",
        request=ROADMAP_BODY,
        responses=responses({200: ROADMAP_DOCUMENT}, COMPUTING),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        result = result_for(assessment_for(request, pk))
        body = object_of(request, ROADMAP_FIELDS, required=("target",))
        findings = Findings()
        target = findings.take("target", target_text, body["target"])
        picked = picked_of(body, findings)
        raise_if_any(findings)
        limits = limits_of(body)
        return Response(roadmap_document(_standing(result), target=target, limits=limits, **picked))


def _standing(result: Result) -> Standing:
    """Where the firm stands, with the measures of its own that hold today."""
    return standing_of_result(result)


def result_for(assessment: Assessment) -> Result:
    """The newest result. Raises Conflict while there is none."""
    result = latest_result(assessment)
    if result is None:
        raise Conflict("not-submitted", _("There is no result yet: submit the assessment first."))
    return result


def picked_of(body: Mapping[str, Any], findings: Findings) -> dict[str, list[str]]:
    """The measures pinned and dropped."""
    return {field: findings.take(field, codes, body.get(field, [])) for field in PICKED}


def codes(given: Any) -> list[str]:
    """A list of codes, each once. Whether they name something is for planning to say."""
    if not isinstance(given, list) or not all(isinstance(code, str) and len(code) <= CODE_LENGTH for code in given):
        raise Refused("type", _("Write a list of codes."))
    if len(given) > MOST_MEASURES:
        raise Refused("too-many", _("At most %(most)s entries are taken.") % {"most": MOST_MEASURES})
    if len(given) != len(set(given)):
        raise Refused("duplicate", _("A code stands twice in the list."))
    return list(given)


def _planned(code: str, given: Any, findings: Findings) -> str:
    answer = findings.take(f"answers.{code[:60]}", lambda value: validation.answer(code, value), given)
    if answer is None and given is None:
        findings.add(f"answers.{code[:60]}", "required", _("This field is needed."))
    return answer or ""
