"""Answers, remarks and amounts: read by section, saved with the version last read."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import Conflict
from api.v1.bodies import mapping, object_of, raise_if_any, refuse_unknown, version
from api.v1.schema import ANSWERS_BODY, READING, SECTION_BODY, WRITING, responses
from api.v1.selections import assessment_for, section_called, section_document, sections_document
from api.v1.serializers import SectionSerializer, SectionsSerializer
from api.views import ApiView, user_of
from assessments.errors import InvalidInput, Problem, StaleVersion
from assessments.models import Assessment
from assessments.services import record_amounts, record_answers
from assessments.services.validation import Findings
from content.loader import current
from content.model import Section

FIELDS = ("version", "answers", "notes", "amounts")
AMOUNT_FIELDS = ("value", "unit")
TAKEN_BACK = (None, "")


class AnswersView(ApiView):
    @extend_schema(
        summary="All sections with versions, answers, remarks and amounts",
        operation_id="answers_list",
        responses=responses({200: SectionsSerializer}, READING),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        return Response({"sections": sections_document(assessment, list(current().sections.values()))})

    @extend_schema(
        summary="Save answers of one section",
        description="The same as PATCH on the section itself.",
        operation_id="answers_save",
        request=ANSWERS_BODY,
        responses=responses({200: SectionSerializer}, WRITING),
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        body = object_of(request, ("section", *FIELDS), required=("section", "version"))
        section = current().sections.get(body["section"]) if isinstance(body["section"], str) else None
        if section is None:
            raise InvalidInput([Problem("section", "unknown", _("No section has this code."))])
        return _saved(request, assessment, section, body)


class SectionView(ApiView):
    @extend_schema(
        summary="One section with its version, answers, remarks and amounts",
        operation_id="sections_retrieve",
        responses=responses({200: SectionSerializer}, READING),
    )
    def get(self, request: Request, pk: UUID, section: str) -> Response:
        assessment = assessment_for(request, pk)
        return Response(section_document(assessment, section_called(section)))

    @extend_schema(
        summary="Save answers of one section",
        description=(
            "Questions left out stay as they are. A version that is not the stored one answers 409 with the section "
            "as it is stored in `current`; nothing is saved then."
        ),
        operation_id="sections_save",
        request=SECTION_BODY,
        responses=responses({200: SectionSerializer}, WRITING),
    )
    def patch(self, request: Request, pk: UUID, section: str) -> Response:
        assessment = assessment_for(request, pk)
        found = section_called(section)
        return _saved(request, assessment, found, object_of(request, FIELDS, required=("version",)))


def _saved(request: Request, assessment: Assessment, section: Section, body: dict[str, Any]) -> Response:
    findings = Findings()
    seen = findings.take("version", version, body["version"])
    given = {
        field: findings.take(field, mapping, body[field]) or {} if body.get(field) is not None else {}
        for field in ("answers", "notes", "amounts")
    }
    amounts = _amounts(given["amounts"], findings)
    raise_if_any(findings)
    try:
        with transaction.atomic():
            _save(request, assessment, section, seen, given["answers"], given["notes"], amounts)
    except StaleVersion as stale:
        raise _conflict(assessment, section, stale, given) from stale
    return Response(section_document(assessment, section))


def _amounts(given: dict[str, Any], findings: Findings) -> dict[str, tuple[Any, Any]]:
    amounts: dict[str, tuple[Any, Any]] = {}
    for code, amount in given.items():
        path = f"amounts.{code[:60]}"
        if amount is None:
            amounts[code] = (None, None)
        elif not isinstance(amount, dict):
            findings.add(path, "type", _("Write an object with value and unit."))
        else:
            refuse_unknown(amount, AMOUNT_FIELDS, findings, prefix=f"{path}.")
            for field in AMOUNT_FIELDS:
                if amount.get(field) is None:
                    findings.add(f"{path}.{field}", "required", _("This field is needed."))
            amounts[code] = (amount.get("value"), amount.get("unit"))
    return amounts


def _save(
    request: Request,
    assessment: Assessment,
    section: Section,
    seen: int,
    answers: dict[str, Any],
    notes: dict[str, Any],
    amounts: dict[str, tuple[Any, Any]],
) -> None:
    by = user_of(request)
    if answers or notes or not amounts:
        seen = record_answers(
            assessment=assessment, section=section.code, answers=answers, notes=notes, version=seen, by=by
        )
    if amounts:
        try:
            record_amounts(assessment=assessment, section=section.code, amounts=amounts, version=seen, by=by)
        except InvalidInput as error:
            raise InvalidInput([_in_this_body(problem) for problem in error.problems]) from error


def _in_this_body(problem: Problem) -> Problem:
    """The services call amounts activity, as the exchange file does; here they stand under amounts."""
    return Problem(problem.path.replace("activity.", "amounts.", 1), problem.code, problem.message)


def _conflict(assessment: Assessment, section: Section, stale: StaleVersion, given: dict[str, Any]) -> Conflict:
    stored = section_document(assessment, section)
    problems = [Problem("version", "stale", _("The section is at version %(now)s.") % {"now": stale.version})]
    for field in ("answers", "notes"):
        for code, value in given[field].items():
            now = stored[field].get(code, "")
            if value not in (now, int(now) if now.isdigit() else now) and not (value in TAKEN_BACK and not now):
                problems.append(Problem(f"{field}.{code[:60]}", "stale", _("Stored now: %(value)s") % {"value": now}))
    message = _("Somebody saved this section in between; `current` shows what is stored. Nothing was changed.")
    return Conflict("stale-version", message, problems, stored=stored)
