"""Saved plans: kept from a roadmap, changed with the version last read, planned again, compared with a later result."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import Conflict
from api.idempotency import answered_once
from api.v1.bodies import Parameter, identifier, object_of, query_of, raise_if_any, version
from api.v1.pages import PAGE_PARAMETERS, page_of
from api.v1.plan_schema import PLAN_BODY, PLAN_CHANGES, PLAN_DOCUMENT, PROGRESS_DOCUMENT, REPLAN_BODY
from api.v1.plan_serializers import PlanSummarySerializer
from api.v1.schema import IDEMPOTENCY_KEY, READING, WRITING, parameters, responses
from api.v1.schema import page_of as page_schema
from api.v1.selections import assessment_for
from api.v1.serializers import address_of
from api.v1.views.planning import ROADMAP_FIELDS, picked_of, result_for
from api.views import ApiView, user_of
from assessments.errors import InvalidInput, Problem, StaleVersion
from assessments.models import Assessment, Plan, Result
from assessments.selectors import later_results, plan_document, plan_progress, plans_of, plans_visible_to
from assessments.services import delete_plan, edit_plan, replan, save_plan
from assessments.services.limits import limits_of
from assessments.services.plans import CHANGES
from assessments.services.validation import Findings

FIELDS = ("title", *ROADMAP_FIELDS)
AGAINST = (
    Parameter(
        "against",
        identifier,
        {"type": "string", "format": "uuid"},
        "The later assessment, or the same one scored again; the newest when left out.",
    ),
)


def _plan_for(request: Request, pk: UUID) -> Plan:
    return get_object_or_404(plans_visible_to(user_of(request)), pk=pk)


class PlansView(ApiView):
    @extend_schema(
        summary="The plans of an assessment, newest first",
        operation_id="plans_list",
        parameters=parameters(PAGE_PARAMETERS),
        responses=responses({200: page_schema("PlanPage", PlanSummarySerializer)}, (*READING, 422)),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        query = query_of(request, PAGE_PARAMETERS)
        rows = plans_of(plans_visible_to(user_of(request)), assessment=assessment)
        return Response(page_of(request, rows, query, PlanSummarySerializer))

    @extend_schema(
        summary="Plan the way to a target and keep it",
        description=(
            "From the newest result, with one action for every measure. A target that cannot be reached is refused: "
            "ask the roadmap for the nearest one. For owners, editors and assigned consultants."
        ),
        operation_id="plans_create",
        parameters=[IDEMPOTENCY_KEY],
        request=PLAN_BODY,
        responses=responses({201: PLAN_DOCUMENT}, WRITING),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        body = object_of(request, FIELDS, required=("title", "target"))
        return answered_once(
            request,
            lambda: _saved(request, assessment, body),
            status=201,
            location=lambda made: address_of("plan", made["id"]),
        )


def _saved(request: Request, assessment: Assessment, body: dict[str, Any]) -> dict[str, Any]:
    result = result_for(assessment)
    findings = Findings()
    picked = picked_of(body, findings)
    raise_if_any(findings)
    plan = save_plan(
        result=result,
        by=user_of(request),
        title=body["title"],
        target=body["target"],
        limits=limits_of(body),
        **picked,
    )
    return plan_document(plan)


class PlanView(ApiView):
    @extend_schema(
        summary="One plan",
        operation_id="plans_retrieve",
        responses=responses({200: PLAN_DOCUMENT}, READING),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(plan_document(_plan_for(request, pk)))

    @extend_schema(
        summary="Change a plan and its actions",
        description=(
            "All or nothing; what is left out stays as it is, and nothing is planned again. A version that is not the "
            "stored one answers 409 with the plan as it is stored in `current`."
        ),
        operation_id="plans_update",
        request=PLAN_CHANGES,
        responses=responses({200: PLAN_DOCUMENT}, WRITING),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        plan = _plan_for(request, pk)
        changes = dict(object_of(request, ("version", *CHANGES), required=("version",)))
        seen = _version(changes.pop("version"))
        try:
            changed = edit_plan(plan=plan, by=user_of(request), version=seen, changes=changes)
        except StaleVersion as stale:
            raise _conflict(stale) from stale
        return Response(plan_document(changed))

    @extend_schema(
        summary="Delete a plan for good",
        operation_id="plans_destroy",
        responses=responses({204: None}, (401, 403, 404)),
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        delete_plan(plan=_plan_for(request, pk), by=user_of(request))
        return Response(status=204)


class ReplanningView(ApiView):
    @extend_schema(
        summary="Plan again to the plan's target and within its limits",
        description=(
            "What is pinned, under way or done stays in, what was dropped stays out; owners, days, budgets, notes and "
            "states of what stays are kept."
        ),
        operation_id="plans_replan",
        request=REPLAN_BODY,
        responses=responses({200: PLAN_DOCUMENT}, WRITING),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        plan = _plan_for(request, pk)
        seen = _version(object_of(request, ("version",), required=("version",))["version"])
        try:
            changed = replan(plan=plan, by=user_of(request), version=seen)
        except StaleVersion as stale:
            raise _conflict(stale) from stale
        return Response(plan_document(changed))


class ProgressView(ApiView):
    @extend_schema(
        summary="A plan beside a later result",
        description="Of a later year, or of the same year computed later; 409 while there is none.",
        operation_id="plans_progress",
        parameters=parameters(AGAINST),
        responses=responses({200: PROGRESS_DOCUMENT}, (*READING, 409, 422)),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        plan = _plan_for(request, pk)
        query = query_of(request, AGAINST)
        return Response(plan_progress(plan, _later(plan, query.get("against"))))


def _later(plan: Plan, wanted: UUID | None) -> Result:
    found = later_results(plan)
    if wanted is not None:
        found = [result for result in found if result.assessment_id == wanted]
        if not found:
            message = _("The plan's firm has no later result of an assessment with this id.")
            raise InvalidInput([Problem("against", "unknown", message)])
    if not found:
        raise Conflict("nothing-later", _("There is no later result to compare the plan with."))
    return found[0]


def _version(given: Any) -> int:
    findings = Findings()
    seen: int = findings.take("version", version, given)
    raise_if_any(findings)
    return seen


def _conflict(stale: StaleVersion) -> Conflict:
    problem = Problem("version", "stale", _("The plan is at version %(now)s.") % {"now": stale.version})
    message = _("Somebody changed the plan in between; `current` shows what is stored. Nothing was changed.")
    return Conflict("stale-version", message, [problem], stored=plan_document(stale.plan))
