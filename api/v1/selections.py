"""What the views look up, always starting from who asks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from api.v1.serializers import AssessmentSerializer
from api.views import user_of
from assessments.models import Answer, Assessment, Firm, Result, SectionVersion
from assessments.selectors import (
    SectionState,
    amounts_of,
    assessments_visible_to,
    firms_visible_to,
    progress_of,
    results_visible_to,
    section_state,
    sheet_of,
)
from content.loader import current
from content.model import Section

Json = dict[str, Any]


def firms_for(request: Request) -> QuerySet[Firm]:
    return firms_visible_to(user_of(request))


def firm_for(request: Request, pk: int) -> Firm:
    return get_object_or_404(firms_for(request), pk=pk)


def assessments_for(request: Request) -> QuerySet[Assessment]:
    """Assessments with their results, without the long text of these."""
    results = Prefetch("results", Result.objects.defer("text"))
    return assessments_visible_to(user_of(request)).prefetch_related(results)


def assessment_for(request: Request, pk: UUID) -> Assessment:
    return get_object_or_404(assessments_for(request), pk=pk)


def results_for(request: Request, pk: UUID) -> QuerySet[Result]:
    """The results of one assessment that the person may see."""
    return results_visible_to(user_of(request)).filter(assessment=pk)


def section_called(code: str) -> Section:
    section = current().sections.get(code)
    if section is None:
        raise Http404
    return section


def assessment_detail(assessment: Assessment) -> Json:
    progress = progress_of(assessment)
    return {
        **AssessmentSerializer(assessment).data,
        "progress": {
            "answered": progress.answered,
            "asked": progress.asked,
            "percent": progress.percent,
            "minutes_left": progress.minutes_left,
            "sections": [_section_progress(state) for state in progress.sections],
        },
        "missing": list(progress.missing),
    }


def _section_progress(state: SectionState) -> Json:
    return {
        "section": state.section.code,
        "title": dict(state.section.title),
        "answered": state.answered,
        "asked": len(state.asked),
        "required": list(state.required),
        "open_level": state.open_level,
        "top_level": state.top_level,
    }


def section_document(assessment: Assessment, section: Section) -> Json:
    return sections_document(assessment, [section])[0]


def sections_document(assessment: Assessment, sections: list[Section]) -> list[Json]:
    """Sections with all that is stored in them. Three queries, however many sections."""
    rows = Answer.objects.filter(
        assessment=assessment, question__in=[code for section in sections for code in section.questions]
    )
    stored = {row.question: row for row in rows}
    versions = {
        row.section: row
        for row in SectionVersion.objects.filter(assessment=assessment, section__in=[s.code for s in sections])
    }
    amounts = {
        row.code: {"value": format(row.value.normalize(), "f"), "unit": row.unit}
        for row in amounts_of(assessment)
        if row.year == assessment.period
    }
    return [_section(assessment, section, stored, versions.get(section.code), amounts) for section in sections]


def _section(
    assessment: Assessment,
    section: Section,
    stored: Mapping[str, Answer],
    row: SectionVersion | None,
    amounts: Mapping[str, Json],
) -> Json:
    own = [stored[code] for code in section.questions if code in stored]
    answers = {answer.question: answer.value for answer in own if answer.value}
    state = section_state(section, answers, assessment.firm, row.opened_to if row else 0)
    return {
        "section": section.code,
        "title": dict(section.title),
        "version": row.version if row else 0,
        "applies": state.applies,
        "asked": list(state.asked),
        "required": list(state.required),
        "open_level": state.open_level,
        "top_level": state.top_level,
        "answers": answers,
        "notes": {answer.question: answer.note for answer in own if answer.note},
        "amounts": {code: amounts[code] for code in section.questions if code in amounts},
    }


def sheet_document(assessment: Assessment) -> Json:
    """The yearly figures as stored, what each year adds up to, and what does not look right."""
    sheet = sheet_of(assessment)
    return {
        "version": sheet.version,
        "years": list(sheet.years),
        "factor_set": sheet.factor_set or current().default_factor_set,
        "activity": [
            {"year": cell.year, "code": row.question.code, "value": cell.value, "unit": cell.unit}
            for row in sheet.rows
            for cell in row.cells
            if cell.value
        ],
        "totals": [{"year": one.year, "energy_tce": one.energy_tce, "co2_t": one.co2_t} for one in sheet.totals],
        "flags": [{"year": one.year, **flag} for one in sheet.totals for flag in one.flags],
    }
