"""The yearly figures: amounts of up to five years, read and replaced as a whole with the version last read."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import Conflict
from api.v1.bodies import object_of, raise_if_any, refuse_unknown, version, whole
from api.v1.schema import READING, SHEET_BODY, WRITING, responses
from api.v1.selections import assessment_for, sheet_document
from api.v1.serializers import SheetSerializer
from api.views import ApiView, user_of
from assessments.errors import InvalidInput, Problem, StaleVersion
from assessments.models import Assessment
from assessments.selectors import amounts_of
from assessments.services import record_sheet
from assessments.services.validation import FIRST_YEAR, LAST_YEAR, Findings

FIELDS = ("version", "activity")
ROW_FIELDS = ("year", "code", "value", "unit")
TAKEN_BACK = (None, None)
Cell = tuple[int, str]


class SheetView(ApiView):
    @extend_schema(
        summary="The yearly figures with totals and what does not look right",
        operation_id="sheet_retrieve",
        responses=responses({200: SheetSerializer}, READING),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(sheet_document(assessment_for(request, pk)))

    @extend_schema(
        summary="Replace the yearly figures",
        description=(
            "All or nothing. A version that is not the stored one answers 409 with the sheet as it is stored in "
            "`current`; nothing is saved then."
        ),
        operation_id="sheet_replace",
        request=SHEET_BODY,
        responses=responses({200: SheetSerializer}, WRITING),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        assessment = assessment_for(request, pk)
        body = object_of(request, FIELDS, required=FIELDS)
        findings = Findings()
        seen = findings.take("version", version, body["version"])
        places = _places(body["activity"], findings)
        raise_if_any(findings)
        sent = {cell: (row["value"], row["unit"]) for cell, (row, _number) in places.items()}
        stored = {(row.year, row.code): TAKEN_BACK for row in amounts_of(assessment)}
        try:
            record_sheet(assessment=assessment, rows={**stored, **sent}, version=seen, by=user_of(request))
        except InvalidInput as error:
            raise InvalidInput([_in_this_body(problem, places) for problem in error.problems]) from error
        except StaleVersion as stale:
            raise _conflict(assessment, stale) from stale
        return Response(sheet_document(assessment))


def _places(given: Any, findings: Findings) -> Mapping[Cell, tuple[dict[str, Any], int]]:
    """Return every row with its number, by year and quantity."""
    places: dict[Cell, tuple[dict[str, Any], int]] = {}
    if not isinstance(given, list):
        findings.add("activity", "type", _("Write a list of rows with year, code, value and unit."))
        return places
    for number, row in enumerate(given):
        cell = _cell(f"activity[{number}]", row, findings)
        if cell in places:
            findings.add(f"activity[{number}]", "duplicate", _("This year and quantity stand twice in the list."))
        elif cell is not None:
            places[cell] = row, number
    return places


def _cell(path: str, row: Any, findings: Findings) -> Cell | None:
    if not isinstance(row, dict):
        findings.add(path, "type", _("Write an object with year, code, value and unit."))
        return None
    refuse_unknown(row, ROW_FIELDS, findings, prefix=f"{path}.")
    missing = [field for field in ROW_FIELDS if row.get(field) in (None, "")]
    for field in missing:
        findings.add(f"{path}.{field}", "required", _("This field is needed."))
    if missing:
        return None
    if not isinstance(row["code"], str):
        findings.add(f"{path}.code", "type", _("Write a text."))
        return None
    year = findings.take(f"{path}.year", whole, row["year"], least=FIRST_YEAR, most=LAST_YEAR)
    return None if year is None else (year, row["code"])


def _in_this_body(problem: Problem, places: Mapping[Cell, tuple[dict[str, Any], int]]) -> Problem:
    """The services name a cell by year and quantity; here it is named by its place in the list."""
    for (year, code), (_row, number) in places.items():
        if problem.path == f"activity.{year}.{code[:60]}":
            return Problem(f"activity[{number}]", problem.code, problem.message)
    return problem


def _conflict(assessment: Assessment, stale: StaleVersion) -> Conflict:
    problems: Sequence[Problem] = [
        Problem("version", "stale", _("The section is at version %(now)s.") % {"now": stale.version})
    ]
    message = _("Somebody saved this section in between; `current` shows what is stored. Nothing was changed.")
    return Conflict("stale-version", message, problems, stored=sheet_document(assessment))
